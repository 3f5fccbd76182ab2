#include "operations/tick.hpp"

#include "onward/rules/consent.hpp"
#include "operations/need_group.hpp"
#include "operations/outbox.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::int64_t items_max = 1'000;  // of one call (design 2)

template <Kept T> std::optional<T> first_due(Context& c, const Index& index, Instant T::* due) {
  auto row = c.tables.first<T>(index);
  if (row && (*row).*due > c.now) row.reset();
  return row;
}

void expire(Context& c, const Referral& referral, const Need& need) {
  NeedGroup g = load_group(c, need);
  const Event event{
      .action = ReferralAction::expire, .by = Party::system, .member = g.at(referral.id)};
  judge_members(c, g, event);
  if (apply_event(c, g, event, {.reason_code = "no_response"}))
    throw std::logic_error("a requested referral could not expire");
}

void do_due(Context& c, Referral referral) {
  const Need need = c.tables.known<Need>(referral.need_id);
  const auto consent = c.tables.known<Consent>(need.consent_id);
  if (referral.phase == ReferralPhase::requested &&
      consent_forbids(consent, need.issue_id, referral.receiver_id,
                      today_of(c, consent.organization_id)))
    return withdraw_for_consent(c, consent);
  const OwnDays days = own_days(c, referral.receiver_id);
  const auto silent = no_response_at(referral, need.policy, days.calendar(), *days.zone);
  if (silent && *silent <= c.now) return expire(c, referral, need);
  set_timers(referral,
             timers_when_ticked(referral, need.policy, c.now, days.calendar(), *days.zone));
  if (referral.due_at <= c.now) throw std::logic_error("a timer stays due after its tick");
  c.tables.update(referral);
}

// The reminder is armed again for as long as the need is unresolved: nobody is forgotten.
void do_due(Context& c, const Need& due) {
  NeedGroup g = load_group(c, due);
  Need& need = g.need;
  const OwnDays days = own_days(c, need.sender_id);
  need.due_at = reminder_after(c.now, need.policy, days.calendar(), *days.zone);
  if (!need.reminded) {
    need.reminded = true;
  } else if (!need.escalated) {
    const auto result = apply(g.group, {.action = NeedAction::escalate, .by = Party::system});
    need.escalated = result && result.value().escalated;
  }
  c.tables.update(need);
}

}  // namespace

Result<Ticked> tick(Context& c, const Tick& in) {
  Shape shape;
  shape.between(in.limit, 1, items_max, "/limit");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto due = first_due(c, by::referral_due, &Referral::due_at)) {
    do_due(c, *std::move(due));
  } else if (auto need = first_due(c, by::need_due, &Need::due_at)) {
    do_due(c, *need);
  } else if (auto key = first_due(c, by::idempotency_expiry, &Idempotency::expires_at)) {
    c.tables.erase(*key);
  } else if (auto said = first_due(c, by::outbox_due, &OutboxItem::due_at)) {
    do_due(c, *std::move(said));
  } else if (auto item = first_due(c, by::inbox_erase, &InboxItem::erase_at)) {
    c.tables.erase(*item);
  } else {
    return Ticked{};
  }
  const bool more = first_due(c, by::referral_due, &Referral::due_at) ||
                    first_due(c, by::need_due, &Need::due_at) ||
                    first_due(c, by::idempotency_expiry, &Idempotency::expires_at) ||
                    first_due(c, by::outbox_due, &OutboxItem::due_at) ||
                    first_due(c, by::inbox_erase, &InboxItem::erase_at);
  return Ticked{.done = 1, .more = more};
}

}  // namespace onward
