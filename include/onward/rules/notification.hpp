// Who is told of what: from how a row stood before a write and after it.
#pragma once

#include "onward/model/between.hpp"
#include "onward/model/inbox.hpp"
#include "onward/model/intake.hpp"
#include "onward/model/network.hpp"
#include "onward/model/work.hpp"
#include "onward/rules/lifecycle.hpp"

namespace onward {

// Into whose inbox an event comes. Where one person is meant who does not work there any more, or
// nobody has it, everybody in the organisation is told.
enum class Addressee : std::uint8_t {
  subscribers,
  receiver,
  sender,
  administrators,
  worker,
  assignee,
  owner,
  author,
  other_side
};
template <>
inline constexpr auto names<Addressee> = std::array{
    Name{Addressee::subscribers, "subscribers", "Members of staff who chose it."},
    Name{Addressee::receiver, "receiver",
         "Everybody at the receiver, unless its sender represents it."},
    Name{Addressee::sender, "sender", "Everybody at the sender, or in the practice."},
    Name{Addressee::administrators, "administrators",
         "Administrators of the store, in its first organisation."},
    Name{Addressee::worker, "worker",
         "Who has the referral at the receiver, unless its sender represents it."},
    Name{Addressee::assignee, "assignee", "The same, and nobody in the place of nobody."},
    Name{Addressee::owner, "owner", "Who sent the need."},
    Name{Addressee::author, "author",
         "Who made the row: the appointment, draft, transfer or enquiry."},
    Name{Addressee::other_side, "other_side",
         "Everybody at the organisation that is asked, or did not do it itself."},
};
enum class Told : std::uint8_t { when_chosen, unless_muted, always };

struct EventRule {
  InboxEvent event;
  SetOf<Addressee> to;
  Told told;
  bool again = false;  // it may happen again: then it takes the place of the unread item
};

// THE table of what people are told. Nobody is told of what they did themselves.
//   source   decisions/0020, 0029
// clang-format off
inline constexpr auto event_rules = [] {
  using enum InboxEvent;
  using enum Addressee;
  using enum Told;
  return std::to_array<EventRule>({
      // event              who is told     how           takes the place of the unread one
      {submitted,            receiver,        always},
      {acknowledged,         subscribers,     when_chosen},
      {closed,               subscribers,     when_chosen},
      {note,                 subscribers,     when_chosen},
      {file,                 subscribers,     when_chosen},
      {unresolved,           sender,          always},
      {reminded,             sender,          always,       true},
      {escalated,            administrators,  always,       true},
      {client_not_told,      sender,          always},
      {no_appointment,       sender,          always},
      {no_report,            sender,          always},
      {provider_dormant,     sender,          always},
      {provider_returned,    sender,          always},
      {provider_new,         sender,          always},
      {provider_declining,   sender,          always},
      {reminded_by_sender,   worker,          unless_muted, true},
      {overdue,              {worker, owner}, unless_muted, true},
      {assigned,             assignee,        unless_muted, true},
      {information_asked,    owner,           unless_muted},
      {information_reminded, owner,           unless_muted, true},
      {information_given,    worker,          unless_muted, true},
      {withdrawal_asked,     worker,          unless_muted},
      {withdrawal_refused,   owner,           unless_muted, true},
      {consent_withdrawn,    {worker, owner}, always},
      {appointment_reminded, author,          unless_muted, true},
      {draft_reminded,       author,          unless_muted, true},
      {transfer_requested,   other_side,      unless_muted},
      {transfer_answered,    author,          unless_muted, true},
      {agreement_proposed,   other_side,      unless_muted},
      {agreement_changed,    other_side,      unless_muted, true},
      {enquiry_asked,        other_side,      unless_muted},
      {enquiry_answered,     author,          unless_muted, true},
      {consent_expired,      {worker, owner}, always},
      {confirmation_asked,   owner,           always,       true},
      {no_letter,            sender,          always},
      {chosen,               worker,          always,       true},
      {not_chosen,           worker,          unless_muted, true},
      {taken_back,           worker,          unless_muted, true},
  });
}();
// clang-format on
const EventRule& rule_of(InboxEvent);

// What a write of a row means to people; `before` is null for a new row. A timer that was due by
// `now` and was set anew has said what it had to say.
std::vector<InboxEvent> events_of(const Referral* before, const Referral& after, Instant now = {});
std::vector<InboxEvent> events_of(const Need* before, const Need& after);
// Whether the sender is to choose: told when service is promised, and with each timer until then.
bool asks_for_choice(const Referral* before, const Referral& after, const FrozenPolicy&,
                     Instant now);
std::vector<InboxEvent> events_of(const InformationRequest* before, const InformationRequest&);
std::vector<InboxEvent> events_of(const Appointment* before, const Appointment& after);
std::vector<InboxEvent> events_of(const Intake* before, const Intake& after);
std::vector<InboxEvent> events_of(const Transfer* before, const Transfer& after);
std::vector<InboxEvent> events_of(const Agreement* before, const Agreement& after);
std::vector<InboxEvent> events_of(const CapacityEnquiry* before, const CapacityEnquiry& after);
std::vector<InboxEvent> events_of(const CapacityAnswer* before, const CapacityAnswer& after);

// What is done with by a write: nobody need look at the unread items of these events any more.
std::vector<InboxEvent> settled_by(const Referral& before, const Referral& after, bool by_receiver);
std::vector<InboxEvent> settled_by(const Need& before, const Need& after);
std::vector<InboxEvent> settled_by(const InformationRequest& before, const InformationRequest&);
std::vector<InboxEvent> settled_by(const Appointment& before, const Appointment& after);
std::vector<InboxEvent> settled_by(const Intake& before, const Intake& after);
std::vector<InboxEvent> settled_by(const Transfer& before, const Transfer& after);
std::vector<InboxEvent> settled_by(const Agreement& before, const Agreement& after);
std::vector<InboxEvent> settled_by(const CapacityEnquiry& before, const CapacityEnquiry& after);
std::vector<InboxEvent> settled_by(const CapacityAnswer& before, const CapacityAnswer& after);

// Whether a member of staff of an organisation that stands so may hear of it. To the sender, a
// referral that was superseded is no news beside the acknowledgement that did it.
enum class Hearer : std::uint8_t { nobody, sender, receiver };
bool may_hear(Hearer, InboxEvent, ReferralPhase after);

// Which of one person's subscriptions holds: for the referral, for its need, for what one sends.
// Null for none.
const Subscription* holding(std::span<const Subscription> of_one, NeedId, ReferralId);
bool wants(const Subscription*, InboxEvent);
// Whether it is kept from somebody with this wish; never what is always told.
bool mutes(const Subscription*, InboxEvent);

// The channel to reach a client by: the first they permit that has an address; nothing when none
// does.
std::optional<ContactChannel> best_channel(const ClientDetails&);
std::string address_of(const ClientDetails&, ContactChannel);

// From accepted to the end of service; resuming a hold is no news.
constexpr bool is_promised(ReferralPhase p) {
  return p >= ReferralPhase::accepted && p <= ReferralPhase::on_hold;
}

// What a client hears of a write.
std::optional<ClientNews> news_of(const Need* before, const Need& after);
std::optional<ClientNews> news_of(const Referral* before, const Referral& after,
                                  const FrozenPolicy&);
// Whether it is so still, and worth saying; the referral is null for news of the whole need.
bool holds_still(ClientNews, const Need&, const Referral*);

// How often an item may fail, and when it is queued again after so many failures: 15 minutes, then
// twice as long each time.
constexpr std::int64_t outbox_attempts_max = 5;
Instant outbox_retry_at(Instant now, std::int64_t attempts);

}  // namespace onward
