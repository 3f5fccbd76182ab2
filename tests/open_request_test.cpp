// Open requests as the grouping rules have them: every road from one that was just sent.
#include <algorithm>

#include "catch.hpp"
#include "onward/rules/grouping.hpp"

using namespace onward;

namespace {

constexpr Parties everybody{Party::sender, Party::receiver, Party::administrator, Party::system};
constexpr std::size_t members_searched = 2;

Group posted(ClaimOn claim_on, DeclinePolicy on_decline, bool claimable = false) {
  const Group draft{
      .claim_on = claim_on, .on_decline = on_decline, .unassigned = true, .claimable = claimable};
  return apply(draft, {.action = NeedAction::send, .by = Party::sender}).value();
}

// Whatever may be asked of a group of two members at most.
std::vector<Event> events_of(const Group& g) {
  std::vector<Event> out;
  for (auto& action : names<NeedAction>) {
    Event event{.action = action.value, .by = everybody};
    const bool adds = action.value == NeedAction::take_up || action.value == NeedAction::extend;
    if (adds && g.members.size() >= members_searched) continue;
    if (adds) event.receivers = {OrganizationId(std::ssize(g.members) + 1)};
    if (action.value != NeedAction::confirm || !g.members.empty()) out.push_back(event);
  }
  for (std::size_t i = 0; i < g.members.size(); ++i)
    for (auto& action : names<ReferralAction>)
      for (auto outcome : {Outcome::none, Outcome::unsuccessful, Outcome::successful})
        out.push_back({.action = action.value, .by = everybody, .member = i, .outcome = outcome});
  return out;
}

void check_group(const Group& g) {
  const auto is_at_work = [](auto& m) { return !is_finished(m.phase); };
  const auto unfinished = std::ranges::count_if(g.members, is_at_work);
  if (g.unassigned) {
    REQUIRE(g.phase == NeedPhase::open);
    if (!g.claimable) REQUIRE(g.members.empty());
    for (auto& m : g.members) REQUIRE(!holds_capacity(m.phase));
  }
  if (g.phase == NeedPhase::open) REQUIRE((g.unassigned || unfinished > 0));
  if (g.phase > NeedPhase::claimed) REQUIRE(unfinished == 0);
}

void check_step(const Group& before, const Event& event, const Group& after) {
  // Once taken up it is for no one else, unless whoever came lets go before service begins.
  if (!before.unassigned && after.unassigned) {
    REQUIRE(before.claimable);
    REQUIRE(before.on_decline == DeclinePolicy::reopen);
    REQUIRE(std::ranges::any_of(before.members, [](auto& m) {
      const auto stood = m.phase == ReferralPhase::on_hold ? m.held_from : m.phase;
      return stood == ReferralPhase::received || stood == ReferralPhase::accepted;
    }));
  }
  const auto* action = std::get_if<NeedAction>(&event.action);
  if (action && *action == NeedAction::take_up) {
    REQUIRE(before.unassigned);
    REQUIRE(after.members.size() == before.members.size() + 1);
    REQUIRE(after.members.back().phase == ReferralPhase::requested);
  }
  if (action && *action == NeedAction::lapse) {
    REQUIRE(before.unassigned);
    const bool is_asked =
        std::ranges::any_of(before.members, [](auto& m) { return !is_finished(m.phase); });
    REQUIRE(after.phase == (is_asked ? NeedPhase::open : NeedPhase::unresolved));
    REQUIRE(after.reason == (is_asked ? NeedReason::none : NeedReason::no_response));
  }
}

std::size_t search(const Group& start) {
  std::vector<Group> states{start};
  for (std::size_t i = 0; i < states.size(); ++i) {
    const Group g = states[i];
    check_group(g);
    for (auto& event : events_of(g)) {
      const auto after = apply(g, event);
      if (!after) continue;
      check_step(g, event, after.value());
      if (std::ranges::find(states, after.value()) == states.end()) states.push_back(after.value());
    }
  }
  return states.size();
}

}  // namespace

TEST_CASE("an open request is taken up at most once, and never lost") {
  for (auto& claim_on : names<ClaimOn>)
    for (auto& on_decline : names<DeclinePolicy>)
      for (const bool claimable : {false, true})
        CHECK(search(posted(claim_on.value, on_decline.value, claimable)) > 20);
}

TEST_CASE("the second to take an open request up learns that another did") {
  const Group g = posted(ClaimOn::acknowledge, DeclinePolicy::reopen);
  const auto taken_up_by = [](std::int64_t who) {
    return Event{.action = NeedAction::take_up, .by = Party::system, .receivers = {who}};
  };
  const Group first = apply(g, taken_up_by(1)).value();
  CHECK(apply(first, taken_up_by(2)).refusal().reason == Reason::need_claimed_by_another);
  const Group claimed =
      apply(first, {.action = ReferralAction::acknowledge, .by = Party::receiver}).value();
  CHECK(claimed.phase == NeedPhase::claimed);
  CHECK(apply(claimed, taken_up_by(2)).refusal().reason == Reason::need_claimed_by_another);
  CHECK(apply(g, {.action = NeedAction::take_up, .by = Party::system}).refusal().reason ==
        Reason::no_receivers);
  CHECK(apply(g, {.action = NeedAction::take_up, .by = Party::receiver, .receivers = {1}})
            .refusal()
            .reason == Reason::permission_missing);
}
