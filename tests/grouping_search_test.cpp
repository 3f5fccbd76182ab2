// Every state that a need of up to five members can reach, by every writing action, under every
// claim_on and every decline policy; and what must hold in each of them.
#include <algorithm>
#include <array>
#include <unordered_map>

#include "catch.hpp"
#include "onward/rules/grouping.hpp"

namespace {

using namespace onward;

constexpr std::size_t size_max = 5;          // members of five organisations
constexpr std::size_t size_max_reasked = 4;  // members, where an organisation is asked twice
constexpr std::size_t size_max_compared = 3;  // members, where choices are compared with acts
constexpr Parties everybody{Party::sender, Party::receiver, Party::administrator, Party::system};

// ---- States that differ only in which organisation is called the first are one state.

// Outcomes steer the rules only where a completed one is positive or not. In a cancelled need
// nothing is asked any more, so that it does not matter who is whom.
Member essence(Member m) {
  const bool done = m.phase == ReferralPhase::completed;
  if (!done) m.outcome = Outcome::none;
  if (done) m.outcome = is_positive(m.outcome) ? Outcome::successful : Outcome::unsuccessful;
  if (is_finished(m.phase)) m.confirmed = false;
  m.reopen_blocked_by = {};
  return m;
}

std::uint64_t code_of(const Member& m) {
  auto code = static_cast<std::uint64_t>(m.phase) << 3;
  code |= m.held_from == ReferralPhase::in_progress ? 4u : 0u;
  code |= m.confirmed ? 2u : 0u;
  code |= is_positive(m.outcome) ? 1u : 0u;
  return code;
}

// One organisation's referrals, oldest first. Errors count for nobody, so each stands alone.
struct Block {
  std::uint64_t code = 0;
  std::vector<std::size_t> members{};
};
std::vector<Block> blocks_of(const Group& g) {
  std::vector<Block> blocks;
  std::vector<std::int64_t> owners;
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    const bool alone =
        g.members[i].phase == ReferralPhase::error || g.phase == NeedPhase::cancelled;
    const auto owner = alone ? 0 : g.members[i].receiver.value;
    auto at = static_cast<std::size_t>(std::ranges::find(owners, owner) - owners.begin());
    if (alone || at == owners.size()) {
      at = owners.size();
      owners.push_back(owner);
      blocks.emplace_back();
    }
    blocks[at].code = blocks[at].code << 8 | 128 | code_of(g.members[i]);
    blocks[at].members.push_back(i);
  }
  std::ranges::stable_sort(blocks, {}, &Block::code);
  return blocks;
}

Group canonical(Group g) {
  for (auto& m : g.members) m = essence(m);
  Group out = g;
  out.escalated = false;  // a mark for people; it steers nothing
  out.members.clear();
  std::int64_t receiver = 0;
  out.outcome = Outcome::none;
  for (auto& block : blocks_of(g)) {
    ++receiver;
    for (auto i : block.members) {
      if (g.claimed_by == i) out.claimed_by = out.members.size();
      out.members.push_back(g.members[i]);
      out.members.back().receiver = receiver;
      out.outcome = std::max(out.outcome, g.members[i].outcome);
    }
  }
  return out;
}

std::uint64_t key_of(const Group& g) {
  auto key = static_cast<std::uint64_t>(g.phase) << 4 | static_cast<std::uint64_t>(g.reason);
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    const bool joined = i > 0 && g.members[i].receiver == g.members[i - 1].receiver;
    key = key << 8 | (joined ? 128u : 0u) | code_of(g.members[i]);
  }
  return key << 3 | g.members.size();
}

// ---- Words for a counterexample.

std::string words(const Group& g) {
  std::string out = std::string(name_of(g.phase)) + "/" + std::string(name_of(g.reason)) + " [";
  for (auto& m : g.members) {
    out += " " + std::to_string(m.receiver.value) + ":" + std::string(name_of(m.phase));
    if (m.confirmed) out += "+confirmed";
    if (m.reopen_blocked_by) out += "+blocked";
    if (m.outcome != Outcome::none) out += "=" + std::string(name_of(m.outcome));
  }
  return out + " ]";
}

std::string words(const Event& event) {
  auto out = std::visit([](auto a) { return std::string(name_of(a)); }, event.action);
  out += " member " + std::to_string(event.member);
  if (event.outcome != Outcome::none) out += " outcome " + std::string(name_of(event.outcome));
  for (auto receiver : event.receivers) out += " +" + std::to_string(receiver.value);
  return out;
}

bool is(const Event& event, ReferralAction action) {
  auto* a = std::get_if<ReferralAction>(&event.action);
  return a && *a == action;
}
bool is(const Event& event, NeedAction action) {
  auto* a = std::get_if<NeedAction>(&event.action);
  return a && *a == action;
}

// ---- What must hold, said again in other words than the rules use.

bool claims(const Member& m, ClaimOn claim_on) {
  using enum ReferralPhase;
  const bool promised = m.phase == accepted || m.phase == in_progress || m.phase == on_hold;
  if (claim_on == ClaimOn::acknowledge) return promised || m.phase == received;
  return promised && (claim_on == ClaimOn::accept || m.confirmed);
}

bool completed_well(const Member& m) {
  return m.phase == ReferralPhase::completed && is_positive(m.outcome);
}

std::ptrdiff_t count(const Group& g, ReferralPhase phase) {
  return std::ranges::count(g.members, phase, &Member::phase);
}

// The latest referral to its organisation, superseded, though it could be asked.
bool waits_unasked(const Group& g, std::size_t i) {
  if (g.members[i].phase != ReferralPhase::superseded || g.members[i].reopen_blocked_by)
    return false;
  for (std::size_t j = i + 1; j < g.members.size(); ++j)
    if (g.members[j].receiver == g.members[i].receiver &&
        g.members[j].phase != ReferralPhase::error)
      return false;
  return true;
}
bool somebody_waits_unasked(const Group& g) {
  for (std::size_t i = 0; i < g.members.size(); ++i)
    if (waits_unasked(g, i)) return true;
  return false;
}

const char* broken_claims(const Group& g) {
  std::ptrdiff_t holders = 0;
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    if (!claims(g.members[i], g.claim_on)) continue;
    ++holders;
    if (g.claimed_by != i) return "a member in a claiming phase is not the one that holds the claim";
  }
  if (holders > 1) return "two members claim the need";
  if ((g.phase == NeedPhase::claimed) != (holders == 1)) return "claimed, and no claim, or not";
  if (g.claimed_by.has_value() != (holders == 1)) return "a claim is held by nobody";
  if (count(g, ReferralPhase::completed) > 1) return "two members are completed";
  return nullptr;
}

const char* broken_phase(const Group& g) {
  const auto unfinished =
      std::ranges::count_if(g.members, [](auto& m) { return !is_finished(m.phase); });
  const bool well = std::ranges::any_of(g.members, completed_well);
  if ((g.phase == NeedPhase::resolved) != well) return "resolved, and nobody helped, or not";
  if (g.phase == NeedPhase::open && unfinished == 0) return "open, and nobody is asked";
  if (g.phase == NeedPhase::claimed && unfinished != 1) return "claimed, and a sibling is asked";
  if (g.phase > NeedPhase::claimed && unfinished != 0) return "over, and somebody is still asked";
  for (std::size_t i = 0; i < g.members.size(); ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (g.members[i].receiver == g.members[j].receiver && !is_finished(g.members[i].phase) &&
          !is_finished(g.members[j].phase))
        return "an organisation is asked twice";
  return nullptr;
}

NeedReason expected_reason(const Group& g) {
  const auto real = std::ssize(g.members) - count(g, ReferralPhase::error);
  if (g.members.empty()) return NeedReason::nobody_eligible;
  if (count(g, ReferralPhase::completed) > 0) return NeedReason::no_positive_outcome;
  if (count(g, ReferralPhase::failed) > 0) return NeedReason::failed;
  if (count(g, ReferralPhase::declined) == real) return NeedReason::refused;
  if (count(g, ReferralPhase::expired) == real) return NeedReason::no_response;
  if (count(g, ReferralPhase::withdrawn) == real) return NeedReason::sender_withdrew;
  return NeedReason::mixed;
}

const char* broken_reason(const Group& g) {
  const bool errors_alone =
      !g.members.empty() && count(g, ReferralPhase::error) == std::ssize(g.members);
  if (errors_alone != (g.reason == NeedReason::entered_in_error)) return "errors alone, or not";
  if (g.phase == NeedPhase::unresolved)
    return g.reason == expected_reason(g) ? nullptr : "unresolved for the wrong reason";
  if (g.phase == NeedPhase::cancelled)
    return g.reason == NeedReason::sender_withdrew || g.reason == NeedReason::unmet || errors_alone
               ? nullptr
               : "cancelled without a reason";
  return g.reason == NeedReason::none ? nullptr : "a reason, and nothing to explain";
}

// An unresolved need is a queue: the sender can always go on, and can always close it.
const char* broken_way_on(const Group& g) {
  if (g.phase != NeedPhase::unresolved) return nullptr;
  const auto ways = choices(g, Party::sender);
  const auto possible = [&](NeedAction action) {
    auto at = std::ranges::find(ways, action, &Choice<NeedAction>::action);
    return at != ways.end() && !at->refusal;
  };
  if (!possible(NeedAction::close_unmet) || !possible(NeedAction::re_refer) ||
      !possible(NeedAction::escalate))
    return "unresolved, and the sender has no way on";
  const bool full = count(g, ReferralPhase::completed) > 0;
  return possible(NeedAction::extend) != full ? nullptr : "extended beside a completion, or not";
}

bool leads(ReferralPhase from, ReferralPhase to, ReferralPhase held_from) {
  if (from == to) return true;
  for (auto& action : names<ReferralAction>)
    if (auto* t = referral_machine.verdict(from, action.value).transition)
      if (t->next.step == Step::to ? t->next.phase == to
                                   : t->next.step == Step::back && held_from == to)
        return true;
  return false;
}
bool leads(NeedPhase from, NeedPhase to) {
  if (from == to) return true;
  for (auto& action : names<NeedAction>)
    if (auto* t = need_machine.verdict(from, action.value).transition)
      if (t->next.step == Step::to && t->next.phase == to) return true;
  return false;
}

// Finished is finished, but for a reopening, a correction, and a recorded outcome.
const char* broken_end(const Group& g, const Event& event, const Group& after) {
  const bool asks_siblings = g.on_decline == DeclinePolicy::reopen;
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    const auto& was = g.members[i];
    const auto& now = after.members[i];
    const bool meant = std::holds_alternative<ReferralAction>(event.action) && event.member == i;
    if (!leads(was.phase, now.phase, was.held_from)) return "a member moved outside the table";
    if (!is_finished(was.phase)) continue;
    const bool reopened = now.phase == ReferralPhase::requested &&
                          (meant ? is(event, ReferralAction::reopen)
                                 : asks_siblings && was.phase == ReferralPhase::superseded);
    const bool corrected = meant && is(event, ReferralAction::mark_error);
    const bool recorded = meant && is(event, ReferralAction::record_outcome);
    if (was.phase != now.phase && !reopened && !corrected) return "a finished member moved";
    if (was.outcome != now.outcome && !reopened && !recorded) return "a finished outcome changed";
  }
  return nullptr;
}

// Who was closed by a claim that came to nothing is asked again, or is not, by policy.
const char* broken_release(const Group& g, const Event& event, const Group& after) {
  const bool served = is(event, ReferralAction::complete) || is(event, ReferralAction::fail) ||
                      is(event, NeedAction::withdraw);
  bool moved = after.members.size() != g.members.size();
  for (std::size_t i = 0; i < g.members.size(); ++i) {
    const bool came_back = g.members[i].phase == ReferralPhase::superseded &&
                           after.members[i].phase == ReferralPhase::requested;
    moved = moved || g.members[i].phase != after.members[i].phase;
    if (came_back && served) return "a sibling is asked again after service or withdrawal";
  }
  if (g.on_decline != DeclinePolicy::reopen) return nullptr;
  if (g.claimed_by && !after.claimed_by && !served && after.phase != NeedPhase::cancelled &&
      somebody_waits_unasked(after))
    return "a claim came to nothing, and a sibling is not asked";
  const bool unanswered = after.reason == NeedReason::refused ||
                          after.reason == NeedReason::no_response ||
                          after.reason == NeedReason::mixed ||
                          (after.reason == NeedReason::sender_withdrew &&
                           after.phase == NeedPhase::unresolved);
  if (moved && unanswered && somebody_waits_unasked(after))
    return "unresolved for want of an answer, and a sibling is not asked";
  return nullptr;
}

// ---- The search.

class Search {
 public:
  Search(ClaimOn claim_on, DeclinePolicy on_decline) {
    for (std::int64_t size = 0; size <= static_cast<std::int64_t>(size_max); ++size) {
      Group g{.claim_on = claim_on, .on_decline = on_decline};
      for (std::int64_t i = 1; i <= size; ++i) g.members.push_back({.receiver = i});
      visit(g, states_.size(), {});
    }
    for (std::size_t i = 0; i < states_.size() && problem_.empty(); ++i) expand(i);
  }

  std::size_t states() const { return states_.size(); }
  std::size_t steps() const { return steps_; }
  const std::string& problem() const { return problem_; }
  std::size_t in_phase(NeedPhase phase) const {
    return static_cast<std::size_t>(
        std::ranges::count(states_, phase, [](auto& s) { return s.group.phase; }));
  }

  // States from which no end can be reached, without or with the sender's and the clerk's eraser.
  std::size_t stuck(bool with_eraser) const {
    std::vector<std::vector<std::uint32_t>> before(states_.size());
    for (auto& edge : edges_)
      if (with_eraser || !edge.erases) before[edge.to].push_back(edge.from);
    std::vector<bool> ends(states_.size());
    std::vector<std::uint32_t> todo;
    for (std::uint32_t i = 0; i < states_.size(); ++i)
      if (is_finished(states_[i].group.phase)) ends[i] = true, todo.push_back(i);
    for (std::size_t k = 0; k < todo.size(); ++k)
      for (auto from : before[todo[k]])
        if (!ends[from]) ends[from] = true, todo.push_back(from);
    return states_.size() - todo.size();
  }

 private:
  struct State {
    Group group{};
    std::size_t parent = 0;  // itself for a need that begins
    Event event{};           // what led here from the parent, for a counterexample
  };
  struct Edge {
    std::uint32_t from = 0, to = 0;
    bool erases = false;
  };

  std::string path_to(std::size_t i) const {
    auto& s = states_[i];
    if (s.parent == i) return words(s.group) + "\n";
    return path_to(s.parent) + "  " + words(s.event) + "\n" + words(s.group) + "\n";
  }

  void report(const char* what, std::size_t state, const Event& event, const Group& after) {
    if (!what || !problem_.empty()) return;
    problem_ = std::string(what) + "\n" + path_to(state) + "  " + words(event) + "\n" +
               words(after) + "\n";
  }

  std::size_t visit(const Group& reached, std::size_t parent, const Event& event) {
    auto g = canonical(reached);
    auto [at, is_new] = index_.try_emplace(key_of(g), states_.size());
    if (!is_new) return at->second;
    states_.push_back({g, parent, event});
    for (auto* broken : {broken_claims, broken_phase, broken_reason, broken_way_on})
      report(broken(g), parent, event, g);
    return at->second;
  }

  // One step; and the same where siblings that it reopens may not be asked, in every combination.
  bool step(std::size_t from, const Event& event) {
    const Group g = states_[from].group;
    const auto first = apply(g, event);
    if (!first) return false;
    std::vector<std::size_t> asked;
    for (std::size_t i = 0; i < g.members.size(); ++i)
      if (g.members[i].phase == ReferralPhase::superseded &&
          first.value().members[i].phase == ReferralPhase::requested &&
          !(is(event, ReferralAction::reopen) && event.member == i))
        asked.push_back(i);
    for (std::size_t blocked = 0; blocked < std::size_t{1} << asked.size(); ++blocked) {
      Group before = g;
      for (std::size_t k = 0; k < asked.size(); ++k)
        if (blocked >> k & 1) before.members[asked[k]].reopen_blocked_by = Reason::consent_expired;
      arrive(from, before, event, blocked ? apply(before, event).value() : first.value());
    }
    return true;
  }

  void arrive(std::size_t from, const Group& before, const Event& event, const Group& after) {
    ++steps_;
    report(broken_end(before, event, after), from, event, after);
    report(broken_release(before, event, after), from, event, after);
    if (!leads(before.phase, after.phase))
      report("the need moved outside the table", from, event, after);
    const auto to = visit(after, from, event);
    const bool erases = is(event, ReferralAction::withdraw) || is(event, NeedAction::withdraw) ||
                        is(event, ReferralAction::mark_error);
    if (to != from)
      edges_.push_back({static_cast<std::uint32_t>(from), static_cast<std::uint32_t>(to), erases});
  }

  void expand(std::size_t i) {
    const Group g = states_[i].group;  // a copy: the states grow
    std::uint64_t block = 0;
    for (auto& b : blocks_of(g)) {
      if (b.code != block)
        for (auto member : b.members) act_on(i, g, member);
      block = b.code;
    }
    for (auto& action : names<NeedAction>)
      if (action.value != NeedAction::extend && action.value != NeedAction::confirm)
        step(i, {.action = action.value, .by = everybody});
    if (g.phase == NeedPhase::unresolved) extend(i, g);
  }

  // Every action on one member that its phase allows.
  void act_on(std::size_t i, const Group& g, std::size_t member) {
    for (auto& name : names<ReferralAction>) {
      const auto action = name.value;
      if (!referral_machine.verdict(g.members[member].phase, action).transition) continue;
      Event event{.action = action, .by = everybody, .member = member};
      if (action == ReferralAction::reopen) {
        step(i, {.action = action, .by = Party::sender, .member = member});
      } else if (action == ReferralAction::confirm) {
        step(i, {.action = NeedAction::confirm, .by = Party::sender, .member = member});
      } else if (action == ReferralAction::complete || action == ReferralAction::record_outcome) {
        event.outcome = Outcome::successful;
        step(i, event);
        event.outcome = Outcome::unsuccessful;
      }
      step(i, event);
    }
    if (g.members.size() <= size_max_compared) compare_choices(i, g, member);
  }

  // What is said to be possible is what can be done.
  void compare_choices(std::size_t i, const Group& g, std::size_t member) {
    for (auto& choice : choices(g, member, everybody)) {
      Event event{.action = choice.action, .by = everybody, .member = member};
      if (choice.action == ReferralAction::complete ||
          choice.action == ReferralAction::record_outcome)
        event.outcome = Outcome::unsuccessful;
      if (bool(apply(g, event)) == choice.refusal.has_value())
        report("a choice is not what can be done", i, event, g);
    }
  }

  // By any number of new organisations, and by any of those that were asked before.
  void extend(std::size_t i, const Group& g) {
    std::vector<OrganizationId> known;
    std::size_t real = 0;
    for (auto& m : g.members) {
      if (m.phase == ReferralPhase::error) continue;
      ++real;
      if (std::ranges::find(known, m.receiver) == known.end()) known.push_back(m.receiver);
    }
    const bool reasked = known.size() < real;
    for (std::size_t chosen = 0; chosen < std::size_t{1} << known.size(); ++chosen) {
      Event event{.action = NeedAction::extend, .by = Party::sender};
      for (std::size_t k = 0; k < known.size(); ++k)
        if (chosen >> k & 1) event.receivers.push_back(known[k]);
      const auto room = reasked || chosen != 0 ? size_max_reasked : size_max;
      for (std::int64_t fresh = 101; g.members.size() + event.receivers.size() <= room;
           event.receivers.push_back(fresh++))
        step(i, event);
    }
  }

  std::vector<State> states_{};
  std::unordered_map<std::uint64_t, std::size_t> index_{};
  std::vector<Edge> edges_{};
  std::size_t steps_ = 0;
  std::string problem_{};
};

}  // namespace

TEST_CASE("no need of up to five members can be lost, claimed twice or left unasked") {
  std::size_t states = 0, steps = 0;
  for (auto& claim_on : names<ClaimOn>)
    for (auto& on_decline : names<DeclinePolicy>) {
      const Search search(claim_on.value, on_decline.value);
      states += search.states();
      steps += search.steps();
      INFO(claim_on.name << ", " << on_decline.name << ": " << search.states() << " states, "
                         << search.steps() << " steps");
      REQUIRE(search.problem() == "");
      CHECK(search.stuck(true) == 0);
      CHECK(search.stuck(false) == 0);
      for (auto& phase : names<NeedPhase>) {
        INFO(phase.name);
        CHECK(search.in_phase(phase.value) > 0);
        WARN(phase.name << " " << search.in_phase(phase.value));
      }
      WARN(claim_on.name << ", " << on_decline.name << ": " << search.states() << " states, "
                         << search.steps() << " steps");
    }
  INFO(states << " states, " << steps << " steps");
  CHECK(states > 1);
}
