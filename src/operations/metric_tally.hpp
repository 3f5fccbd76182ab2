// What questions about figures have in common: how they are checked and tallied, and how a tally
// becomes a figure.
#pragma once

#include "onward/operations/metrics.hpp"
#include "operations/facts_index.hpp"

namespace onward {

struct Tallied {
  FactsAsOf known{};
  MetricTallies tallies{};
  const TimeZone* zone = nullptr;
  std::string time_zone{};
};
// Of what the active organisation sent or received; or of all.
//   refused  malformed_request (no metric, a place that cannot be), period_reversed,
//            permission_missing at /whole_store, metric_lacks_dimension, too_many_groups
Result<Tallied> tallied(Context&, const AskFigures&);

DefinedMetric defined(Metric);
Figure figure_of(Metric, const Tally&, bool with_curves);

}  // namespace onward
