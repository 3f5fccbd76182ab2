// Which figures of an answer are withheld, so that no small count of people is told.
#pragma once

#include "operations/metric_tally.hpp"

namespace onward {

// Groups and sums of a table in which small counts are looked for: seconds at the worst.
constexpr std::int64_t hidden_cells_max = 20'000;

// By metric, of each group in their order. A figure that would give small counts away together with
// those that stand before it in the question, by differences of metrics or sums of groups, is
// withheld, and they are told: as much as can be.
//   refused  too_many_groups
Result<std::vector<std::vector<Withheld>>> withheld(const Tallied&, std::int64_t below);

}  // namespace onward
