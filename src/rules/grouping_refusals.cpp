#include "rules/grouping_refusals.hpp"

namespace onward {

namespace {

bool any_other(const Group& g, std::size_t index, bool (*is)(const Member&)) {
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (i != index && is(g.members[i])) return true;
  return false;
}

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
  if (g.elsewhere)
    return no(g, index, action, Reason::need_claimed_by_another,
              "others along the chain are asked");
  if (any_other(g, index, is_completed))
    return no(g, index, action, Reason::need_has_completed_member, "another member is completed");
  if (is_positive(g.onward_outcome))
    return no(g, index, action, Reason::need_has_completed_member, "it was completed further on");
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

// Administrators take back what nobody helps with, what they were called for, and what its sender
// looks after no more; the rest is the sender's.
bool may_take_back(const Group& g, Parties by) {
  return by.meets({Party::sender, Party::system}) || g.phase == NeedPhase::unresolved ||
         g.escalated || g.sender_closed;
}

// What asks somebody else, or says that nobody helped.
bool is_for_want_of_help(NeedAction action) {
  return action == NeedAction::extend || action == NeedAction::re_refer ||
         action == NeedAction::close_unmet;
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
  if (g.elsewhere && is_for_want_of_help(action))
    return no(g, action, Reason::need_claimed_by_another, "others along the chain are asked");
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

}  // namespace

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

Refused refuse(const Group& g, const Event& event, NeedAction action) {
  if (auto refused = refuse_state(g, action, event.by)) return refused;
  if (action == NeedAction::confirm) return refuse(g, event, ReferralAction::confirm);
  if (action == NeedAction::send || action == NeedAction::extend || action == NeedAction::take_up)
    return refuse_receivers(g, event, action);
  return {};
}

Refused refuse_choice(const Group& g, std::size_t member, ReferralAction action, Parties by) {
  if (action == ReferralAction::confirm)
    if (auto refused = refuse_state(g, NeedAction::confirm, by)) return refused;
  if (auto refused = refuse_state(g, member, action, by)) return refused;
  return refuse_without_consent(g, member, action);
}

Refused refuse_choice(const Group& g, NeedAction action, Parties by) {
  return refuse_state(g, action, by);
}

}  // namespace onward
