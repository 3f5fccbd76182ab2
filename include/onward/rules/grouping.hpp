// A need and its members as one: what an act on one of them does to all.
//
// Pure: a group goes in, the group after the event comes out, or the reason why not. An operation
// fills the group from its rows, applies one event, and writes the rows that differ.
#pragma once

#include "onward/rules/lifecycle.hpp"

namespace onward {

constexpr std::size_t members_max = 64;  // of one need, finished ones included (design 2)

// One referral of a need. Members stand in the order in which they were added.
struct Member {
  ReferralPhase phase = ReferralPhase::draft;
  ReferralPhase held_from = ReferralPhase::draft;
  OrganizationId receiver{};
  bool confirmed = false;
  Outcome outcome = Outcome::none;
  std::optional<Reason> intake_blocked_by{};  // why it may not take a place now, as capacity_full
  std::optional<Reason> work_blocked_by{};  // why service may not be promised or begun, by consent
  std::optional<Reason> choice_blocked_by{};  // why it may not be chosen, as receiver_not_eligible
  std::optional<Reason> reopen_blocked_by{};  // why it may not be asked again, as consent_expired
  bool information_asked = false;  // the sender owes an answer
  bool withdrawal_asked = false;  // the receiver is to confirm that it is taken back
  friend bool operator==(const Member&, const Member&) = default;
};

struct Group {
  NeedPhase phase = NeedPhase::draft;
  NeedReason reason = NeedReason::none;
  ClaimOn claim_on = ClaimOn::acknowledge;
  DeclinePolicy on_decline = DeclinePolicy::reopen;
  std::optional<std::size_t> claimed_by{};  // index of the member that holds the claim
  Outcome outcome = Outcome::none;
  Outcome said = Outcome::none;  // by a withdrawal that found nobody at work
  bool escalated = false;
  bool confirms_withdrawal = false;  // by policy, a receiver that acknowledged
  bool withdrawing = false;  // as a whole, when those that must confirm have
  bool unassigned = false;  // anyone who is eligible may take it up
  bool consent_ended = false;  // the consent it was sent under holds no more
  bool claimable = false;  // an open request that somebody else may take up when its claim ends
  bool elsewhere = false;  // others along its chain are asked, or at work
  Outcome onward_outcome = Outcome::none;  // the best of those that it was passed on to
  bool sender_closed = false;  // its sender works no more
  bool recallable = false;  // what its sender took back may be asked again: of a specialist alone
  std::vector<Member> members{};
  friend bool operator==(const Group&, const Group&) = default;
};

// What somebody asks for. NeedAction::confirm names a member, as every ReferralAction does.
struct Event {
  std::variant<ReferralAction, NeedAction> action{};
  Parties by{};  // every capacity in which the actor may act here
  std::size_t member = 0;  // index of the member meant
  Outcome outcome = Outcome::none;  // complete, fail, decline, withdraw and its confirmation,
                                    // record_outcome
  std::vector<OrganizationId> receivers{};  // send, extend, take_up: members that are added
  bool consent_ended = false;  // withdraw: for the client, and asks whoever has acknowledged;
                               // lapse: the consent took the time away
};

// Whether it waits for its sender to choose one of those that would help, and may.
bool awaits_confirmation(const Group&);

// The group after the event. The refusal's path is empty: the operation knows its request.
// An open request is a group that is sent unassigned and without receivers; take_up adds the one
// that claims it, which then acknowledges as any other member does. When it lets go before service
// begins, the request is unassigned again.
//   refused  permission_missing; phase_forbids, need_not_unresolved; need_claimed_by_another,
//            need_has_completed_member; confirm_not_needed (of a need, before its phase),
//            confirmation_missing; no_receivers, too_many_receivers, member_unfinished,
//            referral_replaced, what blocks the member; withdrawal_asked, withdrawal_not_asked,
//            information_asked, information_not_asked; outcome_not_allowed; in this order
//   source   lifecycles A.1 to A.5 with their corrections; design 3; decisions/0016
Result<Group> apply(const Group&, const Event&);

// The group once those that it was passed on to have said what became of it: help that came from
// further on resolves what is unresolved, and nothing else does not.
Group heard_onward(const Group&);

// An action, and why it is not possible now; empty when it is.
template <class Action> struct Choice {
  Action action{};
  std::optional<Refusal> refusal{};
};

// Every action that can be asked for, in the order of the enumeration, answered by the code that
// refuses. What a request adds (an outcome, receivers) is not judged here.
std::vector<Choice<ReferralAction>> choices(const Group&, std::size_t member, Parties);
std::vector<Choice<NeedAction>> choices(const Group&, Parties);

}  // namespace onward
