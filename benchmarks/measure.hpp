// What the measurements share: answers that must be there, stores on disk, and the clock.
#pragma once

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <stdexcept>

#include "figure.hpp"
#include "folder.hpp"
#include "onward/catalogue.hpp"
#include "onward/engine.hpp"

namespace onward::benchmarks {

// A benchmark has no refusals.
template <class T> T must(Result<T> result) {
  if (result) return std::move(result.value());
  throw std::runtime_error("refused: " + render(result.refusal()));
}

inline double seconds_of(auto&& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

// The median of single calls, in microseconds.
inline double call_microseconds(std::size_t calls, auto&& call) {
  std::vector<double> times;
  times.reserve(calls);
  for (std::size_t i = 0; i < calls; ++i) times.push_back(1e6 * seconds_of([&] { call(i); }));
  return median(std::move(times));
}

// What the process holds in memory.
inline double resident_megabytes() {
  std::ifstream file("/proc/self/statm");
  double whole = 0, resident = 0;
  file >> whole >> resident;
  return resident * static_cast<double>(sysconf(_SC_PAGESIZE)) / 1e6;
}

using tests::Folder;  // holds the stores of one measurement, on the disk that is measured

struct Plan {
  bool quick = false;
  std::string folder{};
  std::string python{};       // an interpreter that imports onward; empty: none
  std::string python_call{};  // call_bench.py
  std::string yardstick_python{};    // an interpreter that imports what tools/bench.txt names
  std::string python_attribution{};  // attribution_bench.py
  std::string python_metrics{};      // metrics_bench.py
  FunctionRef<void(std::string_view)> say;  // progress, for people
};

std::vector<Figure> create_figures(const Plan&);
std::vector<Figure> find_receivers_figures(const Plan&);
std::vector<Figure> call_figures(const Plan&);
std::vector<Figure> simulation_figures(const Plan&);
std::vector<Figure> match_figures(const Plan&);
std::vector<Figure> lists_figures(const Plan&);
std::vector<Figure> provider_figures(const Plan&);
std::vector<Figure> attribution_figures(const Plan&);
std::vector<Figure> metrics_figures(const Plan&);
std::vector<Figure> forecast_figures(const Plan&);
std::vector<Figure> columns_figures(const Plan&);

}  // namespace onward::benchmarks
