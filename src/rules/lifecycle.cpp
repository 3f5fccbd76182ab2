#include "onward/rules/lifecycle.hpp"

namespace onward {

namespace {

using R = ReferralPhase;
using RA = ReferralAction;
using N = NeedPhase;
using NA = NeedAction;
using A = AppointmentStatus;
using AA = AppointmentAction;
using enum Guard;

constexpr Parties sender = Party::sender;
constexpr Parties receiver = Party::receiver;
constexpr Parties timer = Party::system;  // timers, and effects of other acts
constexpr Parties receiver_or_timer{Party::receiver, Party::system};
constexpr Parties asker{Party::sender, Party::administrator};
constexpr Parties asker_or_policy{Party::sender, Party::administrator, Party::system};
constexpr Parties everyone{Party::sender, Party::receiver, Party::administrator};

// Sets are unions, never complements: a new phase must be placed in each row by hand.
constexpr SetOf<R> evaluated{R::requested, R::received};
constexpr SetOf<R> undecided = evaluated | R::accepted;
constexpr SetOf<R> at_work{R::accepted, R::in_progress};
constexpr SetOf<R> promised = at_work | R::on_hold;
constexpr SetOf<R> sent = evaluated | promised;
constexpr SetOf<R> taken = promised | R::received;
constexpr SetOf<R> unfinished = sent | R::draft;
constexpr SetOf<R> ended{R::completed, R::declined, R::withdrawn, R::expired, R::failed, R::error};
constexpr SetOf<R> closed = ended | R::superseded;
constexpr SetOf<R> reopened{R::completed,  R::declined, R::withdrawn,
                            R::superseded, R::expired,  R::failed};
constexpr SetOf<R> with_outcome{R::completed, R::declined, R::withdrawn, R::failed};
constexpr SetOf<R> not_received = promised | R::requested;
constexpr SetOf<R> served = taken | SetOf<R>{R::completed, R::failed};
constexpr SetOf<R> not_served{R::declined, R::withdrawn, R::superseded, R::expired, R::error};
constexpr SetOf<R> not_an_error = unfinished | reopened;

// clang-format off
constexpr Transition<R, RA> referral_transitions[] = {
    {R::draft,     RA::submit,         timer,           effect,          R::requested},
    {sent,         RA::open,           receiver,        none,            Step::stay},
    {R::requested, RA::acknowledge,    receiver,        claimable,       R::received},
    {evaluated,    RA::accept,         receiver,        claimable,       R::accepted},
    {R::accepted,  RA::confirm,        sender,          to_be_confirmed, Step::stay},
    {R::accepted,  RA::start,          receiver,        claim_held,      R::in_progress},
    {at_work,      RA::hold,           receiver,        claim_held,      R::on_hold},
    {R::on_hold,   RA::resume,         receiver,        none,            Step::back},
    {undecided,    RA::decline,        receiver,        none,            R::declined},
    {promised,     RA::complete,       receiver,        claim_held,      R::completed},
    {promised,     RA::fail,           receiver,        claim_held,      R::failed},
    {unfinished,   RA::withdraw,       sender,          withdrawable,    R::withdrawn},
    {evaluated,    RA::expire,         timer,           none,            R::expired},
    {undecided,    RA::supersede,      timer,           effect,          R::superseded},
    {reopened,     RA::reopen,         asker_or_policy, askable,         R::requested},
    {with_outcome, RA::record_outcome, everyone,        none,            Step::stay},
    {not_an_error, RA::mark_error,     asker,           none,            R::error},
    {sent,         RA::assign,         receiver,        none,            Step::stay},
    {sent,         RA::reprioritise,   receiver,        none,            Step::stay},
    {taken,        RA::ask_information, receiver,       no_question_open, Step::stay},
    {taken,        RA::give_information, sender,        question_open,   Step::stay},
    {served,       RA::record_progress, receiver,       none,            Step::stay},
    {undecided,    RA::return_with_advice, receiver,    none,            R::declined},
    {taken,        RA::ask_withdrawal, timer,           effect,          Step::stay},
    {taken,        RA::confirm_withdrawal, receiver_or_timer, withdrawal_asked, R::withdrawn},
    {taken,        RA::refuse_withdrawal, receiver,     withdrawal_asked, Step::stay},
    {R::received,  RA::send_back,      timer,           withdrawable,    R::requested},
    {not_received, RA::send_back,      timer,           withdrawable,    Step::stay},
};
// clang-format on

constexpr SetOf<RA> claims{RA::acknowledge, RA::accept};

constexpr Forbidden<R, RA> referral_forbidden[] = {
    {sent | closed, RA::submit},
    {closed | R::draft, {RA::open, RA::confirm, RA::start, RA::hold, RA::resume}},
    {evaluated, {RA::confirm, RA::start, RA::hold, RA::resume}},
    {at_work, RA::resume},
    {R::in_progress, {RA::confirm, RA::start}},
    {R::on_hold, {RA::confirm, RA::start, RA::hold}},
    {R::superseded, claims, Reason::need_claimed_by_another},
    {ended | promised | R::draft, claims},
    {R::received, RA::acknowledge},
    {closed | R::draft | R::in_progress | R::on_hold,
     {RA::decline, RA::return_with_advice, RA::supersede}},
    {closed | R::draft | evaluated, {RA::complete, RA::fail}},
    {closed, RA::withdraw},
    {closed | R::draft | promised, RA::expire},
    {unfinished | R::error, RA::reopen},
    {unfinished | R::superseded | R::expired | R::error, RA::record_outcome,
     Reason::outcome_not_allowed},
    {R::error, RA::mark_error},
    {closed | R::draft, {RA::assign, RA::reprioritise, RA::send_back}},
    {closed | R::draft | R::requested,
     {RA::ask_information, RA::give_information, RA::ask_withdrawal, RA::confirm_withdrawal,
      RA::refuse_withdrawal}},
    {not_served | R::draft | R::requested, RA::record_progress},
};

// A hold, and a question to the sender, stop close_within, and not review_within (lifecycles A.8).
constexpr Duty<R> referral_duties[] = {
    {R::draft, Party::sender, Clock::none},
    {R::requested, Party::receiver, Clock::review_within},
    {R::received, Party::receiver, Clock::review_within},
    {R::accepted, Party::receiver, Clock::close_within},
    {R::in_progress, Party::receiver, Clock::close_within},
    {R::on_hold, Party::receiver, Clock::review_within},
};

constexpr SetOf<N> live{N::open, N::claimed};
constexpr SetOf<N> before_end{N::draft, N::open, N::claimed, N::unresolved};
constexpr SetOf<N> not_unresolved{N::draft, N::open, N::claimed, N::resolved, N::cancelled};
constexpr SetOf<N> over{N::resolved, N::cancelled};
constexpr SetOf<N> exhaustible{N::draft, N::open, N::claimed, N::resolved};
constexpr SetOf<N> answered{N::claimed, N::unresolved};
constexpr SetOf<N> settled{N::resolved, N::unresolved, N::cancelled};
constexpr SetOf<N> anywhere = before_end | over;

// clang-format off
constexpr Transition<N, NA> need_transitions[] = {
    {N::draft,      NA::send,        sender,          receivers_fit,   N::open},
    {N::open,       NA::confirm,     sender,          to_be_confirmed, N::claimed},
    {before_end,    NA::withdraw,    asker,           none,            N::cancelled},
    {N::unresolved, NA::extend,      asker,           not_completed,   N::open},
    {N::unresolved, NA::re_refer,    sender,          none,            N::cancelled},
    {N::unresolved, NA::escalate,    asker_or_policy, none,            Step::stay},
    {N::unresolved, NA::close_unmet, asker,           none,            N::cancelled},
    {N::open,       NA::claim,       timer,           effect,          N::claimed},
    {N::claimed,    NA::release,     timer,           effect,          N::open},
    {exhaustible,   NA::exhaust,     timer,           effect,          N::unresolved},
    {answered,      NA::resolve,     timer,           effect,          N::resolved},
    {settled,       NA::ask_again,   timer,           effect,          N::open},
    {anywhere,      NA::annul,       timer,           effect,          N::cancelled},
    {N::open,       NA::take_up,     timer,           claimable,       Step::stay},
    {N::open,       NA::lapse,       timer,           claimable,       N::unresolved},
};
// clang-format on

constexpr Forbidden<N, NA> need_forbidden[] = {
    {live | N::unresolved | over, NA::send},
    {over | N::draft | N::claimed | N::unresolved, NA::confirm},
    {over, NA::withdraw},
    {not_unresolved,
     {NA::extend, NA::re_refer, NA::escalate, NA::close_unmet},
     Reason::need_not_unresolved},
    {over | N::draft | N::claimed | N::unresolved, NA::claim},
    {over | N::draft | N::open | N::unresolved, NA::release},
    {{N::unresolved, N::cancelled}, NA::exhaust},
    {over | N::draft | N::open, NA::resolve},
    {live | N::draft, NA::ask_again},
    {N::claimed, NA::take_up, Reason::need_claimed_by_another},
    {over | N::draft | N::unresolved, NA::take_up},
    {over | N::draft | N::claimed | N::unresolved, NA::lapse},
};

constexpr Duty<N> need_duties[] = {
    {N::draft, Party::sender, Clock::none},
    {N::open, Party::receiver, Clock::review_within},
    {N::claimed, Party::receiver, Clock::close_within},
    {N::unresolved, Party::sender, Clock::reminder},
};

// The appointment that a referral speaks of: the one that is scheduled, or the last one.
constexpr SetOf<A> not_scheduled{A::none, A::completed, A::no_show, A::cancelled};

// clang-format off
constexpr Transition<A, AA> appointment_transitions[] = {
    {not_scheduled, AA::schedule, receiver, none, A::scheduled},
    {A::scheduled,  AA::complete, receiver, none, A::completed},
    {A::scheduled,  AA::miss,     receiver, none, A::no_show},
    {A::scheduled,  AA::cancel,   receiver_or_timer, none, A::cancelled},
};
// clang-format on

constexpr Forbidden<A, AA> appointment_forbidden[] = {
    {A::scheduled, AA::schedule, Reason::appointment_scheduled},
    {not_scheduled, {AA::complete, AA::miss, AA::cancel}, Reason::appointment_not_scheduled},
};

constexpr Duty<A> appointment_duties[] = {
    {A::none, Party::receiver, Clock::none},
    {A::scheduled, Party::receiver, Clock::reminder},
};

constexpr ReferralMachine referrals{referral_transitions, referral_forbidden, referral_duties,
                                    R::draft};
constexpr NeedMachine needs{need_transitions, need_forbidden, need_duties, N::draft};
constexpr AppointmentMachine appointments{appointment_transitions, appointment_forbidden,
                                          appointment_duties, A::none};

// Every pair stands in exactly one row.
template <class Phase, class Action>
consteval bool decided_once(const Machine<Phase, Action>& machine) {
  for (auto& p : names<Phase>)
    for (auto& a : names<Action>) {
      int rows = 0;
      for (auto& t : machine.transitions) rows += t.action == a.value && t.from.has(p.value);
      for (auto& f : machine.forbidden) rows += f.actions.has(a.value) && f.from.has(p.value);
      if (rows != 1) return false;
    }
  return true;
}

// The phases that a transition may lead to from here.
template <class Phase, class Action>
constexpr SetOf<Phase> targets(const Machine<Phase, Action>& machine,
                               const Transition<Phase, Action>& t, Phase from) {
  if (t.next.step == Step::to) return t.next.phase;
  SetOf<Phase> before;
  if (t.next.step == Step::back)
    for (auto& other : machine.transitions)
      if (other.next.step == Step::to && other.next.phase == from) before = before | other.from;
  return t.next.step == Step::back ? before : SetOf<Phase>(from);
}

// Corrections end what stands in any phase but their target; as arrows they would say nothing.
template <class Phase, class Action>
constexpr bool is_from_everywhere(const Transition<Phase, Action>& t) {
  if (t.next.step != Step::to || !is_finished(t.next.phase)) return false;
  for (auto& p : names<Phase>)
    if (p.value != t.next.phase && !t.from.has(p.value)) return false;
  return true;
}

// From every unfinished phase an end can be reached, and not only by a correction.
template <class Phase, class Action>
consteval bool everything_ends(const Machine<Phase, Action>& machine) {
  SetOf<Phase> ends;
  for (auto& p : names<Phase>)
    if (is_finished(p.value)) ends = ends | p.value;
  for (std::size_t round = 0; round < names<Phase>.size(); ++round)
    for (auto& p : names<Phase>)
      for (auto& t : machine.transitions)
        if (t.from.has(p.value) && !is_from_everywhere(t) &&
            targets(machine, t, p.value).meets(ends))
          ends = ends | p.value;
  for (auto& p : names<Phase>)
    if (!ends.has(p.value)) return false;
  return true;
}

// Whether the owner can do more about it than correct a mistake. A party that no row of the table
// names, as the receivers of a need, acts through the members, and their effects count.
template <class Phase, class Action>
consteval bool owner_can_act(const Machine<Phase, Action>& machine, const Duty<Phase>& duty) {
  bool named = duty.phase == machine.initial;
  for (auto& t : machine.transitions) named = named || t.by.has(duty.owner);
  for (auto& t : machine.transitions)
    if (t.from.has(duty.phase) && t.next.step != Step::stay && !is_from_everywhere(t) &&
        (named ? t.by.has(duty.owner) : t.guard == Guard::effect))
      return true;
  return false;
}

// Every unfinished phase has one owner who can act and, once sent, a clock.
template <class Phase, class Action>
consteval bool duties_stand(const Machine<Phase, Action>& machine) {
  for (auto& p : names<Phase>) {
    int found = 0;
    for (auto& d : machine.duties) {
      if (d.phase != p.value) continue;
      ++found;
      if (!owner_can_act(machine, d)) return false;
      if (d.clock == Clock::none && d.phase != machine.initial) return false;
    }
    if (found != (is_finished(p.value) ? 0 : 1)) return false;
  }
  return true;
}

// So that access can be answered before state.
template <class Phase, class Action>
consteval bool parties_depend_on_action_alone(const Machine<Phase, Action>& machine) {
  for (auto& t : machine.transitions)
    if (t.by != machine.parties(t.action) || t.by == Parties{}) return false;
  return true;
}

// Finished is finished: only a reopening or a correction leaves such a phase.
consteval bool finished_referrals_stay() {
  for (auto& t : referral_transitions)
    for (auto& p : names<R>)
      if (is_finished(p.value) && t.from.has(p.value) && t.next.step != Step::stay &&
          t.action != RA::reopen && t.action != RA::mark_error)
        return false;
  return true;
}

static_assert(detail::names_complete<RA>() && detail::names_complete<NA>());
static_assert(detail::names_complete<Party>() && detail::names_complete<Guard>());
static_assert(detail::names_complete<Clock>() && detail::names_complete<AA>());
static_assert(decided_once(referrals) && decided_once(needs) && decided_once(appointments));
static_assert(everything_ends(referrals) && everything_ends(needs));
static_assert(everything_ends(appointments));
static_assert(duties_stand(referrals) && duties_stand(needs) && duties_stand(appointments));
static_assert(parties_depend_on_action_alone(referrals) && parties_depend_on_action_alone(needs));
static_assert(parties_depend_on_action_alone(appointments));
static_assert(finished_referrals_stay());

// The words of a set, joined.
template <class E> std::string words(SetOf<E> set, std::string_view joint) {
  std::string out;
  for (auto& n : names<E>)
    if (set.has(n.value)) {
      if (!out.empty()) out += joint;
      out += n.name;
    }
  return out;
}

// A line of columns, each 16 wide, without trailing blanks.
std::string line(std::initializer_list<std::string_view> cells) {
  std::string out;
  std::size_t column = 0;
  for (auto cell : cells) {
    out.resize(column, ' ');
    out += cell;
    column = std::max(column + 16, out.size() + 1);
  }
  return out += '\n';
}

template <class Phase> std::string_view next_name(const Next<Phase>& next, Phase from) {
  if (next.step == Step::back) return "(back)";
  return name_of(next.step == Step::to ? next.phase : from);
}

template <class Phase, class Action> std::string matrix(const Machine<Phase, Action>& machine) {
  std::string out;
  for (auto& p : names<Phase>)
    for (auto& a : names<Action>) {
      const auto verdict = machine.verdict(p.value, a.value);
      if (auto* t = verdict.transition)
        out += line(
            {p.name, a.name, next_name(t->next, p.value), name_of(t->guard), words(t->by, ",")});
      else
        out += line({p.name, a.name, "-", name_of(verdict.reason)});
    }
  for (auto& d : machine.duties)
    out += line({name_of(d.phase), "owner", name_of(d.owner), name_of(d.clock)});
  return out;
}

// What may lead straight from one phase to another.
template <class Phase, class Action>
SetOf<Action> between(const Machine<Phase, Action>& machine, Phase from, Phase to) {
  SetOf<Action> out;
  for (auto& t : machine.transitions)
    if (t.from.has(from) && t.next.step != Step::stay && !is_from_everywhere(t) &&
        targets(machine, t, from).has(to))
      out = out | t.action;
  return out;
}

template <class Phase, class Action> std::string mermaid(const Machine<Phase, Action>& machine) {
  std::string out = "stateDiagram-v2\n";
  const auto arrow = [&](std::string_view from, std::string_view to) -> std::string& {
    return out.append("  ").append(from).append(" --> ").append(to);
  };
  arrow("[*]", name_of(machine.initial)) += '\n';
  for (auto& from : names<Phase>)
    for (auto& to : names<Phase>)
      if (auto actions = between(machine, from.value, to.value); actions != SetOf<Action>{})
        arrow(from.name, to.name).append(": ").append(words(actions, ", ")) += '\n';
  for (auto& p : names<Phase>)
    if (is_finished(p.value)) arrow(p.name, "[*]") += '\n';
  for (auto& t : machine.transitions)
    if (is_from_everywhere(t))
      out.append("  note right of ")
          .append(name_of(t.next.phase))
          .append(": ")
          .append(name_of(t.action))
          .append(" leads here from every phase\n");
  return out;
}

}  // namespace

constinit const ReferralMachine referral_machine = referrals;
constinit const NeedMachine need_machine = needs;
constinit const AppointmentMachine appointment_machine = appointments;

std::string lifecycle_matrix(const ReferralMachine& machine) { return matrix(machine); }
std::string lifecycle_matrix(const NeedMachine& machine) { return matrix(machine); }
std::string lifecycle_matrix(const AppointmentMachine& machine) { return matrix(machine); }
std::string lifecycle_mermaid(const ReferralMachine& machine) { return mermaid(machine); }
std::string lifecycle_mermaid(const NeedMachine& machine) { return mermaid(machine); }

}  // namespace onward
