#include "rules/forecast_season.hpp"

#include <cmath>
#include <numeric>

namespace onward {

namespace {

double mean_of(std::span<const double> values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// Over one season around a period; of an even season its ends count by half.
double moving_average(std::span<const double> counts, std::size_t at, std::size_t season) {
  const std::size_t half = season / 2;
  const auto around = counts.subspan(at - half, 2 * half + 1);
  double sum = std::accumulate(around.begin(), around.end(), 0.0);
  if (season % 2 == 0) sum -= (around.front() + around.back()) / 2;
  return sum / static_cast<double>(season);
}

}  // namespace

std::vector<double> season_indices(std::span<const double> counts, std::size_t season,
                                   bool multiplies) {
  const std::size_t half = season / 2;
  std::vector<double> sums(season, 0), times(season, 0);
  for (std::size_t i = half; i + half < counts.size(); ++i) {
    const double average = moving_average(counts, i, season);
    sums[i % season] += multiplies ? counts[i] / average : counts[i] - average;
    ++times[i % season];
  }
  for (std::size_t place = 0; place < season; ++place) sums[place] /= times[place];
  const double mean = mean_of(sums);
  for (auto& index : sums) index = multiplies ? index / mean : index - mean;
  return sums;
}

bool shows_season(std::span<const double> counts, std::size_t season) {
  constexpr double one_sided_5_percent = 1.6448536269514722;
  if (season < 2 || counts.size() < 2 * season) return false;
  const double mean = mean_of(counts);
  const auto correlation_sum = [&](std::size_t lag) {
    double sum = 0;
    for (std::size_t i = lag; i < counts.size(); ++i)
      sum += (counts[i] - mean) * (counts[i - lag] - mean);
    return sum;
  };
  const double all = correlation_sum(0);
  if (all <= 0) return false;
  double squares = 1;
  for (std::size_t lag = 1; lag < season; ++lag)
    squares += 2 * std::pow(correlation_sum(lag) / all, 2);
  return std::abs(correlation_sum(season) / all) >
         one_sided_5_percent * std::sqrt(squares / static_cast<double>(counts.size()));
}

Line least_squares_line(std::span<const double> counts) {
  const auto n = static_cast<double>(counts.size());
  const double middle = (n + 1) / 2, mean = mean_of(counts);
  double up = 0, across = 0;
  for (std::size_t i = 0; i < counts.size(); ++i) {
    const double from_middle = static_cast<double>(i + 1) - middle;
    up += from_middle * (counts[i] - mean);
    across += from_middle * from_middle;
  }
  const double slope = across > 0 ? up / across : 0;
  return {mean - slope * middle, slope};
}

}  // namespace onward
