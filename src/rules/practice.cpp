#include "onward/rules/practice.hpp"

namespace onward {

PracticeRules practice_rules(const PracticeKnobs& knobs) {
  static_assert(rows<PracticeKnobs>.size() == 11, "a knob is not taken below");
  PracticeRules out;
  const auto take = [](const auto& knob, auto& rule) {
    if (knob) rule = *knob;
  };
  take(knobs.attribution_model, out.attribution_model);
  take(knobs.attribution_window_days, out.attribution_window_days);
  take(knobs.attribution_half_life_days, out.attribution_half_life_days);
  take(knobs.client_requires_source, out.client_requires_source);
  take(knobs.dormant_after_months, out.dormant_after_months);
  take(knobs.new_for_days, out.new_for_days);
  take(knobs.no_appointment_after_days, out.no_appointment_after_days);
  take(knobs.no_report_after_days, out.no_report_after_days);
  take(knobs.no_letter_working_days, out.no_letter_working_days);
  take(knobs.no_letter_soon_working_days, out.no_letter_soon_working_days);
  take(knobs.no_letter_urgent_working_days, out.no_letter_urgent_working_days);
  return out;
}

}  // namespace onward
