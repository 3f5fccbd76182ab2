// What happened in a month stays there when a receiver is asked again.
#include "catch.hpp"
#include "dates.hpp"
#include "onward/rules/metrics.hpp"

using namespace onward;

namespace {

Instant at(std::string_view text) {
  Instant out;
  REQUIRE(parse_instant(text, out));
  return out;
}

}  // namespace

TEST_CASE("what is asked again was asked and ended before, unless that was a mistake") {
  Facts facts;
  const auto counted_in = [&](Metric metric, std::string_view month) {
    const auto begin = minute_of(at(month));
    const auto groups =
        tally(facts, {.metrics = {metric}, .from = begin, .until = begin + 28 * 1'440},
              *find_zone("UTC"))
            .groups;
    return groups.empty() ? 0 : groups.begin()->second.at(0).numerator;
  };
  Need n{.id = 1, .client_id = 1, .issue_id = 1, .sender_id = 7, .phase = NeedPhase::resolved};
  n.opened_at = at("2025-03-01T00:00:00Z");
  Referral r{.id = 1, .need_id = 1, .client_id = 1, .issue_id = 1, .sender_id = 7};
  r.receiver_id = 8;
  r.phase = ReferralPhase::completed;
  r.requested_at = n.opened_at;
  r.finished_at = n.closed_at = at("2025-03-05T00:00:00Z");
  facts.take(n);
  facts.take(r);
  r.phase = ReferralPhase::requested;
  r.requested_at = at("2025-04-02T00:00:00Z");
  r.finished_at = std::nullopt;
  n.phase = NeedPhase::open;
  n.closed_at = std::nullopt;
  const auto march = "2025-03-01T00:00:00Z", april = "2025-04-01T00:00:00Z";
  const auto reopen = [&] {
    facts.take(r);
    facts.take(n);
    CHECK(counted_in(Metric::referrals, march) == 1);
    CHECK(counted_in(Metric::referrals, april) == 0);
    CHECK(counted_in(Metric::referrals_open, april) == 1);  // since it was asked last
  };
  SECTION("and it goes on") {
    r.reason_code = "circumstances_changed";
    reopen();
    CHECK(counted_in(Metric::referrals_finished, march) == 1);
    CHECK(counted_in(Metric::needs_resolved, march) == 1);
    r.phase = ReferralPhase::completed;
    r.finished_at = at("2025-04-03T00:00:00Z");
    n.phase = NeedPhase::resolved;
    n.closed_at = r.finished_at;
    facts.take(r);
    facts.take(n);
    CHECK(counted_in(Metric::referrals_finished, march) == 1);
    CHECK(counted_in(Metric::referrals_finished, april) == 0);  // once
    CHECK(counted_in(Metric::needs_resolved, april) == 0);
    SECTION("and nobody was helped the second time, as they were the first") {
      n.phase = NeedPhase::unresolved;
      n.closed_at = std::nullopt;
      facts.take(n);
      CHECK(counted_in(Metric::needs_resolved, march) == 1);
    }
    SECTION("and the second end was a mistake, which the first was not") {
      r.phase = ReferralPhase::requested;
      r.reason_code = "ended_by_mistake";
      r.finished_at = n.closed_at = std::nullopt;
      n.phase = NeedPhase::open;
      facts.take(r);
      facts.take(n);
      CHECK(counted_in(Metric::referrals_finished, march) == 1);
      CHECK(counted_in(Metric::needs_resolved, march) == 1);
    }
    SECTION("or that it was an error") {
      r.phase = ReferralPhase::error;
      facts.take(r);
      CHECK(counted_in(Metric::referrals, march) == 0);
      CHECK(counted_in(Metric::referrals_finished, march) == 0);
    }
  }
  SECTION("and nobody was helped") {
    n.phase = NeedPhase::unresolved;
    facts.take(n);
    CHECK(counted_in(Metric::needs_resolved, march) == 0);
  }
  SECTION("and it had ended by mistake") {
    r.reason_code = "ended_by_mistake";
    reopen();
    CHECK(counted_in(Metric::referrals_finished, march) == 0);
    CHECK(counted_in(Metric::needs_resolved, march) == 0);
  }
}
