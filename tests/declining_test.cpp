// Who sends fewer people than before, by silence and by rate.
#include "onward/rules/declining.hpp"

#include <algorithm>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

Date day(int year, unsigned month, unsigned day_of_month) {
  return std::chrono::year(year) / std::chrono::month(month) / std::chrono::day(day_of_month);
}
// One on the 15th of each of `months` months from January 2024.
std::vector<Date> monthly(int months) {
  std::vector<Date> out;
  for (int month = 0; month < months; ++month) out.push_back(months_later(day(2024, 1, 15), month));
  return out;
}

const PracticeRules rules{};

}  // namespace

TEST_CASE("a change of rate has a ratio, its interval, and the probability of a fall") {
  const auto near = [](const ReferralRates& rates, double ratio, double low, double high,
                       double fallen) {
    const auto found = rate_change(rates);
    REQUIRE(found);
    CHECK(found->ratio == Approx(ratio).epsilon(1e-9));
    CHECK(found->interval.low == Approx(low).epsilon(1e-9));
    CHECK(found->interval.high == Approx(high).epsilon(1e-9));
    CHECK(found->fallen_probability == Approx(fallen).epsilon(1e-9));
  };
  // scipy 1.17: beta.ppf of the later share and of the rest, by the days
  near({0, 90, 12, 365}, 0.07599208780154858, 0.0001625341600286232, 0.922454898031265,
       0.9798972054165223);
  near({2, 90, 12, 365}, 0.7253335510666542, 0.12940797605268578, 2.5377107478328136,
       0.6766074494001888);
  near({5, 90, 5, 90}, 1, 0.2878775579845986, 3.4736990510858083, 0.5);
  near({3, 90, 0, 365}, 56.1352948971675, 3.5166670788077945, 26918.823907055525,
       0.0010896516371980518);
}

TEST_CASE("of two times in which nobody came, no change is known") {
  CHECK_FALSE(rate_change({0, 90, 0, 365}));
  CHECK_FALSE(rate_change({0, 0, 0, 0}));
  CHECK_FALSE(rate_change({3, 0, 3, 365}));
  CHECK_FALSE(rate_change({3, 90, 3, 89}));  // less behind than is compared
  CHECK_FALSE(rate_change({-1, 90, 3, 365}));
}

TEST_CASE("a change seen the other way round is its inverse") {
  Chance chance(41);
  for (int round = 0; round < 200; ++round) {
    const auto a = chance.below(30LL), b = 1 + chance.below(30LL);
    const auto there = rate_change({a, 90, b, 90}), back = rate_change({b, 90, a, 90});
    REQUIRE(there);
    REQUIRE(back);
    CHECK(there->ratio * back->ratio == Approx(1));
    CHECK(there->interval.low * back->interval.high == Approx(1));
    CHECK(there->fallen_probability + back->fallen_probability == Approx(1));
    // Below 1 in the middle is the same as having fallen more probably than not.
    CHECK((there->ratio < 1 - 1e-9) == (there->fallen_probability > 0.5 + 1e-9));
    CHECK((there->interval.high < 1) == (there->fallen_probability > 0.975));
  }
}

TEST_CASE("by default six months of silence decide, and not a day less") {
  const auto referred = monthly(12);  // the last on 15 December 2024
  CHECK_FALSE(declining_of(referred, day(2025, 6, 14), rules).is_declining);
  CHECK(declining_of(referred, day(2025, 6, 15), rules).is_declining);
  CHECK(declining_of(referred, day(2025, 6, 14), rules).silent_from == day(2025, 6, 15));
  PracticeRules three = rules;
  three.dormant_after_months = 3;
  CHECK(declining_of(referred, day(2025, 3, 15), three).is_declining);
  CHECK_FALSE(declining_of({}, day(2025, 6, 15), rules).is_declining);
  CHECK_FALSE(declining_of({}, day(2025, 6, 15), rules).silent_from);
}

TEST_CASE("a rate that fell is found months before silence is long enough, and chance is not") {
  auto referred = monthly(12);
  for (auto& middle : monthly(11)) referred.push_back(middle + std::chrono::days(15));
  std::ranges::sort(referred);
  const auto found = declining_of(referred, day(2025, 3, 20), rules, DecliningBy::rate);
  CHECK(found.is_declining);
  CHECK(found.change->fallen_probability >= declining_from);
  CHECK(found.change->interval.high < 1);
  CHECK_FALSE(declining_of(referred, day(2025, 3, 20), rules).is_declining);
  CHECK_FALSE(declining_of(referred, day(2025, 1, 10), rules, DecliningBy::rate).is_declining);
  // One a year ago and then nobody for long is silence, and too little to speak of a rate.
  const std::vector<Date> once{day(2024, 8, 1)};
  CHECK(declining_of(once, day(2025, 3, 1), rules).is_declining);
  CHECK_FALSE(declining_of(once, day(2025, 3, 1), rules, DecliningBy::rate).is_declining);
}
