// The tables of the lifecycle machines, and the refusals of grouping with their order and facts.
// What holds in every reachable need is searched in grouping_search_test.cpp.
#include <algorithm>
#include <fstream>
#include <sstream>

#include "catch.hpp"
#include "onward/rules/grouping.hpp"

namespace {

using namespace onward;
using RA = ReferralAction;
using NA = NeedAction;

std::string text_of(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != text.npos;
}

Group sent_to(std::int64_t receivers, ClaimOn claim_on = ClaimOn::acknowledge) {
  Group g{.claim_on = claim_on};
  for (std::int64_t i = 1; i <= receivers; ++i) g.members.push_back({.receiver = i});
  return apply(g, {.action = NA::send, .by = Party::sender}).value();
}

// Each step must be answered.
Group after(Group g, std::initializer_list<Event> events) {
  for (auto& event : events) {
    const auto next = apply(g, event);
    REQUIRE(next);
    g = next.value();
  }
  return g;
}

Event receiver_does(RA action, std::size_t member, Outcome outcome = Outcome::none) {
  return {.action = action, .by = Party::receiver, .member = member, .outcome = outcome};
}
Event sender_does(std::variant<RA, NA> action, std::size_t member = 0) {
  return {.action = action, .by = Party::sender, .member = member};
}
Event extend_to(std::vector<OrganizationId> receivers) {
  return {.action = NA::extend, .by = Party::sender, .receivers = std::move(receivers)};
}

Reason reason(const Group& g, const Event& event) {
  const auto answer = apply(g, event);
  REQUIRE_FALSE(answer);
  CHECK(answer.refusal().path.empty());
  CHECK_FALSE(answer.refusal().message.empty());
  return answer.refusal().reason;
}

std::string fact(const Refusal& refusal, std::string_view name) {
  auto at = std::ranges::find(refusal.facts, name, &Fact::name);
  REQUIRE(at != refusal.facts.end());
  if (auto* number = std::get_if<std::int64_t>(&at->value)) return std::to_string(*number);
  return std::get<std::string>(at->value);
}

std::vector<std::string> phases(const Group& g) {
  std::vector<std::string> out;
  out.reserve(g.members.size());
  for (auto& m : g.members) out.emplace_back(name_of(m.phase));
  return out;
}
using Phases = std::vector<std::string>;

}  // namespace

TEST_CASE("every phase under every action is as tests/expected/lifecycle.txt says") {
  const auto table = lifecycle_matrix(referral_machine) + "\n" + lifecycle_matrix(need_machine);
  const auto lines = static_cast<std::size_t>(std::ranges::count(table, '\n'));
  CHECK(lines == 13 * 27 + 6 + 1 + 6 * 15 + 4);
  CHECK(table == text_of("tests/expected/lifecycle.txt"));
}

TEST_CASE("the diagrams are drawn from the tables") {
  const auto referral = lifecycle_mermaid(referral_machine);
  CHECK(referral.starts_with("stateDiagram-v2\n  [*] --> draft\n"));
  CHECK(contains(referral, "  requested --> received: acknowledge\n"));
  CHECK(contains(referral, "  on_hold --> accepted: resume\n"));
  CHECK(contains(referral, "  declined --> [*]\n"));
  CHECK(contains(referral, "mark_error leads here from every phase\n"));
  CHECK(contains(lifecycle_mermaid(need_machine), "  unresolved --> open: extend, ask_again\n"));
}

TEST_CASE("the first to acknowledge takes the need, and the second learns it") {
  const auto g = after(sent_to(3), {receiver_does(RA::acknowledge, 1)});
  CHECK(g.phase == NeedPhase::claimed);
  CHECK(g.claimed_by == 1u);
  CHECK(phases(g) == Phases{"superseded", "received", "superseded"});
  const auto late = apply(g, receiver_does(RA::acknowledge, 0));
  REQUIRE_FALSE(late);
  CHECK(late.refusal().reason == Reason::need_claimed_by_another);
  CHECK(fact(late.refusal(), "action") == "acknowledge");
  CHECK(fact(late.refusal(), "phase") == "superseded");
  CHECK(fact(late.refusal(), "need_phase") == "claimed");
}

TEST_CASE("to accept what was only requested acknowledges it too") {
  const auto g = after(sent_to(2), {receiver_does(RA::accept, 0)});
  CHECK(phases(g) == Phases{"accepted", "superseded"});
  CHECK(g.claimed_by == 0u);
}

TEST_CASE("several may evaluate where accepting claims, and several accept where senders confirm") {
  auto g = after(sent_to(3, ClaimOn::accept),
                 {receiver_does(RA::acknowledge, 0), receiver_does(RA::acknowledge, 1)});
  CHECK(g.phase == NeedPhase::open);
  g = after(g, {receiver_does(RA::accept, 1)});
  CHECK(phases(g) == Phases{"superseded", "accepted", "superseded"});

  g = after(sent_to(3, ClaimOn::sender_confirms),
            {receiver_does(RA::accept, 0), receiver_does(RA::accept, 1)});
  CHECK(g.phase == NeedPhase::open);
  CHECK(reason(g, receiver_does(RA::start, 0)) == Reason::confirmation_missing);
  CHECK(reason(g, sender_does(NA::confirm, 2)) == Reason::phase_forbids);
  g = after(g, {sender_does(NA::confirm, 1)});
  CHECK(phases(g) == Phases{"superseded", "accepted", "superseded"});
  CHECK(g.claimed_by == 1u);
  CHECK(reason(g, sender_does(RA::confirm, 1)) == Reason::phase_forbids);
  CHECK(after(g, {receiver_does(RA::start, 1)}).members[1].phase == ReferralPhase::in_progress);
}

TEST_CASE("only a policy that asks for confirmation takes one") {
  const auto g = after(sent_to(1), {receiver_does(RA::accept, 0)});
  CHECK(reason(g, sender_does(NA::confirm)) == Reason::confirm_not_needed);
  CHECK(reason(g, sender_does(RA::confirm)) == Reason::confirm_not_needed);
}

TEST_CASE("after a decline siblings are asked again, stay closed, or wait for the sender") {
  auto g = sent_to(3);
  g.members[2].reopen_blocked_by = Reason::consent_expired;
  const auto declined = std::initializer_list<Event>{receiver_does(RA::acknowledge, 0),
                                                     receiver_does(RA::decline, 0)};
  CHECK(phases(after(g, declined)) == Phases{"declined", "requested", "superseded"});
  CHECK(after(g, declined).phase == NeedPhase::open);

  g.on_decline = DeclinePolicy::latch;
  auto left = after(g, declined);
  CHECK(left.phase == NeedPhase::unresolved);
  CHECK(left.reason == NeedReason::mixed);
  CHECK(reason(left, sender_does(RA::reopen, 1)) == Reason::phase_forbids);
  Event by_administrator{.action = RA::reopen, .by = Party::administrator, .member = 1};
  CHECK(after(left, {by_administrator}).phase == NeedPhase::open);

  g.on_decline = DeclinePolicy::ask_sender;
  left = after(g, declined);
  CHECK(left.phase == NeedPhase::unresolved);
  CHECK(reason(left, sender_does(RA::reopen, 2)) == Reason::consent_expired);
  CHECK(phases(after(left, {sender_does(RA::reopen, 1)})) ==
        Phases{"declined", "requested", "superseded"});
}

TEST_CASE("after a failure the sender decides, until a later claim comes to nothing") {
  auto g = after(sent_to(2), {receiver_does(RA::accept, 0),
                              receiver_does(RA::fail, 0, Outcome::unable_to_contact)});
  CHECK(g.phase == NeedPhase::unresolved);
  CHECK(g.reason == NeedReason::failed);
  CHECK(g.outcome == Outcome::unable_to_contact);
  g = after(g, {extend_to({3}), receiver_does(RA::acknowledge, 2), receiver_does(RA::decline, 2)});
  CHECK(phases(g) == Phases{"failed", "requested", "declined"});
}

TEST_CASE("a need is resolved by a positive outcome, also by one that is recorded later") {
  auto g = after(sent_to(1), {receiver_does(RA::accept, 0)});
  CHECK(reason(g, receiver_does(RA::complete, 0)) == Reason::outcome_not_allowed);
  g = after(g, {receiver_does(RA::complete, 0, Outcome::unsuccessful)});
  CHECK(g.phase == NeedPhase::unresolved);
  CHECK(g.reason == NeedReason::no_positive_outcome);
  CHECK(reason(g, extend_to({2})) == Reason::need_has_completed_member);
  CHECK(reason(g, receiver_does(RA::record_outcome, 0)) == Reason::outcome_not_allowed);
  const auto better = receiver_does(RA::record_outcome, 0, Outcome::partial);
  CHECK(after(g, {better}).phase == NeedPhase::resolved);
  CHECK(after(g, {better}).outcome == Outcome::partial);
  CHECK(reason(after(g, {sender_does(NA::close_unmet)}), better) == Reason::outcome_not_allowed);
}

TEST_CASE("only a completed referral has a positive outcome, and some have none") {
  auto g = after(sent_to(2), {receiver_does(RA::decline, 0)});
  const auto recorded = [&](std::size_t member, Outcome outcome) {
    return receiver_does(RA::record_outcome, member, outcome);
  };
  CHECK(reason(g, recorded(0, Outcome::successful)) == Reason::outcome_not_allowed);
  CHECK(reason(g, recorded(1, Outcome::client_declined)) == Reason::outcome_not_allowed);
  CHECK(after(g, {recorded(0, Outcome::client_declined)}).outcome == Outcome::client_declined);
  auto wrong = receiver_does(RA::acknowledge, 1);
  wrong.outcome = Outcome::successful;
  const auto refused = apply(g, wrong);
  REQUIRE_FALSE(refused);
  CHECK(fact(refused.refusal(), "outcome") == "successful");
}

TEST_CASE("who may not act is told so before anything about the state") {
  const auto g = after(sent_to(1), {receiver_does(RA::decline, 0)});
  CHECK(reason(g, sender_does(RA::accept)) == Reason::permission_missing);
  CHECK(reason(g, receiver_does(RA::withdraw, 0)) == Reason::permission_missing);
  CHECK(reason(g, {.action = NA::extend, .by = Party::receiver}) == Reason::permission_missing);
  CHECK(reason(g, receiver_does(RA::accept, 0)) == Reason::phase_forbids);
  auto both = sender_does(RA::accept);
  both.by = {Party::sender, Party::receiver};
  CHECK(reason(g, both) == Reason::phase_forbids);
}

TEST_CASE("effects cannot be asked for") {
  const Group draft{.members = {Member{.receiver = 1}}};
  CHECK(reason(draft, {.action = RA::submit, .by = Party::system}) == Reason::phase_forbids);
  CHECK(reason(sent_to(1), {.action = RA::supersede, .by = Party::system}) ==
        Reason::phase_forbids);
  CHECK(reason(sent_to(1), {.action = NA::claim, .by = Party::system}) == Reason::phase_forbids);
}

TEST_CASE("a receiver that has no place left may neither acknowledge nor accept") {
  auto g = sent_to(1, ClaimOn::accept);
  g.members[0].intake_blocked_by = Reason::capacity_full;
  CHECK(reason(g, receiver_does(RA::acknowledge, 0)) == Reason::capacity_full);
  CHECK(reason(g, receiver_does(RA::accept, 0)) == Reason::capacity_full);
  g.members[0].intake_blocked_by = {};
  g = after(g, {receiver_does(RA::acknowledge, 0)});
  g.members[0].intake_blocked_by = Reason::capacity_full;  // by itself, among others
  CHECK(apply(g, receiver_does(RA::accept, 0)));
}

TEST_CASE("reopening gives way to whoever claimed, completed or took the place") {
  auto g = after(sent_to(3), {receiver_does(RA::decline, 0), receiver_does(RA::accept, 1)});
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::need_claimed_by_another);
  g = after(g, {receiver_does(RA::complete, 1, Outcome::successful)});
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::need_has_completed_member);
  CHECK(reason(g, receiver_does(RA::acknowledge, 2)) == Reason::need_has_completed_member);
  CHECK(phases(after(g, {sender_does(RA::reopen, 1)})) ==
        Phases{"declined", "requested", "superseded"});

  g = after(sent_to(1), {receiver_does(RA::decline, 0), extend_to({1})});
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::member_unfinished);
  g = after(g, {receiver_does(RA::decline, 1)});
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::referral_replaced);
  CHECK(phases(after(g, {sender_does(RA::reopen, 1)})) == Phases{"declined", "requested"});
  g = after(g, {sender_does(NA::close_unmet)});
  CHECK(reason(g, sender_does(RA::reopen, 1)) == Reason::phase_forbids);
}

TEST_CASE("what was taken back is asked again where it may be recalled, and nowhere else") {
  auto g = after(sent_to(1), {sender_does(NA::withdraw)});
  CHECK(g.phase == NeedPhase::cancelled);
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::phase_forbids);
  g.recallable = true;
  const auto recalled = after(g, {sender_does(RA::reopen, 0)});
  CHECK(recalled.phase == NeedPhase::open);
  CHECK(recalled.reason == NeedReason::none);
  CHECK(phases(recalled) == Phases{"requested"});
  g.members[0].reopen_blocked_by = Reason::consent_expired;
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::consent_expired);

  // A gap in service is none that was closed by mistake.
  g = after(sent_to(1), {receiver_does(RA::decline, 0), sender_does(NA::close_unmet)});
  g.recallable = true;
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::phase_forbids);

  g = after(sent_to(2), {sender_does(RA::withdraw, 0)});
  CHECK(reason(g, sender_does(RA::reopen, 0)) == Reason::phase_forbids);
  g.recallable = true;
  CHECK(phases(after(g, {sender_does(RA::reopen, 0)})) == Phases{"requested", "requested"});
  CHECK(reason(after(g, {receiver_does(RA::acknowledge, 1)}), sender_does(RA::reopen, 0)) ==
        Reason::need_claimed_by_another);
}

TEST_CASE("a need is extended while it is unresolved, by 1 to 64 members, each organisation once") {
  CHECK(reason(sent_to(1), extend_to({2})) == Reason::need_not_unresolved);
  const auto g = after(sent_to(1), {receiver_does(RA::decline, 0)});
  CHECK(g.reason == NeedReason::refused);
  CHECK(reason(g, extend_to({})) == Reason::no_receivers);
  CHECK(reason(g, extend_to({2, 3, 2})) == Reason::member_unfinished);
  std::vector<OrganizationId> many;
  for (std::int64_t i = 2; i <= 64; ++i) many.emplace_back(i);
  CHECK(after(g, {extend_to(many)}).members.size() == 64);
  many.emplace_back(65);
  const auto refused = apply(g, extend_to(many));
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == Reason::too_many_receivers);
  CHECK(fact(refused.refusal(), "limit") == "64");
}

TEST_CASE("a need for which nobody is eligible is born unresolved, and can be extended") {
  const auto g = sent_to(0);
  CHECK(g.phase == NeedPhase::unresolved);
  CHECK(g.reason == NeedReason::nobody_eligible);
  CHECK(after(g, {extend_to({1})}).phase == NeedPhase::open);
}

TEST_CASE("silence, withdrawal and mistakes each leave their own reason") {
  const Event expire{.action = RA::expire, .by = Party::system};
  CHECK(after(sent_to(1), {expire}).reason == NeedReason::no_response);
  CHECK(after(sent_to(2), {expire, receiver_does(RA::decline, 1)}).reason == NeedReason::mixed);
  auto g = after(sent_to(1), {sender_does(RA::withdraw)});
  CHECK(g.phase == NeedPhase::unresolved);
  CHECK(g.reason == NeedReason::sender_withdrew);
  g = after(sent_to(2), {receiver_does(RA::accept, 0), sender_does(NA::withdraw)});
  CHECK(g.phase == NeedPhase::cancelled);
  CHECK(phases(g) == Phases{"withdrawn", "superseded"});
  g = after(sent_to(1), {sender_does(RA::mark_error)});
  CHECK(g.phase == NeedPhase::cancelled);
  CHECK(g.reason == NeedReason::entered_in_error);
}

TEST_CASE("a need that is unresolved without consent says so, unless somebody failed") {
  const Event take_back{
      .action = RA::withdraw, .by = Parties(Party::system, Party::sender), .consent_ended = true};
  CHECK(after(sent_to(1), {take_back}).reason == NeedReason::consent_ended);
  auto g = after(sent_to(1), {receiver_does(RA::acknowledge, 0), take_back});
  CHECK(g.phase == NeedPhase::claimed);
  CHECK(after(g, {receiver_does(RA::decline, 0)}).reason == NeedReason::consent_ended);
  g = after(sent_to(1), {receiver_does(RA::accept, 0), take_back});
  CHECK(after(g, {receiver_does(RA::fail, 0)}).reason == NeedReason::failed);
  g = after(sent_to(1), {receiver_does(RA::acknowledge, 0)});
  CHECK(after(g, {receiver_does(RA::decline, 0)}).reason == NeedReason::refused);
}

TEST_CASE("a need waits for its sender's choice from the first promise to the choice") {
  auto g = sent_to(2, ClaimOn::sender_confirms);
  CHECK_FALSE(awaits_confirmation(g));
  g = after(g, {receiver_does(RA::accept, 0), receiver_does(RA::accept, 1)});
  CHECK(awaits_confirmation(g));
  CHECK(awaits_confirmation(after(g, {receiver_does(RA::decline, 0)})));
  CHECK_FALSE(awaits_confirmation(
      after(g, {receiver_does(RA::decline, 0), receiver_does(RA::decline, 1)})));
  CHECK_FALSE(awaits_confirmation(after(g, {sender_does(NA::confirm, 1)})));
  CHECK_FALSE(awaits_confirmation(after(g, {sender_does(NA::withdraw)})));
  CHECK_FALSE(awaits_confirmation(after(sent_to(1), {receiver_does(RA::accept, 0)})));
}

TEST_CASE("a referral resumes where it was put on hold") {
  const auto g = after(sent_to(1), {receiver_does(RA::accept, 0), receiver_does(RA::hold, 0)});
  CHECK(phases(after(g, {receiver_does(RA::resume, 0)})) == Phases{"accepted"});
  CHECK(phases(after(g, {receiver_does(RA::resume, 0), receiver_does(RA::start, 0),
                         receiver_does(RA::hold, 0), receiver_does(RA::resume, 0)})) ==
        Phases{"in_progress"});
}

TEST_CASE("every action that can be asked for is a choice, or says why not") {
  const auto g = after(sent_to(2), {receiver_does(RA::accept, 0)});
  std::string possible;
  for (auto& choice : choices(g, 0, Party::receiver)) {
    CHECK(choice.action != RA::supersede);
    if (!choice.refusal) possible.append(name_of(choice.action)).append(" ");
  }
  CHECK(possible ==
        "open start hold decline complete fail assign reprioritise ask_information "
        "record_progress return_with_advice ");
  for (auto& choice : choices(g, 1, Party::receiver)) {
    CHECK(choice.refusal.has_value());
    if (choice.action == RA::accept && choice.refusal)
      CHECK(choice.refusal->reason == Reason::need_claimed_by_another);
  }
  possible.clear();
  for (auto& choice : choices(sent_to(0), Party::sender))
    if (!choice.refusal) possible.append(name_of(choice.action)).append(" ");
  CHECK(possible == "withdraw extend re_refer escalate close_unmet ");
}
