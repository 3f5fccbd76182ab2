// Which figures of an answer are hidden, so that no small count of people is told.
#pragma once

#include "onward/operations/metrics.hpp"

namespace onward {

// Of each group (in their order) and metric whether it is hidden: counts below `below`, and what
// would reveal them through the sums of the groups.
std::vector<std::vector<bool>> hidden_figures(const MetricTallies&, const AskFigures&,
                                              std::int64_t below);

}  // namespace onward
