#include "onward/rules/forecast.hpp"

#include <algorithm>
#include <cmath>

#include "rules/forecast_season.hpp"
#include "rules/forecast_smoothing.hpp"

namespace onward {

namespace {

using M = ForecastMethod;

class Findings {
 public:
  void add(ForecastFault fault, std::size_t at) {
    auto& problem = problems_[static_cast<std::size_t>(fault)];
    if (problem)
      ++problem->count;
    else
      problem = {fault, at, 1};
  }
  std::vector<ForecastProblem> listed() const {
    std::vector<ForecastProblem> out;
    for (auto& problem : problems_)
      if (problem) out.push_back(*problem);
    return out;
  }

 private:
  std::array<std::optional<ForecastProblem>, names<ForecastFault>.size()> problems_{};
};

std::optional<EtsForm> form_of(ForecastMethod method) {
  using enum EtsPart;
  switch (method) {
    case M::simple_smoothing: return EtsForm{additive, none, none};
    case M::holt: return EtsForm{additive, additive, none};
    case M::damped_trend: return EtsForm{additive, damped, none};
    case M::holt_winters_additive: return EtsForm{additive, additive, additive};
    case M::holt_winters_multiplicative: return EtsForm{additive, additive, multiplicative};
    default: return std::nullopt;
  }
}

std::size_t counts_min_of(ForecastMethod method, std::size_t season) {
  constexpr std::size_t naive_min = 3;  // two errors, of which one may be 0
  if (method == M::naive) return naive_min;
  if (method == M::seasonal_naive) return 2 * season;
  return counts_min_of(form_of(method).value_or(EtsForm{}), season);
}

std::optional<ForecastFault> fault_of(const SoundSeries& series, ForecastMethod method,
                                      std::int64_t horizon) {
  using enum ForecastFault;
  const bool is_naive = method == M::naive || method == M::seasonal_naive;
  const bool is_seasonal = method == M::seasonal_naive || method == M::holt_winters_additive ||
                           method == M::holt_winters_multiplicative;
  if (horizon < 1 || horizon > forecast_horizon_max) return horizon_unknown;
  if (series.is_constant() && !is_naive) return constant;
  if (is_seasonal && series.season() < 2) return no_season;
  if (series.counts().size() < counts_min_of(method, series.season())) return too_short;
  if (series.has_zero() && method == M::holt_winters_multiplicative) return zero_counts;
  return std::nullopt;
}

// The variance of a step from one count to that of the same place a season later; of the naive
// method a season is one period.
//   source   Hyndman, Athanasopoulos (2021), 5.5
Expected repeated(std::span<const double> counts, std::size_t season, std::size_t horizon,
                  double& deviation) {
  double squares = 0;
  for (std::size_t i = season; i < counts.size(); ++i)
    squares += std::pow(counts[i] - counts[i - season], 2);
  const double variance = squares / static_cast<double>(counts.size() - season);
  deviation = std::sqrt(variance);
  Expected out;
  for (std::size_t h = 0; h < horizon; ++h) {
    out.means.push_back(counts[counts.size() - season + h % season]);
    out.variances.push_back(variance * static_cast<double>(h / season + 1));
  }
  return out;
}

// Simple smoothing with half the slope of a line through all counts, of what is left without
// season.
//   source   V. Assimakopoulos, K. Nikolopoulos, The theta model (2000); R. Hyndman, B. Billah,
//            Unmasking the Theta method (2003)
Expected theta(const SoundSeries& series, std::size_t horizon, Forecast& out) {
  const std::size_t season = series.season();
  std::vector<double> plain(series.counts().begin(), series.counts().end()), indices;
  const bool multiplies = !series.has_zero();
  out.season_removed = shows_season(plain, season);
  if (out.season_removed) {
    indices = season_indices(plain, season, multiplies);
    for (std::size_t i = 0; i < plain.size(); ++i)
      plain[i] = multiplies ? plain[i] / indices[i % season] : plain[i] - indices[i % season];
  }
  const auto smoothed = *smooth(plain, 1, EtsForm{});  // this form has sense for any counts
  out.fit = smoothed.fit;
  out.deviation = smoothed.deviation;
  const double half_slope = least_squares_line(plain).slope / 2, alpha = smoothed.fit.alpha;
  const double lag = (1 - std::pow(1 - alpha, static_cast<double>(plain.size()))) / alpha;
  auto expected = expected_after(smoothed, horizon);
  expected.intervals = IntervalKind::approximate;
  for (std::size_t h = 0; h < horizon; ++h) {
    expected.means[h] += half_slope * (static_cast<double>(h) + lag);
    if (!out.season_removed) continue;
    const double index = indices[(plain.size() + h) % season];
    if (!multiplies) expected.means[h] += index;
    if (multiplies) expected.means[h] *= index, expected.variances[h] *= index * index;
  }
  return expected;
}

void set_points(const Expected& expected, Forecast& out) {
  constexpr double reach_80 = 1.2815515655446004, reach_95 = 1.959963984540054;  // of a normal
  out.intervals = out.no_intervals ? IntervalKind::none : expected.intervals;
  for (std::size_t h = 0; h < expected.means.size(); ++h) {
    const double mean = expected.means[h], deviation = std::sqrt(expected.variances[h]);
    const auto bound = [&](double reach) { return std::max(0.0, mean + reach * deviation); };
    ForecastPoint point{.count = std::max(0.0, mean)};
    if (!out.no_intervals) {
      point.low_80 = bound(-reach_80), point.high_80 = bound(reach_80);
      point.low_95 = bound(-reach_95), point.high_95 = bound(reach_95);
    }
    out.points.push_back(point);
  }
}

}  // namespace

SoundSeries::SoundSeries(std::vector<double> counts, std::size_t season)
    : counts_(std::move(counts)),
      season_(season),
      is_constant_(std::ranges::all_of(counts_, [&](double c) { return c == counts_.front(); })),
      has_zero_(std::ranges::any_of(counts_, [](double c) { return c == 0; })) {}

SoundSeries SoundSeries::first(std::size_t periods) const {
  const auto end = counts_.begin() +
                   static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(periods, 1, counts_.size()));
  return {std::vector<double>(counts_.begin(), end), season_};
}

CheckedSeries check(const ForecastSeries& series) {
  using enum ForecastFault;
  Findings findings;
  const auto known = series.is_known;
  if (series.counts.empty() || (!known.empty() && known.size() != series.counts.size()))
    findings.add(counts_missing, 0);
  if (series.counts.size() > forecast_periods_max)
    findings.add(too_many_counts, forecast_periods_max);
  if (series.season_periods < 1 || series.season_periods > forecast_season_max)
    findings.add(season_unknown, 0);
  for (std::size_t i = 0; i < series.counts.size(); ++i) {
    if (i < known.size() && !known[i])
      findings.add(count_unknown, i);
    else if (series.counts[i] < 0)
      findings.add(count_negative, i);
    else if (series.counts[i] > forecast_count_max)
      findings.add(count_too_large, i);
  }
  CheckedSeries out{.problems = findings.listed()};
  if (out.problems.empty())
    out.series = SoundSeries(std::vector<double>(series.counts.begin(), series.counts.end()),
                             static_cast<std::size_t>(series.season_periods));
  return out;
}

ForecastPoint not_below(ForecastPoint point, std::int64_t so_far) {
  const auto least = static_cast<double>(so_far);
  point.count = std::max(point.count, least);
  for (auto* low : {&point.low_80, &point.low_95})
    if (*low) *low = std::max(**low, least);
  for (auto* high : {&point.high_80, &point.high_95})
    if (*high && **high < least) *high = std::nullopt;
  return point;
}

Forecast forecast(const SoundSeries& series, ForecastMethod method, std::int64_t horizon_periods) {
  Forecast out{.method = method, .fault = fault_of(series, method, horizon_periods)};
  if (out.fault) return out;
  const auto horizon = static_cast<std::size_t>(horizon_periods);
  const auto counts = series.counts();
  const auto of_smoothed = [&](const Smoothed& smoothed) {
    out.fit = smoothed.fit;
    out.deviation = smoothed.deviation;
    if (smoothed.fits_exactly) out.no_intervals = ForecastFault::fits_exactly;
    return expected_after(smoothed, horizon);
  };
  Expected expected;
  if (const auto form = form_of(method)) {
    const auto smoothed =
        smooth(counts, series.season(), *form, {.states_as_found = form->season != EtsPart::none});
    if (!smoothed) return {.method = method, .fault = ForecastFault::no_fit};
    expected = of_smoothed(*smoothed);
  } else if (method == M::ets) {
    expected = of_smoothed(smooth_by_aicc(counts, series.season(), series.has_zero()));
  } else if (method == M::theta) {
    expected = theta(series, horizon, out);
  } else {
    expected = repeated(counts, method == M::naive ? 1 : series.season(), horizon, out.deviation);
  }
  if (series.is_constant())
    out.no_intervals = ForecastFault::constant;
  else if (out.deviation == 0)
    out.no_intervals = ForecastFault::fits_exactly;
  set_points(expected, out);
  return out;
}

}  // namespace onward
