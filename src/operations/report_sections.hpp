// What a report asks: its sections as data. Each names the operation that answers it, so that every
// figure of a report can be asked again.
#pragma once

#include "onward/operations/reports.hpp"

namespace onward {

enum class ReportQuestion : std::uint8_t {
  figures,  // metric.query
  ranking,  // metric.rank, of the first metric along the first dimension
  dashboard,  // dashboard.counts
  overdue,  // referral.list: received, or all of the network
  overdue_sent,  // referral.list: sent, when it is not of the whole network
  new_referrers,  // relationship.list
  dormant_referrers
};

// Names of files in src/operations/report.
enum class ReportChart : std::uint8_t {
  none,
  trend,
  rates,
  intervals,
  ranges,
  bars,
  stack,
  curves,
  funnel
};

struct ReportSectionRow {
  ReportProfile profile{};
  std::string_view name{}, title{}, says{};
  ReportQuestion question = ReportQuestion::figures;
  ReportChart chart = ReportChart::none;
  std::vector<Metric> metrics{};
  std::vector<Dimension> group_by{};
  std::vector<Metric> drawn{};  // of the metrics; empty: all of them
  // Lines to keep, those with the most of the first metric first; 0: all, as they are answered.
  std::size_t largest = 0;
};

std::span<const ReportSectionRow> report_sections();

}  // namespace onward
