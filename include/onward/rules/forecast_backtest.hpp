// Which method would have been right: forecasts of the past from what was known before it.
//
// From each of several origins, every method foretells the next periods from the counts up to
// there, and is held against what came. The yardstick is the seasonal naive method, or the naive
// one where there is no season or less than two of them are known: a method that does not beat it
// is not worth having. All is numbers and codes; sentences are made where they are shown.
//   source   R. Hyndman, G. Athanasopoulos, Forecasting (2021), 5.8 and 5.10
#pragma once

#include "onward/rules/forecast.hpp"

namespace onward {

struct BacktestOptions {
  std::int64_t horizon_periods = 12;
  std::int64_t origins_max = 36;  // the latest ones; below 1 is taken for 1
  std::span<const ForecastMethod> methods{};  // besides the baseline; empty: all
};

// Ours (docs/decisions/0034). Neighbouring origins share most of what they foretell.
constexpr std::int64_t origins_to_choose_min = 6;
constexpr double clear_probability_max = 0.05;  // for all methods of a test together

// How one method did. Errors are means over origins and periods.
struct MethodScore {
  ForecastMethod method = ForecastMethod::naive;
  std::optional<ForecastFault> fault{};
  double absolute_error = 0;
  std::optional<double> scaled_error{};
  std::optional<double> percentage_error{};
  std::optional<double> within_80{}, within_95{};
  std::int64_t origins_won = 0;
  std::int64_t origins_drawn = 0;
  std::optional<double> probability{};
};
template <>
inline constexpr auto rows<MethodScore> = std::array{
    row<&MethodScore::method>(1, "method", "The method."),
    row<&MethodScore::fault>(2, "fault", "Why it was not compared; then there is nothing else."),
    row<&MethodScore::absolute_error>(3, "absolute_error",
                                      "Mean absolute error (MAE), in counts of a period."),
    row<&MethodScore::scaled_error>(4, "scaled_error",
                                    "The same by what the seasonal naive method (naive, with less "
                                    "than two seasons) is off by within the counts known at the "
                                    "origin (MASE). Absent where that is 0."),
    row<&MethodScore::percentage_error>(
        5, "percentage_error",
        "Mean absolute error in percent of what came (MAPE). Absent when a count was 0."),
    row<&MethodScore::within_80>(6, "within_80",
                                 "Share of counts that lay within the interval of 80 %."),
    row<&MethodScore::within_95>(7, "within_95",
                                 "Share of counts that lay within the interval of 95 %."),
    row<&MethodScore::origins_won>(8, "origins_won",
                                   "From how many origins it was nearer than the baseline."),
    row<&MethodScore::origins_drawn>(9, "origins_drawn",
                                     "From how many origins it was as near as the baseline."),
    row<&MethodScore::probability>(10, "probability",
                                   "How likely a difference from the baseline of this size is by "
                                   "chance (Diebold and Mariano). "
                                   "Absent with fewer origins than twice the horizon."),
};
ONWARD_RECORDS(MethodScore);

enum class ForecastBecause : std::uint8_t {
  beats_baseline,
  lowest_error,
  baseline_unbeaten,
  too_few_origins,
  too_short_to_test,
  constant,
};
template <>
inline constexpr auto names<ForecastBecause> = std::array{
    Name{ForecastBecause::beats_baseline, "beats_baseline",
         "Its error was lowest, and lower than the baseline's by more than chance."},
    Name{ForecastBecause::lowest_error, "lowest_error",
         "Its error was lowest; that it was lower than the baseline's may be chance."},
    Name{ForecastBecause::baseline_unbeaten, "baseline_unbeaten",
         "No method had a lower error than the baseline."},
    Name{ForecastBecause::too_few_origins, "too_few_origins",
         "There were fewer than six origins to choose by, so the baseline is taken."},
    Name{ForecastBecause::too_short_to_test, "too_short_to_test",
         "There are too few periods for a test, so the baseline is taken."},
    Name{ForecastBecause::constant, "constant", "All counts are alike."},
};

// Which method to use, and why, in numbers.
struct ForecastChoice {
  ForecastMethod method = ForecastMethod::naive;
  ForecastBecause because = ForecastBecause::constant;
  ForecastMethod baseline = ForecastMethod::naive;
  std::int64_t horizon_periods = 0;
  std::int64_t origins = 0;
  std::int64_t origins_won = 0;
  std::int64_t rivals = 0;
  std::optional<double> absolute_error{};
  std::optional<double> baseline_absolute_error{};
  std::optional<double> probability{};
};
template <>
inline constexpr auto rows<ForecastChoice> = std::array{
    row<&ForecastChoice::method>(1, "method", "The method to use."),
    row<&ForecastChoice::because>(2, "because", "Why."),
    row<&ForecastChoice::baseline>(3, "baseline",
                                   "What it had to beat; without a test, the method itself."),
    row<&ForecastChoice::horizon_periods>(4, "horizon_periods", "Periods foretold by the test."),
    row<&ForecastChoice::origins>(5, "origins", "How often the test foretold them."),
    row<&ForecastChoice::origins_won>(6, "origins_won",
                                      "How often the method was nearer than the baseline."),
    row<&ForecastChoice::rivals>(7, "rivals", "How many methods were held against the baseline."),
    row<&ForecastChoice::absolute_error>(
        8, "absolute_error", "Its mean absolute error in the test; absent without a test."),
    row<&ForecastChoice::baseline_absolute_error>(9, "baseline_absolute_error",
                                                  "The baseline's; absent without a test."),
    row<&ForecastChoice::probability>(
        10, "probability",
        "How likely so large an advantage is by chance, times the number of rivals and at most 1. "
        "Absent when too few origins tell, and for the baseline."),
};
ONWARD_RECORD(ForecastChoice);

struct Backtest {
  ForecastMethod baseline = ForecastMethod::seasonal_naive;  // naive where no season is learnt
  std::int64_t horizon_periods = 0;
  std::int64_t origins = 0;
  std::size_t first_origin = 0;  // counts known there
  std::vector<MethodScore> scores{};  // of every method, in the order of methods
  // The least error among those compared; of equal ones the first, which is the simpler one.
  std::optional<ForecastMethod> least_absolute{}, least_scaled{}, least_percentage{};
  ForecastChoice choice{};
  std::optional<ForecastFault> fault{};  // horizon_unknown, or why there is no test

  const MethodScore& of(ForecastMethod m) const { return scores[static_cast<std::size_t>(m)]; }
};

// Origins follow each other period by period; the first one knows two seasons and at least eight
// counts, the last one leaves a horizon. With less than two seasons in all, methods without season
// are compared. A method that fails at one origin is not compared.
// Told how far it is after each forecast of the past; what is thrown then ends the test.
using BacktestProgress = FunctionRef<void(std::int64_t done, std::int64_t total)>;
Backtest backtest(
    const SoundSeries&, const BacktestOptions& = {},
    BacktestProgress = [](std::int64_t, std::int64_t) {});

}  // namespace onward
