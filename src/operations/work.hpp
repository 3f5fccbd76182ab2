// What a receiver does with a referral between its answer and the end, and what the sender does
// about it.
//
// Acts of the lifecycle are refused, in this order, for: malformed_request, not_found,
// permission_missing, revision_changed, and what the lifecycle and the group say. Every act of the
// receiver is a sign of life: update-within starts again.
#pragma once

#include "onward/operations/work.hpp"
#include "operations/row.hpp"

namespace onward {

// Inside the receiving organisation: to somebody who may work on referrals there now, or to the
// queue again.
//   refused  also not_found at /staff_id
Result<Referral> assign_referral(Context&, const AssignReferral&);
// Both ways, with a reason; the end is due as if it had been so from the start.
//   refused  also reason_code_unknown
Result<Referral> reprioritise_referral(Context&, const ReprioritiseReferral&);
// One question at a time. Until the sender answers, close-within stands still.
//   writes   the referral, the question
Result<Referral> ask_information(Context&, const SayOfReferral&);
//   refused  also consent_*: the receiver would not read it
//   writes   the referral, the question
Result<Referral> give_information(Context&, const SayOfReferral&);
// Like a decline, with advice to the sender in the place of a reason.
Result<Referral> return_with_advice(Context&, const SayOfReferral&);
Result<Referral> confirm_withdrawal(Context&, const ActOnReferral&);
Result<Referral> refuse_withdrawal(Context&, const EndReferral&);

// Recorded apart from the phase, also once it is completed or failed.
Result<Referral> record_contact(Context&, const RecordContact&);
//   refused  also malformed_request (a day in the future)
Result<Referral> record_delivery(Context&, const RecordDelivery&);
Result<Referral> record_enrolment(Context&, const RecordEnrolment&);

// One at a time; several one after another. The referral carries the state of the latest.
//   refused  also appointment_scheduled, appointment_not_scheduled, time_in_future (took place, or
//            missed, before its day), confirmation_missing (while the sender is to choose),
//            consent_*, disclosure_withheld (the client's name is not shown)
//   writes   the appointment, the referral
Result<Appointment> schedule_appointment(Context&, const ScheduleAppointment&);
Result<Appointment> complete_appointment(Context&, const EndAppointment&);
Result<Appointment> record_visit(Context&, const EndAppointment&, Instant took_place_at);
Result<Appointment> miss_appointment(Context&, const EndAppointment&);
Result<Appointment> cancel_appointment(Context&, const EndAppointment&);
// Nobody came, or failed to, before the day on which it is to begin, where the receiver is.
//   refused  time_in_future
Refused refuse_ahead(Context&, const Appointment&, OrganizationId receiver, std::string path);

// Both sides note barriers and hand over documents, whatever the phase. What is resolved stays as
// it was said first.
//   refused  malformed_request, not_found
Result<Barrier> note_barrier(Context&, const NoteBarrier&);
Result<Barrier> resolve_barrier(Context&, const ResolveBarrier&);
Result<Handover> record_handover(Context&, const RecordHandover&);

// For the sender and the receiver of the referral. What the other side said of the client hides
// together with the client, as notes do.
//   refused  malformed_request, cursor_invalid, not_found
Result<InformationRequests> list_information_requests(Context&, const ListOfReferral&);
Result<Appointments> list_appointments(Context&, const ListOfReferral&);
Result<Barriers> list_barriers(Context&, const ListOfReferral&);
Result<Handovers> list_handovers(Context&, const ListOfReferral&);

// One row, for those to whom the lists show it, and as those show it.
//   refused  not_found
Result<InformationRequest> get_information_request(Context&, const InformationRequestRef&);
Result<Appointment> get_appointment(Context&, const AppointmentRef&);
Result<Barrier> get_barrier(Context&, const BarrierRef&);
Result<Handover> get_handover(Context&, const HandoverRef&);

// For the answer to a repeated idempotency key.
std::optional<Appointment> seen(Context&, AppointmentId);
std::optional<Barrier> seen(Context&, BarrierId);
std::optional<Handover> seen(Context&, HandoverId);

// The referral ends: a question to the sender is closed, and an appointment called off unless
// service was completed; with a specialist in any case. `before` is the row as it stood.
void end_waits(Context&, Referral&, const Referral& before);
// The reason goes with what was said of it.
void forget_reason(Referral&);
void ask_no_withdrawal(Referral&);
// Asked again, a referral begins without what was done about it; appointments stay as they are.
void forget_work(Referral&);
// Somebody has left: what they had, and is unfinished, is assigned to nobody.
void return_to_queue(Context&, OrganizationId receiver, StaffId);
// The receiver's silence confirms a withdrawal.
void confirm_withdrawal_of(Context&, const Referral&, const Need&);

}  // namespace onward
