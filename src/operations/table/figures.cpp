// Figures and reports.
#include "operations/metric_analysis.hpp"
#include "operations/metric_states.hpp"
#include "operations/metrics.hpp"
#include "operations/report.hpp"
#include "operations/reports.hpp"
#include "operations/table/table.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<report::summary, summarize>(audited, analyse, "How many needs and referrals stand where."),
    op<metric::list, list_metrics>(reads, see, "Every metric, what it means, and its dimensions."),
    op<metric::query, query_metrics>(
        audited, analyse, "Any metrics, over any dimensions, in any period, as known at any time."),
    op<metric::trend, trend_metric>(audited, analyse,
                                    "How a figure went, period by period, and by how much."),
    op<metric::rank, rank_metric>(
        audited, analyse, "Who comes first, and whether the order says anything or is noise."),
    op<metric::state, metric_state>(
        audited, analyse, "What was counted, as whole numbers that add up with other stores'."),
    op<metric::merge, merge_states>(audited, analyse,
                                    "The figures of several stores together, from their states."),
    op<metric::forecast, forecast_metric>(
        audited, analyse, "What a count may come to, by the method that would have been right."),
    op<report::catalogue, list_reports>(reads, see,
                                        "The reports that have a name, and what they ask for."),
    op<report::sections, make_report>(
        audited, analyse, "A report as data: each section's question, its table and its chart."),
    op<report::html, make_report_page>(audited, analyse,
                                       "A report as one page of HTML that needs no network."),
};

}  // namespace

OperationSection figures_operations() { return table; }

}  // namespace onward
