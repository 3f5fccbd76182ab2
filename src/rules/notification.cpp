#include "onward/rules/notification.hpp"

#include <algorithm>

namespace onward {

std::vector<InboxEvent> events_of(const Referral* before, const Referral& after) {
  const auto was = before ? before->phase : ReferralPhase::draft;
  if (was == after.phase) return {};
  if (after.phase == ReferralPhase::requested) return {InboxEvent::submitted};
  if (holds_capacity(after.phase) && !holds_capacity(was)) return {InboxEvent::acknowledged};
  if (is_finished(after.phase) && !is_finished(was) && was != ReferralPhase::draft)
    return {InboxEvent::closed};
  return {};
}

std::vector<InboxEvent> events_of(const Need* before, const Need& after) {
  std::vector<InboxEvent> out;
  if (after.phase != NeedPhase::unresolved) return out;
  if (!before || before->phase != after.phase) out.push_back(InboxEvent::unresolved);
  if (before && after.reminded && !before->reminded) out.push_back(InboxEvent::reminded);
  if (before && after.escalated && !before->escalated) out.push_back(InboxEvent::escalated);
  return out;
}

Addressee addressee_of(InboxEvent event) {
  switch (event) {
    case InboxEvent::submitted: return Addressee::receiver;
    case InboxEvent::unresolved:
    case InboxEvent::reminded:
    case InboxEvent::client_not_told:
    case InboxEvent::no_appointment:
    case InboxEvent::no_report:
    case InboxEvent::provider_dormant:
    case InboxEvent::provider_returned:
    case InboxEvent::provider_new:
    case InboxEvent::provider_declining: return Addressee::sender;
    case InboxEvent::escalated: return Addressee::administrators;
    case InboxEvent::acknowledged:
    case InboxEvent::closed:
    case InboxEvent::note:
    case InboxEvent::file: break;
  }
  return Addressee::subscribers;
}

bool may_hear(Hearer hearer, InboxEvent event, ReferralPhase after) {
  if (hearer == Hearer::nobody) return false;
  const bool is_superseded = after == ReferralPhase::superseded;
  return hearer == Hearer::receiver || event != InboxEvent::closed || !is_superseded;
}

const Subscription* holding(std::span<const Subscription> of_one, NeedId need,
                            ReferralId referral) {
  const Subscription* out = nullptr;
  const auto narrowness = [](const Subscription& s) {
    return s.referral_id ? 2 : s.need_id ? 1 : 0;
  };
  for (auto& s : of_one) {
    const bool meant =
        (!s.need_id || s.need_id == need) && (!s.referral_id || s.referral_id == referral);
    if (meant && (!out || narrowness(s) > narrowness(*out))) out = &s;
  }
  return out;
}

bool wants(const Subscription* subscription, InboxEvent event) {
  return subscription &&
         std::ranges::find(subscription->events, event) != subscription->events.end();
}

std::string address_of(const ClientDetails& client, ContactChannel channel) {
  switch (channel) {
    case ContactChannel::email: return client.email;
    case ContactChannel::phone:
    case ContactChannel::sms:
    case ContactChannel::voicemail:
      return client.phone.empty() ? client.alternate_phone : client.phone;
    case ContactChannel::post: break;
  }
  if (client.no_fixed_abode || client.address.empty()) return {};
  return client.postcode.empty() ? client.address : client.address + '\n' + client.postcode;
}

std::optional<ContactChannel> best_channel(const ClientDetails& client) {
  for (const auto channel : client.contact_permissions)
    if (!address_of(client, channel).empty()) return channel;
  return std::nullopt;
}

std::optional<ClientNews> news_of(const Need* before, const Need& after) {
  const auto was = before ? before->phase : NeedPhase::draft;
  const bool is_asked = was == NeedPhase::draft || was == NeedPhase::unresolved;
  if (after.phase != NeedPhase::open || !is_asked) return std::nullopt;
  return ClientNews::sent;
}

std::optional<ClientNews> news_of(const Referral* before, const Referral& after) {
  const bool is_accepted =
      after.phase == ReferralPhase::accepted && !(before && is_promised(before->phase));
  return is_accepted ? std::optional(ClientNews::accepted) : std::nullopt;
}

Instant outbox_retry_at(Instant now, std::int64_t attempts) {
  constexpr std::chrono::minutes first{15};
  return now + first * (std::int64_t{1}
                        << (std::clamp<std::int64_t>(attempts, 1, outbox_attempts_max) - 1));
}

}  // namespace onward
