// Counts of months for tests and benchmarks: published ones, and some drawn by chance.
#pragma once

#include <cmath>
#include <fstream>
#include <numbers>
#include <stdexcept>
#include <string>

#include "chance.hpp"
#include "onward/rules/forecast.hpp"

namespace onward::tests {

using Counts = std::vector<std::int64_t>;

inline SoundSeries sound(const Counts& counts, std::int64_t season = 12) {
  auto checked = check({.counts = counts, .season_periods = season});
  if (!checked) throw std::logic_error("the series is not sound");
  return std::move(*checked.series);
}

// tests/data/forecast says whose they are.
inline Counts published(const std::string& name) {
  std::ifstream file("tests/data/forecast/" + name + ".csv");
  std::string line;
  Counts out;
  for (std::getline(file, line); std::getline(file, line);)
    out.push_back(std::stoll(line.substr(line.find(',') + 1)));
  if (out.empty()) throw std::runtime_error("cannot read the counts of " + name);
  return out;
}

inline double uniform(Chance& chance) {
  return (static_cast<double>(chance.next() >> 11) + 0.5) / 9'007'199'254'740'992.0;  // 2^53
}
// By Box and Muller.
inline double normal(Chance& chance) {
  const double radius = std::sqrt(-2 * std::log(uniform(chance)));
  return radius * std::cos(2 * std::numbers::pi * uniform(chance));
}

// A level that drifts and walks, a season, and noise; of large counts or of next to none.
inline Counts random_counts(Chance& chance, std::size_t periods, std::size_t season = 12) {
  double level = std::exp(8 * uniform(chance));
  const double drift = level * 0.01 * normal(chance), walk = level * 0.1 * uniform(chance);
  const double swing = 0.5 * uniform(chance), noise = 0.3 * uniform(chance);
  const double shift = uniform(chance);
  Counts out;
  for (std::size_t i = 0; i < periods; ++i) {
    level = std::max(level / 2, level + drift + walk * normal(chance));
    const double turns = shift + static_cast<double>(i) / static_cast<double>(season);
    const double expected = level * (1 + swing * std::sin(2 * std::numbers::pi * turns));
    out.push_back(std::max(0LL, std::llround(expected * (1 + noise * normal(chance)))));
  }
  return out;
}

}  // namespace onward::tests
