#include "onward/rules/grouping.hpp"

#include <algorithm>
#include <stdexcept>

#include "rules/grouping_refusals.hpp"

namespace onward {

namespace {

bool holds_claim(const Member& m, ClaimOn claim_on) {
  switch (claim_on) {
    case ClaimOn::acknowledge: return holds_capacity(m.phase);
    case ClaimOn::accept: return has_promised(m);
    case ClaimOn::sender_confirms: return has_promised(m) && m.confirmed;
  }
  return false;
}

// Takes a member along its table's transition, whether it was asked for or follows.
void advance(Member& m, ReferralAction action) {
  const auto* transition = referral_machine.verdict(m.phase, action).transition;
  if (!transition) throw std::logic_error("no transition for an effect");
  const auto before = m.phase;
  switch (transition->next.step) {
    case Step::stay: break;
    case Step::to: m.phase = transition->next.phase; break;
    case Step::back: m.phase = m.held_from; break;
  }
  if (m.phase != before)
    m.held_from = m.phase == ReferralPhase::on_hold ? before : ReferralPhase::draft;
  if (action == ReferralAction::confirm) m.confirmed = true;
  if (action == ReferralAction::reopen) {
    m.confirmed = false;
    m.outcome = Outcome::none;
  }
  if (action == ReferralAction::ask_information) m.information_asked = true;
  if (action == ReferralAction::ask_withdrawal) m.withdrawal_asked = true;
  const bool waits = holds_capacity(m.phase);
  if (!waits || action == ReferralAction::give_information) m.information_asked = false;
  if (!waits || action == ReferralAction::refuse_withdrawal) m.withdrawal_asked = false;
}

void supersede_siblings(Group& g) {
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (i != g.claimed_by && is_unfinished(g.members[i]))
      advance(g.members[i], ReferralAction::supersede);
}

// An organisation is asked once, through its latest referral.
void ask_siblings(Group& g) {
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    auto& m = g.members[i];
    if (m.phase == ReferralPhase::superseded && !m.reopen_blocked_by && !is_replaced(g, i))
      advance(m, ReferralAction::reopen);
  }
}

// Whether nobody is left to answer, or the one that was sent back alone, and the policy then asks
// superseded members again: unless it was passed on to others that are at work, or have helped.
// After a failure the sender decides, until a later claim ends in another way (lifecycles A.3).
bool siblings_are_due(const Group& g, std::optional<std::size_t> held_before) {
  if (g.on_decline != DeclinePolicy::reopen || g.claimed_by || g.elsewhere ||
      is_positive(g.onward_outcome))
    return false;
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (is_unfinished(g.members[i]) && i != held_before) return false;
  if (std::ranges::any_of(g.members, is_completed)) return false;
  const bool released = held_before && !is_failed(g.members[*held_before]);
  return released || std::ranges::none_of(g.members, is_failed);
}

NeedReason why_unresolved(const Group& g) {
  const auto all = [&](ReferralPhase phase) {
    return std::ranges::all_of(g.members, [&](auto& m) { return is_error(m) || m.phase == phase; });
  };
  if (g.members.empty()) return NeedReason::nobody_eligible;
  if (std::ranges::any_of(g.members, is_failed)) return NeedReason::failed;
  if (g.consent_ended) return NeedReason::consent_ended;  // nobody can be asked before another
  if (all(ReferralPhase::declined)) return NeedReason::refused;
  if (all(ReferralPhase::expired)) return NeedReason::no_response;
  if (all(ReferralPhase::withdrawn)) return NeedReason::sender_withdrew;
  return NeedReason::mixed;
}

Outcome best_outcome(const Group& g) {
  auto best = Outcome::none;
  for (auto& m : g.members)
    if (!is_error(m)) best = std::max(best, m.outcome);
  return best;
}

std::optional<std::size_t> claim_holder(const Group& g) {
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (holds_claim(g.members[i], g.claim_on)) return i;
  return {};
}

void stand(Group& g, NeedPhase phase, NeedReason reason = NeedReason::none) {
  g.phase = phase;
  g.reason = reason;
  if (phase != NeedPhase::open) g.unassigned = false;
  // The next time is called for anew.
  if (phase == NeedPhase::open || phase == NeedPhase::claimed) g.escalated = false;
  if (phase != NeedPhase::open && phase != NeedPhase::claimed) g.withdrawing = false;
}

// Where the need stands follows from its members, but for a draft and for what the sender ended.
void derive(Group& g) {
  if (g.claimed_by) return stand(g, NeedPhase::claimed);
  if (g.unassigned || std::ranges::any_of(g.members, is_unfinished))
    return stand(g, NeedPhase::open);
  if (is_positive(g.onward_outcome)) return stand(g, NeedPhase::resolved);
  if (std::ranges::none_of(g.members, is_completed))
    return stand(g, NeedPhase::unresolved, why_unresolved(g));
  if (is_positive(g.outcome)) return stand(g, NeedPhase::resolved);
  stand(g, NeedPhase::unresolved, NeedReason::no_positive_outcome);
}

// What one act on a member means for its siblings and for the need. `let_go` is the one that gave a
// place back before service began.
void settle(Group& g, bool moved, std::optional<std::size_t> let_go = {}) {
  const auto held_before = g.claimed_by;
  g.claimed_by = claim_holder(g);
  g.outcome = std::max(best_outcome(g), g.said);
  const bool goes_on = g.phase == NeedPhase::open || g.phase == NeedPhase::claimed;
  if (let_go && goes_on && g.claimable && !g.withdrawing && siblings_are_due(g, let_go))
    g.unassigned = true;
  if (!g.unassigned && !g.members.empty() && std::ranges::all_of(g.members, is_error))
    return stand(g, NeedPhase::cancelled, NeedReason::entered_in_error);
  if (g.phase == NeedPhase::cancelled) return;
  if (g.phase == NeedPhase::draft) {
    if (!g.members.empty() && std::ranges::none_of(g.members, is_unfinished))
      stand(g, NeedPhase::cancelled, NeedReason::sender_withdrew);
    return;
  }
  if (g.withdrawing && std::ranges::none_of(g.members, is_unfinished) &&
      std::ranges::none_of(g.members, is_completed))
    return stand(g, NeedPhase::cancelled, NeedReason::sender_withdrew);
  if (g.claimed_by && !held_before) supersede_siblings(g);
  if (moved && siblings_are_due(g, held_before)) ask_siblings(g);
  derive(g);
}

// A withdrawal, or the question for it; the outcome that it gives comes with the answer.
ReferralAction withdrawal_of(const Group& g, const Member& m, bool consent_ended = false) {
  return must_confirm(g, m, consent_ended) ? ReferralAction::ask_withdrawal
                                           : ReferralAction::withdraw;
}

void act(Group& g, const Event& event, ReferralAction action) {
  auto& m = g.members[event.member];
  const auto before = m.phase;
  const auto stood = before == ReferralPhase::on_hold ? m.held_from : before;
  if (action == ReferralAction::withdraw) action = withdrawal_of(g, m, event.consent_ended);
  advance(m, action);
  if (event.outcome != Outcome::none && action != ReferralAction::ask_withdrawal)
    m.outcome = event.outcome;
  if (action == ReferralAction::refuse_withdrawal || action == ReferralAction::reopen)
    g.withdrawing = false;
  if (action == ReferralAction::reopen && g.phase == NeedPhase::cancelled) {
    g.said = Outcome::none;
    stand(g, NeedPhase::open);
  }
  if (holds_capacity(m.phase)) g.unassigned = false;
  const bool had_not_begun = stood == ReferralPhase::received || stood == ReferralPhase::accepted;
  const bool has_let_go = had_not_begun && !holds_capacity(m.phase) && !is_completed(m);
  settle(g, m.phase != before, has_let_go ? std::optional(event.member) : std::nullopt);
}

void submit_all(Group& g) {
  for (auto& m : g.members)
    if (m.phase == ReferralPhase::draft) advance(m, ReferralAction::submit);
}

void withdraw_all(Group& g, Outcome outcome) {
  if (std::ranges::none_of(g.members, is_unfinished)) g.said = outcome;
  for (auto& m : g.members) {
    if (!is_unfinished(m)) continue;
    advance(m, withdrawal_of(g, m));
    if (!is_unfinished(m) && outcome != Outcome::none) m.outcome = outcome;
  }
  g.withdrawing = std::ranges::any_of(g.members, is_unfinished);
  if (!g.withdrawing) stand(g, NeedPhase::cancelled, NeedReason::sender_withdrew);
  settle(g, true);
  if (!g.withdrawing) stand(g, NeedPhase::cancelled, NeedReason::sender_withdrew);
}

void act(Group& g, const Event& event, NeedAction action) {
  switch (action) {
    case NeedAction::confirm: return act(g, event, ReferralAction::confirm);
    case NeedAction::escalate: g.escalated = true; return;
    case NeedAction::close_unmet: return stand(g, NeedPhase::cancelled, NeedReason::unmet);
    case NeedAction::re_refer: return stand(g, NeedPhase::cancelled, NeedReason::re_referred);
    case NeedAction::withdraw: return withdraw_all(g, event.outcome);
    case NeedAction::lapse:
      g.unassigned = false;
      if (std::ranges::any_of(g.members, is_unfinished)) return derive(g);
      return stand(g, NeedPhase::unresolved,
                   g.consent_ended ? NeedReason::consent_ended : NeedReason::no_response);
    case NeedAction::take_up: g.unassigned = false; [[fallthrough]];
    case NeedAction::send:
    case NeedAction::extend:
      for (auto receiver : event.receivers) g.members.push_back({.receiver = receiver});
      submit_all(g);
      stand(g, NeedPhase::open);
      return settle(g, true);
    default: return;
  }
}

// Timers alone ask for the others.
template <class Phase, class Action>
bool is_of_people(const Machine<Phase, Action>& machine, Action action) {
  return !(machine.parties(action) == Parties(Party::system));
}

}  // namespace

bool awaits_confirmation(const Group& g) {
  return g.claim_on == ClaimOn::sender_confirms && !g.claimed_by && !g.withdrawing &&
         std::ranges::any_of(g.members, [](const Member& m) {
           return has_promised(m) && !m.work_blocked_by && !m.choice_blocked_by;
         });
}

Result<Group> apply(const Group& before, const Event& event) {
  return std::visit(
      [&](auto action) -> Result<Group> {
        if (auto refused = refuse(before, event, action)) return std::move(*refused);
        Group after = before;
        after.consent_ended = before.consent_ended || event.consent_ended;
        act(after, event, action);
        return after;
      },
      event.action);
}

Group heard_onward(const Group& before) {
  Group after = before;
  const bool helped = is_positive(before.onward_outcome);
  if (before.phase == NeedPhase::unresolved && helped) stand(after, NeedPhase::resolved);
  if (before.phase == NeedPhase::resolved && !helped) derive(after);
  return after;
}

std::vector<Choice<ReferralAction>> choices(const Group& g, std::size_t member, Parties by) {
  std::vector<Choice<ReferralAction>> out;
  for (auto& name : names<ReferralAction>)
    if (referral_machine.is_asked_for(name.value) && is_of_people(referral_machine, name.value))
      out.push_back({name.value, refuse_choice(g, member, name.value, by)});
  return out;
}

std::vector<Choice<NeedAction>> choices(const Group& g, Parties by) {
  std::vector<Choice<NeedAction>> out;
  for (auto& name : names<NeedAction>)
    if (need_machine.is_asked_for(name.value) && is_of_people(need_machine, name.value))
      out.push_back({name.value, refuse_choice(g, name.value, by)});
  return out;
}

}  // namespace onward
