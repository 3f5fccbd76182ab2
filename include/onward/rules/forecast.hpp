// What a series of counts may come to: plain methods, and how far off they may be.
//
// Counts of periods that follow each other come in (referrals of months, say), and expected counts
// of the next ones go out, with intervals. No store, no clock, no chance: the same counts have the
// same forecast. Which method to trust is in forecast_backtest.hpp; docs/decisions/0034 has the
// choices and why.
#pragma once

#include <span>

#include "onward/schema.hpp"

namespace onward {

enum class ForecastMethod : std::uint8_t {
  naive,
  seasonal_naive,
  simple_smoothing,
  holt,
  damped_trend,
  theta,
  holt_winters_additive,
  holt_winters_multiplicative,
  ets,
};
template <>  // source: R. Hyndman, G. Athanasopoulos, Forecasting (2021), 5.2 and 8
inline constexpr auto names<ForecastMethod> = std::array{
    Name{ForecastMethod::naive, "naive", "The last count again."},
    Name{ForecastMethod::seasonal_naive, "seasonal_naive", "The count of a season ago again."},
    Name{ForecastMethod::simple_smoothing, "simple_smoothing",
         "A level: recent counts weigh most. No trend, no season."},
    Name{ForecastMethod::holt, "holt", "A level and a trend that goes on. No season."},
    Name{ForecastMethod::damped_trend, "damped_trend",
         "A level and a trend that fades. No season."},
    Name{ForecastMethod::theta, "theta",
         "A level and half the trend, after season was taken out where it shows."},
    Name{ForecastMethod::holt_winters_additive, "holt_winters_additive",
         "Level, trend, and a season of as many more or fewer."},
    Name{ForecastMethod::holt_winters_multiplicative, "holt_winters_multiplicative",
         "Level, trend, and a season of so many times as much."},
    Name{ForecastMethod::ets, "ets",
         "Of fifteen models of level, trend and season, the one with the least AICc."},
};
constexpr std::size_t forecast_methods = names<ForecastMethod>.size();

// Why there is no forecast, no interval or no test. Names are codes: append, never rename.
enum class ForecastFault : std::uint8_t {
  counts_missing,
  count_unknown,
  count_negative,
  count_too_large,
  too_many_counts,
  season_unknown,
  horizon_unknown,
  too_short,
  no_season,
  zero_counts,
  constant,
  no_fit,
  fits_exactly,
  not_asked,
};
template <>
inline constexpr auto names<ForecastFault> = std::array{
    Name{ForecastFault::counts_missing, "counts_missing",
         "There is no count, or not of every count is said whether it is known."},
    Name{ForecastFault::count_unknown, "count_unknown",
         "The count of a period is not known. That is a gap, and not 0."},
    Name{ForecastFault::count_negative, "count_negative", "A count is below 0."},
    Name{ForecastFault::count_too_large, "count_too_large", "A count is above a million million."},
    Name{ForecastFault::too_many_counts, "too_many_counts", "There are over 10,000 periods."},
    Name{ForecastFault::season_unknown, "season_unknown",
         "A season has 1 to 60 periods; 1 says that there is none."},
    Name{ForecastFault::horizon_unknown, "horizon_unknown", "1 to 120 periods are foretold."},
    Name{ForecastFault::too_short, "too_short", "There are too few periods for it."},
    Name{ForecastFault::no_season, "no_season", "It wants a season, and there is none."},
    Name{ForecastFault::zero_counts, "zero_counts", "It multiplies, and a count is 0."},
    Name{ForecastFault::constant, "constant",
         "All counts are alike: the naive method says all there is to say."},
    Name{ForecastFault::no_fit, "no_fit",
         "It multiplies, and no parameters were found that keep it above 0."},
    Name{ForecastFault::fits_exactly, "fits_exactly",
         "It never was wrong on these counts, so nothing tells how wrong it may be."},
    Name{ForecastFault::not_asked, "not_asked", "It was not among the methods asked for."},
};

constexpr std::int64_t forecast_count_max = 1'000'000'000'000;  // squares have room in a double
constexpr std::size_t forecast_periods_max = 10'000;
constexpr std::int64_t forecast_season_max = 60;  // weeks of a year
constexpr std::int64_t forecast_horizon_max = 120;  // ten years of months

// Counts of periods, the oldest first; borrowed. The last period must be over: a month that is
// still going on is left out by whoever asks.
struct ForecastSeries {
  std::span<const std::int64_t> counts{};
  std::span<const std::uint8_t> is_known{};  // of each; empty: all are
  std::int64_t season_periods = 12;  // 12 of months, 4 of quarters, 1: no season
};

struct ForecastProblem {
  ForecastFault fault{};
  std::size_t at = 0;  // the first place
  std::size_t count = 1;  // how often
  friend bool operator==(const ForecastProblem&, const ForecastProblem&) = default;
};

struct CheckedSeries;

// A series that was checked, as real numbers of its own.
class SoundSeries {
 public:
  std::span<const double> counts() const { return counts_; }
  std::size_t season() const { return season_; }
  bool is_constant() const { return is_constant_; }
  bool has_zero() const { return has_zero_; }
  SoundSeries first(std::size_t periods) const;  // at least 1, at most all

 private:
  friend CheckedSeries check(const ForecastSeries&);
  SoundSeries(std::vector<double> counts, std::size_t season);

  std::vector<double> counts_;
  std::size_t season_;
  bool is_constant_, has_zero_;
};

struct CheckedSeries {
  std::optional<SoundSeries> series{};  // when there is no problem
  std::vector<ForecastProblem> problems{};  // one of each kind, in the order of the enumeration
  explicit operator bool() const { return series.has_value(); }
};
CheckedSeries check(const ForecastSeries&);

// What is expected of one period, and between which bounds the count lies with 80 and 95 %. Never
// below 0. Without bounds, nothing is known of them.
struct ForecastPoint {
  double count = 0;
  std::optional<double> low_80{}, high_80{}, low_95{}, high_95{};
};
template <>
inline constexpr auto rows<ForecastPoint> = std::array{
    row<&ForecastPoint::count>(1, "count", "Expected in the period."),
    row<&ForecastPoint::low_80>(2, "low_80", "Lower bound; 10 % of counts lie below."),
    row<&ForecastPoint::high_80>(3, "high_80", "Upper bound; 10 % of counts lie above."),
    row<&ForecastPoint::low_95>(4, "low_95", "Lower bound; 2.5 % of counts lie below."),
    row<&ForecastPoint::high_95>(5, "high_95", "Upper bound; 2.5 % of counts lie above."),
};
ONWARD_RECORDS(ForecastPoint);

// Of a period in which so many are counted already: they cannot be undone. An upper bound that they
// have passed says nothing any more, and is absent.
ForecastPoint not_below(ForecastPoint, std::int64_t so_far);

// The form of a model of exponential smoothing, and what was found for these counts.
enum class EtsPart : std::uint8_t { none, additive, damped, multiplicative };
template <>
inline constexpr auto names<EtsPart> = std::array{
    Name{EtsPart::none, "none", "There is none."},
    Name{EtsPart::additive, "additive", "It is added."},
    Name{EtsPart::damped, "damped", "It is added, and fades."},
    Name{EtsPart::multiplicative, "multiplicative", "It multiplies."},
};
struct EtsForm {
  EtsPart error = EtsPart::additive;  // additive or multiplicative
  EtsPart trend = EtsPart::none;  // none, additive or damped
  EtsPart season = EtsPart::none;  // none, additive or multiplicative
  friend bool operator==(const EtsForm&, const EtsForm&) = default;
};
// l = l' + b' + alpha e and so on, as R's package forecast has them: beta is at most alpha, gamma
// at most 1 - alpha. What the form does not have is 0, and phi is 1.
struct EtsFit {
  EtsForm form{};
  double alpha = 0, beta = 0, gamma = 0, phi = 1;
  double squares = 0;  // of errors; of relative ones where the error multiplies
  double aicc = 0;  // up to a constant that is the same for all models of a series
};

enum class IntervalKind : std::uint8_t { none, exact, approximate };
template <>
inline constexpr auto names<IntervalKind> = std::array{
    Name{IntervalKind::none, "none", "There are no intervals."},
    Name{IntervalKind::exact, "exact",
         "The variance is the model's own; its parameters count as known, errors as normal."},
    Name{IntervalKind::approximate, "approximate", "As exact, but the variance is approximated."},
};

struct Forecast {
  ForecastMethod method = ForecastMethod::naive;
  std::vector<ForecastPoint> points{};  // of the periods after the last, in order
  IntervalKind intervals = IntervalKind::none;
  double deviation = 0;  // of the error of one step; relative where the error multiplies
  std::optional<EtsFit> fit{};  // of methods that smooth
  bool season_removed = false;  // by theta, before it began
  std::optional<ForecastFault> no_intervals{};  // why
  std::optional<ForecastFault> fault{};  // then there is nothing else
  explicit operator bool() const { return !fault; }
};

// At least so many counts: 3 without a season, else two seasons, and three more than a model has
// parameters. A fault is one of horizon_unknown, constant, no_season, too_short, zero_counts,
// no_fit; in this order. Of constant counts only the naive method has a forecast.
Forecast forecast(const SoundSeries&, ForecastMethod, std::int64_t horizon_periods);

}  // namespace onward
