#include "onward/rules/grouping.hpp"

#include <algorithm>
#include <stdexcept>

namespace onward {

namespace {

bool is_error(const Member& m) { return m.phase == ReferralPhase::error; }
bool is_completed(const Member& m) { return m.phase == ReferralPhase::completed; }
bool is_failed(const Member& m) { return m.phase == ReferralPhase::failed; }
bool is_unfinished(const Member& m) { return !is_finished(m.phase); }

// Service is promised, and not ended.
bool has_promised(const Member& m) {
  return m.phase >= ReferralPhase::accepted && m.phase <= ReferralPhase::on_hold;
}

bool holds_claim(const Member& m, ClaimOn claim_on) {
  switch (claim_on) {
    case ClaimOn::acknowledge: return holds_capacity(m.phase);
    case ClaimOn::accept: return has_promised(m);
    case ClaimOn::sender_confirms: return has_promised(m) && m.confirmed;
  }
  return false;
}

// A later referral to the same organisation has taken this one's place, unless it was a mistake.
bool is_replaced(const Group& g, std::size_t index) {
  return std::any_of(
      g.members.begin() + static_cast<std::ptrdiff_t>(index) + 1, g.members.end(),
      [&](auto& later) { return later.receiver == g.members[index].receiver && !is_error(later); });
}

bool any_other(const Group& g, std::size_t index, bool (*is)(const Member&)) {
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (i != index && is(g.members[i])) return true;
  return false;
}

// Whether the receiver has to confirm that it is taken back: by policy, or since it is the client
// who does so, and service may go on without the sender (lifecycles A.8, consent).
bool must_confirm(const Group& g, const Member& m, bool consent_ended = false) {
  return (g.confirms_withdrawal || consent_ended) && holds_capacity(m.phase);
}

// ---- Why not.

using Refused = std::optional<Refusal>;

template <class Action>
Refusal no(const Group& g, Action action, Reason reason, std::string message) {
  Refusal refusal;
  refusal.reason = reason;
  refusal.message = std::move(message);
  refusal.facts.push_back({"action", std::string(name_of(action))});
  refusal.facts.push_back({"need_phase", std::string(name_of(g.phase))});
  return refusal;
}

Refusal no(const Group& g, std::size_t index, ReferralAction action, Reason reason,
           std::string message) {
  auto refusal = no(g, action, reason, std::move(message));
  refusal.facts.push_back({"phase", std::string(name_of(g.members[index].phase))});
  return refusal;
}

Refused refuse_claim(const Group& g, std::size_t index, ReferralAction action) {
  const auto& m = g.members[index];
  if (g.claimed_by && g.claimed_by != index)
    return no(g, index, action, Reason::need_claimed_by_another, "another member holds the claim");
  if (m.phase == ReferralPhase::requested && m.intake_blocked_by)
    return no(g, index, action, *m.intake_blocked_by, "the receiver may not take it on");
  return {};
}

// Nobody promises or begins service for somebody who took their consent back.
Refused refuse_without_consent(const Group& g, std::size_t index, ReferralAction action) {
  const auto& why = g.members[index].work_blocked_by;
  const bool goes_on = action == ReferralAction::accept || action == ReferralAction::start ||
                       action == ReferralAction::resume || action == ReferralAction::confirm;
  if (goes_on && why) return no(g, index, action, *why, "the consent does not hold any more");
  const auto& gone = g.members[index].choice_blocked_by;
  if (action != ReferralAction::confirm || !gone) return {};
  return no(g, index, action, *gone, "the receiver cannot begin");
}

Refused refuse_work(const Group& g, std::size_t index, ReferralAction action) {
  if (g.claimed_by == index) return {};
  return no(g, index, action, Reason::confirmation_missing, "the sender has not confirmed it");
}

Refused refuse_confirm(const Group& g, std::size_t index, ReferralAction action) {
  if (g.claim_on != ClaimOn::sender_confirms)
    return no(g, index, action, Reason::confirm_not_needed,
              "claim_on is " + std::string(name_of(g.claim_on)));
  if (g.claimed_by)
    return no(g, index, action, Reason::phase_forbids, "a receiver is confirmed already");
  return {};
}

Refused refuse_reopen(const Group& g, std::size_t index, Parties by) {
  constexpr auto action = ReferralAction::reopen;
  const auto& m = g.members[index];
  const bool is_recalled = g.recallable && g.reason == NeedReason::sender_withdrew;
  if (g.phase == NeedPhase::cancelled && !is_recalled)
    return no(g, index, action, Reason::phase_forbids, "the need is cancelled");
  const bool is_sent = g.phase != NeedPhase::draft;
  if (m.phase == ReferralPhase::withdrawn && !(g.recallable && is_sent))
    return no(g, index, action, Reason::phase_forbids, "the referral is withdrawn");
  if (m.phase == ReferralPhase::superseded && g.on_decline == DeclinePolicy::latch &&
      !by.meets({Party::administrator, Party::system}))
    return no(g, index, action, Reason::phase_forbids, "by policy, superseded members stay closed");
  if (g.claimed_by)
    return no(g, index, action, Reason::need_claimed_by_another, "another member holds the claim");
  if (any_other(g, index, is_completed))
    return no(g, index, action, Reason::need_has_completed_member, "another member is completed");
  for (auto& other : g.members)
    if (other.receiver == m.receiver && is_unfinished(other))
      return no(g, index, action, Reason::member_unfinished, "the organisation is asked already");
  if (is_replaced(g, index))
    return no(g, index, action, Reason::referral_replaced, "a later referral took its place");
  if (m.reopen_blocked_by)
    return no(g, index, action, *m.reopen_blocked_by, "the receiver may not be asked again");
  return {};
}

// What waits for the other side: a question, or a withdrawal.
Refused refuse_wait(const Group& g, std::size_t index, ReferralAction action, Guard guard) {
  const auto& m = g.members[index];
  const bool waits_for_receiver = g.confirms_withdrawal || action != ReferralAction::withdraw;
  if (guard == Guard::withdrawable && m.withdrawal_asked && waits_for_receiver)
    return no(g, index, action, Reason::withdrawal_asked, "the receiver has not answered yet");
  if (guard == Guard::withdrawal_asked && !m.withdrawal_asked)
    return no(g, index, action, Reason::withdrawal_not_asked, "nobody asked for a withdrawal");
  if (guard == Guard::no_question_open && m.information_asked)
    return no(g, index, action, Reason::information_asked, "the sender has not answered yet");
  if (guard == Guard::question_open && !m.information_asked)
    return no(g, index, action, Reason::information_not_asked, "no question is open");
  return {};
}

// Who lost the race learns that it is lost, also when it has been decided since.
Reason why_phase_forbids(const Group& g, Reason reason) {
  if (reason != Reason::need_claimed_by_another || g.claimed_by) return reason;
  const bool completed = std::ranges::any_of(g.members, is_completed);
  return completed ? Reason::need_has_completed_member : Reason::phase_forbids;
}

Refused refuse_state(const Group& g, std::size_t index, ReferralAction action, Parties by) {
  const auto phase = g.members.at(index).phase;
  if (!referral_machine.parties(action).meets(by))
    return no(g, index, action, Reason::permission_missing, "it is for another party");
  const auto verdict = referral_machine.verdict(phase, action);
  if (!verdict.transition)
    return no(g, index, action, why_phase_forbids(g, verdict.reason),
              "the referral is " + std::string(name_of(phase)));
  switch (verdict.transition->guard) {
    case Guard::effect:
      return no(g, index, action, Reason::phase_forbids, "it follows from another act");
    case Guard::claimable: return refuse_claim(g, index, action);
    case Guard::claim_held: return refuse_work(g, index, action);
    case Guard::to_be_confirmed: return refuse_confirm(g, index, action);
    case Guard::askable: return refuse_reopen(g, index, by);
    default: return refuse_wait(g, index, action, verdict.transition->guard);
  }
}

// Which outcome an act may carry (lifecycles A.5). A cancelled need is never resolved afterwards.
bool outcome_fits(const Group& g, ReferralPhase phase, ReferralAction action, Outcome outcome) {
  const bool given = outcome != Outcome::none;
  const bool negative = !is_positive(outcome);
  switch (action) {
    case ReferralAction::complete: return given;
    case ReferralAction::record_outcome:
      return given &&
             (negative || (phase == ReferralPhase::completed && g.phase != NeedPhase::cancelled));
    case ReferralAction::fail:
    case ReferralAction::decline:
    case ReferralAction::withdraw:
    case ReferralAction::confirm_withdrawal: return negative;
    default: return !given;
  }
}

Refused refuse(const Group& g, const Event& event, ReferralAction action) {
  if (auto refused = refuse_state(g, event.member, action, event.by)) return refused;
  if (auto refused = refuse_without_consent(g, event.member, action)) return refused;
  const auto phase = g.members[event.member].phase;
  if (outcome_fits(g, phase, action, event.outcome)) return {};
  auto refusal = no(g, event.member, action, Reason::outcome_not_allowed,
                    "the outcome does not fit the phase");
  refusal.facts.push_back({"outcome", std::string(name_of(event.outcome))});
  return refusal;
}

// Administrators take back what nobody helps with, what they were called for, and what its sender
// looks after no more; the rest is the sender's.
bool may_take_back(const Group& g, Parties by) {
  return by.meets({Party::sender, Party::system}) || g.phase == NeedPhase::unresolved ||
         g.escalated || g.sender_closed;
}

Refused refuse_state(const Group& g, NeedAction action, Parties by) {
  if (!need_machine.parties(action).meets(by) ||
      (action == NeedAction::withdraw && !is_finished(g.phase) && !may_take_back(g, by)))
    return no(g, action, Reason::permission_missing, "it is for another party");
  if (action == NeedAction::confirm && g.claim_on != ClaimOn::sender_confirms)
    return no(g, action, Reason::confirm_not_needed, "no confirmation is asked for");
  const auto verdict = need_machine.verdict(g.phase, action);
  if (!verdict.transition)
    return no(g, action, verdict.reason, "the need is " + std::string(name_of(g.phase)));
  if (verdict.transition->guard == Guard::effect)
    return no(g, action, Reason::phase_forbids, "it follows from another act");
  if (action == NeedAction::withdraw && g.withdrawing)
    return no(g, action, Reason::withdrawal_asked, "a receiver has not answered yet");
  if (verdict.transition->guard == Guard::claimable && !g.unassigned)
    return no(g, action, Reason::need_claimed_by_another, "it is no open request any more");
  if (action == NeedAction::confirm && std::ranges::none_of(g.members, has_promised))
    return no(g, action, Reason::phase_forbids, "nobody has accepted it");
  if (action == NeedAction::extend && std::ranges::any_of(g.members, is_completed))
    return no(g, action, Reason::need_has_completed_member, "a member is completed");
  return {};
}

Refused refuse_receivers(const Group& g, const Event& event, NeedAction action) {
  if (action != NeedAction::send && event.receivers.empty())
    return no(g, action, Reason::no_receivers, "nobody is named");
  if (g.members.size() + event.receivers.size() > members_max) {
    auto refusal = no(g, action, Reason::too_many_receivers, "the need has too many members");
    refusal.facts.push_back({"limit", static_cast<std::int64_t>(members_max)});
    return refusal;
  }
  auto asked = event.receivers;
  for (auto& m : g.members)
    if (is_unfinished(m)) asked.push_back(m.receiver);
  std::ranges::sort(asked);
  const auto twice = std::ranges::adjacent_find(asked);
  if (twice == asked.end()) return {};
  auto refusal = no(g, action, Reason::member_unfinished, "an organisation is named twice");
  refusal.facts.push_back({"organization_id", twice->value});
  return refusal;
}

Refused refuse(const Group& g, const Event& event, NeedAction action) {
  if (auto refused = refuse_state(g, action, event.by)) return refused;
  if (action == NeedAction::confirm) return refuse(g, event, ReferralAction::confirm);
  if (action == NeedAction::send || action == NeedAction::extend || action == NeedAction::take_up)
    return refuse_receivers(g, event, action);
  return {};
}

// ---- What follows.

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
// superseded members again. After a failure the sender decides, until a later claim ends in another
// way (lifecycles A.3).
bool siblings_are_due(const Group& g, std::optional<std::size_t> held_before) {
  if (g.on_decline != DeclinePolicy::reopen || g.claimed_by) return false;
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
  if (std::ranges::none_of(g.members, is_completed))
    return stand(g, NeedPhase::unresolved, why_unresolved(g));
  if (is_positive(g.outcome)) return stand(g, NeedPhase::resolved);
  stand(g, NeedPhase::unresolved, NeedReason::no_positive_outcome);
}

// What one act on a member means for its siblings and for the need.
void settle(Group& g, bool moved) {
  const auto held_before = g.claimed_by;
  g.claimed_by = claim_holder(g);
  g.outcome = std::max(best_outcome(g), g.said);
  if (!g.members.empty() && std::ranges::all_of(g.members, is_error))
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
  settle(g, m.phase != before);
}

void submit_all(Group& g) {
  for (auto& m : g.members)
    if (is_unfinished(m)) advance(m, ReferralAction::submit);
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
}

void act(Group& g, const Event& event, NeedAction action) {
  switch (action) {
    case NeedAction::confirm: return act(g, event, ReferralAction::confirm);
    case NeedAction::escalate: g.escalated = true; return;
    case NeedAction::close_unmet: return stand(g, NeedPhase::cancelled, NeedReason::unmet);
    case NeedAction::re_refer: return stand(g, NeedPhase::cancelled, NeedReason::re_referred);
    case NeedAction::withdraw: return withdraw_all(g, event.outcome);
    case NeedAction::lapse:
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

// What refuse() says of an act, but for what a request adds. The sender's choice is asked for of
// the need.
Refused refuse_choice(const Group& g, std::size_t member, ReferralAction action, Parties by) {
  if (action == ReferralAction::confirm)
    if (auto refused = refuse_state(g, NeedAction::confirm, by)) return refused;
  if (auto refused = refuse_state(g, member, action, by)) return refused;
  return refuse_without_consent(g, member, action);
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
      out.push_back({name.value, refuse_state(g, name.value, by)});
  return out;
}

}  // namespace onward
