// The reports that have a name: which sections each has, and what it asks for.
#include <algorithm>
#include <cassert>

#include "operations/report_sections.hpp"
#include "operations/reports.hpp"

namespace onward {

namespace {

constexpr auto network = ReportProfile::network;
constexpr auto practice = ReportProfile::practice;
constexpr std::size_t compared_max = 10;  // a page has as many colours and shapes

}  // namespace

std::span<const NamedReportRow> named_reports() {
  static const NamedReportRow table[] = {
      {.name = ReportName::summary,
       .title = "Referral summary",
       .says = "What was asked for in the period, how far it came, and where it stands now.",
       .profile = network,
       .sections = {"period", "period-received", "summary", "funnel", "funnel-received", "trend",
                    "trend-received", "outcomes", "outcomes-received"}},
      {.name = ReportName::by_service,
       .title = "Referrals by service",
       .says = "Which help is asked for, of whom, and how often it comes.",
       .profile = network,
       .sections = {"by-issue", "by-service", "by-service-received", "gaps"}},
      {.name = ReportName::by_provider,
       .title = "Provider performance",
       .says = "How often and how fast those who are asked accept and help. Differences may be "
               "chance, and ranges say so.",
       .profile = network,
       .sections = {"receivers", "receivers-ranked", "waits-by-receiver", "senders"}},
      {.name = ReportName::outcomes,
       .title = "Outcomes",
       .says = "How referrals ended, whether they helped, and why they did not.",
       .profile = network,
       .sections = {"outcomes", "outcomes-received", "success-by-issue",
                    "success-by-issue-received", "reasons", "reasons-received", "needs-standing"}},
      {.name = ReportName::timeline,
       .title = "Processing times",
       .says = "How long each step takes, with those who still wait.",
       .profile = network,
       .sections = {"waits", "waits-received", "waits-by-month", "waits-by-month-received",
                    "waits-by-receiver"}},
      {.name = ReportName::dashboard,
       .title = "Dashboard",
       .says = "Where work stands now, and what is overdue.",
       .profile = network,
       .sections = {"now", "last-30-days", "overdue", "overdue-sent"}},
      {.name = ReportName::unmet_need,
       .title = "Unmet need",
       .says = "What people ask for and do not get, by type of help, place and month.",
       .profile = network,
       .sections = {"gaps", "gaps-by-locality", "unmet-by-month", "needs-standing"}},
      {.name = ReportName::equity,
       .title = "Equity",
       .says = "Whether help comes alike by age, gender, place and language. Small counts are "
               "hidden.",
       .profile = network,
       .sections = {"equity-age", "equity-gender", "equity-locality", "equity-language"}},

      {.name = ReportName::monthly_summary,
       .title = "Monthly referral summary",
       .says = "One month of the practice: who came, who sent them, what it cost and brought.",
       .profile = practice,
       .sections = {"practice", "touches-trend", "sources", "referrers-ranked", "referrers",
                    "costs", "new-referrers", "dormant-referrers"},
       .is_monthly = true},
      {.name = ReportName::top_referrers,
       .title = "Top 10 referrers",
       .says = "By touches, by conversions, by value and by what was spent on them.",
       .profile = practice,
       .sections = {"referrers-ranked", "referrers", "referrers-by-value", "returns-by-provider"}},
      {.name = ReportName::source_comparison,
       .title = "Referral source comparison",
       .says = "Professionals, patients, families and advertising against each other.",
       .profile = practice,
       .sections = {"sources", "mix", "returns-by-type", "managed-sources"}},
      {.name = ReportName::provider_history,
       .title = "Provider history",
       .says = "One referring provider: how they stand, whom they sent, what was said and spent.",
       .profile = practice,
       .sections = {"relationship", "provider-statistics", "provider-by-month",
                    "provider-referrals", "provider-contacts", "provider-costs"},
       .providers_min = 1,
       .providers_max = 1},
      {.name = ReportName::trend_analysis,
       .title = "Referral trends",
       .says = "How referrals, leads and conversions go, and what the next months may bring.",
       .profile = practice,
       .sections = {"touches-trend", "leads-trend", "conversions-trend", "conversion", "referring",
                    "mix", "touches-forecast"}},
      {.name = ReportName::dormant_referrers,
       .title = "Dormant referrers",
       .says =
           "Whom to call: providers who sent people once, and have not for long, or send fewer.",
       .profile = practice,
       .sections = {"dormant-referrers", "declining-referrers"}},
      {.name = ReportName::compare_referrers,
       .title = "Referrers compared",
       .says = "Referring providers side by side.",
       .profile = practice,
       .sections = {"providers-compared", "providers-converted", "providers-by-month"},
       .providers_min = 2,
       .providers_max = compared_max},
      {.name = ReportName::executive_summary,
       .title = "Executive summary",
       .says = "Volume, conversion, value, return and outlook in one page.",
       .profile = practice,
       .sections = {"practice", "touches-trend", "conversion", "sources", "referrers-ranked",
                    "costs", "dormant-referrers", "declining-referrers", "touches-forecast"}},
  };
  return table;
}

Result<ReportCatalogue> list_reports(Context&, const Empty&) {
  ReportCatalogue out;
  for (auto& row : named_reports()) {
    NamedReport report{.report = row.name,
                       .title = std::string(row.title),
                       .says = std::string(row.says),
                       .profile = row.profile,
                       .monthly = row.is_monthly,
                       .providers_min = static_cast<std::int64_t>(row.providers_min),
                       .providers_max = static_cast<std::int64_t>(row.providers_max)};
    for (const auto name : row.sections) {
      const auto& section = report_section(name);
      const auto question = asked_of(section, row.is_monthly).question;
      report.sections.push_back({std::string(section.name), std::string(section.title),
                                 std::string(operation_of(question))});
    }
    out.reports.push_back(std::move(report));
  }
  return out;
}

const ReportSectionRow& report_section(std::string_view name) {
  const auto rows = report_sections();
  const auto found = std::ranges::find(rows, name, &ReportSectionRow::name);
  assert(found != rows.end());
  return *found;
}

ReportSectionRow asked_of(const ReportSectionRow& row, bool has_period) {
  ReportSectionRow out = row;
  if (has_period && !row.says_of_period.empty()) {
    out.question = ReportQuestion::figures;
    out.says = row.says_of_period;
  }
  return out;
}

std::string_view operation_of(ReportQuestion question) {
  switch (question) {
    case ReportQuestion::figures: return "metric.query";
    case ReportQuestion::ranking: return "metric.rank";
    case ReportQuestion::dashboard: return "dashboard.counts";
    case ReportQuestion::overdue:
    case ReportQuestion::overdue_sent: return "referral.list";
    case ReportQuestion::new_referrers:
    case ReportQuestion::dormant_referrers:
    case ReportQuestion::declining_referrers: return "relationship.list";
    case ReportQuestion::summary: return "report.summary";
    case ReportQuestion::trend: return "metric.trend";
    case ReportQuestion::forecast: return "metric.forecast";
    case ReportQuestion::relationship: return "relationship.get";
    case ReportQuestion::provider_statistics:
    case ReportQuestion::provider_rates: return "referring_provider.statistics";
    case ReportQuestion::provider_referrals: return "referring_provider.list_referrals";
    case ReportQuestion::provider_contacts: return "referring_provider.list_contacts";
    case ReportQuestion::provider_costs: return "relationship_cost.list";
  }
  return {};
}
bool is_told_of_the_past(ReportQuestion question) {
  return operation_of(question).starts_with("metric.");
}

}  // namespace onward
