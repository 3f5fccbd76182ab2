// How often something came of it: rates with their denominator and interval, what lies between two
// of them, and whether a cohort is old enough to have one.
#pragma once

#include <optional>

#include "onward/rules/figures.hpp"

namespace onward {

// The interval is E. B. Wilson's, without correction: it stays within 0 and 1, and does not shrink
// to a point where all or none succeeded.
//   source   E. B. Wilson, Probable Inference (1927); R. Newcombe, Two-sided Confidence Intervals
//            for the Single Proportion (1998), method 3
struct Rate {
  std::int64_t count = 0;
  std::int64_t out_of = 0;  // 1 or more
  double value = 0;         // 0 to 1
  Interval interval{};
};
// Absent when `out_of` is 0, and for counts that are no part of it.
std::optional<Rate> rate_of(std::int64_t count, std::int64_t out_of);

struct RateDifference {
  double value = 0;  // of the first less the second, -1 to 1
  Interval interval{};
  bool is_clear = false;  // false when 0 lies in the interval: they may be the same
};
// Of different people: who is counted in one is not counted in the other.
//   source   R. Newcombe, Interval Estimation for the Difference between Independent Proportions
//            (1998), method 10
RateDifference difference_of(const Rate& first, const Rate& second);

// How one count changed to another, as a share of the other: 0.1 is a tenth more.
struct CountChange {
  double value = 0;  // -1 or more
  Interval interval{};
  bool is_clear = false;  // false when 0 lies in the interval: it may be chance
};
// Of counts over equal spans, of what happens by itself (Poisson): given their sum, the later one
// is binomial, and Wilson's ends of its share p are ratios p / (1 - p). What comes in clusters
// varies more, and its true interval is wider. Absent when the earlier one is 0, or one is below.
//   source   J. Przyborowski, H. Wilenski, Homogeneity of Results in Testing Samples from Poisson
//            Series (1940); with Wilson's interval: R. Price, D. Bonett, Estimating the Ratio of
//            Two Poisson Rates (2000)
std::optional<CountChange> change_of(std::int64_t later, std::int64_t earlier);

// Whether too much of a cohort is pending: it may yet be counted, or counted otherwise. Of young
// ones those that ended are the quick ones, and a rate of them alone would flatter.
struct Maturity {
  std::int64_t cohort = 0;   // 1 or more
  std::int64_t pending = 0;  // of these
  double share = 0;          // 0 to 1
  bool is_immature = false;
};
// Absent for a cohort of nobody, and for counts that are no part of it.
std::optional<Maturity> maturity_of(std::int64_t cohort, std::int64_t pending,
                                    double share_max = immature_share_max_default);

}  // namespace onward
