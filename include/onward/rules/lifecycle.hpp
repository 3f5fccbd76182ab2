// The lifecycle machines of referrals and needs, as tables: who may do what, and what follows.
//
// Every (phase, action) stands in a table, either as a transition or as a named refusal, and the
// compiler checks it. What depends on the other members of a need is named here as a guard and
// decided in grouping.hpp. docs/lifecycles.md is made from these tables.
#pragma once

#include <concepts>

#include "onward/model/referral.hpp"
#include "onward/result.hpp"

namespace onward {

enum class ReferralAction : std::uint8_t {
  submit,
  open,
  acknowledge,
  accept,
  confirm,
  start,
  hold,
  resume,
  decline,
  complete,
  fail,
  withdraw,
  expire,
  supersede,
  reopen,
  record_outcome,
  mark_error,
  assign,
  reprioritise,
  ask_information,
  give_information,
  record_progress,
  return_with_advice,
  ask_withdrawal,
  confirm_withdrawal,
  refuse_withdrawal,
  send_back
};
template <>
inline constexpr auto names<ReferralAction> = std::array{
    Name{ReferralAction::submit, "submit", "It is sent to the receiver, with its need."},
    Name{ReferralAction::open, "open", "The receiver reads it; a receipt, and no promise."},
    Name{ReferralAction::acknowledge, "acknowledge", "The receiver undertakes to evaluate it."},
    Name{ReferralAction::accept, "accept", "The receiver promises service."},
    Name{ReferralAction::confirm, "confirm", "The sender chooses this receiver."},
    Name{ReferralAction::start, "start", "The receiver begins service."},
    Name{ReferralAction::hold, "hold", "Service waits, for a stated reason."},
    Name{ReferralAction::resume, "resume", "It goes on where it was put on hold."},
    Name{ReferralAction::decline, "decline", "The receiver says no, with a coded reason."},
    Name{ReferralAction::complete, "complete", "The receiver ends it, with an outcome."},
    Name{ReferralAction::fail, "fail", "The receiver tried, and gives up."},
    Name{ReferralAction::withdraw, "withdraw", "The sender takes it back."},
    Name{ReferralAction::expire, "expire", "It ends because nobody answered in time."},
    Name{ReferralAction::supersede, "supersede", "It ends because another receiver claimed it."},
    Name{ReferralAction::reopen, "reopen", "The receiver is asked again."},
    Name{ReferralAction::record_outcome, "record_outcome", "What became of it is written down."},
    Name{ReferralAction::mark_error, "mark_error", "It is struck from the figures as a mistake."},
    Name{ReferralAction::assign, "assign", "The receiver gives it to one of its staff."},
    Name{ReferralAction::reprioritise, "reprioritise", "The receiver changes its urgency."},
    Name{ReferralAction::ask_information, "ask_information", "The receiver asks the sender."},
    Name{ReferralAction::give_information, "give_information", "The sender answers."},
    Name{ReferralAction::record_progress, "record_progress",
         "Contact, appointments, service and enrolment are written down."},
    Name{ReferralAction::return_with_advice, "return_with_advice",
         "The receiver gives advice in the place of service."},
    Name{ReferralAction::ask_withdrawal, "ask_withdrawal",
         "The receiver is to confirm that the sender takes it back."},
    Name{ReferralAction::confirm_withdrawal, "confirm_withdrawal",
         "The receiver lets it go; so does its silence."},
    Name{ReferralAction::refuse_withdrawal, "refuse_withdrawal", "The receiver goes on."},
    Name{ReferralAction::send_back, "send_back", "Silence returns it to the queue."},
};

// All from `claim` on follow from what members do, or from a timer; nobody asks for them.
enum class NeedAction : std::uint8_t {
  send,
  confirm,
  withdraw,
  extend,
  re_refer,
  escalate,
  close_unmet,
  claim,
  release,
  exhaust,
  resolve,
  ask_again,
  annul,
  take_up,
  lapse
};
template <>
inline constexpr auto names<NeedAction> = std::array{
    Name{NeedAction::send, "send", "Every receiver is asked."},
    Name{NeedAction::confirm, "confirm", "The sender chooses one that accepted."},
    Name{NeedAction::withdraw, "withdraw", "The sender takes the whole need back."},
    Name{NeedAction::extend, "extend", "More receivers are asked."},
    Name{NeedAction::re_refer, "re_refer", "Another need goes on from this one."},
    Name{NeedAction::escalate, "escalate", "An administrator is called."},
    Name{NeedAction::close_unmet, "close_unmet", "The sender closes it as a gap in service."},
    Name{NeedAction::claim, "claim", "A receiver took it."},
    Name{NeedAction::release, "release", "The claim ended, and others are asked again."},
    Name{NeedAction::exhaust, "exhaust", "Nobody is left who may help."},
    Name{NeedAction::resolve, "resolve", "A receiver completed it, and the client was helped."},
    Name{NeedAction::ask_again, "ask_again", "A finished receiver is asked again."},
    Name{NeedAction::annul, "annul", "Every member was a mistake."},
    Name{NeedAction::take_up, "take_up", "An open request is taken up by one that may claim it."},
    Name{NeedAction::lapse, "lapse", "Nobody took an open request up in time."},
};

// What is done with the appointments of a referral, one after another.
enum class AppointmentAction : std::uint8_t { schedule, complete, miss, cancel };
template <>
inline constexpr auto names<AppointmentAction> = std::array{
    Name{AppointmentAction::schedule, "schedule", "A time and a place are agreed."},
    Name{AppointmentAction::complete, "complete", "It took place."},
    Name{AppointmentAction::miss, "miss", "The client did not come."},
    Name{AppointmentAction::cancel, "cancel", "It is called off."},
};

// What must hold besides the phase; decided in grouping.hpp.
enum class Guard : std::uint8_t {
  none,
  effect,
  claimable,
  claim_held,
  to_be_confirmed,
  askable,
  receivers_fit,
  not_completed,
  withdrawable,
  withdrawal_asked,
  no_question_open,
  question_open
};
template <>
inline constexpr auto names<Guard> = std::array{
    Name{Guard::none, "none", "Nothing else."},
    Name{Guard::effect, "effect", "It follows from another act and is never asked for."},
    Name{Guard::claimable, "claimable", "Nobody else holds the claim, and a place is free."},
    Name{Guard::claim_held, "claim_held", "This member holds the claim."},
    Name{Guard::to_be_confirmed, "to_be_confirmed", "The policy asks the sender to confirm."},
    Name{Guard::askable, "askable", "Nobody has claimed or completed it, and it may be asked."},
    Name{Guard::receivers_fit, "receivers_fit", "At most 64 members, each organisation once."},
    Name{Guard::not_completed, "not_completed", "No member is completed; the receivers fit."},
    Name{Guard::withdrawable, "withdrawable", "No withdrawal waits to be confirmed."},
    Name{Guard::withdrawal_asked, "withdrawal_asked", "A withdrawal waits to be confirmed."},
    Name{Guard::no_question_open, "no_question_open", "The sender owes no answer."},
    Name{Guard::question_open, "question_open", "The sender owes an answer."},
};

// Which timer runs in a phase: no referral is lost (design, promise 1).
enum class Clock : std::uint8_t { none, review_within, close_within, reminder };
template <>
inline constexpr auto names<Clock> = std::array{
    Name{Clock::none, "none", "No timer runs."},
    Name{Clock::review_within, "review_within", "An answer or an update is due."},
    Name{Clock::close_within, "close_within", "The end is due."},
    Name{Clock::reminder, "reminder", "The sender is reminded."},
};

template <class E> struct SetOf {
  std::uint32_t bits = 0;
  constexpr SetOf() = default;
  template <std::same_as<E>... A>
  constexpr SetOf(A... members) : bits(((1u << static_cast<unsigned>(members)) | ... | 0u)) {}
  constexpr bool has(E e) const { return (bits >> static_cast<unsigned>(e) & 1u) != 0; }
  constexpr bool meets(SetOf other) const { return (bits & other.bits) != 0; }
  friend constexpr SetOf operator|(SetOf a, SetOf b) {
    a.bits |= b.bits;
    return a;
  }
  friend constexpr bool operator==(SetOf, SetOf) = default;
};
using Parties = SetOf<Party>;

// Where a transition leads: to a phase, nowhere, or back to the phase before on_hold.
enum class Step : std::uint8_t { to, stay, back };
template <class Phase> struct Next {
  Step step = Step::stay;
  Phase phase = {};
  constexpr Next() = default;
  constexpr Next(Phase p) : step(Step::to), phase(p) {}
  constexpr Next(Step s) : step(s) {}
};

template <class Phase, class Action> struct Transition {
  SetOf<Phase> from{};
  Action action{};
  Parties by{};
  Guard guard = Guard::none;
  Next<Phase> next{};
};
template <class Phase, class Action> struct Forbidden {
  SetOf<Phase> from{};
  SetOf<Action> actions{};
  Reason reason = Reason::phase_forbids;
};
// Who must act in an unfinished phase, and which timer notices when they do not.
template <class Phase> struct Duty {
  Phase phase{};
  Party owner{};
  Clock clock = Clock::none;
};

// What the table says of one (phase, action): a transition, or why not.
template <class Phase, class Action> struct Verdict {
  const Transition<Phase, Action>* transition = nullptr;
  Reason reason = Reason::phase_forbids;
};

constexpr bool is_finished(NeedPhase p) {
  return p == NeedPhase::resolved || p == NeedPhase::cancelled;
}

// The tables; lifecycle.cpp checks them while it is compiled.
template <class Phase, class Action> struct Machine {
  std::span<const Transition<Phase, Action>> transitions{};
  std::span<const Forbidden<Phase, Action>> forbidden{};
  std::span<const Duty<Phase>> duties{};
  Phase initial{};

  constexpr Verdict<Phase, Action> verdict(Phase phase, Action action) const {
    for (auto& t : transitions)
      if (t.action == action && t.from.has(phase)) return {&t, {}};
    for (auto& f : forbidden)
      if (f.actions.has(action) && f.from.has(phase)) return {nullptr, f.reason};
    return {};
  }
  // Who may ever do this; it depends on the action alone.
  constexpr Parties parties(Action action) const {
    Parties all;
    for (auto& t : transitions)
      if (t.action == action) all = all | t.by;
    return all;
  }
  // Whether somebody may ask for it, rather than it following from another act.
  constexpr bool is_asked_for(Action action) const {
    for (auto& t : transitions)
      if (t.action == action && t.guard != Guard::effect) return true;
    return false;
  }
};
using ReferralMachine = Machine<ReferralPhase, ReferralAction>;
using NeedMachine = Machine<NeedPhase, NeedAction>;
using AppointmentMachine = Machine<AppointmentStatus, AppointmentAction>;

extern const ReferralMachine referral_machine;
extern const NeedMachine need_machine;
extern const AppointmentMachine appointment_machine;

// Every pair of a phase and an action with what follows, one line each, and the duties.
std::string lifecycle_matrix(const ReferralMachine&);
std::string lifecycle_matrix(const NeedMachine&);
std::string lifecycle_matrix(const AppointmentMachine&);

// A Mermaid stateDiagram-v2. Actions that are possible in every phase are left to the matrix.
std::string lifecycle_mermaid(const ReferralMachine&);
std::string lifecycle_mermaid(const NeedMachine&);

}  // namespace onward
