// Advice, questions, withdrawals that are confirmed, and what silence sends back; appointments.
// What holds in every reachable need is searched in grouping_search_test.cpp.
#include <algorithm>

#include "catch.hpp"
#include "onward/rules/grouping.hpp"

namespace {

using namespace onward;
using RA = ReferralAction;
using NA = NeedAction;

Group sent_to(std::int64_t receivers, ClaimOn claim_on = ClaimOn::acknowledge) {
  Group g{.claim_on = claim_on, .confirms_withdrawal = true};
  for (std::int64_t i = 1; i <= receivers; ++i) g.members.push_back({.receiver = i});
  return apply(g, {.action = NA::send, .by = Party::sender}).value();
}

Event by(Parties who, RA action, std::size_t member = 0, Outcome outcome = Outcome::none) {
  return {.action = action, .by = who, .member = member, .outcome = outcome};
}

Group after(Group g, std::initializer_list<Event> events) {
  for (auto& event : events) {
    const auto next = apply(g, event);
    REQUIRE(next);
    g = next.value();
  }
  return g;
}

Reason reason(const Group& g, const Event& event) {
  const auto answer = apply(g, event);
  REQUIRE_FALSE(answer);
  return answer.refusal().reason;
}

std::vector<std::string> phases(const Group& g) {
  std::vector<std::string> out;
  for (auto& m : g.members) out.emplace_back(name_of(m.phase));
  return out;
}
using Phases = std::vector<std::string>;

constexpr Party sender = Party::sender;
constexpr Party receiver = Party::receiver;
constexpr Party timer = Party::system;

}  // namespace

TEST_CASE("advice ends the receiver's part as a decline does") {
  for (const auto action : {RA::decline, RA::return_with_advice}) {
    const auto g = after(sent_to(2), {by(receiver, RA::acknowledge), by(receiver, action)});
    CHECK(phases(g) == Phases{"declined", "requested"});
    CHECK(g.phase == NeedPhase::open);
  }
  CHECK(reason(sent_to(1), by(sender, RA::return_with_advice)) == Reason::permission_missing);
  auto positive = by(receiver, RA::return_with_advice, 0, Outcome::client_declined);
  CHECK(reason(sent_to(1), positive) == Reason::outcome_not_allowed);
}

TEST_CASE("one question is open at a time, and lapses when the referral ends") {
  auto g = after(sent_to(1), {by(receiver, RA::acknowledge)});
  CHECK(reason(g, by(sender, RA::give_information)) == Reason::information_not_asked);
  g = after(g, {by(receiver, RA::ask_information)});
  CHECK(g.members[0].information_asked);
  CHECK(reason(g, by(receiver, RA::ask_information)) == Reason::information_asked);
  CHECK(reason(g, by(receiver, RA::give_information)) == Reason::permission_missing);
  CHECK_FALSE(after(g, {by(sender, RA::give_information)}).members[0].information_asked);
  CHECK_FALSE(after(g, {by(receiver, RA::decline)}).members[0].information_asked);
}

TEST_CASE("who has acknowledged confirms a withdrawal, or refuses it, where the policy says so") {
  auto g = after(sent_to(2), {by(sender, RA::withdraw, 1)});
  CHECK(phases(g) == Phases{"requested", "withdrawn"});
  g = after(g, {by(receiver, RA::accept)});
  CHECK(reason(g, by(receiver, RA::confirm_withdrawal)) == Reason::withdrawal_not_asked);
  CHECK(reason(g, by(receiver, RA::refuse_withdrawal)) == Reason::withdrawal_not_asked);
  g = after(g, {by(sender, RA::withdraw, 0, Outcome::client_declined)});
  CHECK(phases(g) == Phases{"accepted", "withdrawn"});
  CHECK(g.outcome == Outcome::none);
  CHECK(reason(g, by(sender, RA::withdraw)) == Reason::withdrawal_asked);
  CHECK(reason(g, by(sender, RA::confirm_withdrawal)) == Reason::permission_missing);
  const auto refused = after(g, {by(receiver, RA::refuse_withdrawal)});
  CHECK(phases(refused) == Phases{"accepted", "withdrawn"});
  CHECK_FALSE(refused.members[0].withdrawal_asked);
  for (const auto who : {receiver, timer}) {
    const auto let_go = after(g, {by(who, RA::confirm_withdrawal, 0, Outcome::client_declined)});
    CHECK(phases(let_go) == Phases{"withdrawn", "withdrawn"});
    CHECK(let_go.outcome == Outcome::client_declined);
  }
  g.confirms_withdrawal = false;
  g.members[0].withdrawal_asked = false;
  CHECK(phases(after(g, {by(sender, RA::withdraw)})) == Phases{"withdrawn", "withdrawn"});
}

TEST_CASE("a need that is taken back waits for whoever must confirm, and asks nobody else") {
  const Event withdraw{.action = NA::withdraw, .by = sender};
  auto g = after(sent_to(3), {by(receiver, RA::acknowledge, 1), withdraw});
  CHECK(g.phase == NeedPhase::claimed);
  CHECK(g.withdrawing);
  CHECK(reason(g, withdraw) == Reason::withdrawal_asked);
  for (const auto action : {RA::confirm_withdrawal, RA::decline}) {
    const auto ended = after(g, {by(receiver, action, 1)});
    CHECK(ended.phase == NeedPhase::cancelled);
    CHECK(ended.reason == NeedReason::sender_withdrew);
    CHECK_FALSE(ended.withdrawing);
  }
  const auto goes_on = after(g, {by(receiver, RA::refuse_withdrawal, 1)});
  CHECK_FALSE(goes_on.withdrawing);
  CHECK(after(goes_on, {by(receiver, RA::decline, 1)}).phase == NeedPhase::open);
  const auto helped =
      after(g, {by(receiver, RA::accept, 1), by(receiver, RA::complete, 1, Outcome::successful)});
  CHECK(helped.phase == NeedPhase::resolved);
}

TEST_CASE("silence gives an evaluation back, and never a promise") {
  const auto g = after(sent_to(3), {by(receiver, RA::acknowledge, 1), by(timer, RA::send_back, 1)});
  CHECK(phases(g) == Phases{"requested", "requested", "requested"});
  CHECK(g.phase == NeedPhase::open);
  const auto promised = after(sent_to(2), {by(receiver, RA::accept), by(timer, RA::send_back)});
  CHECK(phases(promised) == Phases{"accepted", "superseded"});
  CHECK(reason(g, by(receiver, RA::send_back)) == Reason::permission_missing);
  auto several = after(sent_to(2, ClaimOn::accept),
                       {by(receiver, RA::acknowledge, 0), by(receiver, RA::acknowledge, 1)});
  several = after(several, {by(timer, RA::send_back, 1)});
  CHECK(phases(several) == Phases{"received", "requested"});
  auto latched = after(sent_to(2), {by(receiver, RA::acknowledge)});
  latched.on_decline = DeclinePolicy::latch;
  CHECK(phases(after(latched, {by(timer, RA::send_back)})) == Phases{"requested", "superseded"});
}

TEST_CASE("an appointment is scheduled once, and has one end") {
  using S = AppointmentStatus;
  using A = AppointmentAction;
  for (auto& status : names<S>)
    for (auto& action : names<A>) {
      INFO(status.name << " " << action.name);
      const auto verdict = appointment_machine.verdict(status.value, action.value);
      const bool is_scheduled = status.value == S::scheduled;
      const bool schedules = action.value == A::schedule;
      CHECK((verdict.transition != nullptr) == (is_scheduled != schedules));
      if (!verdict.transition)
        CHECK(verdict.reason ==
              (schedules ? Reason::appointment_scheduled : Reason::appointment_not_scheduled));
    }
  const auto becomes = [](S from, A action) {
    return appointment_machine.verdict(from, action).transition->next.phase;
  };
  CHECK(becomes(S::none, A::schedule) == S::scheduled);
  CHECK(becomes(S::no_show, A::schedule) == S::scheduled);
  CHECK(becomes(S::scheduled, A::complete) == S::completed);
  CHECK(becomes(S::scheduled, A::miss) == S::no_show);
  CHECK(becomes(S::scheduled, A::cancel) == S::cancelled);
  const auto matrix = lifecycle_matrix(appointment_machine);
  CHECK(std::ranges::count(matrix, '\n') == 5 * 4 + 2);
}
