// What organisations might ask of each other.
#include "onward/operations/between.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

constexpr auto words = std::array{"Is there a bed?", "Früh \"morgens\"", "", "-"};

const Referral* some_referral(Maker m, bool held) {
  if (m.world.referral_ids.empty()) return nullptr;
  for (int tries = 0;; ++tries) {
    const Referral& r = m.world.referrals.at(m.chance.recent_of(m.world.referral_ids, 60));
    if (!held || holds_capacity(r.phase) || tries >= 30) return &r;
  }
}

Made forward(Maker m) {
  const Referral* r = some_referral(m, true);
  if (!r || m.world.offers.empty()) return std::nullopt;
  ForwardReferral in{.referral_id = m.slip(r->id.value), .coordinate = m.chance.percent(60)};
  for (int tries = 0; in.receivers.empty() && tries < 20; ++tries) {
    const auto& offer = m.chance.one_of(m.world.offers);
    const bool is_side =
        offer.organization_id == r->receiver_id || offer.organization_id == r->sender_id;
    if (is_side && m.chance.percent(90)) continue;
    if (offer.is_for_everybody || m.chance.percent(5))
      in.receivers.push_back({{}, offer.service_id});
  }
  in.note = m.chance.one_of(words);
  for (auto& a : m.world.agreements)
    if (a.client_id == r->client_id && a.organization_id == r->receiver_id && m.chance.percent(50))
      in.consent_id = a.consent_id;
  return m.as(m.someone(r->receiver_id, caseworker)).say<referral::forward>(in);
}

Made transfer_act(Maker m) {
  if (m.world.need_ids.empty()) return std::nullopt;
  const auto& n = m.world.needs.at(m.chance.recent_of(m.world.need_ids));
  if (m.world.transfers.empty() || m.chance.percent(40))
    return m.as(m.someone(n.sender_id, caseworker))
        .say<transfer::request>({.need_id = m.slip(n.id.value),
                                 .organization_id = m.organization(),
                                 .returns_on = m.perhaps(40, m.day()),
                                 .note = m.chance.one_of(words)});
  const auto& transfer = m.chance.recent_of(m.world.transfers, 4);
  const AnswerTransfer in{m.slip(transfer.id.value), m.chance.one_of(words)};
  const Maker by =
      m.as(m.chance.percent(20) ? m.anyone(caseworker) : m.someone(transfer.to_id, caseworker));
  switch (m.chance.below(8)) {
    case 0: return by.say<transfer::refuse>(in);
    case 1: return m.as(m.someone(transfer.from_id, caseworker)).say<transfer::cancel>(in);
    case 2:
      return by.say<transfer::list>({.view = m.any_of<ReferralView>(),
                                     .phase = m.perhaps(30, m.any_of<TransferPhase>()),
                                     .limit = m.page_limit()});
    default: return by.say<transfer::accept>(in);
  }
}

}  // namespace

Made make_between(Maker m) {
  const auto kind = m.chance.below(100);
  if (kind < 25) return forward(m);
  if (kind < 55) return transfer_act(m);
  const Referral* r = some_referral(m, false);
  if (!r) return std::nullopt;
  const Maker sender = m.as(m.someone(r->sender_id, caseworker));
  const Maker side = m.chance.percent(50) ? sender : m.as(m.someone(r->receiver_id, caseworker));
  const ReferralId id = m.slip(r->id.value);
  if (kind < 65) return side.say<message::send>({id, m.chance.one_of(words)});
  if (kind < 71) return side.say<message::list>({.referral_id = id, .limit = m.page_limit()});
  if (kind < 73) {
    const auto whose = m.any_of<InboxOf>();
    return side.say<message::list_unread>({.inbox = whose, .limit = m.page_limit()});
  }
  if (kind < 77) {
    const MessageId through = 1 + m.chance.below(m.world.messages + 1);
    if (m.chance.percent(70)) return side.say<message::mark_read>({id, through});
    return side.say<message::mark_read>({.message_ids = {through, 1}});
  }
  if (kind < 83) return sender.say<referral::remind>({.referral_id = id});
  if (kind < 88) return sender.say<referral::follow_up>({id});
  if (kind < 92) return side.say<need::chain>({m.slip(r->need_id.value)});
  if (kind < 95) return side.say<client::timeline>({m.slip(r->client_id.value), m.page_limit()});
  return m.as(m.chance.percent(50) ? m.first() : sender.session)
      .say<client::access>({m.slip(r->client_id.value)});
}

}  // namespace onward::tests
