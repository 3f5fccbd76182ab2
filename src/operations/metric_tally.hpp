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

// What of time a question is about, in days of its zone.
struct AskedDays {
  Date today{};  // or the day on which it was known
  std::optional<Date> from{}, until{};
  Date began{};  // counting began in the course of it: the network did, or the organisation

  // What is older was brought along, and whoever brings it begins with a whole period.
  void was_counted_from(Dimension period, Date first_counted);
  // Over, begun with counting and asked for as a whole. Who began on its first day began with it.
  bool has_whole(Dimension period, Date first) const;
  Date last() const { return until ? std::min(today, *until - std::chrono::days(1)) : today; }
};
AskedDays days_of(Context&, const TimeZone&, std::optional<Instant> as_of, bool whole_store);

DefinedMetric defined(Metric);
// Of small groups, as it is told to readers who may know one of the waits.
Tally for_readers(const Tally&, std::int64_t below);
// Of a figure: nothing; how many are pending and how waits ended otherwise; or all.
enum class Withheld : std::uint8_t { nothing, details, all };
Figure figure_of(Metric, const Tally&, bool with_curves, Withheld = Withheld::nothing);

}  // namespace onward
