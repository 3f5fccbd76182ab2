// What a season makes of counts, taken out the classical way.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace onward {

// Of each place in the season, the first count's place first: how many times as much as the moving
// average (their mean is 1), or how much more (their sum is 0). At least two seasons of counts;
// to multiply, all above 0.
//   source   R. Hyndman, G. Athanasopoulos, Forecasting (2021), 3.4
std::vector<double> season_indices(std::span<const double> counts, std::size_t season,
                                   bool multiplies);

// Whether counts a season apart are alike by more than chance, one-sided at 5 %.
//   source   S. Makridakis, E. Spiliotis, V. Assimakopoulos, The M4 Competition (2020), appendix
bool shows_season(std::span<const double> counts, std::size_t season);

struct Line {
  double at_zero = 0, slope = 0;  // the first count is at 1
};
Line least_squares_line(std::span<const double> counts);

}  // namespace onward
