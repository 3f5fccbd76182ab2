// What an answer tells apart: the facts of each group in parts, each of facts that every metric of
// the answer counts alike.
//
// Whoever adds and subtracts figures of a group has sums of whole parts, whatever they do. So where
// each part is nobody or many, nothing small can be worked out.
#pragma once

#include "onward/rules/metrics.hpp"

namespace onward {

struct MetricParts {
  // Of each part how many facts there are of it in each group where there are any; of touches, how
  // many leads they brought.
  std::vector<std::map<GroupKey, std::int64_t>> counts{};
  // Metrics are placed by different instants, so that one fact may stand in several groups.
  bool is_placed_apart = false;
};

// Of the query's metrics of this kind; at most 12 metrics.
MetricParts parts_of(const Facts&, const MetricQuery&, FactKind, const TimeZone&);

}  // namespace onward
