// Who comes first, and whether that says anything.
//
// A raw ranking is led, and closed, by those of whom least is known. So each figure is drawn
// towards what is common to all, the more the less is behind it, and each rank says what else it
// may be. All of it is computed and nothing drawn by chance; docs/decisions/0033 has the choices
// and why.
#pragma once

#include <optional>
#include <span>
#include <vector>

#include "onward/rules/figures.hpp"

namespace onward {

// Of a rate: who succeeded, of how many. Of a count: how often it happened, in how many days or
// whatever else it was watched for, alike for all.
struct Counted {
  std::int64_t count = 0;
  std::int64_t out_of = 1;
};

struct Ranked {
  std::size_t member = 0;  // its place in what was asked
  double observed = 0;     // count by out_of
  double shrunken = 0;     // the best guess of the true one: the order of the ranking
  Interval interval{};     // of the true one, both tails alike
  std::int64_t rank = 0;   // from 1; those with one figure have one rank
  // The rank it may have instead: others above it for sure come before it, others below it after.
  std::int64_t rank_best = 0, rank_worst = 0;
  // How probable it is that its true figure is above that of the next one; absent for the last.
  std::optional<double> above_next{};
  bool is_tied_with_next = false;  // the order of these two may be chance
};

struct Ranking {
  std::vector<Ranked> members{};  // highest first
  std::vector<std::size_t> not_ranked{};  // out_of below 1, or a count that is no part of it
  // What all have in common, and how much it weighs: as so many more of out_of with that figure.
  // With two or fewer there is nothing common, and half a success stands for what is not known.
  bool is_shrunken = false;
  double common = 0, common_weight = 0;
  bool is_noise = false;  // two or more, and none is above another for sure
};

// All pairs are compared, a microsecond or less each; their probabilities are right to three
// thousandths.

// Rates are drawn from a Beta distribution, whose mean and weight are found by moments; its weight
// is at most that of all members together, and at least half a success and half a failure.
//   source   A. Gelman et al., Bayesian Data Analysis (3rd ed.), 5.1 and 5.3; J. Kleinman,
//            Proportions with Extraneous Variance (1973); pairs: H. Goldstein, D. Spiegelhalter,
//            League Tables and Their Limitations (1996)
Ranking rank_rates(std::span<const Counted>);
// The same for counts, with rates of events drawn from a Gamma distribution. A count may be above
// out_of. `parts_of_event` of it are one event, as of credit that several share: what is answered
// counts in these parts, and is no surer than whole events are.
//   source   as above; N. Breslow, Extra-Poisson Variation (1984), for the moments
Ranking rank_counts(std::span<const Counted>, std::int64_t parts_of_event = 1);

}  // namespace onward
