// Rates with Wilson's interval, differences by Newcombe's, and cohorts that are too young.
#include "onward/rules/rates.hpp"

#include <array>
#include <cmath>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

void check_interval(const Interval& found, double low, double high, double within) {
  CHECK(found.low == Approx(low).margin(within));
  CHECK(found.high == Approx(high).margin(within));
}

Rate rate(std::int64_t count, std::int64_t out_of) { return rate_of(count, out_of).value(); }

}  // namespace

TEST_CASE("a rate of nobody is no rate") {
  CHECK_FALSE(rate_of(0, 0));
  CHECK_FALSE(rate_of(1, 0));
  CHECK_FALSE(rate_of(3, 2));
  CHECK_FALSE(rate_of(-1, 2));
  CHECK_FALSE(rate_of(0, -1));
  CHECK(rate_of(0, 1));
}

TEST_CASE("Wilson's interval is that of the paper") {
  // Newcombe (1998), Two-sided Confidence Intervals for the Single Proportion, table I, method 3.
  check_interval(rate(81, 263).interval, 0.2553, 0.3662, 5e-5);
  check_interval(rate(15, 148).interval, 0.0624, 0.1605, 5e-5);
  check_interval(rate(0, 20).interval, 0, 0.1611, 5e-5);
  check_interval(rate(1, 29).interval, 0.0061, 0.1718, 5e-5);
  // statsmodels 0.15: proportion_confint(count, out_of, method="wilson")
  check_interval(rate(3, 4).interval, 0.30064184258240184, 0.9544127391902995, 1e-14);
  check_interval(rate(123'456, 1'000'000).interval, 0.12281269653142285, 0.12410219641400438,
                 1e-14);
  CHECK(rate(3, 4).value == 0.75);
  CHECK(rate(3, 4).out_of == 4);
}

TEST_CASE("a change between two counts has the interval of its share in both") {
  CHECK_FALSE(change_of(3, 0));
  CHECK_FALSE(change_of(-1, 3));
  CHECK_FALSE(change_of(3, -1));
  // Newcombe (1998), table I, method 3: 81 of 263 has 0.2553 to 0.3662; these are the odds of it.
  const auto found = change_of(81, 182);
  REQUIRE(found);
  CHECK(found->value == Approx(81. / 182 - 1).epsilon(1e-15));
  check_interval(found->interval, 0.2553 / 0.7447 - 1, 0.3662 / 0.6338 - 1, 2e-4);
  CHECK(found->is_clear);
  // From 9 to 18, by hand: (18 + z^2/2 -+ z sqrt(18 9/27 + z^2/4)) / (27 + z^2) is 0.4782 to
  // 0.8136.
  const auto doubled = change_of(18, 9).value();
  CHECK(doubled.value == 1);
  check_interval(doubled.interval, 0.4782 / 0.5218 - 1, 0.8136 / 0.1864 - 1, 3e-3);
  CHECK_FALSE(doubled.is_clear);
  // To nothing, it is bounded above; and alike counts have intervals that are each other's inverse.
  CHECK(change_of(0, 10)->interval.low == -1);
  CHECK(change_of(0, 10)->interval.high < 0);
  CHECK_FALSE(change_of(0, 3)->is_clear);
  const auto same = change_of(40, 40).value();
  CHECK(same.value == 0);
  CHECK((1 + same.interval.low) * (1 + same.interval.high) == Approx(1).epsilon(1e-12));
}

TEST_CASE("intervals of changes hold what is true about as often as they say") {
  // Over all pairs of counts of two Poisson distributions, by their probabilities.
  const auto poisson = [](int count, double mean) {
    return std::exp(count * std::log(mean) - mean - std::lgamma(count + 1.));
  };
  for (const auto& [before, after] : {std::pair{10., 10.}, {10., 20.}, {30., 15.}, {60., 90.}}) {
    double held = 0, told = 0;
    for (int b = 0; b < 200; ++b)
      for (int a = 0; a < 200; ++a)
        if (const auto found = change_of(a, b)) {
          const double chance = poisson(b, before) * poisson(a, after), ratio = after / before - 1;
          told += chance;
          if (found->interval.low <= ratio && ratio <= found->interval.high) held += chance;
        }
    CAPTURE(before, after);
    CHECK(held / told > 0.93);
    CHECK(held / told < 0.97);
  }
}

TEST_CASE("none and all of some have an interval that reaches what was seen, and is no point") {
  for (std::int64_t out_of = 1; out_of < 2'000; ++out_of) {
    const auto none = rate(0, out_of), all = rate(out_of, out_of);
    REQUIRE(none.interval.low == 0);
    REQUIRE(none.interval.high > 0);
    REQUIRE(all.interval.high == 1);
    REQUIRE(all.interval.low == Approx(1 - none.interval.high));
    const double z = confidence_normal_quantile;
    REQUIRE(none.interval.high == Approx(z * z / (static_cast<double>(out_of) + z * z)));
  }
}

TEST_CASE("Wilson's ends are the rates from which the count is just not too far") {
  Chance chance(3);
  for (int round = 0; round < 2'000; ++round) {
    const auto out_of = 1 + chance.below(std::int64_t{100'000});
    const auto count = chance.below(out_of + 1);
    const auto found = rate(count, out_of);
    CAPTURE(count, out_of);
    REQUIRE(0 <= found.interval.low);
    REQUIRE(found.interval.low <= found.value);
    REQUIRE(found.value <= found.interval.high);
    REQUIRE(found.interval.high <= 1);
    for (const double end : {found.interval.low, found.interval.high}) {
      const double n = static_cast<double>(out_of);
      const double off = std::abs(found.value - end);
      REQUIRE(off ==
              Approx(confidence_normal_quantile * std::sqrt(end * (1 - end) / n)).margin(1e-12));
    }
  }
}

TEST_CASE("the difference of two rates has Newcombe's interval") {
  // Newcombe (1998), Interval Estimation for the Difference, table II, method 10.
  const auto first = difference_of(rate(56, 70), rate(48, 80));
  CHECK(first.value == Approx(0.2));
  check_interval(first.interval, 0.0524, 0.3339, 5e-5);
  CHECK(first.is_clear);
  check_interval(difference_of(rate(9, 10), rate(3, 10)).interval, 0.1705, 0.8090, 5e-5);
  check_interval(difference_of(rate(5, 56), rate(0, 29)).interval, -0.0381, 0.1926, 5e-5);
  check_interval(difference_of(rate(0, 10), rate(0, 20)).interval, -0.1611, 0.2775, 5e-5);
  check_interval(difference_of(rate(10, 10), rate(0, 10)).interval, 0.6075, 1, 5e-5);
  CHECK_FALSE(difference_of(rate(5, 56), rate(0, 29)).is_clear);
  // statsmodels 0.15: confint_proportions_2indep(..., method="newcomb", compare="diff")
  check_interval(first.interval, 0.05243147240236498, 0.33387265403690614, 1e-14);
}

TEST_CASE("a difference the other way round is the same below 0") {
  for (std::int64_t a = 0; a <= 9; ++a)
    for (std::int64_t b = 0; b <= 14; ++b) {
      const auto there = difference_of(rate(a, 9), rate(b, 14));
      const auto back = difference_of(rate(b, 14), rate(a, 9));
      CHECK(there.value == Approx(-back.value));
      CHECK(there.interval.low == Approx(-back.interval.high).margin(1e-15));
      CHECK(there.is_clear == back.is_clear);
      CHECK((there.interval.low >= -1 && there.interval.high <= 1));
    }
}

TEST_CASE("a cohort is immature when too many of it are pending") {
  CHECK_FALSE(maturity_of(0, 0));
  CHECK_FALSE(maturity_of(5, 6));
  CHECK_FALSE(maturity_of(5, -1));
  CHECK(maturity_of(10, 1)->share == 0.1);
  CHECK_FALSE(maturity_of(10, 1)->is_immature);  // a tenth is still good
  CHECK(maturity_of(100, 11)->is_immature);
  CHECK_FALSE(maturity_of(100, 11, 0.2)->is_immature);
  CHECK(maturity_of(1, 1)->is_immature);
}
