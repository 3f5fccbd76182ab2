// The report a manager opens: figures with what they mean, as sections and as a page.
#pragma once

#include "onward/json.hpp"
#include "onward/operations/metrics.hpp"

namespace onward {

enum class ReportProfile : std::uint8_t { network, practice };
template <>
inline constexpr auto names<ReportProfile> = std::array{
    Name{ReportProfile::network, "network", "Needs, referrals and what became of them."},
    Name{ReportProfile::practice, "practice", "Leads, who sent them, and what they are worth."},
};

// Reports that have a name. Names are codes: append, never rename.
enum class ReportName : std::uint8_t {
  summary,
  by_service,
  by_provider,
  outcomes,
  timeline,
  dashboard,
  unmet_need,
  equity,
  monthly_summary,
  top_referrers,
  source_comparison,
  provider_history,
  trend_analysis,
  dormant_referrers,
  compare_referrers,
  executive_summary
};
template <>  // source: the mission's referral documents, "Available Reports" and "Reports"
inline constexpr auto names<ReportName> = std::array{
    Name{ReportName::summary, "summary", "All referrals of a period, and where they stand."},
    Name{ReportName::by_service, "by_service", "By type of help, and by service."},
    Name{ReportName::by_provider, "by_provider", "How those who are asked answer."},
    Name{ReportName::outcomes, "outcomes", "How referrals ended, and why."},
    Name{ReportName::timeline, "timeline", "How long each step takes."},
    Name{ReportName::dashboard, "dashboard", "Where work stands now, and what is overdue."},
    Name{ReportName::unmet_need, "unmet_need", "Where there is no help."},
    Name{ReportName::equity, "equity", "Whether all are helped alike."},
    Name{ReportName::monthly_summary, "monthly_summary", "One month of a practice."},
    Name{ReportName::top_referrers, "top_referrers",
         "The ten who send most, and what it is worth."},
    Name{ReportName::source_comparison, "source_comparison",
         "Kinds of sources against each other: what they send, cost and return."},
    Name{ReportName::provider_history, "provider_history", "All of one referring provider."},
    Name{ReportName::trend_analysis, "trend_analysis",
         "How referrals go month over month, and what may come."},
    Name{ReportName::dormant_referrers, "dormant_referrers",
         "Providers who have not sent anybody for long, or send fewer."},
    Name{ReportName::compare_referrers, "compare_referrers",
         "Two to ten referring providers side by side."},
    Name{ReportName::executive_summary, "executive_summary",
         "A practice in one page: volume, conversion, value, return and outlook."},
};

struct AskReport {
  std::optional<Date> from{};
  std::optional<Date> until{};
  bool whole_store = false;
  std::optional<ReportProfile> profile{};
  std::optional<ReportName> report{};
  std::optional<Date> month{};
  std::vector<ReferringProviderId> referring_provider_ids{};
  std::optional<Instant> as_of{};
  std::optional<std::int64_t> suppress_below{};
};
template <>
inline constexpr auto rows<AskReport> = std::array{
    row<&AskReport::from>(1, "from", "First day of the period; absent: from the beginning."),
    row<&AskReport::until>(2, "until", "First day after the period; absent: until now."),
    row<&AskReport::whole_store>(
        3, "whole_store", "Of all organisations; for administrators of the store.", may_be_absent),
    row<&AskReport::profile>(4, "profile",
                             "What it is about; absent: whatever of these has figures."),
    row<&AskReport::report>(5, "report",
                            "A report that has a name (report.catalogue); absent: all there is of "
                            "a profile."),
    row<&AskReport::month>(6, "month",
                           "First day of the month that it is of, instead of from and until."),
    row<&AskReport::referring_provider_ids>(7, "referring_provider_ids",
                                            "Of a report about providers: whom it is about.",
                                            may_be_absent),
    row<&AskReport::as_of>(8, "as_of",
                           "As was known then; what is of this moment alone says so. Absent: as is "
                           "known now."),
    row<&AskReport::suppress_below>(
        9, "suppress_below",
        "Hide counts of people below this, in all and along every dimension, and what would give "
        "them away, for whoever passes the report on: 5 is usual. Absent: nowhere but along what "
        "is about clients, and there always, of less than 5."),
};
ONWARD_RECORD(AskReport);

enum class ReportValue : std::uint8_t { text, day, count, share, minutes, money, returns };
template <>
inline constexpr auto names<ReportValue> = std::array{
    Name{ReportValue::text, "text", "Words."},
    Name{ReportValue::day, "day", "A day."},
    Name{ReportValue::count, "count", "A whole number."},
    Name{ReportValue::share, "share", "A share, 0 to 1."},
    Name{ReportValue::minutes, "minutes", "A length of time in minutes; the median of waits."},
    Name{ReportValue::money, "money", "Amounts in minor units, one for each currency."},
    Name{ReportValue::returns, "returns", "Money of money, one for each currency."},
};
struct ReportColumn {
  std::string name{};
  std::string label{};
  ReportValue value = ReportValue::text;
};
template <>
inline constexpr auto rows<ReportColumn> = std::array{
    row<&ReportColumn::name>(1, "name", "A metric, a dimension, or a member of the answer."),
    row<&ReportColumn::label>(2, "label", "Its heading."),
    row<&ReportColumn::value>(3, "value", "What kind of value stands in it."),
};
ONWARD_RECORDS(ReportColumn);

enum class CellMark : std::uint8_t { none, suppressed, immature, partial };
template <>
inline constexpr auto names<CellMark> = std::array{
    Name{CellMark::none, "none", "The figure is as it is."},
    Name{CellMark::suppressed, "suppressed", "Too few people: the figure is hidden."},
    Name{CellMark::immature, "immature", "Over a tenth is pending: the figure may yet change."},
    Name{CellMark::partial, "partial",
         "It is of a part of a month: it is not over, counting began after its first day, or the "
         "period cuts it."},
};
struct ReportCell {
  std::string text{};
  Json value{};
  std::string interval{};
  CellMark mark = CellMark::none;
};
template <>
inline constexpr auto rows<ReportCell> = std::array{
    row<&ReportCell::text>(1, "text", "As it is printed; empty when there is nothing to say.",
                           is_personal),
    row<&ReportCell::value>(2, "value", "As it was answered; null when there is nothing.",
                            is_personal),
    row<&ReportCell::interval>(3, "interval", "Its 95 % interval or its denominator, printed."),
    row<&ReportCell::mark>(4, "mark", "What has to be known about it."),
};
ONWARD_RECORDS(ReportCell);
struct ReportLine {
  std::vector<ReportCell> cells{};
};
template <>
inline constexpr auto rows<ReportLine> = std::array{
    row<&ReportLine::cells>(1, "cells", "One for each column.", is_personal),
};
ONWARD_RECORDS(ReportLine);

struct ReportSection {
  std::string name{};
  std::string title{};
  std::string says{};
  std::string operation{};
  Json request{};
  std::string refused{};
  std::vector<DefinedMetric> definitions{};
  std::int64_t suppressed_below = 0;
  std::vector<ReportColumn> columns{};
  std::vector<ReportLine> lines{};
  std::int64_t left_out = 0;
  Json chart{};
  std::string untold{};
};
template <>
inline constexpr auto rows<ReportSection> = std::array{
    row<&ReportSection::name>(1, "name", "Its name, which stays."),
    row<&ReportSection::title>(2, "title", "Its heading."),
    row<&ReportSection::says>(3, "says", "What it shows, and how it is read."),
    row<&ReportSection::operation>(4, "operation", "The operation that answers its figures."),
    row<&ReportSection::request>(
        5, "request",
        "How it was asked, or a list where it was asked of several. Of figures as_of is when they "
        "were told: asked again, they say the same. Lists and forecasts are of the moment."),
    row<&ReportSection::refused>(6, "refused",
                                 "Why there are no figures for who asks; empty when there are."),
    row<&ReportSection::definitions>(7, "definitions", "What each metric means."),
    row<&ReportSection::suppressed_below>(8, "suppressed_below",
                                          "Below what counts are hidden; 0: none."),
    row<&ReportSection::columns>(9, "columns", "The columns of its table."),
    row<&ReportSection::lines>(10, "lines", "The lines of its table; empty for nothing.",
                               is_personal),
    row<&ReportSection::left_out>(11, "left_out", "How many lines more the answer has, at least."),
    row<&ReportSection::chart>(
        12, "chart", "A Vega-Lite specification with its data; null for none.", is_personal),
    row<&ReportSection::untold>(13, "untold",
                                "Why it cannot be told as was known then; empty when it can, or "
                                "when it is told as of now."),
};
ONWARD_RECORDS(ReportSection);

struct Report {
  std::string about{};
  std::vector<ReportProfile> profiles{};
  bool whole_store = false;
  std::optional<Date> from{};
  std::optional<Date> until{};
  std::string time_zone{};
  Instant made_at{};
  std::optional<Instant> known_at{};
  std::int64_t entries = 0;
  std::vector<ReportSection> sections{};
  std::optional<ReportName> report{};
  std::string title{};
  std::string says{};
  bool empty = false;
  std::optional<Instant> as_of{};
};
template <>
inline constexpr auto rows<Report> = std::array{
    row<&Report::about>(1, "about", "Whom it is about: the organisation, or the network."),
    row<&Report::profiles>(2, "profiles", "What it is about; empty: nothing was counted."),
    row<&Report::whole_store>(3, "whole_store", "Whether it is of all organisations."),
    row<&Report::from>(4, "from", "First day of the period; absent: from the beginning."),
    row<&Report::until>(5, "until", "First day after the period; absent: until now."),
    row<&Report::time_zone>(6, "time_zone", "Whose days the periods have."),
    row<&Report::made_at>(7, "made_at", "When it was made."),
    row<&Report::known_at>(8, "known_at", "The last act counted; absent when there is none."),
    row<&Report::entries>(9, "entries", "Entries of the journal that were counted."),
    row<&Report::sections>(10, "sections", "In the order of reading.", is_personal),
    row<&Report::report>(11, "report", "Its name; absent for all there is of a profile."),
    row<&Report::title>(12, "title", "Its heading."),
    row<&Report::says>(13, "says", "What it is for; empty without a name."),
    row<&Report::empty>(14, "empty", "True when no section has anything to say."),
    row<&Report::as_of>(15, "as_of", "As was known then; absent: as is known now."),
};
ONWARD_RECORD(Report);

// What a report can be asked for, before it is made.
struct NamedSection {
  std::string name{};
  std::string title{};
  std::string operation{};
};
template <>
inline constexpr auto rows<NamedSection> = std::array{
    row<&NamedSection::name>(1, "name", "Its name, which stays."),
    row<&NamedSection::title>(2, "title", "Its heading."),
    row<&NamedSection::operation>(3, "operation", "The operation that answers its figures."),
};
ONWARD_RECORDS(NamedSection);
struct NamedReport {
  ReportName report = ReportName::summary;
  std::string title{};
  std::string says{};
  ReportProfile profile = ReportProfile::network;
  bool monthly = false;
  std::int64_t providers_min = 0;
  std::int64_t providers_max = 0;
  std::vector<NamedSection> sections{};
};
template <>
inline constexpr auto rows<NamedReport> = std::array{
    row<&NamedReport::report>(1, "report", "Its name."),
    row<&NamedReport::title>(2, "title", "Its heading."),
    row<&NamedReport::says>(3, "says", "What it is for."),
    row<&NamedReport::profile>(4, "profile", "What it is about."),
    row<&NamedReport::monthly>(5, "monthly",
                               "True when it is of one month: the last that is over, unless it is "
                               "asked for another."),
    row<&NamedReport::providers_min>(
        6, "providers_min", "Of how many referring providers it is, at least; 0: of none."),
    row<&NamedReport::providers_max>(7, "providers_max", "And at most."),
    row<&NamedReport::sections>(8, "sections", "In the order of reading."),
};
ONWARD_RECORDS(NamedReport);
struct ReportCatalogue {
  std::vector<NamedReport> reports{};
};
template <>
inline constexpr auto rows<ReportCatalogue> = std::array{
    row<&ReportCatalogue::reports>(1, "reports", "All there are."),
};
ONWARD_RECORD(ReportCatalogue);

struct ReportPage {
  std::string html{};
  bool charts = false;
};
template <>
inline constexpr auto rows<ReportPage> = std::array{
    row<&ReportPage::html>(1, "html", "The whole page; it needs no network.", is_personal),
    row<&ReportPage::charts>(2, "charts",
                             "False when this build has no library of charts: then it has tables."),
};
ONWARD_RECORD(ReportPage);

namespace report {
using catalogue = Tag<"report.catalogue", Empty, ReportCatalogue>;
using sections = Tag<"report.sections", AskReport, Report>;
using html = Tag<"report.html", AskReport, ReportPage>;
}  // namespace report

}  // namespace onward
