// Figures over time and against each other: trends, rankings that know when they are noise, and
// forecasts that say whether to trust them.
#pragma once

#include "onward/operations/metrics.hpp"
#include "onward/rules/forecast_backtest.hpp"

namespace onward {

struct AskTrend {
  Metric metric = Metric::referrals;
  Dimension period = Dimension::month;
  std::vector<FilterFigures> filters{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  bool whole_store = false;
  std::optional<Instant> as_of{};
  std::optional<std::int64_t> suppress_below{};
};
template <>
inline constexpr auto rows<AskTrend> = std::array{
    row<&AskTrend::metric>(1, "metric", "What to measure."),
    row<&AskTrend::period>(2, "period", "day, week, month, quarter or year; month when absent.",
                           may_be_absent),
    row<&AskTrend::filters>(3, "filters", "What alone counts; all of them at once.", may_be_absent),
    row<&AskTrend::from>(4, "from", "First day; absent: from the beginning."),
    row<&AskTrend::until>(5, "until", "First day after; absent: until now."),
    row<&AskTrend::whole_store>(
        6, "whole_store", "Of all organisations; for administrators of the store.", may_be_absent),
    row<&AskTrend::as_of>(7, "as_of", "As was known then; absent: as is known now."),
    row<&AskTrend::suppress_below>(
        8, "suppress_below",
        "Hide counts of people below this, and what would give them away; 0 hides nothing. Absent: "
        "5 in whatever leaves as columns or as a file, else 0."),
};
ONWARD_RECORD(AskTrend);

struct TrendPoint {
  FigureKey period{};
  Figure figure{};
  bool partial = false;
  std::optional<double> change_from_previous{};
  std::optional<double> change_from_year_before{};
  std::optional<double> previous_low{};
  std::optional<double> previous_high{};
  bool previous_is_noise = false;
  std::optional<double> year_before_low{};
  std::optional<double> year_before_high{};
  bool year_before_is_noise = false;
};
template <>
inline constexpr auto rows<TrendPoint> = std::array{
    row<&TrendPoint::period>(1, "period", "Which period."),
    row<&TrendPoint::figure>(2, "figure", "Its figure."),
    row<&TrendPoint::partial>(3, "partial",
                              "True when it is not over, so that its figure still grows, when from "
                              "or until cuts it, or when "
                              "counting began after its first day."),
    row<&TrendPoint::change_from_previous>(
        4, "change_from_previous",
        "Change of the count, as a share of that of the period before: 0.1 is a tenth more. Absent "
        "for a partial or hidden period, of whatever is no count of events, and after 0."),
    row<&TrendPoint::change_from_year_before>(5, "change_from_year_before",
                                              "The same against the period of a year before."),
    row<&TrendPoint::previous_low>(
        6, "previous_low",
        "The 95 % interval of change_from_previous from, as if each event came by itself (Wilson, "
        "of the share that this period has in the events of both). Absent without a change."),
    row<&TrendPoint::previous_high>(7, "previous_high", "To."),
    row<&TrendPoint::previous_is_noise>(
        8, "previous_is_noise",
        "True when the interval has 0 in it: the change may be chance. False without a change."),
    row<&TrendPoint::year_before_low>(9, "year_before_low",
                                      "The same of change_from_year_before; absent without one."),
    row<&TrendPoint::year_before_high>(10, "year_before_high", "To."),
    row<&TrendPoint::year_before_is_noise>(
        11, "year_before_is_noise", "True when that change may be chance. False without one."),
};
ONWARD_RECORDS(TrendPoint);
struct Trend {
  DefinedMetric definition{};
  std::int64_t entries = 0;
  std::vector<TrendPoint> points{};
  std::int64_t suppressed_below = 0;
  bool is_empty = false;
};
template <>
inline constexpr auto rows<Trend> = std::array{
    row<&Trend::definition>(1, "definition", "What the metric means."),
    row<&Trend::entries>(2, "entries", "Entries of the journal that were counted."),
    row<&Trend::points>(
        3, "points",
        "Every period from the first one asked for, or that has a figure, until today or the end "
        "of what was asked, without holes; none when there is no figure at all."),
    row<&Trend::suppressed_below>(4, "suppressed_below", "Below what counts are hidden; 0: none."),
    row<&Trend::is_empty>(
        5, "is_empty", "True when nothing was counted in this period; then there are no points."),
};
ONWARD_RECORD(Trend);

constexpr std::int64_t ranked_default = 10;
struct AskRanking {
  Metric metric = Metric::referrals;
  Dimension dimension = Dimension::receiver;
  std::vector<FilterFigures> filters{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  bool whole_store = false;
  std::int64_t limit = ranked_default;
  std::optional<Instant> as_of{};
  std::optional<std::int64_t> suppress_below{};
};
template <>
inline constexpr auto rows<AskRanking> = std::array{
    row<&AskRanking::metric>(1, "metric", "What to rank by: a count, a rate, or an amount."),
    row<&AskRanking::dimension>(2, "dimension",
                                "Whom to rank; neither a period nor about clients."),
    row<&AskRanking::filters>(3, "filters", "What alone counts; all of them at once.",
                              may_be_absent),
    row<&AskRanking::from>(4, "from", "First day of the period; absent: from the beginning."),
    row<&AskRanking::until>(5, "until", "First day after the period; absent: until now."),
    row<&AskRanking::whole_store>(
        6, "whole_store", "Of all organisations; for administrators of the store.", may_be_absent),
    row<&AskRanking::limit>(
        7, "limit",
        "How many to answer, 1 to 500; 10 when absent. Of an amount, in each currency as many.",
        may_be_absent),
    row<&AskRanking::as_of>(8, "as_of", "As was known then; absent: as is known now."),
    row<&AskRanking::suppress_below>(
        9, "suppress_below",
        "Leave out whoever has a count of people below this, and who would give it away; 0 leaves "
        "out nobody. Absent: 5 in whatever leaves as columns or as a file, else 0."),
};
ONWARD_RECORD(AskRanking);

struct RankedFigure {
  FigureKey key{};
  std::int64_t rank = 0;
  std::int64_t rank_best = 0;
  std::int64_t rank_worst = 0;
  std::int64_t count = 0;
  std::optional<std::int64_t> out_of{};
  std::optional<double> shrunken{};
  std::optional<double> low{};
  std::optional<double> high{};
  std::optional<double> above_next{};
  bool tied_with_next = false;
  std::optional<Money> amount{};
  std::optional<std::int64_t> pending{};
  bool immature = false;
};
template <>
inline constexpr auto rows<RankedFigure> = std::array{
    row<&RankedFigure::key>(1, "key", "Who."),
    row<&RankedFigure::rank>(2, "rank", "From 1; equal figures have one rank."),
    row<&RankedFigure::rank_best>(3, "rank_best", "The best rank it may have instead."),
    row<&RankedFigure::rank_worst>(4, "rank_worst", "The worst one."),
    row<&RankedFigure::count>(5, "count", "How many; of a rate its numerator."),
    row<&RankedFigure::out_of>(6, "out_of", "Of how many; absent of what is no rate."),
    row<&RankedFigure::shrunken>(
        7, "shrunken",
        "The best guess of the true figure, drawn towards what is common to all: the order of the "
        "ranking. In what the metric counts in; absent of amounts."),
    row<&RankedFigure::low>(8, "low", "Its 95 % interval from."),
    row<&RankedFigure::high>(9, "high", "To."),
    row<&RankedFigure::above_next>(10, "above_next",
                                   "How probable it is that it is truly above the next one."),
    row<&RankedFigure::tied_with_next>(11, "tied_with_next",
                                       "True when the order of the two may be chance."),
    row<&RankedFigure::amount>(12, "amount", "Of an amount, ranked in each currency by itself."),
    row<&RankedFigure::pending>(13, "pending",
                                "How many may yet be counted, or counted otherwise."),
    row<&RankedFigure::immature>(14, "immature",
                                 "True when over a tenth is pending: the figure may yet change, "
                                 "and its place with it."),
};
ONWARD_RECORDS(RankedFigure);
struct RankedFigures {
  DefinedMetric definition{};
  std::int64_t entries = 0;
  std::int64_t members = 0;
  bool is_noise = false;
  std::vector<RankedFigure> ranking{};
  std::int64_t suppressed_below = 0;
  std::int64_t suppressed = 0;
  bool is_empty = false;
};
template <>
inline constexpr auto rows<RankedFigures> = std::array{
    row<&RankedFigures::definition>(1, "definition", "What the metric means."),
    row<&RankedFigures::entries>(2, "entries", "Entries of the journal that were counted."),
    row<&RankedFigures::members>(3, "members",
                                 "How many were ranked, with those beyond the limit."),
    row<&RankedFigures::is_noise>(4, "is_noise", "True when none is above another for sure."),
    row<&RankedFigures::ranking>(5, "ranking", "The highest first."),
    row<&RankedFigures::suppressed_below>(6, "suppressed_below",
                                          "Below what counts are hidden; 0: none."),
    row<&RankedFigures::suppressed>(7, "suppressed",
                                    "How many are not ranked, since too few people stand behind "
                                    "them or another."),
    row<&RankedFigures::is_empty>(
        8, "is_empty",
        "True when nobody was counted in this period: nobody is ranked, and nobody is hidden."),
};
ONWARD_RECORD(RankedFigures);

constexpr std::int64_t forecast_horizon_default = 12;
struct AskForecast {
  Metric metric = Metric::referrals;
  Dimension period = Dimension::month;
  std::int64_t horizon_periods = forecast_horizon_default;
  std::vector<FilterFigures> filters{};
  std::optional<Date> from{};
  bool whole_store = false;
  std::optional<std::int64_t> suppress_below{};
  std::optional<Instant> as_of{};
};
template <>
inline constexpr auto rows<AskForecast> = std::array{
    row<&AskForecast::metric>(
        1, "metric",
        "What to foretell: a count of events, and not of credit: conversions are foretold."),
    row<&AskForecast::period>(2, "period", "day, week, month, quarter or year; month when absent.",
                              may_be_absent),
    row<&AskForecast::horizon_periods>(
        3, "horizon_periods", "How many periods, 1 to 120; 12 when absent.", may_be_absent),
    row<&AskForecast::filters>(4, "filters", "What alone counts; all of them at once.",
                               may_be_absent),
    row<&AskForecast::from>(5, "from",
                            "First day to learn from; absent: that of the first one counted."),
    row<&AskForecast::whole_store>(
        6, "whole_store", "Of all organisations; for administrators of the store.", may_be_absent),
    row<&AskForecast::suppress_below>(
        7, "suppress_below",
        "Hide counts of people below this, and what would give them away; from hidden counts "
        "nothing is foretold. 0 hides nothing. Absent: 5 in whatever leaves as columns or as a "
        "file, else 0."),
    row<&AskForecast::as_of>(8, "as_of",
                             "From what was known then, of what came then; absent: from now on."),
};
ONWARD_RECORD(AskForecast);

struct PeriodCount {
  FigureKey period{};
  std::optional<std::int64_t> count{};
  bool suppressed = false;
};
template <>
inline constexpr auto rows<PeriodCount> = std::array{
    row<&PeriodCount::period>(1, "period", "Which period."),
    row<&PeriodCount::count>(2, "count", "Counted in it; absent when it is hidden."),
    row<&PeriodCount::suppressed>(3, "suppressed", "True when it is hidden: too few people."),
};
ONWARD_RECORDS(PeriodCount);
struct PeriodForecast {
  FigureKey period{};
  ForecastPoint expected{};
  std::optional<std::int64_t> so_far{};
};
template <>
inline constexpr auto rows<PeriodForecast> = std::array{
    row<&PeriodForecast::period>(1, "period", "Which period."),
    row<&PeriodForecast::expected>(
        2, "expected",
        "What is expected of it. Of the period that goes on, never less than so_far; an upper "
        "bound that so_far has passed is absent."),
    row<&PeriodForecast::so_far>(3, "so_far",
                                 "Counted until now in the period that goes on; absent of those "
                                 "that have not begun, and when it is hidden."),
};
ONWARD_RECORDS(PeriodForecast);
struct FigureForecast {
  DefinedMetric definition{};
  std::int64_t entries = 0;
  std::vector<PeriodCount> past{};
  std::vector<PeriodForecast> future{};
  std::optional<ForecastChoice> choice{};
  std::vector<MethodScore> scores{};
  std::optional<ForecastFault> fault{};
  std::int64_t left_out = 0;
  std::int64_t suppressed_below = 0;
};
template <>
inline constexpr auto rows<FigureForecast> = std::array{
    row<&FigureForecast::definition>(1, "definition", "What the metric means."),
    row<&FigureForecast::entries>(2, "entries", "Entries of the journal that were counted."),
    row<&FigureForecast::past>(3, "past",
                               "Whole periods that were learnt from, the last 520, without holes."),
    row<&FigureForecast::future>(
        4, "future", "The periods after, from the one that goes on; empty when there is a fault."),
    row<&FigureForecast::choice>(
        5, "choice", "Which method, why, and what it had to beat; absent when none was chosen."),
    row<&FigureForecast::scores>(6, "scores",
                                 "How each method would have done; empty without a "
                                 "test."),
    row<&FigureForecast::fault>(7, "fault", "Why there is no forecast; absent when there is one."),
    row<&FigureForecast::left_out>(8, "left_out",
                                   "Whole periods before these, from which nothing is learnt: the "
                                   "last 520 are enough."),
    row<&FigureForecast::suppressed_below>(9, "suppressed_below",
                                           "Below what counts are hidden; 0: none."),
};
ONWARD_RECORD(FigureForecast);

namespace metric {
using trend = Tag<"metric.trend", AskTrend, Trend>;
using rank = Tag<"metric.rank", AskRanking, RankedFigures>;
using forecast = Tag<"metric.forecast", AskForecast, FigureForecast>;
}  // namespace metric

}  // namespace onward
