// Figures: any metric, over any of its dimensions, in any period, as known at any time.
#pragma once

#include "onward/boxed.hpp"
#include "onward/operations/money.hpp"
#include "onward/rules/metrics.hpp"

namespace onward {

struct FilterFigures {
  Dimension dimension = Dimension::sender;
  std::vector<std::string> any_of{};
};
template <>
inline constexpr auto rows<FilterFigures> = std::array{
    row<&FilterFigures::dimension>(1, "dimension", "Along what to choose; not a period."),
    row<&FilterFigures::any_of>(
        2, "any_of",
        "What counts: identifiers, names of enumerators, codes, or age bands as 18-24; unknown and "
        "erased too."),
};
ONWARD_RECORDS(FilterFigures);

struct AskFigures {
  std::vector<Metric> metrics{};
  std::vector<Dimension> group_by{};
  std::vector<FilterFigures> filters{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  std::optional<Instant> as_of{};
  bool whole_store = false;
  std::optional<std::int64_t> suppress_below{};
  bool curves = false;
};
template <>
inline constexpr auto rows<AskFigures> = std::array{
    row<&AskFigures::metrics>(1, "metrics", "What to measure, 1 to 12."),
    row<&AskFigures::group_by>(2, "group_by", "Dimensions to tell apart, at most 3.",
                               may_be_absent),
    row<&AskFigures::filters>(3, "filters", "What alone counts; all of them at once.",
                              may_be_absent),
    row<&AskFigures::from>(4, "from", "First day of the period; absent: from the beginning."),
    row<&AskFigures::until>(5, "until", "First day after the period; absent: until now."),
    row<&AskFigures::as_of>(6, "as_of", "As was known then; absent: as is known now."),
    row<&AskFigures::whole_store>(
        7, "whole_store", "Of all organisations; for administrators of the store.", may_be_absent),
    row<&AskFigures::suppress_below>(
        8, "suppress_below",
        "Hide counts of people below this, and what would give them away; 0 hides nothing. Absent: "
        "5 when a dimension about clients is asked for, and in whatever leaves as columns or as a "
        "file; else 0. Less than 5 about clients is for administrators of the store."),
    row<&AskFigures::curves>(9, "curves", "Answer the curves of waits too.", may_be_absent),
};
ONWARD_RECORD(AskFigures);

struct FigureKey {
  Dimension dimension = Dimension::sender;
  std::string code{};
  std::string name{};
};
template <>
inline constexpr auto rows<FigureKey> = std::array{
    row<&FigureKey::dimension>(1, "dimension", "Which dimension."),
    row<&FigureKey::code>(2, "code", "The place along it; of a period, its first day."),
    row<&FigureKey::name>(3, "name", "The same for people."),
};
ONWARD_RECORDS(FigureKey);

struct WaitPoint {
  std::int64_t minutes = 0;
  double share = 0;
  std::optional<double> low{};
  std::optional<double> high{};
};
template <>
inline constexpr auto rows<WaitPoint> = std::array{
    row<&WaitPoint::minutes>(1, "minutes", "So many minutes after the wait began."),
    row<&WaitPoint::share>(2, "share", "The share that has reached it by then, 0 to 1."),
    row<&WaitPoint::low>(
        3, "low", "Its 95 % interval from; absent where nothing can be said, as of a share of 1."),
    row<&WaitPoint::high>(4, "high", "To."),
};
ONWARD_RECORDS(WaitPoint);
struct WaitFigures {
  std::int64_t reached = 0;
  std::optional<std::int64_t> declined{};
  std::optional<std::int64_t> expired{};
  std::optional<std::int64_t> withdrawn{};
  std::optional<std::int64_t> other{};
  std::optional<std::int64_t> open{};
  std::optional<std::int64_t> median_minutes{};
  std::optional<std::int64_t> median_low_minutes{};
  std::optional<std::int64_t> median_high_minutes{};
  std::optional<std::int64_t> ninety_percent_minutes{};
  std::vector<WaitPoint> curve{};
  std::optional<std::int64_t> ninety_percent_low_minutes{};
  std::optional<std::int64_t> ninety_percent_high_minutes{};
  std::optional<std::int64_t> called_off{};
};
template <>
inline constexpr auto rows<WaitFigures> = std::array{
    row<&WaitFigures::reached>(1, "reached", "How many waits came to what they waited for."),
    row<&WaitFigures::declined>(2, "declined", "How many ended by a decline."),
    row<&WaitFigures::expired>(3, "expired", "How many ended without an answer."),
    row<&WaitFigures::withdrawn>(4, "withdrawn", "How many were taken back."),
    row<&WaitFigures::other>(5, "other", "How many ended in another way."),
    row<&WaitFigures::open>(6, "open", "How many go on."),
    row<&WaitFigures::median_minutes>(
        7, "median_minutes",
        "By when half have reached it, of all: who ended otherwise "
        "never does, and waits that go on or were called off are censored "
        "(Aalen-Johansen). Absent while the curve is below half."),
    row<&WaitFigures::median_low_minutes>(8, "median_low_minutes",
                                          "Its 95 % interval from; absent for none."),
    row<&WaitFigures::median_high_minutes>(9, "median_high_minutes",
                                           "To; absent while it has no end."),
    row<&WaitFigures::ninety_percent_minutes>(10, "ninety_percent_minutes",
                                              "By when nine in ten have reached it; or absent."),
    row<&WaitFigures::curve>(11, "curve",
                             "The curve, at most 100 points; only when it is asked for."),
    row<&WaitFigures::ninety_percent_low_minutes>(
        12, "ninety_percent_low_minutes",
        "The 95 % interval of ninety_percent_minutes from; absent for none."),
    row<&WaitFigures::ninety_percent_high_minutes>(13, "ninety_percent_high_minutes",
                                                   "To; absent while it has no end."),
    row<&WaitFigures::called_off>(
        14, "called_off",
        "How many referrals were taken back, or taken by another receiver, without an answer: "
        "they were followed until then, and are censored."),
};
ONWARD_RECORDS(WaitFigures);

// Why a ratio of money is not told. Names are codes: append, never rename.
enum class ReturnFault : std::uint8_t { nothing_spent };
template <>
inline constexpr auto names<ReturnFault> = std::array{
    Name{ReturnFault::nothing_spent, "nothing_spent",
         "Nothing was spent in this currency, so there is nothing to divide by."},
};

// Of one currency, as two amounts and never as a fraction that was rounded.
struct MoneyReturn {
  std::string currency{};
  std::optional<std::int64_t> gained_minor_units{};
  std::optional<std::int64_t> spent_minor_units{};
  std::optional<ReturnFault> fault{};
};
template <>
inline constexpr auto rows<MoneyReturn> = std::array{
    row<&MoneyReturn::currency>(1, "currency", "ISO 4217 code."),
    row<&MoneyReturn::gained_minor_units>(
        2, "gained_minor_units",
        "The numerator: value less what was spent; below 0 when less came back. Absent with a "
        "fault."),
    row<&MoneyReturn::spent_minor_units>(3, "spent_minor_units",
                                         "The denominator: what was spent. Absent with a fault."),
    row<&MoneyReturn::fault>(4, "fault", "Why it is not told; absent when it is."),
};
ONWARD_RECORDS(MoneyReturn);

struct Figure {
  Metric metric = Metric::needs;
  bool suppressed = false;
  std::optional<std::int64_t> count{};
  std::optional<std::int64_t> out_of{};
  std::optional<double> rate{};
  std::optional<double> low{};
  std::optional<double> high{};
  std::vector<Money> amounts{};
  Boxed<WaitFigures> wait{};
  std::optional<std::int64_t> pending{};
  bool immature = false;
  std::vector<MoneyReturn> returns{};
  bool details_suppressed = false;
};
template <>
inline constexpr auto rows<Figure> = std::array{
    row<&Figure::metric>(1, "metric", "What it measures."),
    row<&Figure::suppressed>(2, "suppressed",
                             "True when it is hidden, and then all else is empty."),
    row<&Figure::count>(3, "count", "How many; of a rate, its numerator."),
    row<&Figure::out_of>(4, "out_of", "Of how many: the denominator."),
    row<&Figure::rate>(5, "rate",
                       "Their share, 0 to 1; absent when there is nothing to divide by."),
    row<&Figure::low>(6, "low", "Its 95 % interval (Wilson) from."),
    row<&Figure::high>(7, "high", "To."),
    row<&Figure::amounts>(8, "amounts", "Money, a line for each currency."),
    row<&Figure::wait>(9, "wait", "How long it takes."),
    row<&Figure::pending>(10, "pending",
                          "How many may yet be counted, or counted otherwise; absent when hidden."),
    row<&Figure::immature>(11, "immature",
                           "True when over a tenth is pending: the figure may yet change. "
                           "False where how many are pending is hidden."),
    row<&Figure::returns>(12, "returns",
                          "Money of money, a line for each currency in which value or cost is."),
    row<&Figure::details_suppressed>(
        13, "details_suppressed",
        "True when it is told, and hidden how many are pending and how waits ended otherwise."),
};
ONWARD_RECORDS(Figure);

struct FigureGroup {
  std::vector<FigureKey> places{};
  std::vector<Figure> figures{};
};
template <>
inline constexpr auto rows<FigureGroup> = std::array{
    row<&FigureGroup::places>(1, "places", "Where it stands, in the order of group_by."),
    row<&FigureGroup::figures>(2, "figures", "In the order of the metrics."),
};
ONWARD_RECORDS(FigureGroup);

struct DefinedMetric {
  Metric metric = Metric::needs;
  MetricKind kind = MetricKind::count;
  std::string says{};
  std::string unit{};
  std::string numerator{};
  std::string denominator{};
  std::string placed_by{};
  std::string excluded{};
  std::vector<Dimension> dimensions{};
  MetricBasis basis = MetricBasis::event;
};
template <>
inline constexpr auto rows<DefinedMetric> = std::array{
    row<&DefinedMetric::metric>(1, "metric", "Its name."),
    row<&DefinedMetric::kind>(2, "kind", "What kind of figure it is."),
    row<&DefinedMetric::says>(3, "says", "What it says, in a sentence."),
    row<&DefinedMetric::unit>(4, "unit", "What is counted in."),
    row<&DefinedMetric::numerator>(5, "numerator", "What is counted."),
    row<&DefinedMetric::denominator>(6, "denominator", "Of how many; empty for none."),
    row<&DefinedMetric::placed_by>(7, "placed_by", "What places one in a period."),
    row<&DefinedMetric::excluded>(8, "excluded", "What is left out."),
    row<&DefinedMetric::dimensions>(9, "dimensions", "Along what it can be told apart."),
    row<&DefinedMetric::basis>(10, "basis",
                               "What the figure of a period is made of. Changes are told, and "
                               "forecasts made, of counts of events alone."),
};
ONWARD_RECORDS(DefinedMetric);

struct Figures {
  std::int64_t entries = 0;
  std::optional<Instant> known_at{};
  std::string time_zone{};
  std::int64_t suppressed_below = 0;
  std::vector<DefinedMetric> definitions{};
  std::vector<FigureGroup> groups{};
  bool is_empty = false;
};
template <>
inline constexpr auto rows<Figures> = std::array{
    row<&Figures::entries>(1, "entries", "Entries of the journal that were counted."),
    row<&Figures::known_at>(2, "known_at",
                            "Time of the last of them, and of several stores the earliest; absent "
                            "when there was none."),
    row<&Figures::time_zone>(3, "time_zone", "Whose days the periods have."),
    row<&Figures::suppressed_below>(4, "suppressed_below",
                                    "Below what counts are hidden; 0: none."),
    row<&Figures::definitions>(5, "definitions", "What each metric means, in the order asked."),
    row<&Figures::groups>(6, "groups",
                          "By their keys; empty when nothing was counted. Without group_by, one."),
    row<&Figures::is_empty>(7, "is_empty",
                            "True when nothing was counted in this period; then there are no "
                            "groups."),
};
ONWARD_RECORD(Figures);

struct DefinedMetrics {
  std::vector<DefinedMetric> metrics{};
};
template <>
inline constexpr auto rows<DefinedMetrics> = std::array{
    row<&DefinedMetrics::metrics>(1, "metrics", "All there are."),
};
ONWARD_RECORD(DefinedMetrics);

namespace metric {
using list = Tag<"metric.list", Empty, DefinedMetrics>;
using query = Tag<"metric.query", AskFigures, Figures>;
}  // namespace metric

}  // namespace onward
