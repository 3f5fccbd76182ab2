// What questions about figures have in common: how they are checked and tallied, and how a tally
// becomes a figure.
#pragma once

#include "onward/operations/metrics.hpp"
#include "operations/facts_index.hpp"

namespace onward {

constexpr std::size_t metrics_max = 12;
constexpr std::int64_t metric_groups_max = 10'000;

struct Tallied {
  FactsAsOf known{};
  MetricQuery query{};  // as it was tallied
  std::shared_ptr<const MetricTallies> tallies{};
  const TimeZone* zone = nullptr;
  std::string time_zone{};
};
// Whether it is grouped or filtered by what is about clients.
bool asks_about_clients(const AskFigures&);

// Of what the active organisation sent or received; or of all.
//   refused  malformed_request (no metric, a place that cannot be), period_reversed,
//            time_in_future at /as_of,
//            permission_missing at /whole_store, and at /suppress_below when it is less than the
//            default about clients; metric_lacks_dimension, too_many_groups
Result<Tallied> tallied(Context&, const AskFigures&);

DefinedMetric defined(Metric);
// Of small groups, as it is told to readers who may know one of the waits.
Tally for_readers(const Tally&, std::int64_t below);
// Of a figure: nothing; how many are pending and how waits ended otherwise; or all.
enum class Withheld : std::uint8_t { nothing, details, all };
Figure figure_of(Metric, const Tally&, bool with_curves, Withheld = Withheld::nothing);

}  // namespace onward
