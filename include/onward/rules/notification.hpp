// Who is told of what: from how a row stood before a write and after it.
#pragma once

#include "onward/model/inbox.hpp"

namespace onward {

// What a write of a row means to people; `before` is null for a new row.
//   source   decisions/0020
std::vector<InboxEvent> events_of(const Referral* before, const Referral& after);
std::vector<InboxEvent> events_of(const Need* before, const Need& after);

// Whose inbox it comes to, whoever subscribed; the others are chosen by members of staff.
enum class Addressee : std::uint8_t { subscribers, receiver, sender, administrators };
Addressee addressee_of(InboxEvent);

// Whether a member of staff of an organisation that stands so may hear of it. To the sender, a
// referral that was superseded is no news beside the acknowledgement that did it.
enum class Hearer : std::uint8_t { nobody, sender, receiver };
bool may_hear(Hearer, InboxEvent, ReferralPhase after);

// Which of one person's subscriptions holds: for the referral, for its need, for what one sends.
// Null for none.
const Subscription* holding(std::span<const Subscription> of_one, NeedId, ReferralId);
bool wants(const Subscription*, InboxEvent);

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
std::optional<ClientNews> news_of(const Referral* before, const Referral& after);

// How often an item may fail, and when it is queued again after so many failures: 15 minutes, then
// twice as long each time.
constexpr std::int64_t outbox_attempts_max = 5;
Instant outbox_retry_at(Instant now, std::int64_t attempts);

}  // namespace onward
