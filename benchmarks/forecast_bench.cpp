// Forecasts of many series of months, and the test of all methods on one.
#include "count_series.hpp"
#include "measure.hpp"
#include "onward/rules/forecast_backtest.hpp"

namespace onward::benchmarks {

std::vector<Figure> forecast_figures(const Plan& plan) {
  constexpr std::size_t months = 120;
  constexpr std::int64_t horizon = 12;
  const std::size_t size = plan.quick ? 50 : 1'000;
  const int rounds = 3;
  tests::Chance chance(1);
  std::vector<SoundSeries> all;
  for (std::size_t i = 0; i < size; ++i)
    all.push_back(tests::sound(tests::random_counts(chance, months)));
  const auto against = std::to_string(size) + " series of 120 months, 12 ahead";

  std::vector<Figure> out;
  for (auto& [method, name, _] : names<ForecastMethod>) {
    plan.say("forecast: " + std::string(name));
    std::vector<double> times;
    for (int round = 0; round < rounds; ++round)
      times.push_back(seconds_of([&] {
        for (auto& series : all) forecast(series, method, horizon);
      }));
    out.push_back(figure("forecast_" + std::string(name) + "_s", times, "s", against));
  }
  plan.say("forecast: test of all methods");
  const auto weeks = tests::sound(tests::random_counts(chance, 520, 52), 52);
  const auto tested = [&](const SoundSeries& series) {
    std::vector<double> ms;
    for (int round = 0; round < rounds; ++round)
      ms.push_back(1e3 * seconds_of([&] { backtest(series); }));
    return ms;
  };
  out.push_back(
      figure("forecast_backtest_ms", tested(all.front()), "ms", "one series, 36 origins"));
  out.push_back(figure("forecast_backtest_weeks_ms", tested(weeks), "ms",
                       "one series of 520 weeks, 36 origins"));
  return out;
}

}  // namespace onward::benchmarks
