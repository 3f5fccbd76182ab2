// Forecasts of counts, against figures found by hand, published, by other programs and by chance.
#include "onward/rules/forecast.hpp"

#include "catch.hpp"
#include "count_series.hpp"
#include "rules/forecast_season.hpp"
#include "rules/forecast_smoothing.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using M = ForecastMethod;
using F = ForecastFault;

constexpr auto methods = [] {
  std::array<ForecastMethod, forecast_methods> out{};
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = names<ForecastMethod>[i].value;
  return out;
}();

bool is_close(double a, double b, double part = 1e-9) {
  return std::abs(a - b) <= part * std::max({1.0, std::abs(a), std::abs(b)});
}

std::vector<ForecastProblem> problems(const Counts& counts, std::int64_t season = 12,
                                      const std::vector<std::uint8_t>& is_known = {}) {
  return check({.counts = counts, .is_known = is_known, .season_periods = season}).problems;
}

std::vector<double> expected(const Forecast& found) {
  std::vector<double> out;
  for (auto& point : found.points) out.push_back(point.count);
  return out;
}

double mean_absolute_error(const Forecast& found, std::span<const std::int64_t> came) {
  double sum = 0;
  for (std::size_t i = 0; i < came.size(); ++i)
    sum += std::abs(found.points[i].count - static_cast<double>(came[i]));
  return sum / static_cast<double>(came.size());
}

// Up to December 1959; 1960 is to be foretold.
const Counts& air_passengers() {
  static const auto counts = published("air_passengers");
  return counts;
}
SoundSeries air_until_1959() { return sound(air_passengers()).first(132); }
std::span<const std::int64_t> air_1960() { return std::span(air_passengers()).subspan(132); }

void check_point(const ForecastPoint& point, bool has_bounds) {
  CHECK(std::isfinite(point.count));
  CHECK(point.count >= 0);
  CHECK(point.low_80.has_value() == has_bounds);
  if (!has_bounds) return;
  CHECK(std::isfinite(*point.high_95));
  CHECK(0 <= *point.low_95);
  CHECK(*point.low_95 <= *point.low_80);
  CHECK(*point.low_80 <= point.count);
  CHECK(point.count <= *point.high_80);
  CHECK(*point.high_80 <= *point.high_95);
}

// The variance of what a model becomes, by following it with random errors.
struct Followed {
  std::vector<double> means{}, variances{};
};
Followed follow(const Smoothed& start, std::size_t horizon, int times) {
  using enum EtsPart;
  Chance chance(34);
  std::vector<double> sums(horizon, 0), squares(horizon, 0);
  for (int time = 0; time < times; ++time) {
    double level = start.level, trend = start.trend;
    auto season = start.season;
    if (season.empty()) season = {0};
    for (std::size_t h = 0; h < horizon; ++h) {
      const bool multiplies = start.fit.form.season == multiplicative;
      auto& state = season[h % season.size()];
      const double carried = level + start.fit.phi * trend;
      const double mean = multiplies ? carried * state : carried + state;
      const double chosen = start.deviation * normal(chance);
      const double off = start.fit.form.error == multiplicative ? mean * chosen : chosen;
      sums[h] += mean + off, squares[h] += (mean + off) * (mean + off);
      const double level_off = multiplies ? off / state : off;
      level = carried + start.fit.alpha * level_off;
      trend = start.fit.phi * trend + start.fit.beta * level_off;
      state += start.fit.gamma * (multiplies ? off / carried : off);
    }
  }
  Followed out;
  for (std::size_t h = 0; h < horizon; ++h) {
    out.means.push_back(sums[h] / times);
    out.variances.push_back(squares[h] / times - out.means[h] * out.means[h]);
  }
  return out;
}

}  // namespace

TEST_CASE("a series that cannot be used is refused by its first place") {
  using Problems = std::vector<ForecastProblem>;
  CHECK(problems({}) == Problems{{F::counts_missing, 0, 1}});
  CHECK(problems({1, 2, 3}, 12, {1, 1}) == Problems{{F::counts_missing, 0, 1}});
  CHECK(problems({1, 2, 3, 4}, 12, {1, 0, 1, 0}) == Problems{{F::count_unknown, 1, 2}});
  CHECK(problems({1, -2, 3, -4}) == Problems{{F::count_negative, 1, 2}});
  CHECK(problems({1, forecast_count_max, forecast_count_max + 1}) ==
        Problems{{F::count_too_large, 2, 1}});
  CHECK(problems(Counts(forecast_periods_max, 1)).empty());
  CHECK(problems(Counts(forecast_periods_max + 1, 1)) ==
        Problems{{F::too_many_counts, forecast_periods_max, 1}});
  for (const std::int64_t season : {-1, 0, 61})
    CHECK(problems({1, 2, 3}, season) == Problems{{F::season_unknown, 0, 1}});
  CHECK(problems({1, 2}, 60).empty());
  CHECK(problems({-1, 2}, 0, {1, 0}) ==
        Problems{{F::count_unknown, 1, 1}, {F::count_negative, 0, 1}, {F::season_unknown, 0, 1}});
}

TEST_CASE("a method that cannot foretell says why") {
  const Counts rising{1, 2, 4, 7, 9, 8, 12, 13, 11, 15, 17, 19};
  const auto with_zero = [&] {
    auto out = rising;
    out[3] = 0;
    return out;
  }();
  for (const auto method : methods) {
    CAPTURE(names<ForecastMethod>[static_cast<std::size_t>(method)].name);
    CHECK(!forecast(sound(rising, 4), method, forecast_horizon_max).fault);
    for (const std::int64_t horizon : {-1, 0, 121})
      CHECK(forecast(sound(rising, 4), method, horizon).fault == F::horizon_unknown);
    const bool wants_season = method == M::seasonal_naive || method == M::holt_winters_additive ||
                              method == M::holt_winters_multiplicative;
    CHECK((forecast(sound(rising, 1), method, 1).fault == F::no_season) == wants_season);
    const bool multiplies = method == M::holt_winters_multiplicative;
    CHECK((forecast(sound(with_zero, 4), method, 1).fault == F::zero_counts) == multiplies);
    const bool repeats = method == M::naive || method == M::seasonal_naive;
    CHECK((forecast(sound(Counts(20, 5), 4), method, 1).fault == F::constant) == !repeats);
  }
  const auto form = forecast(sound(with_zero, 4), M::ets, 1).fit.value().form;
  CHECK(form.error == EtsPart::additive);
  CHECK(form.season != EtsPart::multiplicative);
}

TEST_CASE("ETS learns seasons of up to 24 periods, as R's package forecast does") {
  for (const std::int64_t season : {24, 25, 52}) {
    Counts counts;
    for (std::int64_t i = 0; i < 4 * season; ++i)
      counts.push_back(100 + 30 * (i % season < season / 2) + i % 3);
    const auto form = forecast(sound(counts, season), M::ets, 1).fit.value().form;
    CAPTURE(season);
    CHECK((form.season != EtsPart::none) == (season <= 24));
  }
}

TEST_CASE("how many counts each method needs") {
  const Counts rising{1, 2, 4, 7, 9, 8, 12, 13, 11, 15, 17, 19, 14};
  const std::pair<ForecastMethod, std::size_t> needs[] = {{M::naive, 3},
                                                          {M::seasonal_naive, 8},
                                                          {M::simple_smoothing, 5},
                                                          {M::holt, 7},
                                                          {M::damped_trend, 8},
                                                          {M::theta, 5},
                                                          {M::holt_winters_additive, 11},
                                                          {M::holt_winters_multiplicative, 11},
                                                          {M::ets, 5}};
  for (auto& [method, counts] : needs) {
    CAPTURE(names<ForecastMethod>[static_cast<std::size_t>(method)].name);
    CHECK(forecast(sound(rising, 4).first(counts), method, 3).points.size() == 3);
    CHECK(forecast(sound(rising, 4).first(counts - 1), method, 3).fault == F::too_short);
  }
}

TEST_CASE("naive methods by hand") {
  // Steps of 2, -1 and 4: their mean square is 7, and of two steps 14.
  const auto naive = forecast(sound({1, 3, 2, 6}, 1), M::naive, 2);
  CHECK(expected(naive) == std::vector<double>{6, 6});
  CHECK(is_close(naive.deviation, std::sqrt(7)));
  CHECK(is_close(*naive.points[0].high_80, 6 + 1.2815515655446004 * std::sqrt(7)));
  CHECK(is_close(*naive.points[1].high_95, 6 + 1.959963984540054 * std::sqrt(14)));
  CHECK(is_close(*naive.points[0].low_95, 6 - 1.959963984540054 * std::sqrt(7)));
  CHECK(*naive.points[1].low_95 == 0);
  CHECK(naive.intervals == IntervalKind::exact);

  // From one season to the next 3 and 1: their mean square is 5, and 10 of the second season.
  const auto seasonal = forecast(sound({10, 20, 13, 21}, 2), M::seasonal_naive, 3);
  CHECK(expected(seasonal) == std::vector<double>{13, 21, 13});
  CHECK(is_close(*seasonal.points[1].high_95, 21 + 1.959963984540054 * std::sqrt(5)));
  CHECK(is_close(*seasonal.points[2].low_95, 13 - 1.959963984540054 * std::sqrt(10)));
}

TEST_CASE("counts that never change have a forecast, and no interval that claims to be sure") {
  for (const std::int64_t count : {0, 7})
    for (const auto method : {M::naive, M::seasonal_naive}) {
      const auto found = forecast(sound(Counts(24, count)), method, 2);
      CHECK(expected(found) == std::vector<double>(2, static_cast<double>(count)));
      CHECK(found.no_intervals == F::constant);
      CHECK(found.intervals == IntervalKind::none);
      for (auto& point : found.points) check_point(point, false);
    }
}

TEST_CASE("a method that was never wrong has no interval") {
  Counts line, season;
  for (std::int64_t i = 1; i <= 30; ++i) {
    line.push_back(10 * i);
    season.push_back(i % 3);
  }
  const auto on = forecast(sound(line, 1), M::holt, 3);
  CHECK(on.no_intervals == F::fits_exactly);
  for (std::size_t h = 0; h < 3; ++h)
    CHECK(is_close(on.points[h].count, 310 + 10 * static_cast<double>(h), 1e-6));
  check_point(on.points[0], false);
  const auto again = forecast(sound(season, 3), M::seasonal_naive, 3);
  CHECK(expected(again) == std::vector<double>{1, 2, 0});
  CHECK(again.no_intervals == F::fits_exactly);
}

TEST_CASE("simple smoothing finds the least squares that a fine grid finds") {
  // For each alpha the errors are straight in the first level, so its best value is known.
  Chance chance(5);
  for (int time = 0; time < 20; ++time) {
    const auto counts = random_counts(chance, 60);
    const auto series = sound(counts, 1);
    double least = 1e300;
    for (double alpha = 0.0001; alpha < 1; alpha += 0.0002) {
      double from_zero = 0, per_level = 1, products = 0, lengths = 0, squares = 0;
      for (const double count : series.counts()) {
        const double error = count - from_zero;
        products += error * per_level, lengths += per_level * per_level, squares += error * error;
        from_zero += alpha * error;
        per_level *= 1 - alpha;
      }
      least = std::min(least, squares - products * products / lengths);
    }
    const auto fit = forecast(series, M::simple_smoothing, 1).fit.value();
    CAPTURE(time, fit.alpha, fit.squares, least);
    CHECK(fit.squares <= least * (1 + 1e-5));
  }
}

TEST_CASE("passengers of 1960, foretold from the years before") {
  const auto error = [](ForecastMethod method) {
    return mean_absolute_error(forecast(air_until_1959(), method, 12), air_1960());
  };
  CHECK(is_close(error(M::seasonal_naive), 47.8333333333, 1e-9));
  CHECK(std::abs(error(M::holt_winters_multiplicative) - 11.1) < 0.15);
  CHECK(std::abs(error(M::holt_winters_additive) - 11.5) < 0.15);
  CHECK(std::abs(error(M::theta) - 26.33) < 0.05);
  CHECK(error(M::ets) < 22);
}

TEST_CASE("attendances of a year: Theta does not beat the seasonal naive method there") {
  const auto counts = published("ae_england");
  const auto until_2018 = sound(counts).first(24);
  const auto percent = [&](ForecastMethod method) {
    const auto found = forecast(until_2018, method, 12);
    double sum = 0;
    for (std::size_t i = 0; i < 12; ++i) {
      const auto came = static_cast<double>(counts[24 + i]);
      sum += 100 * std::abs(found.points[i].count - came) / came / 12;
    }
    return sum;
  };
  CHECK(std::abs(percent(M::seasonal_naive) - 4.003) < 0.0005);
  CHECK(percent(M::theta) > percent(M::seasonal_naive));
}

TEST_CASE("fits are at least as likely as those of other programs") {
  const auto series = air_until_1959();
  const auto fit = [&](ForecastMethod method) { return forecast(series, method, 1).fit.value(); };
  // statsmodels 0.15, first states estimated; its parameters may reach 0 and 1, ours 0.0001 within.
  CHECK(fit(M::simple_smoothing).squares < 128'603.0 * 1.0002);
  CHECK(fit(M::holt).squares < 127'947.7 * 1.0002);
  const EtsForm added{EtsPart::additive, EtsPart::additive, EtsPart::additive};
  CHECK(smooth(series.counts(), 12, added)->fit.squares < 17'837.6 * 1.0002);
  // The same, first states by the heuristic.
  CHECK(fit(M::holt_winters_multiplicative).squares < 13'404.6);
  CHECK(fit(M::holt_winters_additive).squares < 18'771.3);
  // R's forecast::ets on all 144 months: ETS(M,Ad,M) with an AICc of 1400.638.
  const auto chosen = forecast(sound(air_passengers()), M::ets, 1).fit.value();
  CHECK(chosen.form ==
        EtsForm{EtsPart::multiplicative, EtsPart::additive, EtsPart::multiplicative});
  CHECK(chosen.aicc < 1400.638);
}

TEST_CASE("variances are those of what the model becomes") {
  using enum EtsPart;
  const Smoothed added{
      .fit = {.form = {additive, additive, additive}, .alpha = 0.4, .beta = 0.1, .gamma = 0.3},
      .level = 100,
      .trend = 2,
      .season = {10, -15, 5},
      .deviation = 4};
  auto fading = added;
  fading.fit.form = {additive, damped, none}, fading.fit.phi = 0.9;
  fading.season.clear(), fading.fit.gamma = 0;
  auto relative = added;
  relative.fit.form.error = multiplicative, relative.deviation = 0.06;
  auto multiplied = relative;
  multiplied.fit.form.season = multiplicative, multiplied.season = {1.2, 0.7, 1.1};
  multiplied.fit.gamma = 0.2;
  auto holt_winters = multiplied;
  holt_winters.fit.form.error = additive, holt_winters.deviation = 4;
  const std::pair<const Smoothed&, double> models[] = {
      {added, 0.03}, {fading, 0.03}, {relative, 0.03}, {multiplied, 0.04}, {holt_winters, 0.04}};
  for (auto& [model, distance_max] : models) {
    const auto foretold = expected_after(model, 10);
    const auto followed = follow(model, 10, 30'000);
    const bool multiplies = model.fit.form.season == multiplicative;
    CHECK((foretold.intervals == IntervalKind::approximate) == multiplies);
    for (std::size_t h = 0; h < 10; ++h) {
      CAPTURE(multiplies, h, foretold.variances[h], followed.variances[h]);
      CHECK(std::abs(foretold.means[h] / followed.means[h] - 1) < 0.01);
      CHECK(std::abs(foretold.variances[h] / followed.variances[h] - 1) < distance_max);
    }
  }
}

TEST_CASE("of counts about a level as many lie in an interval as it says") {
  using Methods = std::vector<ForecastMethod>;
  const std::pair<bool, Methods> asked[] = {
      {false, {M::naive, M::simple_smoothing, M::holt, M::damped_trend, M::theta}},
      {true,
       {M::seasonal_naive, M::holt_winters_additive, M::holt_winters_multiplicative, M::theta,
        M::ets}}};
  constexpr std::size_t periods = 48, horizon = 2, series_count = 200;
  for (auto& [has_season, its] : asked)
    for (const auto method : its) {
      Chance chance(7);
      std::size_t in_80 = 0, in_95 = 0;
      for (std::size_t n = 0; n < series_count; ++n) {
        Counts counts;
        for (std::size_t i = 0; i < periods + horizon; ++i) {
          const double index = has_season ? std::array{1.3, 0.6, 1.2, 0.9}[i % 4] : 1;
          counts.push_back(std::llround(index * (1'000 + 40 * normal(chance))));
        }
        const auto found = forecast(sound(counts, 4).first(periods), method, horizon);
        for (std::size_t h = 0; h < horizon; ++h) {
          const auto& point = found.points[h];
          const auto came = static_cast<double>(counts[periods + h]);
          in_80 += *point.low_80 <= came && came <= *point.high_80;
          in_95 += *point.low_95 <= came && came <= *point.high_95;
        }
      }
      CAPTURE(has_season, name_of(method), in_80, in_95);
      constexpr auto all = static_cast<double>(horizon * series_count);
      CHECK(std::abs(static_cast<double>(in_80) / all - 0.80) < 0.08);
      CHECK(std::abs(static_cast<double>(in_95) / all - 0.95) < 0.06);
    }
}

TEST_CASE("whatever the counts, a forecast is a number that is not below 0") {
  Chance chance(1);
  for (int time = 0; time < 150; ++time) {
    const auto season = chance.one_of(std::array{1, 2, 4, 7, 12});
    auto counts = random_counts(chance, static_cast<std::size_t>(chance.between(1, 70)));
    if (chance.percent(20))
      for (auto& count : counts) count = chance.percent(70) ? 0 : count;
    if (chance.percent(10)) counts.back() = forecast_count_max;
    if (chance.percent(10))
      for (auto& count : counts) count = counts.front() * (1 + (&count - counts.data()) % season);
    const auto series = sound(counts, season);
    for (const auto method : methods) {
      CAPTURE(time, season, counts, names<ForecastMethod>[static_cast<std::size_t>(method)].name);
      const auto found = forecast(series, method, 15);
      REQUIRE(found.points.size() == (found ? 15U : 0U));
      CHECK(found.no_intervals.has_value() == (found && found.intervals == IntervalKind::none));
      for (auto& point : found.points) check_point(point, !found.no_intervals);
      CHECK(expected(forecast(series, method, 15)) == expected(found));
      if (!found.fit) continue;
      CHECK(0 < found.fit->alpha);
      CHECK(found.fit->beta <= found.fit->alpha);
      CHECK(found.fit->gamma <= 1 - found.fit->alpha);
      CHECK(std::isfinite(found.fit->aicc));
    }
  }
}

TEST_CASE("seasons are seen where they are") {
  CHECK(shows_season(sound(air_passengers()).counts(), 12));
  Chance chance(9);
  int seen = 0;
  for (int time = 0; time < 200; ++time) {
    std::vector<double> noise;
    for (int i = 0; i < 60; ++i) noise.push_back(100 + 10 * normal(chance));
    seen += shows_season(noise, 12) ? 1 : 0;
  }
  CHECK(seen < 20);

  // A line with a season of 3, -1, -2, or of 1.5, 0.5, 1.
  std::vector<double> added, multiplied;
  for (std::size_t i = 0; i < 12; ++i) {
    const double line = 100 + 5 * static_cast<double>(i);
    added.push_back(line + std::array{3.0, -1.0, -2.0}[i % 3]);
    multiplied.push_back(50 * std::array{1.5, 0.5, 1.0}[i % 3]);
  }
  const auto sums = season_indices(added, 3, false), factors = season_indices(multiplied, 3, true);
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(is_close(sums[i], std::array{3.0, -1.0, -2.0}[i]));
    CHECK(is_close(factors[i], std::array{1.5, 0.5, 1.0}[i]));
  }
}
