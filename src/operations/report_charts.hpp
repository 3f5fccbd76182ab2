// The charts of a report: Vega-Lite specifications, which are files, and their data.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/report_sections.hpp"

namespace onward {

// Of lines that were made of these groups, one of each; "null" when the section has no chart, or
// nothing to draw.
std::string chart_of(const ReportSection&, const ReportSectionRow&, std::span<const FigureGroup>);

// Of the lines of a ranking.
std::string chart_of(const ReportSection&, const ReportSectionRow&, const RankedFigures&);

// Of the lines of a forecast.
std::string chart_of(const ReportSection&, const ReportSectionRow&, const FigureForecast&);

// Stages that follow each other, or how those of the last days stand; with their share of the
// first.
void fill_funnel(ReportSection&, const ReportSectionRow&, const Figures&);

}  // namespace onward
