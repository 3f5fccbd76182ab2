// Which figures of an answer are hidden, so that no small count of people is told.
#pragma once

#include "onward/operations/metrics.hpp"
#include "operations/context.hpp"

namespace onward {

// Cells of a table, of one metric, in which small counts are looked for: seconds at the worst.
constexpr std::int64_t hidden_cells_max = 20'000;

//   refused  too_many_groups
Refused too_large_to_hide(const MetricTallies&, const AskFigures&);

// Of each group (in their order) and metric whether it is hidden: counts below `below`, and what
// would reveal them through the sums of the groups.
std::vector<std::vector<bool>> hidden_figures(const MetricTallies&, const AskFigures&,
                                              std::int64_t below);

}  // namespace onward
