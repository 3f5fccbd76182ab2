// Questions, holds and changes of urgency: what they do to due times; and what silence sends back.
#include <random>

#include "catch.hpp"
#include "dates.hpp"
#include "onward/rules/policy.hpp"
#include "onward/rules/timeframes.hpp"

using namespace onward;

namespace {

using Random = std::mt19937_64;
using std::chrono::hours;

constexpr Instant monday{std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} + hours{9}};
const TimeZone& utc = *find_zone("UTC");
const std::vector<Date> holidays{std::chrono::year{2025} / 4 / 18,
                                 std::chrono::year{2025} / 4 / 21};
const Calendar calendar{{}, holidays};

FrozenPolicy policy_of_days(std::int64_t review, std::int64_t close, std::int64_t send_back = 0) {
  FrozenPolicy policy;
  policy.review_working_days = review;
  policy.close_working_days = close;
  policy.send_back_working_days = send_back;
  return policy;
}

void set(Referral& row, const Timers& timers) {
  row.review_due_at = timers.review_due_at;
  row.close_due_at = timers.close_due_at;
  row.due_at = timers.due_at;
  row.overdue = timers.overdue;
  row.send_back_due_at = timers.send_back_due_at;
  row.last_update_at = timers.last_update_at;
  row.pauses = timers.pauses;
}

Referral received(const FrozenPolicy& policy) {
  Referral row;
  row.phase = ReferralPhase::requested;
  row.requested_at = monday;
  set(row, timers_when_asked(row, policy, calendar, utc));
  row.phase = ReferralPhase::received;
  set(row, timers_when_receiver_acts(row, policy, monday, calendar, utc));
  return row;
}

std::int64_t below(Random& random, std::int64_t n) {
  return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
}

void hold(Referral& row, const FrozenPolicy& policy, Instant now) {
  row.phase = ReferralPhase::on_hold;
  row.held_at = now;
  set(row, timers_when_receiver_acts(row, policy, now, calendar, utc));
}
void resume(Referral& row, const FrozenPolicy& policy, Instant now) {
  row.phase = ReferralPhase::accepted;
  set(row, timers_when_resumed(row, policy, now, calendar, utc));
  row.held_at = std::nullopt;
}
void ask(Referral& row, const FrozenPolicy& policy, Instant now) {
  row.information_asked_at = now;
  set(row, timers_when_receiver_acts(row, policy, now, calendar, utc));
}
void answer(Referral& row, const FrozenPolicy& policy, Instant now) {
  set(row, timers_when_answered(row, policy, now, calendar, utc));
  row.information_asked_at = std::nullopt;
}

}  // namespace

TEST_CASE("of holds and questions that overlap, every day counts once") {
  const auto policy = policy_of_days(3, 40);
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    std::array<Instant, 4> times;
    Instant now = monday;
    for (auto& t : times) t = now += hours{below(random, 120)};
    Referral row = received(policy);
    const Instant close_before = *row.close_due_at;
    const bool asks_first = below(random, 2) == 0, asks_last = below(random, 2) == 0;
    asks_first ? ask(row, policy, times[0]) : hold(row, policy, times[0]);
    asks_first ? hold(row, policy, times[1]) : ask(row, policy, times[1]);
    CHECK(*row.close_due_at == close_before);
    asks_last ? resume(row, policy, times[2]) : answer(row, policy, times[2]);
    asks_last ? answer(row, policy, times[3]) : resume(row, policy, times[3]);
    CHECK(*row.close_due_at == paused(close_before, times[0], times[3], calendar, utc));
  }
}

TEST_CASE("one pause after another costs what each of them does") {
  const auto policy = policy_of_days(3, 40);
  Referral row = received(policy);
  const Instant before = *row.close_due_at;
  const Instant a = monday + hours{24}, b = monday + hours{48}, c = monday + hours{72};
  ask(row, policy, a);
  answer(row, policy, b);
  CHECK(*row.close_due_at == paused(before, a, b, calendar, utc));
  hold(row, policy, b);
  resume(row, policy, c);
  CHECK(*row.close_due_at == paused(before, a, c, calendar, utc));
}

TEST_CASE("a question stops the end's clock, and not the one for an update") {
  const auto policy = policy_of_days(3, 1);
  Referral row = received(policy);
  CHECK(row.due_at == *row.close_due_at);
  ask(row, policy, monday);
  CHECK(row.due_at == *row.review_due_at);
  set(row, timers_when_ticked(row, policy, *row.close_due_at, calendar, utc));
  CHECK_FALSE(row.overdue);
  set(row, timers_when_ticked(row, policy, *row.review_due_at, calendar, utc));
  CHECK(row.overdue);
}

TEST_CASE("the sender's choice is a pause too, and a question covers no day of it again") {
  auto policy = policy_of_days(3, 40);
  policy.claim_on = ClaimOn::sender_confirms;
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    std::array<Instant, 4> times;
    Instant now = monday;
    for (auto& t : times) t = now += hours{below(random, 120)};
    Referral row = received(policy);
    const Instant before = *row.close_due_at;
    const auto accept = [&](Instant at) {
      row.phase = ReferralPhase::accepted;
      row.accepted_at = at;
      set(row, timers_when_receiver_acts(row, policy, at, calendar, utc));
    };
    const auto choose = [&](Instant at) {
      row.confirmed = true;
      set(row, timers_when_chosen(row, policy, at, calendar, utc));
    };
    const bool asks_first = below(random, 2) == 0, asks_last = below(random, 2) == 0;
    asks_first ? ask(row, policy, times[0]) : accept(times[0]);
    asks_first ? accept(times[1]) : ask(row, policy, times[1]);
    asks_last ? choose(times[2]) : answer(row, policy, times[2]);
    asks_last ? answer(row, policy, times[3]) : choose(times[3]);
    CHECK(*row.close_due_at == paused(before, times[0], times[3], calendar, utc));
    CHECK(row.last_update_at == times[1]);  // the sender did the rest
  }
}

TEST_CASE("another urgency is as if it had been so from the start, pauses included") {
  for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
    INFO("seed " << seed);
    Random random(seed);
    const auto before = policy_of_days(below(random, 5), below(random, 60));
    const auto after = policy_of_days(below(random, 5), below(random, 60));
    Instant now = monday;
    Referral row = received(before), other = received(after);
    for (auto pauses = below(random, 4); pauses > 0; --pauses) {
      const Instant since = now + hours{below(random, 300)};
      const Instant until = now = since + hours{below(random, 300)};
      const bool holds = below(random, 2) == 0;
      holds ? hold(row, before, since) : ask(row, before, since);
      holds ? hold(other, after, since) : ask(other, after, since);
      holds ? resume(row, before, until) : answer(row, before, until);
      holds ? resume(other, after, until) : answer(other, after, until);
    }
    set(row, timers_when_reprioritised(row, after, now, calendar, utc));
    CHECK(*row.close_due_at == *other.close_due_at);
    CHECK(*row.review_due_at == due_after(now, after.review_working_days, calendar, utc));
    CHECK_FALSE(row.overdue);  // before a tick
  }
}

TEST_CASE("a pause that began after the end was due counts for a later one") {
  const auto urgent = policy_of_days(1, 5), routine = policy_of_days(3, 20);
  const auto at = [](int days) { return monday + hours{24 * days}; };
  Referral row = received(urgent), asked_late = received(urgent);
  hold(row, urgent, at(9));
  resume(row, urgent, at(23));
  CHECK(*row.close_due_at == due_after(monday, 5, calendar, utc));  // it was over
  set(row, timers_when_reprioritised(row, routine, at(23), calendar, utc));
  CHECK(*row.close_due_at == due_after(monday, 30, calendar, utc));
  hold(asked_late, urgent, at(9));
  set(asked_late, timers_when_reprioritised(asked_late, routine, at(10), calendar, utc));
  resume(asked_late, routine, at(23));
  CHECK(*asked_late.close_due_at == *row.close_due_at);
  set(row, timers_when_reprioritised(row, urgent, at(23), calendar, utc));
  CHECK(*row.close_due_at == due_after(monday, 5, calendar, utc));
}

TEST_CASE("an end that is never due comes back with another urgency") {
  const auto for_ever = policy_of_days(3, working_days_max + 1), soon = policy_of_days(3, 5);
  Referral row = received(for_ever);
  CHECK(*row.close_due_at == never);
  set(row, timers_when_reprioritised(row, soon, monday, calendar, utc));
  CHECK(*row.close_due_at == due_after(monday, 5, calendar, utc));
  set(row, timers_when_reprioritised(row, for_ever, monday, calendar, utc));
  CHECK(*row.close_due_at == never);
}

TEST_CASE("silence sends back what is evaluated or assigned, while it is the receiver's turn") {
  const auto policy = policy_of_days(3, 20, 2);
  const auto due = due_after(monday, 2, calendar, utc);
  const auto send_back_of = [&](const Referral& row, const FrozenPolicy& p) {
    return timers_when_receiver_acts(row, p, monday, calendar, utc).send_back_due_at;
  };
  Referral row = received(policy);
  CHECK(row.send_back_due_at == due);
  CHECK(row.due_at == due);
  CHECK_FALSE(send_back_of(row, policy_of_days(3, 20)));
  row.phase = ReferralPhase::accepted;
  CHECK_FALSE(send_back_of(row, policy));
  row.assignee_id = 7;
  CHECK(send_back_of(row, policy) == due);
  row.phase = ReferralPhase::requested;
  CHECK(send_back_of(row, policy) == due);
  row.information_asked_at = monday;
  CHECK_FALSE(send_back_of(row, policy));
  CHECK(timers_when_answered(row, policy, monday, calendar, utc).send_back_due_at == due);
  row.information_asked_at = {};
  row.withdrawal_asked_at = monday;
  CHECK_FALSE(send_back_of(row, policy));
  CHECK(withdrawal_at(row, policy, calendar, utc) == due_after(monday, 3, calendar, utc));
  row.phase = ReferralPhase::completed;
  CHECK_FALSE(withdrawal_at(row, policy, calendar, utc));
}

TEST_CASE("a referral whose urgency is not its need's has the other timeframes") {
  Policy store;
  store.knobs.review_working_days = 4;
  store.knobs.close_working_days = 30;
  store.knobs.urgent_review_working_days = 9;  // wider than the usual one, which then holds
  store.knobs.urgent_close_working_days = 6;
  store.knobs.soon_review_working_days = 3;
  const auto soon = freeze(&store, nullptr, nullptr, Urgency::soon);
  CHECK(soon.review_working_days == 3);
  CHECK(soon.close_working_days == 10);  // nobody set it
  CHECK(freeze(&store, nullptr, nullptr, Urgency::urgent).review_working_days == 3);
  for (const auto sent : {Urgency::routine, Urgency::soon, Urgency::urgent}) {
    Need need;
    need.urgency = sent;
    need.policy = freeze(&store, nullptr, nullptr, sent);
    for (const auto now : {Urgency::routine, Urgency::soon, Urgency::urgent}) {
      const auto expected = freeze(&store, nullptr, nullptr, now);
      CHECK(policy_of(need, now).review_working_days == expected.review_working_days);
      CHECK(policy_of(need, now).close_working_days == expected.close_working_days);
    }
  }
}
