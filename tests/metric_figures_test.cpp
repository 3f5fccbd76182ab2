// What a tally becomes when it is told.
#include "catch.hpp"
#include "dates.hpp"
#include "operations/metric_tally.hpp"

using namespace onward;

TEST_CASE("nine in ten are told with an interval, as half are") {
  std::vector<Wait> waited;
  for (std::int64_t i = 1; i <= 200; ++i) waited.push_back({10 * i, WaitEnd::reached});
  const Waits waits(waited);
  const auto figure = figure_of(Metric::time_to_accept, {.waits = waits}, false);
  REQUIRE(figure.wait);
  const auto curve = cumulative_incidence(waits);
  const auto ninety = quantile_of(curve.value(), 0.9);
  REQUIRE(ninety);
  CHECK(figure.wait->ninety_percent_minutes == ninety->minutes);
  CHECK(figure.wait->ninety_percent_low_minutes == ninety->low);
  CHECK(figure.wait->ninety_percent_high_minutes == ninety->high);
  CHECK(ninety->low < 1'800);
  CHECK(ninety->high > 1'800);
}

TEST_CASE("a count of what is not decided yet is immature from over a tenth that is pending") {
  CHECK_FALSE(figure_of(Metric::needs_unmet, {.numerator = 90, .pending = 10}, false).immature);
  CHECK(figure_of(Metric::needs_unmet, {.numerator = 89, .pending = 11}, false).immature);
  CHECK(figure_of(Metric::needs_unmet, {.numerator = 89, .pending = 11}, false).pending == 11);
  CHECK_FALSE(figure_of(Metric::needs, {.numerator = 1}, false).immature);
  CHECK(figure_of(Metric::acceptance_rate, {.numerator = 1, .denominator = 1, .pending = 90}, false)
            .immature);
}

TEST_CASE("what was taken back after it was accepted never begins") {
  constexpr GroupKey everything{};
  const Instant asked{std::chrono::days(20'000)};
  Facts facts;
  Referral r{.id = 1, .phase = ReferralPhase::withdrawn};
  r.requested_at = asked;
  r.finished_at = asked + std::chrono::days(4);
  facts.take(r);
  r.id = 2;
  r.accepted_at = asked + std::chrono::hours(10);
  facts.take(r);
  const auto waits = [&](Metric m) {
    return tally(facts, {.metrics = {m}}, *find_zone("UTC")).groups.at(everything).at(0).waits;
  };
  using List = std::vector<Wait>;
  CHECK(waits(Metric::time_to_accept) ==
        Waits(List{{5'760, WaitEnd::called_off}, {600, WaitEnd::reached}}));
  CHECK(waits(Metric::time_to_start) ==
        Waits(List{{5'760, WaitEnd::called_off}, {5'760, WaitEnd::withdrawn}}));
}
