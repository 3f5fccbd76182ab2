// What holds for a practice where it says nothing else.
#pragma once

#include "onward/model/practice.hpp"

namespace onward {

// A practice's knobs with every default; nothing is absent.
//   source   the mission's practice document: dormant after 6 months (business rule 4), a
//   specialist's
//            appointment and report 2 weeks (rules 8 and 9), counted as 14 calendar days
//            (lifecycles A.8); no window (A.8). The model, the half-life and 90 days of being new
//            are ours: docs/decisions/0024-practice.md
struct PracticeRules {
  AttributionModel attribution_model = AttributionModel::last_non_direct_touch;
  std::int64_t attribution_window_days = 0;  // 0 is all
  std::int64_t attribution_half_life_days = 30;
  bool client_requires_source = false;
  std::int64_t dormant_after_months = 6;  // calendar months
  std::int64_t new_for_days = 90;
  std::int64_t no_appointment_after_days = 14;
  std::int64_t no_report_after_days = 14;
};

PracticeRules practice_rules(const PracticeKnobs&);

}  // namespace onward
