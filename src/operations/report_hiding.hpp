// Small counts in a report: what one section hides, no other tells.
//
// Sections along the same dimensions ask for the same figures, and each shows its own of them: so
// they hide alike.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/metric_tally.hpp"
#include "operations/report_sections.hpp"

namespace onward {

constexpr std::size_t asked_together_max = 12;  // as many metrics as one question has

// The metrics of all sections that count the same facts along the same dimensions, in their order;
// of more than one question takes, the section's own and the first of the others.
std::vector<Metric> asked_together(const ReportSectionRow&, std::span<const ReportSectionRow> all);
// Whether a section before it tells the same facts apart in part as it does, and one of both
// further: then the sums that they have in common would tell what either hides.
bool crosses_another(const ReportSectionRow&, std::span<const ReportSectionRow> all);

// Why a report of these days that hides leaves it out; empty for what it tells.
std::string_view why_left_out(const ReportSectionRow&, std::span<const ReportSectionRow> all,
                              const AskedDays&);

// What of a common answer is the section's own: its figures, and the groups in which there are any.
Figures only(const std::vector<Metric>&, Figures);
// Whoever is hidden beside it is not asked about: the order, and what is common to all, would tell
// them. Answers how many that are.
std::int64_t rank_without_hidden(const Figures& beside, AskRanking&);
// Whether it hides the metric anywhere.
bool hides(const Figures&, Metric);
// What is hidden beside it is hidden in it.
void hide_as(const Figures& beside, Trend&);

}  // namespace onward
