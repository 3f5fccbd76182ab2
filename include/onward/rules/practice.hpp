// What holds for a practice where it says nothing else.
#pragma once

#include "onward/model/practice.hpp"

namespace onward {

// A practice's knobs with every default; nothing is absent.
//   source   the mission's practice document: dormant after 6 months (business rule 4), a
//            specialist's appointment and report 2 weeks (rules 8 and 9), counted as 14 calendar
//            days (lifecycles A.8); no window (A.8). The model, the half-life and 90 days of being
//            new are ours: docs/decisions/0024-practice.md; so are the working days until a letter,
//            by urgency: docs/decisions/0027-specialists.md
struct PracticeRules {
  AttributionModel attribution_model = AttributionModel::last_non_direct_touch;
  std::int64_t attribution_window_days = 0;  // 0 is all
  std::int64_t attribution_half_life_days = 30;
  bool client_requires_source = false;
  std::int64_t dormant_after_months = 6;  // calendar months
  std::int64_t new_for_days = 90;
  std::int64_t no_appointment_after_days = 14;
  std::int64_t no_report_after_days = 14;
  std::int64_t no_letter_working_days = 10;  // two weeks, as for what follows the letter
  std::int64_t no_letter_soon_working_days = 3;
  std::int64_t no_letter_urgent_working_days = 1;
};

PracticeRules practice_rules(const PracticeKnobs&);

// What rules of relationships hold numbers against; no practice tunes these.
// A rate has fallen when that is so probable at two judgements, one after the other. Of providers
// whose rate stays the same, at most one in twenty is taken for declining within a year.
//   source   ours: docs/decisions/0041; tests/declining_rates_test.cpp measures it
constexpr double declining_from = 0.985;
// A rate is judged so often within the days over which it is compared: monthly for a quarter.
constexpr std::int64_t judgements_in_window = 3;
// People sent within `new_for_days` that make a provider strong, or moderate.
//   source   capabilities 57: four or more in 90 days are core, two or three growing, one new
constexpr std::int64_t strong_from = 4, moderate_from = 2;
// Of this many people in a year a health score counts no more: four in each quarter.
//   source   capabilities 57
constexpr std::int64_t full_volume_in_year = 4 * strong_from;
// What a health score is made of, in hundredths.
//   source   ours: docs/decisions/0024
struct HealthWeights {
  double recency = 30, volume = 25, trend = 15, conversion = 15, response = 10, reciprocity = 5;
};
// An answer that comes later than this after a contact came by chance.
//   source   ours: docs/decisions/0024
constexpr std::int64_t answered_within_days = 2;
// A best time or way is no chance when all of them together would find one so rarely where none is
// better; and when it was tried so often, and the others as well.
//   source   ours: docs/decisions/0041
constexpr double best_by_chance_max = 0.05;
constexpr std::int64_t tries_to_compare_min = 5;
// Working days for a letter or a report to a provider; and to those whom a practice serves first.
//   source   the mission's practice document, business rules 2 (48 hours) and 5 (faster reports)
constexpr std::int64_t report_working_days = 2, report_to_vip_working_days = 1;
// A letter to a specialist is not older than so before the referral was written.
//   source   ours: docs/decisions/0041
constexpr std::chrono::days letter_before_referral_max{365};
// One side sends more than chance explains from this chi-squared of one degree of freedom on: 95 %.
//   source   rules/relationship_reciprocity.hpp
constexpr double one_sided_from = 3.84;

}  // namespace onward
