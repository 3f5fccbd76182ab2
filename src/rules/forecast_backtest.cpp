#include "onward/rules/forecast_backtest.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics.hpp"

namespace onward {

namespace {

using M = ForecastMethod;

constexpr std::size_t first_known_min = 8;  // ours: two years of quarters

// What came after each origin, and by how much the naive method, seasonal where a season is learnt,
// was off before it.
struct Trials {
  std::vector<SoundSeries> known{};
  std::vector<std::span<const double>> came{};
  std::vector<double> scales{};
  bool has_zero = false, has_scales = true;
};

// Mean absolute error of each origin.
struct Losses {
  std::vector<double> of_origin{};
  std::optional<ForecastFault> fault{};
};

double scale_of(std::span<const double> counts, std::size_t season) {
  double sum = 0;
  for (std::size_t i = season; i < counts.size(); ++i)
    sum += std::abs(counts[i] - counts[i - season]);
  return sum / static_cast<double>(counts.size() - season);
}

// Of less than two seasons none is learnt: methods without one are tried, from earlier on.
std::size_t learnt_season(const SoundSeries& series) {
  return series.counts().size() < 2 * series.season() ? 1 : series.season();
}

std::size_t first_origin_min(const SoundSeries& series) {
  const auto counts = series.counts();
  const auto other = std::ranges::find_if(counts, [&](double c) { return c != counts.front(); });
  const auto alike = static_cast<std::size_t>(other - counts.begin());
  return std::max({2 * learnt_season(series), first_known_min, alike + 1});
}

Trials trials_of(const SoundSeries& series, const Backtest& test) {
  Trials out;
  const auto horizon = static_cast<std::size_t>(test.horizon_periods);
  for (std::size_t i = 0; i < static_cast<std::size_t>(test.origins); ++i) {
    const std::size_t origin = test.first_origin + i;
    out.known.push_back(series.first(origin));
    out.came.push_back(series.counts().subspan(origin, horizon));
    out.scales.push_back(scale_of(out.known.back().counts(), learnt_season(series)));
    out.has_zero = out.has_zero || std::ranges::find(out.came.back(), 0.0) != out.came.back().end();
    out.has_scales = out.has_scales && out.scales.back() > 0;
  }
  return out;
}

// The method must be able to go on from today, too.
Losses score(const SoundSeries& series, const Trials& trials, MethodScore& out,
             FunctionRef<void(std::size_t origin)> was_tried) {
  Losses losses;
  const auto horizon = trials.came.front().size();
  const auto periods = static_cast<std::int64_t>(horizon);
  losses.fault = forecast(series, out.method, periods).fault;
  double scaled = 0, percent = 0, within_80 = 0, within_95 = 0;
  bool has_intervals = true;
  for (std::size_t i = 0; i < trials.known.size() && !losses.fault; ++i) {
    const auto foretold = forecast(trials.known[i], out.method, periods);
    was_tried(i);
    losses.fault = foretold.fault;
    if (losses.fault) break;
    has_intervals = has_intervals && foretold.intervals != IntervalKind::none;
    double absolute = 0;
    for (std::size_t h = 0; h < horizon; ++h) {
      const auto& point = foretold.points[h];
      const double count = trials.came[i][h], off = std::abs(count - point.count);
      absolute += off;
      percent += 100 * off / count;
      within_80 += point.low_80 <= count && count <= point.high_80 ? 1 : 0;
      within_95 += point.low_95 <= count && count <= point.high_95 ? 1 : 0;
    }
    losses.of_origin.push_back(absolute / static_cast<double>(horizon));
    scaled += losses.of_origin.back() / trials.scales[i];
  }
  out.fault = losses.fault;
  if (out.fault) return losses;
  const auto origins = static_cast<double>(trials.known.size());
  const double counts = origins * static_cast<double>(horizon);
  out.absolute_error =
      std::accumulate(losses.of_origin.begin(), losses.of_origin.end(), 0.0) / origins;
  if (trials.has_scales) out.scaled_error = scaled / origins;
  if (!trials.has_zero) out.percentage_error = percent / counts;
  if (has_intervals) out.within_80 = within_80 / counts, out.within_95 = within_95 / counts;
  return losses;
}

// Two-sided, of the mean difference of losses. Differences of origins nearer than the horizon go
// together; their covariances are weighed by Bartlett's kernel, which never makes a variance
// negative.
//   source   F. Diebold, R. Mariano, Comparing Predictive Accuracy (1995); the correction for few
//            origins is that of D. Harvey, S. Leybourne, P. Newbold (1997)
std::optional<double> chance_of(const std::vector<double>& differences, std::size_t horizon) {
  const auto n = static_cast<double>(differences.size()), h = static_cast<double>(horizon);
  if (differences.size() < std::max<std::size_t>(2 * horizon, 3)) return std::nullopt;
  const double mean = std::accumulate(differences.begin(), differences.end(), 0.0) / n;
  double variance = 0;
  for (std::size_t lag = 0; lag < horizon; ++lag) {
    double sum = 0;
    for (std::size_t i = lag; i < differences.size(); ++i)
      sum += (differences[i] - mean) * (differences[i - lag] - mean);
    variance += (lag == 0 ? 1 : 2 * (1 - static_cast<double>(lag) / h)) * sum / n;
  }
  if (!(variance > 0)) return mean == 0 ? 1.0 : 0.0;
  const double correction = (n + 1 - 2 * h + h * (h - 1) / n) / n;
  const double squared = correction * mean * mean / (variance / n);
  // Of Student's t with n - 1 degrees of freedom.
  return beta_cdf((n - 1) / 2, 0.5, (n - 1) / (n - 1 + squared));
}

void compare(const Losses& ours, const Losses& baseline, std::size_t horizon, MethodScore& out) {
  constexpr double alike_max = 1e-9;  // of both together
  std::vector<double> differences;
  for (std::size_t i = 0; i < ours.of_origin.size(); ++i) {
    const double a = ours.of_origin[i], b = baseline.of_origin[i];
    const bool is_drawn = std::abs(a - b) <= alike_max * (a + b);
    out.origins_drawn += is_drawn ? 1 : 0;
    out.origins_won += !is_drawn && a < b ? 1 : 0;
    differences.push_back(is_drawn ? 0 : a - b);
  }
  out.probability = chance_of(differences, horizon);
}

// Only methods that were compared have an error.
template <class Error>
std::optional<ForecastMethod> least(const std::vector<MethodScore>& scores, Error error) {
  const MethodScore* best = nullptr;
  for (auto& score : scores) {
    const std::optional<double> here = score.fault ? std::nullopt : error(score);
    if (here && (!best || *here < *error(*best))) best = &score;
  }
  return best ? std::optional(best->method) : std::nullopt;
}

void choose_by_errors(const Backtest& test, ForecastChoice& out) {
  using enum ForecastBecause;
  const auto& baseline = test.of(test.baseline);
  for (auto& score : test.scores) out.rivals += score.fault || &score == &baseline ? 0 : 1;
  if (test.origins >= origins_to_choose_min) {
    // Of equal ones the baseline.
    const auto& best = test.of(*test.least_absolute);
    if (best.absolute_error < baseline.absolute_error) out.method = best.method;
  }
  const auto& chosen = test.of(out.method);
  out.absolute_error = chosen.absolute_error;
  out.baseline_absolute_error = baseline.absolute_error;
  out.origins_won = chosen.origins_won;
  // The best of many looks good by chance more often than one of one (Bonferroni).
  if (chosen.probability && out.method != out.baseline)
    out.probability = std::min(1.0, *chosen.probability * static_cast<double>(out.rivals));
  if (test.origins < origins_to_choose_min)
    out.because = too_few_origins;
  else if (out.method == out.baseline)
    out.because = baseline_unbeaten;
  else
    out.because =
        out.probability && *out.probability < clear_probability_max ? beats_baseline : lowest_error;
}

ForecastChoice choice_of(const SoundSeries& series, const Backtest& test) {
  ForecastChoice out{.method = test.baseline,
                     .because = ForecastBecause::constant,
                     .baseline = test.baseline,
                     .horizon_periods = test.horizon_periods,
                     .origins = test.origins};
  if (!test.fault) {
    choose_by_errors(test, out);
    return out;
  }
  if (!series.is_constant()) out.because = ForecastBecause::too_short_to_test;
  if (series.is_constant()) out.method = out.baseline = M::naive;
  return out;
}

void run(const SoundSeries& series, const BacktestOptions& options, BacktestProgress progress,
         Backtest& out) {
  const auto trials = trials_of(series, out);
  const auto horizon = static_cast<std::size_t>(out.horizon_periods);
  const auto is_asked = [&](ForecastMethod method) {
    return options.methods.empty() || method == out.baseline ||
           std::ranges::find(options.methods, method) != options.methods.end();
  };
  std::vector<Losses> losses(out.scores.size());
  const auto origins = trials.known.size(), forecasts = origins * out.scores.size();
  for (std::size_t i = 0; i < out.scores.size(); ++i)
    if (is_asked(out.scores[i].method))
      losses[i] = score(series, trials, out.scores[i], [&](std::size_t origin) {
        progress(static_cast<std::int64_t>(i * origins + origin + 1),
                 static_cast<std::int64_t>(forecasts));
      });
  const auto& baseline = losses[static_cast<std::size_t>(out.baseline)];
  for (std::size_t i = 0; i < out.scores.size(); ++i)
    if (!out.scores[i].fault && out.scores[i].method != out.baseline)
      compare(losses[i], baseline, horizon, out.scores[i]);
  const auto absolute = [](const MethodScore& s) { return std::optional(s.absolute_error); };
  out.least_absolute = least(out.scores, absolute);
  out.least_scaled = least(out.scores, [](auto& s) { return s.scaled_error; });
  out.least_percentage = least(out.scores, [](auto& s) { return s.percentage_error; });
}

}  // namespace

Backtest backtest(const SoundSeries& series, const BacktestOptions& options,
                  BacktestProgress progress) {
  Backtest out{.baseline = learnt_season(series) > 1 ? M::seasonal_naive : M::naive,
               .horizon_periods = options.horizon_periods};
  for (auto& name : names<ForecastMethod>)
    out.scores.push_back({.method = name.value, .fault = ForecastFault::not_asked});
  const std::size_t periods = series.counts().size();
  if (options.horizon_periods < 1 || options.horizon_periods > forecast_horizon_max) {
    out.fault = ForecastFault::horizon_unknown;
  } else if (series.is_constant()) {
    out.fault = ForecastFault::constant;
  } else {
    const std::size_t needed =
        first_origin_min(series) + static_cast<std::size_t>(options.horizon_periods);
    if (periods < needed) {
      out.fault = ForecastFault::too_short;
    } else {
      const auto possible = static_cast<std::int64_t>(periods - needed) + 1;
      out.origins = std::clamp<std::int64_t>(options.origins_max, 1, possible);
      out.first_origin = periods - static_cast<std::size_t>(options.horizon_periods) -
                         static_cast<std::size_t>(out.origins) + 1;
      run(series, options, progress, out);
    }
  }
  if (out.fault)
    for (auto& score : out.scores) score.fault = out.fault;
  out.choice = choice_of(series, out);
  return out;
}

}  // namespace onward
