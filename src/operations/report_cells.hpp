// From answers to the lines of a report, and to the data of its charts.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/report_order.hpp"
#include "operations/report_sections.hpp"

namespace onward {

// Lines and chart of a section that metric.query answers. Months without figures stand in a trend
// with 0; one that is not over, or that the period cuts, is marked.
//   all  of a section that compares: the figure compared, of all groups together
void fill_figures(ReportSection&, const ReportSectionRow&, const Figures&, const AskedDays&,
                  const Figure& all = {});

// The same of one that metric.rank answers.
void fill_ranking(ReportSection&, const ReportSectionRow&, const RankedFigures&);

// The same of metric.trend and metric.forecast.
void fill_trend(ReportSection&, const ReportSectionRow&, const Trend&, const AskedDays&);
void fill_forecast(ReportSection&, const ReportSectionRow&, const FigureForecast&);

ReportCell text_cell(std::string text);
ReportCell code_cell(std::string_view code, std::string text);  // words that stand for a code
// What stands beside a difference that may be none.
constexpr std::string_view may_be_chance = "; may be chance";
ReportCell share_cell(double);
ReportCell rate_cell(const Figure&);
ReportCell difference_cell(const std::optional<ComparedRate>&);
ReportCell money_cell(const std::vector<Money>&);
ReportCell count_cell(std::int64_t);
ReportCell day_cell(Date);

}  // namespace onward
