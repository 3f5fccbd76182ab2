#include "operations/closing.hpp"

#include "onward/rules/policy.hpp"
#include "operations/inboxes.hpp"
#include "operations/need_group.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

std::vector<Referral> unfinished_of(Context& c, OrganizationId receiver) {
  std::vector<Referral> out;
  for (auto& phase : names<ReferralPhase>)
    if (!is_finished(phase.value) && phase.value != ReferralPhase::draft)
      for (auto& r : c.tables.all<Referral>(by::referral_receiver, receiver, phase.value))
        out.push_back(std::move(r));
  return out;
}

// Nobody there will answer.
void expire(Context& c, const Referral& referral) {
  NeedGroup g = load_group(c, c.tables.known<Need>(referral.need_id));
  const Event event{
      .action = ReferralAction::expire, .by = Party::system, .member = g.at(referral.id)};
  judge_members(c, g, event);
  if (apply_event(c, g, event, {.reason_code = "no_response"}))
    throw std::logic_error("a requested referral could not expire");
}

// Service may go on, or not; its sender learns today that nobody there says so.
void call(Context& c, Referral r) {
  if (r.overdue) return;
  const Need need = c.tables.known<Need>(r.need_id);
  const OwnDays days = own_days(c, r.receiver_id);
  r.overdue = true;
  set_timers(c, r, need,
             timers_when_ticked(r, policy_of(need, r.urgency), c.now, days.calendar(), *days.zone));
  c.tables.update(r);
}

// Its sender may choose it no more, or again.
void look_at_choices(Context& c, OrganizationId receiver) {
  for (const auto phase :
       {ReferralPhase::accepted, ReferralPhase::in_progress, ReferralPhase::on_hold})
    for (auto& r : c.tables.all<Referral>(by::referral_receiver, receiver, phase)) {
      const Need need = c.tables.known<Need>(r.need_id);
      if (need.policy.claim_on != ClaimOn::sender_confirms) continue;
      NeedGroup g = load_group(c, need);
      look_at_choice(c, g);
    }
}

}  // namespace

void call_for_unfinished(Context& c, OrganizationId closed) {
  for (auto& r : unfinished_of(c, closed)) {
    if (sides_of(c, r).represented) continue;  // its sender answers
    if (r.phase == ReferralPhase::requested)
      expire(c, r);
    else
      call(c, std::move(r));
  }
  look_at_choices(c, closed);
  for (auto& m : c.tables.all<Membership>(by::membership_organization, closed))
    leave_items(c.tables, closed, m.staff_id, c.now);
  hand_items_over(c.tables, closed);
}

void offer_again(Context& c, OrganizationId opened) { look_at_choices(c, opened); }

}  // namespace onward
