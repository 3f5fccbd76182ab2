// Which method would have been right, on published counts and on counts whose truth is known.
#include "onward/rules/forecast_backtest.hpp"

#include "catch.hpp"
#include "count_series.hpp"
#include "onward/host.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using M = ForecastMethod;
using F = ForecastFault;
using B = ForecastBecause;

constexpr std::array plain_methods{M::naive, M::holt_winters_additive};

bool is_near(double a, double b, double distance_max = 1e-9) {
  return std::abs(a - b) <= distance_max;
}

}  // namespace

TEST_CASE("errors by hand") {
  // From 8 counts of seasons of 2 the next two are foretold: 18 and 28 again, or 28 twice.
  // They are 20 and 25. Within the known counts a season ago was off by 1, 2, 3, 2, 2, 4: 14/6.
  const Counts counts{10, 20, 11, 22, 14, 24, 16, 28, 20, 25};
  const auto test = backtest(sound(counts, 2), {.horizon_periods = 2});
  CHECK(test.baseline == M::seasonal_naive);
  CHECK(test.origins == 1);
  CHECK(test.first_origin == 8);
  const auto& seasonal = test.of(M::seasonal_naive);
  CHECK(is_near(seasonal.absolute_error, (4 + 3) / 2.0));
  CHECK(is_near(*seasonal.percentage_error, 100 * (4 / 20.0 + 3 / 25.0) / 2));
  CHECK(is_near(*seasonal.scaled_error, 3.5 / (14 / 6.0)));
  CHECK(seasonal.origins_won + seasonal.origins_drawn == 0);
  const auto& naive = test.of(M::naive);
  CHECK(is_near(naive.absolute_error, (8 + 3) / 2.0));
  CHECK(is_near(*naive.scaled_error, 5.5 / (14 / 6.0)));
  CHECK(naive.origins_won == 0);
  CHECK(naive.within_95 == 1);
  CHECK(test.choice.method == M::seasonal_naive);
  CHECK(test.choice.because == B::too_few_origins);
  CHECK(test.choice.absolute_error == seasonal.absolute_error);

  // Of quarters that repeat, both are right.
  const Counts again{5, 5, 7, 5, 5, 5, 5, 5, 5, 5, 5, 5};
  const auto drawn = backtest(sound(again, 2), {.horizon_periods = 1}).of(M::naive);
  CHECK(drawn.origins_drawn == 4);
  CHECK(drawn.origins_won == 0);
  CHECK(drawn.probability == 1);
}

TEST_CASE("attendances in England: a year ahead there is one origin, and Theta loses from it") {
  const auto test = backtest(sound(published("ae_england")));
  CHECK(test.origins == 1);
  CHECK(test.first_origin == 24);
  CHECK(is_near(*test.of(M::seasonal_naive).percentage_error, 4.003, 0.0005));
  const auto& theta = test.of(M::theta);
  CHECK(*theta.percentage_error > *test.of(M::seasonal_naive).percentage_error);
  CHECK(theta.origins_won == 0);
  CHECK(theta.probability == std::nullopt);
  CHECK(test.choice.because == B::too_few_origins);
  CHECK(test.choice.method == M::seasonal_naive);
}

TEST_CASE("passengers: methods that know the season win, month by month beyond chance") {
  const auto counts = published("air_passengers");
  const auto last = backtest(sound(counts), {.origins_max = 1});
  CHECK(is_near(last.of(M::seasonal_naive).absolute_error, 47.8333333333, 1e-9));
  CHECK(is_near(last.of(M::holt_winters_multiplicative).absolute_error, 11.1, 0.15));
  CHECK(last.least_absolute == M::holt_winters_multiplicative);
  CHECK(last.choice.because == B::too_few_origins);

  const auto month = backtest(sound(counts), {.horizon_periods = 1, .origins_max = 24});
  CHECK(month.origins == 24);
  CHECK(month.first_origin == 120);
  CHECK(month.choice.because == B::beats_baseline);
  CHECK(month.choice.method == *month.least_absolute);
  CHECK(month.choice.rivals == 8);
  CHECK(month.choice.probability < clear_probability_max);
  CHECK(month.choice.absolute_error < month.choice.baseline_absolute_error);
  CHECK(month.choice.origins_won == month.of(month.choice.method).origins_won);
}

// The same computed with numpy and scipy; both methods only repeat counts, so nothing is fitted.
TEST_CASE("how likely a difference is by chance, as Diebold and Mariano have it") {
  const auto air = sound(published("air_passengers")), england = sound(published("ae_england"));
  struct Row {
    const SoundSeries& series;
    std::int64_t horizon, origins_max, won;
    double probability;
  };
  const Row rows_expected[] = {{air, 12, 24, 2, 0.0013792809907472263},
                               {air, 1, 24, 12, 0.5634502379467905},
                               {air, 3, 36, 7, 0.004206423003866756},
                               {england, 1, 12, 6, 0.4610168520438489},
                               {england, 3, 10, 6, 0.9020719137986638}};
  constexpr std::array only{M::naive};
  for (auto& row : rows_expected) {
    const auto test =
        backtest(row.series,
                 {.horizon_periods = row.horizon, .origins_max = row.origins_max, .methods = only});
    CAPTURE(row.horizon, row.origins_max);
    CHECK(test.of(M::naive).origins_won == row.won);
    CHECK(is_near(test.of(M::naive).probability.value(), row.probability));
    CHECK(test.of(M::theta).fault == F::not_asked);
    CHECK(test.choice.rivals == 1);
  }
  const auto few = backtest(air, {.origins_max = 23, .methods = only});
  CHECK(few.of(M::naive).probability == std::nullopt);
}

// The next count is that of a season ago and noise: nothing can beat the baseline.
TEST_CASE("where the baseline is the truth, hardly ever a method is said to beat it") {
  Chance chance(2);
  int said = 0;
  for (int time = 0; time < 60; ++time) {
    Counts counts;
    for (std::size_t i = 0; i < 60; ++i)
      counts.push_back(std::llround(std::max(
          0.0, 20 * normal(chance) + (i < 12 ? 500 : static_cast<double>(counts[i - 12])))));
    const auto test = backtest(sound(counts), {.horizon_periods = 1, .methods = plain_methods});
    CHECK(test.origins == 36);
    said += test.choice.because == B::beats_baseline ? 1 : 0;
  }
  CHECK(said <= 3);
}

TEST_CASE("a level with noise is foretold better by smoothing than by the last count") {
  Chance chance(3);
  Counts counts;
  for (int i = 0; i < 80; ++i) counts.push_back(std::llround(300 + 20 * normal(chance)));
  const auto test = backtest(sound(counts, 1), {.horizon_periods = 1});
  CHECK(test.baseline == M::naive);
  CHECK(test.of(M::seasonal_naive).fault == F::no_season);
  CHECK(test.choice.because == B::beats_baseline);
  CHECK(test.of(M::simple_smoothing).probability < 0.01);
  CHECK(is_near(*test.of(M::simple_smoothing).within_80, 0.8, 0.15));
  CHECK(test.choice.rivals == 5);
}

TEST_CASE("a series that cannot be tested says why") {
  const Counts rising{1, 2, 4, 7, 9, 8, 12, 13, 11, 15, 17, 19};
  const auto because = [](const SoundSeries& series, std::int64_t horizon = 2) {
    const auto test = backtest(series, {.horizon_periods = horizon});
    CHECK(test.scores.size() == forecast_methods);
    for (auto& score : test.scores) CHECK(score.fault == test.fault);
    CHECK(!test.least_absolute);
    CHECK(!test.choice.absolute_error);
    CHECK(test.choice.baseline == test.choice.method);
    return std::tuple(test.fault, test.choice.because, test.choice.method);
  };
  CHECK(because(sound(rising, 4), 0) ==
        std::tuple(F::horizon_unknown, B::too_short_to_test, M::seasonal_naive));
  CHECK(because(sound(rising, 4), 121) ==
        std::tuple(F::horizon_unknown, B::too_short_to_test, M::seasonal_naive));
  CHECK(because(sound(rising, 4).first(9)) ==
        std::tuple(F::too_short, B::too_short_to_test, M::seasonal_naive));
  CHECK(because(sound(rising, 12).first(9)) ==
        std::tuple(F::too_short, B::too_short_to_test, M::naive));
  CHECK(because(sound(Counts(40, 0), 4)) == std::tuple(F::constant, B::constant, M::naive));
  CHECK(!backtest(sound(rising, 4).first(10), {.horizon_periods = 2}).fault);
}

TEST_CASE("less than two seasons are tested without season, against the last count") {
  Counts counts;
  for (std::int64_t i = 0; i < 24; ++i) counts.push_back(20 + 3 * i + (i * 7) % 5);
  const auto test = backtest(sound(counts, 12).first(23), {.horizon_periods = 6});
  CHECK(!test.fault);
  CHECK(test.baseline == M::naive);
  CHECK(test.first_origin == 8);
  CHECK(test.origins == 10);
  CHECK(test.of(M::seasonal_naive).fault == F::too_short);
  CHECK(test.of(M::holt_winters_additive).fault == F::too_short);
  CHECK(test.choice.method == *test.least_absolute);
  CHECK(test.choice.baseline == M::naive);
  CHECK(test.choice.because != B::too_short_to_test);
  // As if there were no season at all.
  const auto plain = backtest(sound(counts, 1).first(23), {.horizon_periods = 6});
  for (const auto m : {M::naive, M::simple_smoothing, M::holt, M::damped_trend, M::theta, M::ets}) {
    CHECK(test.of(m).absolute_error == plain.of(m).absolute_error);
    CHECK(test.of(m).scaled_error == plain.of(m).scaled_error);
  }
  CHECK(plain.choice.method == test.choice.method);
  // Two seasons are known, and none more to try methods on.
  const auto two = backtest(sound(counts, 12), {.horizon_periods = 6});
  CHECK(two.fault == F::too_short);
  CHECK(two.choice.method == M::seasonal_naive);
}

TEST_CASE("zeros: no percentages, nothing that multiplies, and no origin in a silence") {
  Counts counts(30, 0);
  for (std::int64_t i = 0; i < 30; ++i) counts.push_back(5 + i % 7);
  auto test = backtest(sound(counts, 4), {.horizon_periods = 2, .origins_max = 100});
  CHECK(test.first_origin == 31);
  CHECK(test.of(M::holt_winters_multiplicative).fault == F::zero_counts);
  CHECK(!test.of(M::ets).fault);
  CHECK(test.of(M::seasonal_naive).percentage_error);
  // A season ago was 0 again and again, and yet not always.
  CHECK(test.of(M::seasonal_naive).scaled_error);

  // What cannot go on from today is not compared, though it could foretell the past.
  Counts ending;
  for (std::int64_t i = 0; i < 40; ++i) ending.push_back(20 + i % 4 + i % 5);
  ending.back() = 0;
  test = backtest(sound(ending, 4), {.horizon_periods = 2});
  CHECK(test.of(M::holt_winters_multiplicative).fault == F::zero_counts);
  CHECK(!test.of(M::seasonal_naive).percentage_error);
  CHECK(!test.least_percentage);
  CHECK(test.least_absolute);
}

TEST_CASE("a test says how far it is after each forecast, and ends when nobody wants it") {
  Chance chance(5);
  const auto series = sound(random_counts(chance, 40), 12);
  std::vector<std::int64_t> done;
  const auto test =
      backtest(series, {.horizon_periods = 3, .origins_max = 4}, [&](auto some, auto all) {
        done.push_back(some);
        CHECK(all == 4 * std::ssize(names<M>));
      });
  REQUIRE(!test.fault);
  CHECK(done.size() > 4 * 3);
  CHECK(std::ranges::is_sorted(done));
  CHECK(done.back() == 4 * std::ssize(names<M>));
  int forecasts = 0;
  CHECK_THROWS_AS(backtest(series, {},
                           [&](auto, auto) {
                             if (++forecasts == 2) throw Cancelled();
                           }),
                  Cancelled);
  CHECK(forecasts == 2);
}

TEST_CASE("the least error of a test is the choice, unless it is the baseline's") {
  Chance chance(8);
  for (int time = 0; time < 15; ++time) {
    const auto counts = random_counts(chance, 60);
    const auto test = backtest(sound(counts), {.horizon_periods = 3, .origins_max = 10});
    if (test.fault) continue;
    CAPTURE(time, counts);
    const auto& choice = test.choice;
    for (auto& score : test.scores) {
      CHECK((score.fault || score.absolute_error >= test.of(choice.method).absolute_error));
      CHECK((score.fault || std::isfinite(score.absolute_error)));
      CHECK(score.origins_won + score.origins_drawn <= test.origins);
      CHECK((!score.probability || (0 <= *score.probability && *score.probability <= 1)));
    }
    CHECK((choice.because == B::baseline_unbeaten) == (choice.method == choice.baseline));
    CHECK(choice.absolute_error <= choice.baseline_absolute_error);
    CHECK(choice.origins == 10);
  }
}
