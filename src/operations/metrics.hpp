// Figures over the facts of the journal.
#pragma once

#include "onward/operations/metrics.hpp"
#include "operations/row.hpp"

namespace onward {

Result<DefinedMetrics> list_metrics(Context&, const Empty&);

// Of what the active organisation sent or received; or of all.
//   refused  malformed_request (no metric, a place that cannot be), provider_merged,
//            period_reversed,
//            time_in_future at /as_of,
//            permission_missing at /whole_store, and at /suppress_below when it is less than the
//            default about clients; metric_lacks_dimension, too_many_groups
Result<Figures> query_metrics(Context&, const AskFigures&);

}  // namespace onward
