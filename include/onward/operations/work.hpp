// What a receiver does with a referral between its answer and the end, and what the sender does
// about it: assignment, questions, progress, appointments, barriers, documents handed over.
#pragma once

#include "onward/model/work.hpp"
#include "onward/operations/referrals.hpp"

namespace onward {

struct AssignReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  StaffId staff_id{};
};
template <>
inline constexpr auto rows<AssignReferral> = std::array{
    row<&AssignReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&AssignReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&AssignReferral::staff_id>(
        3, "staff_id", "Who has it from now on, of the receiver's staff; 0 or absent is the queue.",
        may_be_absent),
};
ONWARD_RECORD(AssignReferral);
struct ReprioritiseReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  Urgency urgency = Urgency::routine;
  std::string reason_code{};
  std::string note{};
};
template <>
inline constexpr auto rows<ReprioritiseReferral> = std::array{
    row<&ReprioritiseReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&ReprioritiseReferral::revision>(2, "revision",
                                         "The revision that was seen; absent for any."),
    row<&ReprioritiseReferral::urgency>(3, "urgency", "How soon an answer is expected now."),
    row<&ReprioritiseReferral::reason_code>(4, "reason_code",
                                            "Why, by code; docs/reasons.md lists them."),
    row<&ReprioritiseReferral::note>(5, "note", "Why, in words.",
                                     {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(ReprioritiseReferral);
struct SayOfReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  std::string text{};
};
template <>
inline constexpr auto rows<SayOfReferral> = std::array{
    row<&SayOfReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&SayOfReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&SayOfReferral::text>(3, "text", "The question, the answer, or the advice.", long_personal),
};
ONWARD_RECORD(SayOfReferral);

struct RecordContact {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  ContactResult contact = ContactResult::none;
};
template <>
inline constexpr auto rows<RecordContact> = std::array{
    row<&RecordContact::referral_id>(1, "referral_id", "The referral meant."),
    row<&RecordContact::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&RecordContact::contact>(3, "contact", "Whether the client was reached; not none."),
};
ONWARD_RECORD(RecordContact);
struct RecordDelivery {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  Date delivered_on{};
  std::string delivered{};
};
template <>
inline constexpr auto rows<RecordDelivery> = std::array{
    row<&RecordDelivery::referral_id>(1, "referral_id", "The referral meant."),
    row<&RecordDelivery::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&RecordDelivery::delivered_on>(3, "delivered_on", "On which day; not in the future."),
    row<&RecordDelivery::delivered>(4, "delivered", "What, in words.", is_personal),
};
ONWARD_RECORD(RecordDelivery);
struct RecordEnrolment {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  Enrolment enrolment = Enrolment::none;
  std::string reason{};
};
template <>
inline constexpr auto rows<RecordEnrolment> = std::array{
    row<&RecordEnrolment::referral_id>(1, "referral_id", "The referral meant."),
    row<&RecordEnrolment::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&RecordEnrolment::enrolment>(3, "enrolment", "Whether the client is in; not none."),
    row<&RecordEnrolment::reason>(4, "reason", "Why, in words; may be absent for enrolled.",
                                  {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(RecordEnrolment);

struct ScheduleAppointment {
  ReferralId referral_id{};
  Instant starts_at{};
  std::string place{};
  std::string remark{};
};
template <>
inline constexpr auto rows<ScheduleAppointment> = std::array{
    row<&ScheduleAppointment::referral_id>(1, "referral_id", "The referral it belongs to."),
    row<&ScheduleAppointment::starts_at>(2, "starts_at", "When it begins."),
    row<&ScheduleAppointment::place>(3, "place", "Where; empty or absent when it is not known.",
                                     {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&ScheduleAppointment::remark>(
        4, "remark", "What else there is to say.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ScheduleAppointment);
struct EndAppointment {
  AppointmentId appointment_id{};
  std::optional<std::int64_t> revision{};
  std::string remark{};
};
template <>
inline constexpr auto rows<EndAppointment> = std::array{
    row<&EndAppointment::appointment_id>(1, "appointment_id", "The appointment meant."),
    row<&EndAppointment::revision>(2, "revision",
                                   "The appointment's revision that was seen; absent for any."),
    row<&EndAppointment::remark>(
        3, "remark", "What there is to say; the one before stays when absent.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(EndAppointment);

struct NoteBarrier {
  ReferralId referral_id{};
  BarrierKind kind = BarrierKind::other;
  std::string text{};
};
template <>
inline constexpr auto rows<NoteBarrier> = std::array{
    row<&NoteBarrier::referral_id>(1, "referral_id", "The referral it stands in the way of."),
    row<&NoteBarrier::kind>(2, "kind", "What stands in the way."),
    row<&NoteBarrier::text>(
        3, "text", "The same in words; needed for other.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(NoteBarrier);
struct ResolveBarrier {
  BarrierId barrier_id{};
  std::string resolution{};
};
template <>
inline constexpr auto rows<ResolveBarrier> = std::array{
    row<&ResolveBarrier::barrier_id>(1, "barrier_id", "The barrier meant."),
    row<&ResolveBarrier::resolution>(
        2, "resolution", "How it was removed.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ResolveBarrier);
struct RecordHandover {
  ReferralId referral_id{};
  Date handed_over_on{};
  std::string documents{};
};
template <>
inline constexpr auto rows<RecordHandover> = std::array{
    row<&RecordHandover::referral_id>(1, "referral_id", "The referral they are for."),
    row<&RecordHandover::handed_over_on>(2, "handed_over_on", "On which day; not in the future."),
    row<&RecordHandover::documents>(3, "documents", "Which ones, in words.", long_personal),
};
ONWARD_RECORD(RecordHandover);

// What was written down of one referral, page by page.
struct ListOfReferral {
  ReferralId referral_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListOfReferral> = std::array{
    row<&ListOfReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&ListOfReferral::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                may_be_absent),
    row<&ListOfReferral::cursor>(3, "cursor", "From the page before; absent for the first.",
                                 may_be_absent),
};
ONWARD_RECORD(ListOfReferral);
struct InformationRequests {
  std::vector<InformationRequest> information_requests{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<InformationRequests> = std::array{
    row<&InformationRequests::information_requests>(
        1, "information_requests", "Questions and answers, oldest first.", is_personal),
    row<&InformationRequests::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(InformationRequests);
struct Appointments {
  std::vector<Appointment> appointments{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<Appointments> = std::array{
    row<&Appointments::appointments>(1, "appointments", "In the order they were made.",
                                     is_personal),
    row<&Appointments::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Appointments);
struct Barriers {
  std::vector<Barrier> barriers{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<Barriers> = std::array{
    row<&Barriers::barriers>(1, "barriers", "Resolved ones too, oldest first.", is_personal),
    row<&Barriers::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Barriers);
struct Handovers {
  std::vector<Handover> handovers{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<Handovers> = std::array{
    row<&Handovers::handovers>(1, "handovers", "In the order they were written down.", is_personal),
    row<&Handovers::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Handovers);
struct InformationRequestRef {
  InformationRequestId information_request_id{};
};
template <>
inline constexpr auto rows<InformationRequestRef> = std::array{
    row<&InformationRequestRef::information_request_id>(1, "information_request_id",
                                                        "The question meant."),
};
ONWARD_RECORD(InformationRequestRef);
struct AppointmentRef {
  AppointmentId appointment_id{};
};
template <>
inline constexpr auto rows<AppointmentRef> = std::array{
    row<&AppointmentRef::appointment_id>(1, "appointment_id", "The appointment meant."),
};
ONWARD_RECORD(AppointmentRef);
struct BarrierRef {
  BarrierId barrier_id{};
};
template <>
inline constexpr auto rows<BarrierRef> = std::array{
    row<&BarrierRef::barrier_id>(1, "barrier_id", "The barrier meant."),
};
ONWARD_RECORD(BarrierRef);
struct HandoverRef {
  HandoverId handover_id{};
};
template <>
inline constexpr auto rows<HandoverRef> = std::array{
    row<&HandoverRef::handover_id>(1, "handover_id", "The handover meant."),
};
ONWARD_RECORD(HandoverRef);

namespace referral {
using assign = Tag<"referral.assign", AssignReferral, Referral>;
using reprioritise = Tag<"referral.reprioritise", ReprioritiseReferral, Referral>;
using ask_information = Tag<"referral.ask_information", SayOfReferral, Referral>;
using give_information = Tag<"referral.give_information", SayOfReferral, Referral>;
using return_with_advice = Tag<"referral.return_with_advice", SayOfReferral, Referral>;
using confirm_withdrawal = Tag<"referral.confirm_withdrawal", ActOnReferral, Referral>;
using refuse_withdrawal = Tag<"referral.refuse_withdrawal", EndReferral, Referral>;
using record_contact = Tag<"referral.record_contact", RecordContact, Referral>;
using record_delivery = Tag<"referral.record_delivery", RecordDelivery, Referral>;
using record_enrolment = Tag<"referral.record_enrolment", RecordEnrolment, Referral>;
}  // namespace referral
namespace information_request {
using get = Tag<"information_request.get", InformationRequestRef, InformationRequest>;
using list = Tag<"information_request.list", ListOfReferral, InformationRequests>;
}  // namespace information_request
namespace appointment {
using schedule = Tag<"appointment.schedule", ScheduleAppointment, Appointment>;
using complete = Tag<"appointment.complete", EndAppointment, Appointment>;
using miss = Tag<"appointment.miss", EndAppointment, Appointment>;
using cancel = Tag<"appointment.cancel", EndAppointment, Appointment>;
using get = Tag<"appointment.get", AppointmentRef, Appointment>;
using list = Tag<"appointment.list", ListOfReferral, Appointments>;
}  // namespace appointment
namespace barrier {
using note = Tag<"barrier.note", NoteBarrier, Barrier>;
using resolve = Tag<"barrier.resolve", ResolveBarrier, Barrier>;
using get = Tag<"barrier.get", BarrierRef, Barrier>;
using list = Tag<"barrier.list", ListOfReferral, Barriers>;
}  // namespace barrier
namespace handover {
using record = Tag<"handover.record", RecordHandover, Handover>;
using get = Tag<"handover.get", HandoverRef, Handover>;
using list = Tag<"handover.list", ListOfReferral, Handovers>;
}  // namespace handover

}  // namespace onward
