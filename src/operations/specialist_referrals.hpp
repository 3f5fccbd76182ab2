// Referrals to specialists: what a practice writes, records and asks.
//
// Each is a need with one referral of the same machine, to the specialist's office. Acts are
// refused, in this order, for: malformed_request, not_found, permission_missing, revision_changed,
// what the label forbids (phase_forbids, appointment_scheduled, appointment_not_scheduled),
// permission_missing again where the office answers for itself, and what the machine says. They
// answer with the whole record.
#pragma once

#include "operations/row.hpp"
#include "operations/specialist_case.hpp"

namespace onward {

// A draft, which the office does not see. The first to a specialist makes their office an
// organisation of the network, represented by its sender.
//   refused  malformed_request, not_found (client), disclosure_withheld, client_merged, not_found
//            (specialist), referrer_inactive, not_found (issue), consent_missing, consent_*,
//            receiver_not_eligible; in this order
//   writes   the office, the specialist; the need, its referral, the row
//   source   docs/decisions/0027
Result<SpecialistReferralRecord> create_specialist_referral(Context&,
                                                            const CreateSpecialistReferral&);

// Sends the need: the letter is what the specialist is asked with. Later on, it was sent once more,
// or after they were asked by telephone, or asked again; the days run from the last one.
//   refused  referrer_inactive (the specialist), consent_*, receiver_not_eligible,
//            questionnaire_required; then milestone_out_of_order (a year before it was written, or
//            before it was asked again)
Result<SpecialistReferralRecord> record_specialist_letter(Context&, const RecordSpecialistLetter&);

// The office's answers, as the practice hears of them. Nothing is before the day on which it was
// asked, and no visit before the day of its appointment. An appointment for a draft is made by
// telephone: it sends the need, as a letter would, and the letter is owed.
//   refused  also milestone_out_of_order; of a draft, as the letter
//   writes   the appointment, the referral, the row
Result<SpecialistReferralRecord> schedule_specialist(Context&, const ScheduleSpecialist&);
Result<SpecialistReferralRecord> complete_specialist_appointment(
    Context&, const CompleteSpecialistAppointment&);
Result<SpecialistReferralRecord> miss_specialist_appointment(Context&,
                                                             const EndSpecialistAppointment&);
Result<SpecialistReferralRecord> cancel_specialist_appointment(Context&,
                                                               const EndSpecialistAppointment&);

// Also when it comes after the end. A scheduled appointment took place, if its day had come by
// then; one that is still to come awaits a report of its own.
//   refused  also not_found (attachment), milestone_out_of_order (before it was asked)
Result<SpecialistReferralRecord> receive_specialist_report(Context&,
                                                           const ReceiveSpecialistReport&);
Result<SpecialistReferralRecord> give_specialist_feedback(Context&, const GiveSpecialistFeedback&);

// Completed when the outcome is good or the patient was seen; failed otherwise. An appointment that
// is scheduled took place when the outcome is good and its day has come, and is called off
// otherwise.
//   refused  also report_missing (none since the last visit)
Result<SpecialistReferralRecord> close_specialist_referral(Context&,
                                                           const CloseSpecialistReferral&);
//   refused  also reason_code_unknown
Result<SpecialistReferralRecord> decline_specialist_referral(Context&,
                                                             const EndSpecialistReferral&);
// The whole need ends with it, unless others were asked as well.
//   refused  also reason_code_unknown
Result<SpecialistReferralRecord> cancel_specialist_referral(Context&, const EndSpecialistReferral&);

// A visit, or a report, that was recorded by mistake is taken back while the referral is open: it
// stands as before, and what is awaited is awaited again. The report goes before the visit.
//   refused  also milestone_missing, later_milestone_recorded (the report, of the visit)
//   writes   the appointment, the referral, the row
Result<SpecialistReferralRecord> undo_specialist_visit(Context&, const UndoOfSpecialist&);
Result<SpecialistReferralRecord> undo_specialist_report(Context&, const UndoOfSpecialist&);

Result<SpecialistReferralRecord> get_specialist_referral(Context&, const SpecialistReferralRef&);
//   refused  malformed_request, cursor_invalid, not_found (specialist, client)
Result<SpecialistReferralPage> list_specialist_referrals(Context&, const ListSpecialistReferrals&);
// Every action for this actor now, answered by the code that would refuse it.
Result<PossibleSpecialistActions> specialist_referral_actions(Context&,
                                                              const SpecialistReferralRef&);

template <> struct Again<SpecialistReferralRecord> {
  static std::vector<std::int64_t> ids(const SpecialistReferralRecord& r) {
    return {r.specialist_referral.id.value};
  }
  static std::optional<SpecialistReferralRecord> load(Context& c,
                                                      std::span<const std::int64_t> ids) {
    return seen(c, SpecialistReferralId(ids.empty() ? 0 : ids[0]));
  }
};

}  // namespace onward
