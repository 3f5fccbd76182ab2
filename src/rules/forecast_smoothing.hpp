// Exponential smoothing fitted to counts: the model's parameters and its state after the last
// count.
#pragma once

#include "onward/rules/forecast.hpp"

namespace onward {

struct Smoothed {
  EtsFit fit{};
  double level = 0, trend = 0;
  std::vector<double> season{};  // of the next periods, in their order
  double deviation = 0;
  bool fits_exactly = false;
};

// Smoothing parameters and first states of a form; sigma is not counted.
std::size_t parameters_of(const EtsForm&, std::size_t season);
// How many counts a form needs: two seasons, and three more than parameters.
std::size_t counts_min_of(const EtsForm&, std::size_t season);

struct SmoothOptions {
  bool thoroughly = true;  // from every start to the end, in about twice the time
  // Level, trend and season begin as the first seasons show them and are not fitted, as Holt and
  // Winters had it: fewer numbers to find, so fewer to be misled by.
  bool states_as_found = false;
};

// The most likely parameters and first states within bounds; none where the form has no sense for
// these counts. Of forms that multiply all counts are above 0; there are counts enough, and they
// are not all alike.
std::optional<Smoothed> smooth(std::span<const double> counts, std::size_t season, const EtsForm&,
                               const SmoothOptions& = {});

// Of the forms that R's package forecast tries, the one with the least AICc.
Smoothed smooth_by_aicc(std::span<const double> counts, std::size_t season, bool has_zero);

// What is expected of the next periods, and its variance.
struct Expected {
  std::vector<double> means{}, variances{};
  IntervalKind intervals = IntervalKind::exact;
};
Expected expected_after(const Smoothed&, std::size_t horizon);

}  // namespace onward
