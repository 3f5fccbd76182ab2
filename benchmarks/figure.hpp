// What a benchmark hands back: one figure, measured against something in the same run.
#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace onward::benchmarks {

struct Figure {
  std::string name{};
  double value = 0;  // the median of the repeats
  std::string unit{};
  double low = 0;   // the least of the repeats
  double high = 0;  // the greatest
  std::string against{};
};

inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

inline Figure figure(std::string name, const std::vector<double>& repeats, std::string unit,
                     std::string against) {
  const auto [low, high] = std::minmax_element(repeats.begin(), repeats.end());
  return {std::move(name), median(repeats), std::move(unit), *low, *high, std::move(against)};
}

}  // namespace onward::benchmarks
