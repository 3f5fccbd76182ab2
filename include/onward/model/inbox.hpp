// What people are told: inboxes of staff and organisations, and what is to be said to a client.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

using SubscriptionId = Id<struct SubscriptionTag>;
using InboxItemId = Id<struct InboxItemTag>;
using OutboxItemId = Id<struct OutboxItemTag>;

enum class InboxEvent : std::uint8_t {
  submitted,
  acknowledged,
  closed,
  note,
  file,
  unresolved,
  reminded,
  escalated,
  client_not_told,
  no_appointment,
  no_report,
  provider_dormant,
  provider_returned,
  provider_new,
  provider_declining,
  reminded_by_sender,
  overdue,
  assigned,
  information_asked,
  information_reminded,
  information_given,
  withdrawal_asked,
  withdrawal_refused,
  consent_withdrawn,
  appointment_reminded,
  draft_reminded,
  transfer_requested,
  transfer_answered,
  agreement_proposed,
  agreement_changed,
  enquiry_asked,
  enquiry_answered,
  consent_expired,
  confirmation_asked,
  chosen,
  not_chosen,
  taken_back
};
template <>
inline constexpr auto names<InboxEvent> = std::array{
    Name{InboxEvent::submitted, "submitted", "A referral was sent to the organisation."},
    Name{InboxEvent::acknowledged, "acknowledged", "The receiver took it up."},
    Name{InboxEvent::closed, "closed", "It ended, however it ended."},
    Name{InboxEvent::note, "note", "A note was added."},
    Name{InboxEvent::file, "file", "A file was added."},
    Name{InboxEvent::unresolved, "unresolved", "Nobody helps; the sender must act."},
    Name{InboxEvent::reminded, "reminded", "A need of the organisation is still unresolved."},
    Name{InboxEvent::escalated, "escalated", "An unresolved need calls for an administrator."},
    Name{InboxEvent::client_not_told, "client_not_told",
         "What the client is to hear was not said; somebody should call them."},
    Name{InboxEvent::no_appointment, "no_appointment",
         "A specialist was written to long ago, and there is no appointment."},
    Name{InboxEvent::no_report, "no_report",
         "A specialist saw the patient long ago, and there is no report."},
    Name{InboxEvent::provider_dormant, "provider_dormant",
         "A referring provider has sent nobody for long."},
    Name{InboxEvent::provider_returned, "provider_returned",
         "A referring provider who was dormant has sent somebody."},
    Name{InboxEvent::provider_new, "provider_new",
         "A referring provider has sent somebody for the first time."},
    Name{InboxEvent::provider_declining, "provider_declining",
         "A referring provider sends fewer people than before."},
    Name{InboxEvent::reminded_by_sender, "reminded_by_sender", "The sender asks after an answer."},
    Name{InboxEvent::overdue, "overdue", "A due time has passed; again while it stays so."},
    Name{InboxEvent::assigned, "assigned", "A referral was assigned to the one who is told."},
    Name{InboxEvent::information_asked, "information_asked", "The receiver asks the sender."},
    Name{InboxEvent::information_reminded, "information_reminded",
         "The receiver still waits for the sender's answer."},
    Name{InboxEvent::information_given, "information_given", "The sender has answered."},
    Name{InboxEvent::withdrawal_asked, "withdrawal_asked",
         "The sender takes it back; the receiver is to confirm or refuse."},
    Name{InboxEvent::withdrawal_refused, "withdrawal_refused", "The receiver goes on with it."},
    Name{InboxEvent::consent_withdrawn, "consent_withdrawn",
         "The client's consent was taken back; the receiver is to say whether it ends."},
    Name{InboxEvent::appointment_reminded, "appointment_reminded",
         "An appointment is over, and nobody said what became of it."},
    Name{InboxEvent::draft_reminded, "draft_reminded", "A draft was left for long."},
    Name{InboxEvent::transfer_requested, "transfer_requested",
         "Another organisation asks to take a need over."},
    Name{InboxEvent::transfer_answered, "transfer_answered",
         "A need that was to be handed over was taken, was not, or has come back."},
    Name{InboxEvent::agreement_proposed, "agreement_proposed",
         "Another organisation proposes an agreement."},
    Name{InboxEvent::agreement_changed, "agreement_changed",
         "An agreement was agreed, ended or expired, or is about to expire."},
    Name{InboxEvent::enquiry_asked, "enquiry_asked", "Another organisation asks for a place."},
    Name{InboxEvent::enquiry_answered, "enquiry_answered",
         "An enquiry after places was answered, or its time has passed."},
    Name{InboxEvent::consent_expired, "consent_expired",
         "The client's consent has run out; the receiver is to say whether it ends."},
    Name{InboxEvent::confirmation_asked, "confirmation_asked",
         "A receiver has accepted and waits to be chosen; again until one is."},
    Name{InboxEvent::chosen, "chosen", "The sender chose the receiver; service may begin."},
    Name{InboxEvent::not_chosen, "not_chosen",
         "Another receiver was chosen, or was quicker; nothing is awaited any more."},
    Name{InboxEvent::taken_back, "taken_back",
         "It was taken back while the receiver worked on it."},
};

// What an item is about: named as the noun is.
enum class InboxMatter : std::uint8_t {
  need,
  referral,
  referring_provider,
  transfer,
  agreement,
  capacity_enquiry,
  intake
};
template <>
inline constexpr auto names<InboxMatter> = std::array{
    Name{InboxMatter::need, "need", "A need as a whole."},
    Name{InboxMatter::referral, "referral", "One referral."},
    Name{InboxMatter::referring_provider, "referring_provider", "A referring provider."},
    Name{InboxMatter::transfer, "transfer", "A need that is handed over."},
    Name{InboxMatter::agreement, "agreement", "An agreement between organisations."},
    Name{InboxMatter::capacity_enquiry, "capacity_enquiry", "An enquiry after free places."},
    Name{InboxMatter::intake, "intake", "A draft."},
};

// What a member of staff asked to be told of, and not to be told of; no events is nothing. What
// nobody in an organisation is to be told of together is a wish of nobody in particular.
struct Subscription {
  SubscriptionId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  StaffId staff_id{};
  NeedId need_id{};
  ReferralId referral_id{};
  std::vector<InboxEvent> events{};
  std::vector<InboxEvent> muted{};
};
template <>
inline constexpr auto rows<Subscription> = std::array{
    row<&Subscription::id>(1, "id", "Given by the store; never reused."),
    row<&Subscription::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Subscription::organization_id>(3, "organization_id", "For which organisation they work."),
    row<&Subscription::staff_id>(4, "staff_id", "Who is told; 0 for the organisation's inbox."),
    row<&Subscription::need_id>(5, "need_id", "The need meant; 0 for all they send."),
    row<&Subscription::referral_id>(6, "referral_id", "The referral meant; 0 for the whole need."),
    row<&Subscription::events>(7, "events", "What they are told of; empty is nothing."),
    row<&Subscription::muted>(8, "muted", "What they are not told of; empty is nothing."),
};
ONWARD_RECORD(Subscription);

enum class InboxState : std::uint8_t { unread, read };
template <>
inline constexpr auto names<InboxState> = std::array{
    Name{InboxState::unread, "unread", "Nobody has marked it."},
    Name{InboxState::read, "read", "Somebody has, or its matter is done; erased after a while."},
};

struct InboxItem {
  InboxItemId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  StaffId staff_id{};
  InboxEvent event = InboxEvent::submitted;
  NeedId need_id{};
  ReferralId referral_id{};
  Instant at{};
  InboxState state = InboxState::unread;
  StaffId read_by{};
  Instant erase_at = never;
  ReferringProviderId referring_provider_id{};
  InboxMatter matter = InboxMatter::need;
  std::int64_t matter_id = 0;
};
template <>
inline constexpr auto rows<InboxItem> = std::array{
    row<&InboxItem::id>(1, "id", "Given by the store; never reused."),
    row<&InboxItem::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&InboxItem::organization_id>(3, "organization_id", "The organisation that is told."),
    row<&InboxItem::staff_id>(4, "staff_id", "Who is told; 0 for everybody there."),
    row<&InboxItem::event>(5, "event", "What happened."),
    row<&InboxItem::need_id>(6, "need_id", "The need it happened to; 0 for none."),
    row<&InboxItem::referral_id>(7, "referral_id", "The referral; 0 for the whole need."),
    row<&InboxItem::at>(8, "at", "When."),
    row<&InboxItem::state>(9, "state", "Whether it was marked as read, or its matter is done."),
    row<&InboxItem::read_by>(10, "read_by", "Who marked it; 0 for nobody."),
    row<&InboxItem::erase_at>(11, "erase_at", "When it is erased; the year 9999 is never."),
    row<&InboxItem::referring_provider_id>(12, "referring_provider_id",
                                           "The referring provider it is about; 0 for none."),
    row<&InboxItem::matter>(13, "matter", "What it is about."),
    row<&InboxItem::matter_id>(14, "matter_id", "The id of that."),
};
ONWARD_RECORDS(InboxItem);

// What a client hears, as a code: the words are the host's.
enum class ClientNews : std::uint8_t { sent, accepted };
template <>
inline constexpr auto names<ClientNews> = std::array{
    Name{ClientNews::sent, "sent", "Help was asked for."},
    Name{ClientNews::accepted, "accepted", "An organisation promised service."},
};

// Ends in done or given_up; every other phase has a timer.
enum class OutboxPhase : std::uint8_t { queued, taken, waiting, done, given_up };
template <>
inline constexpr auto names<OutboxPhase> = std::array{
    Name{OutboxPhase::queued, "queued", "To be said."},
    Name{OutboxPhase::taken, "taken", "The host is about to say it."},
    Name{OutboxPhase::waiting, "waiting", "It failed, and is queued again when it is due."},
    Name{OutboxPhase::done, "done", "It was said."},
    Name{OutboxPhase::given_up, "given_up",
         "It was not said; the organisation knows, unless it is outdated."},
};
constexpr bool is_finished(OutboxPhase p) { return p >= OutboxPhase::done; }

enum class OutboxFailure : std::uint8_t {
  none,
  unreachable,
  address_wrong,
  not_wanted,
  host_failed,
  no_word,
  no_channel,
  outdated
};
template <>
inline constexpr auto names<OutboxFailure> = std::array{
    Name{OutboxFailure::none, "none", "Nothing failed."},
    Name{OutboxFailure::unreachable, "unreachable", "Nobody was there."},
    Name{OutboxFailure::address_wrong, "address_wrong", "The address or number is not theirs."},
    Name{OutboxFailure::not_wanted, "not_wanted", "They did not want to hear of it."},
    Name{OutboxFailure::host_failed, "host_failed", "The host could not send it."},
    Name{OutboxFailure::no_word, "no_word",
         "Nobody took it, or the host took it and said no more."},
    Name{OutboxFailure::no_channel, "no_channel", "They permit no channel any more."},
    Name{OutboxFailure::outdated, "outdated", "It is not so any more; nobody need say it."},
};

struct OutboxItem {
  OutboxItemId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  ClientId client_id{};
  NeedId need_id{};
  ReferralId referral_id{};
  ClientNews news = ClientNews::sent;
  ContactChannel channel = ContactChannel::email;
  OutboxPhase phase = OutboxPhase::queued;
  Instant queued_at{};
  Instant due_at = never;
  std::int64_t attempts = 0;
  OutboxFailure failure = OutboxFailure::none;
  std::optional<Instant> finished_at{};
};
template <>
inline constexpr auto rows<OutboxItem> = std::array{
    row<&OutboxItem::id>(1, "id", "Given by the store; never reused."),
    row<&OutboxItem::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&OutboxItem::organization_id>(3, "organization_id", "Who says it: the need's sender."),
    row<&OutboxItem::client_id>(4, "client_id", "Who is to hear it."),
    row<&OutboxItem::need_id>(5, "need_id", "The need it is about."),
    row<&OutboxItem::referral_id>(6, "referral_id", "The referral; 0 for the whole need."),
    row<&OutboxItem::news>(7, "news", "What they are to hear."),
    row<&OutboxItem::channel>(8, "channel", "By which channel.", is_personal),
    row<&OutboxItem::phase>(9, "phase", "Where it stands."),
    row<&OutboxItem::queued_at>(10, "queued_at", "When it was first to be said."),
    row<&OutboxItem::due_at>(11, "due_at", "When its next timer is due; the year 9999 is never."),
    row<&OutboxItem::attempts>(12, "attempts", "How often it failed."),
    row<&OutboxItem::failure>(13, "failure", "Why it failed last."),
    row<&OutboxItem::finished_at>(14, "finished_at", "When it was said, or given up."),
};
ONWARD_RECORDS(OutboxItem);

}  // namespace onward
