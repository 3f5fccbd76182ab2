// Which form of exponential smoothing, and how uncertain its forecasts are.
#include <cmath>

#include "rules/forecast_smoothing.hpp"

namespace onward {

namespace {

using enum EtsPart;

// Errors that are added do not go with what multiplies (R. Hyndman and others, Forecasting with
// Exponential Smoothing, 2008, chapter 15). Of equal ones the first is taken, which is the simpler.
constexpr std::array forms{
    EtsForm{additive, none, none},
    EtsForm{multiplicative, none, none},
    EtsForm{additive, additive, none},
    EtsForm{multiplicative, additive, none},
    EtsForm{additive, damped, none},
    EtsForm{multiplicative, damped, none},
    EtsForm{additive, none, additive},
    EtsForm{multiplicative, none, additive},
    EtsForm{multiplicative, none, multiplicative},
    EtsForm{additive, additive, additive},
    EtsForm{multiplicative, additive, additive},
    EtsForm{multiplicative, additive, multiplicative},
    EtsForm{additive, damped, additive},
    EtsForm{multiplicative, damped, additive},
    EtsForm{multiplicative, damped, multiplicative},
};

// Of longer seasons ETS learns none, as R's package forecast: ets() ignores what is beyond. A year
// of weeks is 52 states more to fit, for each of nine forms.
constexpr std::size_t season_max = 24;

bool multiplies(const EtsForm& form) {
  return form.error == multiplicative || form.season == multiplicative;
}

// What an error of size 1 makes of the level and trend j periods later, j from 1.
std::vector<double> echoes(const EtsFit& fit, std::size_t horizon) {
  std::vector<double> out{0};
  double faded = 1, sum = 0;
  for (std::size_t j = 1; j < horizon; ++j) {
    faded *= fit.phi, sum += faded;
    out.push_back(fit.alpha + fit.beta * sum);
  }
  return out;
}

// Hyndman and others (2008), table 6.3: errors and seasons that are added.
void set_variances_added(const std::vector<double>& echo, double variance, Expected& out) {
  double sum = 1;
  for (std::size_t h = 1; h <= out.means.size(); ++h) {
    if (h > 1) sum += echo[h - 1] * echo[h - 1];
    out.variances.push_back(variance * sum);
  }
}

// The same, 6.4: errors multiply. Of means m without what multiplies them, the expected square h
// periods on. `again` is what an error of size 1 makes of the season that multiplies, a season
// later; there the sum is to the first order only, as below.
std::vector<double> mean_squares(const std::vector<double>& means, const std::vector<double>& echo,
                                 double variance, double again, std::size_t season) {
  std::vector<double> out;
  for (std::size_t h = 1; h <= means.size(); ++h) {
    const double mean = means[h - 1];
    double sum = mean * mean;
    for (std::size_t j = 1; j < h; ++j) {
      const double part =
          echo[j] * std::sqrt(out[h - j - 1]) + (again > 0 && j % season == 0 ? again * mean : 0);
      sum += variance * part * part;
    }
    out.push_back(sum);
  }
  return out;
}

// Errors are added, seasons multiply: what an error does to the level is by the season in which it
// happened. To the first order only, since errors meet each other in the season's share.
//   source   C. Chatfield, M. Yar, Prediction intervals for multiplicative Holt-Winters (1991)
void set_variances_holt_winters(const Smoothed& smoothed, const std::vector<double>& echo,
                                Expected& out) {
  const auto& season = smoothed.season;
  const double variance = smoothed.deviation * smoothed.deviation;
  for (std::size_t h = 1; h <= out.means.size(); ++h) {
    double sum = 1;
    for (std::size_t j = 1; j < h; ++j) {
      const double ratio = season[(h - 1) % season.size()] / season[(h - j - 1) % season.size()];
      const double part = echo[j] * ratio + (j % season.size() == 0 ? smoothed.fit.gamma : 0);
      sum += part * part;
    }
    out.variances.push_back(variance * sum);
  }
}

}  // namespace

Smoothed smooth_by_aicc(std::span<const double> counts, std::size_t season, bool has_zero) {
  std::optional<Smoothed> best;
  for (auto& form : forms) {
    if (form.season != none && (season < 2 || season > season_max)) continue;
    if (has_zero && multiplies(form)) continue;
    if (counts.size() < counts_min_of(form, season)) continue;
    auto smoothed = smooth(counts, season, form, {.thoroughly = false});
    if (smoothed && (!best || smoothed->fit.aicc < best->fit.aicc)) best = std::move(smoothed);
  }
  auto thorough = smooth(counts, season, best->fit.form);
  return thorough->fit.aicc < best->fit.aicc ? std::move(*thorough) : std::move(*best);
}

Expected expected_after(const Smoothed& smoothed, std::size_t horizon) {
  const auto& fit = smoothed.fit;
  const auto& season = smoothed.season;
  const double variance = smoothed.deviation * smoothed.deviation;
  Expected out;
  std::vector<double> carried;
  double faded = 1, sum = 0;
  for (std::size_t h = 0; h < horizon; ++h) {
    faded *= fit.phi, sum += faded;
    carried.push_back(smoothed.level + sum * smoothed.trend);
    const double state = season.empty() ? 0 : season[h % season.size()];
    out.means.push_back(fit.form.season == multiplicative ? carried[h] * state
                                                          : carried[h] + state);
  }
  auto echo = echoes(fit, horizon);
  if (fit.form.season == additive)
    for (std::size_t j = season.size(); j < horizon; j += season.size()) echo[j] += fit.gamma;

  out.intervals =
      fit.form.season == multiplicative ? IntervalKind::approximate : IntervalKind::exact;
  if (fit.form.error == additive && fit.form.season == multiplicative) {
    set_variances_holt_winters(smoothed, echo, out);
  } else if (fit.form.error == additive) {
    set_variances_added(echo, variance, out);
  } else {
    const bool multiplied = fit.form.season == multiplicative;
    const auto& means = multiplied ? carried : out.means;
    const auto squares =
        mean_squares(means, echo, variance, multiplied ? fit.gamma : 0, season.size());
    for (std::size_t h = 0; h < horizon; ++h) {
      const double state = multiplied ? season[h % season.size()] : 1;
      out.variances.push_back(state * state * ((1 + variance) * squares[h] - means[h] * means[h]));
    }
  }
  return out;
}

}  // namespace onward
