// From answers to the lines of a report, and to the data of its charts.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/report_sections.hpp"

namespace onward {

// Lines and chart of a section that metric.query answers. Months without figures stand in a trend
// with 0, and the month in which `made_on` lies is provisional.
void fill_figures(ReportSection&, const ReportSectionRow&, const Figures&, Date made_on);

// The same of one that metric.rank answers.
void fill_ranking(ReportSection&, const ReportSectionRow&, const RankedFigures&);

// The same of metric.trend and metric.forecast.
void fill_trend(ReportSection&, const ReportSectionRow&, const Trend&);
void fill_forecast(ReportSection&, const ReportSectionRow&, const FigureForecast&);

ReportCell text_cell(std::string text);
ReportCell count_cell(std::int64_t);
ReportCell day_cell(Date);

}  // namespace onward
