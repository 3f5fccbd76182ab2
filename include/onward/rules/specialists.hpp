// How a referral to a specialist goes, as the practice that wrote it sees it: its label, what may
// be done with it now, and when somebody has to be alerted. Pure.
#pragma once

#include "onward/model/specialist.hpp"
#include "onward/result.hpp"
#include "onward/rules/practice.hpp"
#include "onward/time_zone.hpp"

namespace onward {

// What stands beside the phase.
struct SpecialistFacets {
  AppointmentStatus appointment = AppointmentStatus::none;  // the latest
  bool seen = false;  // the patient was there, at this appointment or an earlier one
  bool reported = false;
};

// The label is a projection: every phase with every facet has one.
//   source   lifecycles A.1, projections; what that table leaves open is docs/decisions/0027
SpecialistStatus specialist_status(ReferralPhase, const SpecialistFacets&);
constexpr bool is_over(SpecialistStatus s) { return s >= SpecialistStatus::closed; }

enum class SpecialistAction : std::uint8_t {
  record_letter,
  schedule,
  complete_appointment,
  miss_appointment,
  cancel_appointment,
  receive_report,
  give_feedback,
  close,
  decline,
  cancel
};
template <>
inline constexpr auto names<SpecialistAction> = std::array{
    Name{SpecialistAction::record_letter, "record_letter", "The specialist was written to."},
    Name{SpecialistAction::schedule, "schedule", "The patient has an appointment."},
    Name{SpecialistAction::complete_appointment, "complete_appointment", "It took place."},
    Name{SpecialistAction::miss_appointment, "miss_appointment", "The patient did not come."},
    Name{SpecialistAction::cancel_appointment, "cancel_appointment", "It was called off."},
    Name{SpecialistAction::receive_report, "receive_report", "The specialist has reported."},
    Name{SpecialistAction::give_feedback, "give_feedback", "How it went for the practice."},
    Name{SpecialistAction::close, "close", "It is finished, with an outcome."},
    Name{SpecialistAction::decline, "decline", "The specialist says no."},
    Name{SpecialistAction::cancel, "cancel", "The practice takes it back."},
};
// What the specialist's office answers; the practice writes it down only when it represents it.
constexpr bool is_answer(SpecialistAction a) {
  return a != SpecialistAction::record_letter && a != SpecialistAction::receive_report &&
         a != SpecialistAction::give_feedback && a != SpecialistAction::cancel;
}

// Why it cannot be done now, by the label's own rules; the machine of referrals may know more.
//   refused  phase_forbids; appointment_scheduled, appointment_not_scheduled
std::optional<Reason> forbids(SpecialistAction, ReferralPhase, const SpecialistFacets&);

// A specialist's need keeps timeframes as every need does. The rest of its policy is for receivers
// who answer in the network: one office is asked, by letter, and its silence ends nothing.
FrozenPolicy policy_by_letter(FrozenPolicy);

// What the practice waits for, and is alerted of when it does not come. While an appointment is
// scheduled that is the report, so that one of which nobody says what became is noticed too.
SpecialistAlert awaited(SpecialistStatus);
// Since when, from the row, and the latest appointment if there is one: the letter, or a missed or
// cancelled appointment after it; the day of the appointment; or when the patient was seen.
Instant awaited_since(SpecialistStatus, const SpecialistReferral&, const Appointment* latest);
// The end of the last of so many calendar days, where the practice is.
//   source   mission's practice document, business rules 8 and 9; lifecycles A.8
Instant specialist_due(SpecialistAlert awaited, Instant since, const PracticeRules&,
                       const TimeZone&);

// What is said of a day that cannot be: a letter from long before the referral was written, an
// appointment before the letter, a visit before the appointment or the letter, a report before the
// letter. By days, where the practice is: whoever comes early is seen early, and a letter of today
// is dated by the hour. Answers the instant before which it cannot be.
//   source   docs/decisions/0041
Instant not_before(SpecialistAction, const SpecialistReferral&, const Appointment* latest,
                   const TimeZone&);
constexpr std::chrono::days letter_before_referral_max{365};

struct SpecialistClock {
  SpecialistAlert alert = SpecialistAlert::none;
  Instant due_at = never;
  friend bool operator==(const SpecialistClock&, const SpecialistClock&) = default;
};
// After an act: whatever it resolved is an alert no more, and what is late still stays one. `due`
// is when what is awaited now is late.
SpecialistClock clock_after_act(const SpecialistClock& before, SpecialistAlert awaited, Instant due,
                                Instant now);

}  // namespace onward
