// What is written down while a receiver works on a referral: questions to the sender,
// appointments, barriers, and documents that were handed over.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

using InformationRequestId = Id<struct InformationRequestTag>;
using AppointmentId = Id<struct AppointmentTag>;
using BarrierId = Id<struct BarrierTag>;
using HandoverId = Id<struct HandoverTag>;

// A question of the receiver, and the sender's answer. While it is open the sender owns it, and is
// reminded.
struct InformationRequest {
  InformationRequestId id{};
  std::int64_t revision = 0;
  ReferralId referral_id{};
  StaffId asked_by{};
  Instant asked_at{};
  std::string question{};
  StaffId answered_by{};
  std::string answer{};
  std::optional<Instant> closed_at{};
  Instant due_at = never;
  bool reminded = false;
};
template <>
inline constexpr auto rows<InformationRequest> = std::array{
    row<&InformationRequest::id>(1, "id", "Given by the store; never reused."),
    row<&InformationRequest::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&InformationRequest::referral_id>(3, "referral_id", "The referral it is about."),
    row<&InformationRequest::asked_by>(4, "asked_by", "Who asked, of the receiver's staff."),
    row<&InformationRequest::asked_at>(5, "asked_at", "When it was asked."),
    row<&InformationRequest::question>(6, "question", "What the receiver wants to know.",
                                       long_personal),
    row<&InformationRequest::answered_by>(
        7, "answered_by", "Who answered, of the sender's staff; 0 while nobody has."),
    row<&InformationRequest::answer>(8, "answer", "What the sender answered.", long_personal),
    row<&InformationRequest::closed_at>(
        9, "closed_at", "When it was answered, or the referral ended without; absent while open."),
    row<&InformationRequest::due_at>(10, "due_at",
                                     "When the sender is reminded next; the year 9999 is never."),
    row<&InformationRequest::reminded>(11, "reminded", "True once the sender was reminded."),
};
ONWARD_RECORDS(InformationRequest);

struct Appointment {
  AppointmentId id{};
  std::int64_t revision = 0;
  ReferralId referral_id{};
  AppointmentStatus status = AppointmentStatus::scheduled;
  Instant starts_at{};
  std::string place{};
  std::string remark{};
  StaffId scheduled_by{};
  Instant scheduled_at{};
  std::optional<Instant> ended_at{};
  Instant due_at = never;
  bool reminded = false;
  std::optional<Instant> took_place_at{};
};
template <>
inline constexpr auto rows<Appointment> = std::array{
    row<&Appointment::id>(1, "id", "Given by the store; never reused."),
    row<&Appointment::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Appointment::referral_id>(3, "referral_id", "The referral it belongs to."),
    row<&Appointment::status>(4, "status", "What became of it."),
    row<&Appointment::starts_at>(5, "starts_at", "When it begins."),
    row<&Appointment::place>(6, "place", "Where.", is_personal),
    row<&Appointment::remark>(7, "remark", "What was last said of it.", long_personal),
    row<&Appointment::scheduled_by>(8, "scheduled_by", "Who made it, of the receiver's staff."),
    row<&Appointment::scheduled_at>(9, "scheduled_at", "When it was made."),
    row<&Appointment::ended_at>(10, "ended_at", "When it was said what became of it."),
    row<&Appointment::due_at>(11, "due_at",
                              "When the receiver is reminded to say so; the year 9999 is never."),
    row<&Appointment::reminded>(12, "reminded", "True once the receiver was reminded."),
    row<&Appointment::took_place_at>(13, "took_place_at",
                                     "When it took place, or else when that was said; absent "
                                     "unless it is completed."),
};
ONWARD_RECORDS(Appointment);

enum class BarrierKind : std::uint8_t {
  transport,
  language,
  documents,
  cost,
  childcare,
  digital_access,
  other
};
template <>
inline constexpr auto names<BarrierKind> = std::array{
    Name{BarrierKind::transport, "transport", "The client cannot get there."},
    Name{BarrierKind::language, "language", "Nobody speaks the client's language."},
    Name{BarrierKind::documents, "documents", "Documents are missing."},
    Name{BarrierKind::cost, "cost", "It costs more than the client can pay."},
    Name{BarrierKind::childcare, "childcare", "Nobody looks after the children meanwhile."},
    Name{BarrierKind::digital_access, "digital_access", "It needs a device or a connection."},
    Name{BarrierKind::other, "other", "Something else; see the words."},
};

// What stands between the client and the service. It has no timer of its own: update-within of the
// referral runs while somebody may still remove it (decisions/0016).
struct Barrier {
  BarrierId id{};
  std::int64_t revision = 0;
  ReferralId referral_id{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant noted_at{};
  BarrierKind kind = BarrierKind::other;
  std::string text{};
  std::optional<Instant> resolved_at{};
  OrganizationId resolved_for{};
  StaffId resolved_by{};
  std::string resolution{};
};
template <>
inline constexpr auto rows<Barrier> = std::array{
    row<&Barrier::id>(1, "id", "Given by the store; never reused."),
    row<&Barrier::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Barrier::referral_id>(3, "referral_id", "The referral it stands in the way of."),
    row<&Barrier::organization_id>(4, "organization_id", "The organisation that noted it."),
    row<&Barrier::staff_id>(5, "staff_id", "The member of staff who noted it."),
    row<&Barrier::noted_at>(6, "noted_at", "When it was noted."),
    row<&Barrier::kind>(7, "kind", "What stands in the way."),
    row<&Barrier::text>(8, "text", "The same in words.", long_personal),
    row<&Barrier::resolved_at>(9, "resolved_at", "When it was removed; absent before."),
    row<&Barrier::resolved_for>(10, "resolved_for", "The organisation that removed it."),
    row<&Barrier::resolved_by>(11, "resolved_by", "The member of staff who removed it."),
    row<&Barrier::resolution>(12, "resolution", "How it was removed.", long_personal),
};
ONWARD_RECORDS(Barrier);

// Documents that one side gave to the other, on paper or otherwise.
struct Handover {
  HandoverId id{};
  std::int64_t revision = 0;
  ReferralId referral_id{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant recorded_at{};
  Date handed_over_on{};
  std::string documents{};
};
template <>
inline constexpr auto rows<Handover> = std::array{
    row<&Handover::id>(1, "id", "Given by the store; never reused."),
    row<&Handover::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Handover::referral_id>(3, "referral_id", "The referral they are for."),
    row<&Handover::organization_id>(4, "organization_id", "The organisation that handed over."),
    row<&Handover::staff_id>(5, "staff_id", "The member of staff who wrote it down."),
    row<&Handover::recorded_at>(6, "recorded_at", "When it was written down."),
    row<&Handover::handed_over_on>(7, "handed_over_on", "On which day."),
    row<&Handover::documents>(8, "documents", "Which ones, in words.", long_personal),
};
ONWARD_RECORDS(Handover);

}  // namespace onward
