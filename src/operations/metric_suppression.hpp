// Which figures of an answer are hidden, so that no small count of people is told.
#pragma once

#include "operations/metric_tally.hpp"

namespace onward {

// Groups and sums of a table in which small counts are looked for: seconds at the worst.
constexpr std::int64_t hidden_cells_max = 20'000;

// Of each group (in their order) and metric whether it is hidden. Metrics of one kind of fact are
// hidden together, with what would give them away by differences of metrics or sums of groups.
//   refused  too_many_groups
Result<std::vector<std::vector<bool>>> hidden_figures(const Tallied&, std::int64_t below);

}  // namespace onward
