// What a practice may tune: attribution, and when it is alerted.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/model/referral.hpp"

namespace onward {

// Each absent one is rules/practice.hpp's default.
struct PracticeKnobs {
  std::optional<AttributionModel> attribution_model{};
  std::optional<std::int64_t> attribution_window_days{};
  std::optional<std::int64_t> attribution_half_life_days{};
  std::optional<bool> client_requires_source{};
  std::optional<std::int64_t> dormant_after_months{};
  std::optional<std::int64_t> new_for_days{};
  std::optional<std::int64_t> no_appointment_after_days{};
  std::optional<std::int64_t> no_report_after_days{};
  std::optional<std::int64_t> no_letter_working_days{};
  std::optional<std::int64_t> no_letter_soon_working_days{};
  std::optional<std::int64_t> no_letter_urgent_working_days{};
};
template <>
inline constexpr auto rows<PracticeKnobs> = std::array{
    row<&PracticeKnobs::attribution_model>(1, "attribution_model",
                                           "How credit is shared at conversion."),
    row<&PracticeKnobs::attribution_window_days>(
        2, "attribution_window_days", "Days before the conversion that count; 0 is all."),
    row<&PracticeKnobs::attribution_half_life_days>(3, "attribution_half_life_days",
                                                    "Half-life of time_decay."),
    row<&PracticeKnobs::client_requires_source>(
        4, "client_requires_source",
        "True when the practice registers nobody without a lead, and so without a source."),
    row<&PracticeKnobs::dormant_after_months>(
        5, "dormant_after_months",
        "Calendar months without anybody sent that make a provider "
        "dormant."),
    row<&PracticeKnobs::new_for_days>(6, "new_for_days",
                                      "Days after their first referral for which a provider is "
                                      "new."),
    row<&PracticeKnobs::no_appointment_after_days>(7, "no_appointment_after_days",
                                                   "Days after the letter to a specialist, and no "
                                                   "appointment."),
    row<&PracticeKnobs::no_report_after_days>(
        8, "no_report_after_days", "Days after the specialist saw the patient, and no report."),
    row<&PracticeKnobs::no_letter_working_days>(
        9, "no_letter_working_days",
        "Working days after a referral to a specialist was written, and no letter."),
    row<&PracticeKnobs::no_letter_soon_working_days>(10, "no_letter_soon_working_days",
                                                     "The same of one that is to be soon."),
    row<&PracticeKnobs::no_letter_urgent_working_days>(11, "no_letter_urgent_working_days",
                                                       "The same of an urgent one."),
};
ONWARD_RECORD(PracticeKnobs);

struct PracticePolicy {
  Id<struct PracticePolicyTag> id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  PracticeKnobs knobs{};
};
template <>
inline constexpr auto rows<PracticePolicy> = std::array{
    row<&PracticePolicy::id>(1, "id", "Given by the store; never reused."),
    row<&PracticePolicy::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&PracticePolicy::organization_id>(3, "organization_id", "The practice."),
    row<&PracticePolicy::knobs>(4, "knobs", "What is tuned here."),
};
ONWARD_RECORD(PracticePolicy);

}  // namespace onward
