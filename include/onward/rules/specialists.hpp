// How a referral to a specialist goes, as the practice that wrote it sees it: its label, what may
// be done with it now, and when somebody has to be alerted. Pure.
#pragma once

#include "onward/model/specialist.hpp"
#include "onward/result.hpp"
#include "onward/rules/practice.hpp"
#include "onward/rules/timeframes.hpp"

namespace onward {

// What stands beside the phase.
struct SpecialistFacets {
  AppointmentStatus appointment = AppointmentStatus::none;  // the latest
  bool written_to = false;  // by a letter, since it was last asked
  bool seen = false;        // the patient was there, at this appointment or an earlier one
  bool reported = false;
  bool awaits_another = false;  // the report is older than what it does not report
  bool asked = false;  // ever, by letter or telephone: what comes after the end is filed
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
  cancel,
  undo_visit,
  undo_report
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
    Name{SpecialistAction::undo_visit, "undo_visit", "The visit was recorded by mistake."},
    Name{SpecialistAction::undo_report, "undo_report", "The report was filed by mistake."},
};
// What the specialist's office answers; the practice writes it down only when it represents it.
constexpr bool is_answer(SpecialistAction a) {
  return a != SpecialistAction::record_letter && a != SpecialistAction::receive_report &&
         a != SpecialistAction::give_feedback && a != SpecialistAction::cancel &&
         a != SpecialistAction::undo_report;
}

// Why it cannot be done now, by the label's own rules; the machine of referrals may know more.
//   refused  phase_forbids; appointment_scheduled, appointment_not_scheduled; milestone_missing,
//            later_milestone_recorded
std::optional<Reason> forbids(SpecialistAction, ReferralPhase, const SpecialistFacets&);

// A specialist's need keeps timeframes as every need does. The rest of its policy is for receivers
// who answer in the network: one office is asked, by letter, and its silence ends nothing.
FrozenPolicy policy_by_letter(FrozenPolicy);

// What is known of one: the practice's row, when the referral was last asked or written, and the
// latest appointment if there is one.
struct SpecialistKnown {
  const SpecialistReferral& row;
  Instant requested_at{};
  const Appointment* latest = nullptr;
};

// A report reports the visits up to its day, where the practice is, and no later one.
bool reports_last_visit(const SpecialistReferral&, const TimeZone&);
// Whether another one is awaited: of a later visit, or of a later appointment that is scheduled.
bool awaits_another_report(const SpecialistKnown&, const TimeZone&);

// What the practice waits for, and is alerted of when it does not come. While an appointment is
// scheduled that is the report, so that one of which nobody says what became is noticed too; but
// first of all the letter, until the patient is seen.
SpecialistAlert awaited(SpecialistStatus, bool written_to);
// Since when: it was written or asked again; the letter, or a missed or cancelled appointment after
// it; the day of the appointment; or when the patient was seen.
Instant awaited_since(SpecialistAlert awaited, SpecialistStatus, const SpecialistKnown&);
// The end of the last of so many calendar days, where the practice is; and of a letter, of so many
// working days, by urgency.
//   source   mission's practice document, business rules 8 and 9; lifecycles A.8;
//            docs/decisions/0027
Instant specialist_due(SpecialistAlert awaited, Instant since, Urgency, const PracticeRules&,
                       const Calendar&, const TimeZone&);

// What is said of a day that cannot be: a letter from long before the referral was written, or from
// before it was asked again, an
// appointment before it was asked, by letter or by telephone, a visit before the appointment, a
// report before it was asked. By days, where the practice is: whoever comes early is seen early,
// and a letter of today is dated by the hour. Answers the instant before which it cannot be.
//   source   docs/decisions/0041
Instant not_before(SpecialistAction, ReferralPhase, const SpecialistKnown&, const TimeZone&);

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
