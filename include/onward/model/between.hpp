// What organisations do between them: messages on a referral, and needs that are handed over.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

using MessageId = Id<struct MessageTag>;
using TransferId = Id<struct TransferTag>;

// Between the sender of a referral and its receiver; nobody else reads it.
struct Message {
  MessageId id{};
  std::int64_t revision = 0;
  NeedId need_id{};
  ReferralId referral_id{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant sent_at{};
  std::string text{};
  std::optional<Instant> read_at{};
  StaffId read_by{};
  OrganizationId unread_by_id{};
};
template <>
inline constexpr auto rows<Message> = std::array{
    row<&Message::id>(1, "id", "Given by the store; never reused."),
    row<&Message::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Message::need_id>(3, "need_id", "The need of the referral."),
    row<&Message::referral_id>(4, "referral_id", "The referral it is about."),
    row<&Message::organization_id>(5, "organization_id", "The organisation that wrote it."),
    row<&Message::staff_id>(6, "staff_id", "The member of staff who wrote it."),
    row<&Message::sent_at>(7, "sent_at", "When it was sent."),
    row<&Message::text>(8, "text", "What was said.", long_personal),
    row<&Message::read_at>(9, "read_at", "When the other side first read it; absent is unread."),
    row<&Message::read_by>(10, "read_by", "Who read it; 0 for nobody."),
    row<&Message::unread_by_id>(11, "unread_by_id",
                                "The organisation that it waits for; 0 once somebody there has "
                                "read it."),
};
ONWARD_RECORDS(Message);

enum class TransferPhase : std::uint8_t {
  requested,
  transferred,
  lent,
  refused,
  cancelled,
  lapsed,
  returned
};
template <>  // source: DHIS2, permanent and temporary ownership
inline constexpr auto names<TransferPhase> = std::array{
    Name{TransferPhase::requested, "requested", "The other organisation is asked."},
    Name{TransferPhase::transferred, "transferred", "Finished: it was handed over for good."},
    Name{TransferPhase::lent, "lent", "Handed over for a time; it comes back by itself."},
    Name{TransferPhase::refused, "refused", "Finished: the other organisation said no."},
    Name{TransferPhase::cancelled, "cancelled", "Finished: taken back before an answer."},
    Name{TransferPhase::lapsed, "lapsed", "Finished: nobody answered in time."},
    Name{TransferPhase::returned, "returned", "Finished: its time was over."},
};
constexpr bool is_finished(TransferPhase p) {
  return p != TransferPhase::requested && p != TransferPhase::lent;
}

// The sender's side of a need goes to another organisation.
struct Transfer {
  TransferId id{};
  std::int64_t revision = 0;
  NeedId need_id{};
  IssueId issue_id{};
  Urgency urgency = Urgency::routine;
  OrganizationId from_id{};
  OrganizationId to_id{};
  StaffId requested_by{};
  Instant requested_at{};
  std::string note{};
  std::optional<Date> returns_on{};
  TransferPhase phase = TransferPhase::requested;
  StaffId answered_by{};
  std::optional<Instant> answered_at{};
  std::string answer_note{};
  Instant due_at = never;
};
template <>
inline constexpr auto rows<Transfer> = std::array{
    row<&Transfer::id>(1, "id", "Given by the store; never reused."),
    row<&Transfer::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Transfer::need_id>(3, "need_id", "The need that is handed over."),
    row<&Transfer::issue_id>(4, "issue_id", "Its type of help."),
    row<&Transfer::urgency>(5, "urgency", "How soon its receivers are to answer."),
    row<&Transfer::from_id>(6, "from_id", "The organisation that hands it over."),
    row<&Transfer::to_id>(7, "to_id", "The organisation that is to be its sender."),
    row<&Transfer::requested_by>(8, "requested_by", "The member of staff who asked."),
    row<&Transfer::requested_at>(9, "requested_at", "When it was asked."),
    row<&Transfer::note>(10, "note", "Why, in words.", is_personal),
    row<&Transfer::returns_on>(11, "returns_on",
                               "The day on which it comes back; absent is for good."),
    row<&Transfer::phase>(12, "phase", "Where the transfer stands."),
    row<&Transfer::answered_by>(13, "answered_by", "Who answered, or took it back; 0 for nobody."),
    row<&Transfer::answered_at>(14, "answered_at", "When it was answered, or ended unanswered."),
    row<&Transfer::answer_note>(15, "answer_note", "The answer in words.", is_personal),
    row<&Transfer::due_at>(16, "due_at", "When its next timer is due; the year 9999 is never."),
};
ONWARD_RECORDS(Transfer);

}  // namespace onward
