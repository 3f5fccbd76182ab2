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
  dormant_referrers,
  declining_referrers,
  summary,  // report.summary
  trend,  // metric.trend, of the first metric
  forecast,  // metric.forecast, of the first metric
  relationship,  // relationship.get, of the first provider asked for; so are all below
  provider_statistics,  // referring_provider.statistics
  provider_referrals,  // referring_provider.list_referrals
  provider_contacts,  // referring_provider.list_contacts
  provider_costs,  // relationship_cost.list
  provider_rates  // referring_provider.statistics, of each provider asked for
};
std::string_view operation_of(ReportQuestion);
// Whether it is counted from history, and so can be told as it was known. Lists are of this moment.
bool is_told_of_the_past(ReportQuestion);

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

// Whose referrals, in a report of one organisation; of the whole network all of them.
enum class ReportSide : std::uint8_t { all, sent, received };

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
  bool in_named_only = false;  // stands in reports that have a name
  bool of_providers = false;  // filtered by those the report is asked for
  std::optional<Metric> compared{};  // a rate, of which differences are told
  int last_days = 0;  // of so many days until today, whatever the period; 0: of the period
  ReportSide side = ReportSide::all;
  bool is_of_one = false;  // left out of a report of the whole network
  int months_before = 0;  // months that stand before the period, to compare it with
  // Of a list of today: what it says where there is a period, of which its metrics are asked.
  std::string_view says_of_period{};
};

// The row as it is asked of a report that has a period, or none.
ReportSectionRow asked_of(const ReportSectionRow&, bool has_period);

std::span<const ReportSectionRow> network_sections();
std::span<const ReportSectionRow> practice_sections();
std::span<const ReportSectionRow> report_sections();  // both, of a network first

struct NamedReportRow {
  ReportName name{};
  std::string_view title{}, says{};
  ReportProfile profile{};
  std::vector<std::string_view> sections{};  // names of rows of report_sections()
  bool is_monthly = false;
  std::size_t providers_min = 0, providers_max = 0;  // how many it is asked for
};

// In the order of the enumerators.
std::span<const NamedReportRow> named_reports();
const ReportSectionRow& report_section(std::string_view name);  // one that there is

}  // namespace onward
