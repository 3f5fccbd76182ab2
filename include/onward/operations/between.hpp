// Between organisations: messages, passing a need on, handing it over, asking after an answer, and
// who can see a client.
#pragma once

#include "onward/model/between.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/inbox.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/referrals.hpp"

namespace onward {

struct SendMessage {
  ReferralId referral_id{};
  std::string text{};
};
template <>
inline constexpr auto rows<SendMessage> = std::array{
    row<&SendMessage::referral_id>(1, "referral_id", "The referral it is about."),
    row<&SendMessage::text>(2, "text", "What is to be said to the other side.", long_personal),
};
ONWARD_RECORD(SendMessage);
struct ListMessages {
  ReferralId referral_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListMessages> = std::array{
    row<&ListMessages::referral_id>(1, "referral_id", "The referral they are about."),
    row<&ListMessages::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                              may_be_absent),
    row<&ListMessages::cursor>(3, "cursor", "From the page before; absent for the first.",
                               may_be_absent),
};
ONWARD_RECORD(ListMessages);
struct Messages {
  std::vector<Message> messages{};
  std::int64_t unread = 0;
  std::string cursor{};
};
template <>
inline constexpr auto rows<Messages> = std::array{
    row<&Messages::messages>(1, "messages", "Oldest first.", is_personal),
    row<&Messages::unread>(2, "unread",
                           "Of the newest 2,000 on this referral, those the other side wrote and "
                           "nobody here has read."),
    row<&Messages::cursor>(3, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Messages);
struct ListUnreadMessages {
  InboxOf inbox = InboxOf::own;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListUnreadMessages> = std::array{
    row<&ListUnreadMessages::inbox>(
        1, "inbox",
        "Own, or absent: on referrals that one has, and on needs that one sent. Organization: on "
        "all referrals of the active organisation.",
        may_be_absent),
    row<&ListUnreadMessages::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                    may_be_absent),
    row<&ListUnreadMessages::cursor>(3, "cursor", "From the page before; absent for the first.",
                                     may_be_absent),
};
ONWARD_RECORD(ListUnreadMessages);
struct UnreadMessages {
  std::vector<Message> messages{};
  std::int64_t own_unread = 0;
  std::int64_t organization_unread = 0;
  std::string cursor{};
};
template <>
inline constexpr auto rows<UnreadMessages> = std::array{
    row<&UnreadMessages::messages>(1, "messages", "Newest first.", is_personal),
    row<&UnreadMessages::own_unread>(
        2, "own_unread", "One's own, of the newest 1,000 that wait for the active organisation."),
    row<&UnreadMessages::organization_unread>(
        3, "organization_unread", "The active organisation's; 1,000 is that many or more."),
    row<&UnreadMessages::cursor>(4, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(UnreadMessages);
struct MarkMessagesRead {
  ReferralId referral_id{};
  MessageId through_id{};
  std::vector<MessageId> message_ids{};
};
template <>
inline constexpr auto rows<MarkMessagesRead> = std::array{
    row<&MarkMessagesRead::referral_id>(
        1, "referral_id", "The referral they are about; absent with message_ids.", may_be_absent),
    row<&MarkMessagesRead::through_id>(2, "through_id",
                                       "The last message that was seen; older ones count too. "
                                       "Absent with message_ids.",
                                       may_be_absent),
    row<&MarkMessagesRead::message_ids>(
        3, "message_ids", "Messages of any referrals, in place of the last one of one referral.",
        {.limit = page_limit_max}),
};
ONWARD_RECORD(MarkMessagesRead);
struct MessagesRead {
  ReferralId referral_id{};
  std::int64_t marked = 0;
  std::int64_t unread = 0;
};
template <>
inline constexpr auto rows<MessagesRead> = std::array{
    row<&MessagesRead::referral_id>(1, "referral_id",
                                    "The referral they are about; 0 for several."),
    row<&MessagesRead::marked>(2, "marked", "Messages that are read from now on."),
    row<&MessagesRead::unread>(
        3, "unread",
        "Those that are left unread: on the referral, or of the active organisation as "
        "message.list_unread counts them."),
};
ONWARD_RECORD(MessagesRead);

struct ForwardReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  std::vector<ReceiverNamed> receivers{};
  bool coordinate = true;
  ConsentId consent_id{};
  std::string note{};
};
template <>
inline constexpr auto rows<ForwardReferral> = std::array{
    row<&ForwardReferral::referral_id>(1, "referral_id", "The referral that is passed on."),
    row<&ForwardReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&ForwardReferral::receivers>(3, "receivers", "Who is asked instead; at least one."),
    row<&ForwardReferral::coordinate>(
        4, "coordinate",
        "True, or absent: stay responsible, and end the referral oneself. False: it is declined.",
        may_be_absent),
    row<&ForwardReferral::consent_id>(
        5, "consent_id",
        "A consent recorded here; 0 or absent for the need's, which must allow onward sharing.",
        may_be_absent),
    row<&ForwardReferral::note>(
        6, "note", "What the next receiver should know.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ForwardReferral);
struct Forwarded {
  Referral referral{};
  Need need{};
  std::vector<Referral> referrals{};
  std::int64_t notes_carried = 0;
};
template <>
inline constexpr auto rows<Forwarded> = std::array{
    row<&Forwarded::referral>(1, "referral", "The referral that was passed on."),
    row<&Forwarded::need>(2, "need", "The need that goes on from it."),
    row<&Forwarded::referrals>(3, "referrals", "Its members."),
    row<&Forwarded::notes_carried>(4, "notes_carried", "Notes that went along."),
};
ONWARD_RECORD(Forwarded);

// One referral of a chain.
struct ChainLink {
  NeedId need_id{};
  ReferralId referral_id{};
  OrganizationId sender_id{};
  OrganizationId receiver_id{};
  NeedPhase need_phase = NeedPhase::draft;
  ReferralPhase referral_phase = ReferralPhase::draft;
  Outcome outcome = Outcome::none;
  Outcome onward_outcome = Outcome::none;
  bool passed_on = false;
};
template <>
inline constexpr auto rows<ChainLink> = std::array{
    row<&ChainLink::need_id>(1, "need_id", "The need."),
    row<&ChainLink::referral_id>(2, "referral_id", "Its member."),
    row<&ChainLink::sender_id>(3, "sender_id", "Who asked."),
    row<&ChainLink::receiver_id>(4, "receiver_id", "Who was asked."),
    row<&ChainLink::need_phase>(5, "need_phase", "Where the need stands."),
    row<&ChainLink::referral_phase>(6, "referral_phase", "Where the referral stands."),
    row<&ChainLink::outcome>(7, "outcome", "What became of the referral."),
    row<&ChainLink::onward_outcome>(8, "onward_outcome",
                                    "The best outcome of those it was passed on to."),
    row<&ChainLink::passed_on>(9, "passed_on", "True when its receiver passed it on."),
};
ONWARD_RECORDS(ChainLink);
struct NeedChain {
  std::vector<ChainLink> links{};
  bool has_earlier = false;
};
template <>
inline constexpr auto rows<NeedChain> = std::array{
    row<&NeedChain::links>(
        1, "links", "Those the active organisation is a side of, in the order they were asked."),
    row<&NeedChain::has_earlier>(2, "has_earlier",
                                 "True when the first of them was itself passed on."),
};
ONWARD_RECORD(NeedChain);

struct RequestTransfer {
  NeedId need_id{};
  OrganizationId organization_id{};
  std::optional<Date> returns_on{};
  std::string note{};
};
template <>
inline constexpr auto rows<RequestTransfer> = std::array{
    row<&RequestTransfer::need_id>(1, "need_id", "The need that is handed over."),
    row<&RequestTransfer::organization_id>(2, "organization_id", "Who is to be its sender."),
    row<&RequestTransfer::returns_on>(3, "returns_on",
                                      "The day on which it comes back; absent is for good."),
    row<&RequestTransfer::note>(4, "note", "Why, in words.",
                                {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(RequestTransfer);
struct AnswerTransfer {
  TransferId transfer_id{};
  std::string note{};
};
template <>
inline constexpr auto rows<AnswerTransfer> = std::array{
    row<&AnswerTransfer::transfer_id>(1, "transfer_id", "The transfer meant."),
    row<&AnswerTransfer::note>(2, "note", "The answer in words.",
                               {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(AnswerTransfer);
struct ListTransfers {
  ReferralView view = ReferralView::received;
  std::optional<TransferPhase> phase{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListTransfers> = std::array{
    row<&ListTransfers::view>(1, "view", "Received when absent.", may_be_absent),
    row<&ListTransfers::phase>(2, "phase", "Only transfers in this phase; absent for all."),
    row<&ListTransfers::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListTransfers::cursor>(4, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
};
ONWARD_RECORD(ListTransfers);
struct TransferPage {
  std::vector<Transfer> transfers{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<TransferPage> = std::array{
    row<&TransferPage::transfers>(1, "transfers", "By phase, then oldest first.", is_personal),
    row<&TransferPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(TransferPage);

struct FollowUp {
  ReferralPhase phase = ReferralPhase::draft;
  bool overdue = false;
  Instant silent_since{};
  std::int64_t silent_working_days = 0;
  std::int64_t reminders = 0;
  std::optional<Instant> reminded_at{};
  std::optional<Instant> remind_from{};
  std::string alternative_contact{};
  std::vector<ReceiverOffered> others{};
  std::int64_t others_total = 0;
};
template <>
inline constexpr auto rows<FollowUp> = std::array{
    row<&FollowUp::phase>(1, "phase", "Where the referral stands."),
    row<&FollowUp::overdue>(2, "overdue", "True once a due time has passed."),
    row<&FollowUp::silent_since>(
        3, "silent_since", "The receiver's last sign of life; before one, when it was asked."),
    row<&FollowUp::silent_working_days>(4, "silent_working_days",
                                        "The receiver's working days since then."),
    row<&FollowUp::reminders>(5, "reminders", "How often it was reminded."),
    row<&FollowUp::reminded_at>(6, "reminded_at", "When it was last reminded."),
    row<&FollowUp::remind_from>(7, "remind_from",
                                "From when it may be reminded again; absent when it is finished."),
    row<&FollowUp::alternative_contact>(
        8, "alternative_contact", "Once it is overdue: whom to reach instead; empty unknown."),
    row<&FollowUp::others>(9, "others",
                           "Other eligible receivers that were not asked, best first; at most 5."),
    row<&FollowUp::others_total>(10, "others_total",
                                 "Eligible services of organisations that were not asked, of the "
                                 "best 500."),
};
ONWARD_RECORD(FollowUp);

// On what ground an organisation sees a client.
enum class AccessGround : std::uint8_t { administrator, owner, sender, receiver, portal };
template <>
inline constexpr auto names<AccessGround> = std::array{
    Name{AccessGround::administrator, "administrator", "Its administrators run the store."},
    Name{AccessGround::owner, "owner", "It registered the client."},
    Name{AccessGround::sender, "sender", "It sent a need of the client, or took one over."},
    Name{AccessGround::receiver, "receiver", "It was asked to help the client."},
    Name{AccessGround::portal, "portal",
         "A referring provider who sent the client to it sees how they do, in its portal."},
};
struct ClientAccess {
  OrganizationId organization_id{};
  AccessGround ground = AccessGround::owner;
  NeedId need_id{};
  ReferralId referral_id{};
  ConsentId consent_id{};
  std::optional<Date> ends_on{};
  std::vector<DataClass> classes{};
  ReferringProviderId referring_provider_id{};
};
template <>
inline constexpr auto rows<ClientAccess> = std::array{
    row<&ClientAccess::organization_id>(1, "organization_id", "Who sees the client."),
    row<&ClientAccess::ground>(2, "ground", "Why."),
    row<&ClientAccess::need_id>(3, "need_id", "Through which need; 0 for none."),
    row<&ClientAccess::referral_id>(4, "referral_id", "Through which referral; 0 for none."),
    row<&ClientAccess::consent_id>(5, "consent_id", "Under which consent; 0 for none."),
    row<&ClientAccess::ends_on>(6, "ends_on", "First day without; absent when none is set."),
    row<&ClientAccess::classes>(7, "classes", "Kinds of data it is shown now."),
    row<&ClientAccess::referring_provider_id>(
        8, "referring_provider_id", "Who sees it through the portal; 0 for the organisation."),
};
ONWARD_RECORDS(ClientAccess);
struct ClientAccessList {
  ClientId client_id{};
  std::vector<ClientAccess> access{};
  bool withheld = false;
};
template <>
inline constexpr auto rows<ClientAccessList> = std::array{
    row<&ClientAccessList::client_id>(1, "client_id", "The client meant."),
    row<&ClientAccessList::access>(2, "access",
                                   "One line for each ground; an organisation may have several."),
    row<&ClientAccessList::withheld>(
        3, "withheld",
        "True when the active organisation is itself asked by another sender: whom else that "
        "sender asked, if anybody, is not told."),
};
ONWARD_RECORD(ClientAccessList);
struct MessageRef {
  MessageId message_id{};
};
template <>
inline constexpr auto rows<MessageRef> = std::array{
    row<&MessageRef::message_id>(1, "message_id", "The message meant."),
};
ONWARD_RECORD(MessageRef);
struct TransferRef {
  TransferId transfer_id{};
};
template <>
inline constexpr auto rows<TransferRef> = std::array{
    row<&TransferRef::transfer_id>(1, "transfer_id", "The transfer meant."),
};
ONWARD_RECORD(TransferRef);

namespace message {
using send = Tag<"message.send", SendMessage, Message>;
using get = Tag<"message.get", MessageRef, Message>;
using list = Tag<"message.list", ListMessages, Messages>;
using list_unread = Tag<"message.list_unread", ListUnreadMessages, UnreadMessages>;
using mark_read = Tag<"message.mark_read", MarkMessagesRead, MessagesRead>;
}  // namespace message
namespace referral {
using forward = Tag<"referral.forward", ForwardReferral, Forwarded>;
using remind = Tag<"referral.remind", ActOnReferral, Referral>;
using follow_up = Tag<"referral.follow_up", ReferralRef, FollowUp>;
}  // namespace referral
namespace need {
using chain = Tag<"need.chain", NeedRef, NeedChain>;
}
namespace transfer {
using request = Tag<"transfer.request", RequestTransfer, Transfer>;
using accept = Tag<"transfer.accept", AnswerTransfer, Transfer>;
using refuse = Tag<"transfer.refuse", AnswerTransfer, Transfer>;
using cancel = Tag<"transfer.cancel", AnswerTransfer, Transfer>;
using get = Tag<"transfer.get", TransferRef, Transfer>;
using list = Tag<"transfer.list", ListTransfers, TransferPage>;
}  // namespace transfer
namespace client {
using access = Tag<"client.access", ClientRef, ClientAccessList>;
}

}  // namespace onward
