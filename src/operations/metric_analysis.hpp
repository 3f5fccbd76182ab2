// Trends, rankings and forecasts of figures.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/row.hpp"

namespace onward {

// All as metric.query, with what is refused there, and
//   refused  malformed_request at /period when it is none, and at a filter about clients;
//            too_many_groups at /period beyond 10,000 periods
Result<Trend> trend_metric(Context&, const AskTrend&);

//   refused  malformed_request at /metric (a wait, or a number of different ones) and at /dimension
//            (a period, or about clients); too_many_groups beyond 1,000 to rank
Result<RankedFigures> rank_metric(Context&, const AskRanking&);

//   refused  malformed_request at /metric (no count), /period and /horizon_periods
Result<FigureForecast> forecast_metric(Context&, const AskForecast&);

}  // namespace onward
