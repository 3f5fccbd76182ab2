// What all figures have in common: how sure they are, and the numbers chosen for all of them.
//
// Rules of figures take whole numbers and answer with an estimate and its interval. Where there is
// nothing to divide by, or nothing was seen, they answer with nothing, and never with 0.
#pragma once

#include <cstdint>

namespace onward {

// Intervals are meant to hold the true figure in 95 of 100 cases, with both tails alike.
//   source   the convention of official statistics: Government Statistical Service (UK),
//            Communicating quality, uncertainty and change
constexpr double confidence_level = 0.95;
constexpr double confidence_tail = 0.025;  // on either side
constexpr double confidence_normal_quantile = 1.959963984540054;  // of 0.975

struct Interval {
  double low = 0, high = 0;
  friend bool operator==(const Interval&, const Interval&) = default;
};

// A cohort of which more than this share is pending is marked as immature.
constexpr double immature_share_max_default = 0.1;  // ours (docs/decisions/0033)

// Two ranks are clear when their order holds with this probability.
constexpr double order_clear_from = 0.95;

// Below so many members an average says too little to draw others towards it.
//   source   C. Stein (1956): with three and more, shrinking is better for every truth
constexpr std::int64_t shrunken_members_min = 3;

// A count of people below this is not shown in tables that leave.
//   source   NHS England, Mental Health Services Monthly Statistics: counts of 1 to 4
constexpr std::int64_t suppressed_below_default = 5;

}  // namespace onward
