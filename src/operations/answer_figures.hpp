// Figures as lines: a column a dimension, and what was counted beside them; and the sections of a
// report as tables.
#pragma once

#include "onward/operations/metric_analysis.hpp"
#include "operations/answer_columns.hpp"

namespace onward {

struct FigureLine {
  Metric metric = Metric::needs;
  std::optional<double> value{};
  std::optional<std::int64_t> numerator{};
  std::optional<std::int64_t> denominator{};
  std::optional<double> low{};
  std::optional<double> high{};
  std::optional<std::int64_t> minor_units{};
  std::optional<std::string> currency{};
  Boxed<WaitFigures> wait{};
  std::optional<std::int64_t> pending{};
  bool suppressed = false;
  bool immature = false;
  std::optional<std::int64_t> spent_minor_units{};
};
template <>
inline constexpr auto rows<FigureLine> = std::array{
    row<&FigureLine::metric>(1, "metric", "What it measures."),
    row<&FigureLine::value>(2, "value",
                            "The figure: a count, a share of 0 to 1, or the median of waits in "
                            "minutes. Absent when it is hidden, when there is nothing to divide "
                            "by, and for money."),
    row<&FigureLine::numerator>(3, "numerator", "How many were counted."),
    row<&FigureLine::denominator>(4, "denominator", "Of how many; absent of what is no rate."),
    row<&FigureLine::low>(5, "low", "The 95 % interval of the value from."),
    row<&FigureLine::high>(6, "high", "To; absent while it has no end."),
    row<&FigureLine::minor_units>(7, "minor_units",
                                  "Money in the currency's smallest unit; a line for each "
                                  "currency."),
    row<&FigureLine::currency>(8, "currency", "ISO 4217 code; absent of what is no money."),
    row<&FigureLine::wait>(9, "wait", "How long it takes, and how many it took so long."),
    row<&FigureLine::pending>(10, "pending", "How many may yet be counted, or counted otherwise."),
    row<&FigureLine::suppressed>(11, "suppressed", "True when it is hidden: too few people."),
    row<&FigureLine::immature>(12, "immature",
                               "True when over a tenth is pending: the figure may yet change."),
    row<&FigureLine::spent_minor_units>(
        13, "spent_minor_units",
        "Of a return: what was spent. Then minor_units is the gain, and value the one by the "
        "other. Absent of what is no return."),
};
ONWARD_RECORD(FigureLine);

struct TrendMarks {
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
inline constexpr auto rows<TrendMarks> = std::array{
    row<&TrendMarks::partial>(1, "partial", "True when the period is not over."),
    row<&TrendMarks::change_from_previous>(
        2, "change_from_previous",
        "Change of the count, as a share of that of the period before; or absent."),
    row<&TrendMarks::change_from_year_before>(3, "change_from_year_before",
                                              "The same against the period of a year before."),
    row<&TrendMarks::previous_low>(4, "previous_low",
                                   "The 95 % interval of change_from_previous from; or absent."),
    row<&TrendMarks::previous_high>(5, "previous_high", "To."),
    row<&TrendMarks::previous_is_noise>(
        6, "previous_is_noise", "True when the change from the period before may be chance."),
    row<&TrendMarks::year_before_low>(
        7, "year_before_low", "The 95 % interval of change_from_year_before from; or absent."),
    row<&TrendMarks::year_before_high>(8, "year_before_high", "To."),
    row<&TrendMarks::year_before_is_noise>(
        9, "year_before_is_noise", "True when the change from a year before may be chance."),
};
ONWARD_RECORD(TrendMarks);

struct RankLine {
  Metric metric = Metric::needs;
  std::int64_t rank = 0;
  std::int64_t rank_best = 0;
  std::int64_t rank_worst = 0;
  std::optional<double> value{};
  std::int64_t numerator = 0;
  std::optional<std::int64_t> denominator{};
  std::optional<double> low{};
  std::optional<double> high{};
  std::optional<std::int64_t> minor_units{};
  std::optional<std::string> currency{};
  std::optional<double> above_next{};
  bool tied_with_next = false;
  std::optional<std::int64_t> pending{};
  bool immature = false;
};
template <>
inline constexpr auto rows<RankLine> = std::array{
    row<&RankLine::metric>(1, "metric", "What it measures."),
    row<&RankLine::rank>(2, "rank", "From 1; equal figures have one rank."),
    row<&RankLine::rank_best>(3, "rank_best", "The best rank it may have instead."),
    row<&RankLine::rank_worst>(4, "rank_worst", "The worst one."),
    row<&RankLine::value>(5, "value",
                          "The best guess of the true figure, drawn towards what is common to all; "
                          "absent of money."),
    row<&RankLine::numerator>(6, "numerator", "How many were counted."),
    row<&RankLine::denominator>(7, "denominator", "Of how many; absent of what is no rate."),
    row<&RankLine::low>(8, "low", "The 95 % interval of the value from."),
    row<&RankLine::high>(9, "high", "To."),
    row<&RankLine::minor_units>(10, "minor_units", "Money in the currency's smallest unit."),
    row<&RankLine::currency>(11, "currency", "ISO 4217 code; absent of what is no money."),
    row<&RankLine::above_next>(12, "above_next",
                               "How probable it is that it is truly above the next one."),
    row<&RankLine::tied_with_next>(13, "tied_with_next",
                                   "True when the order of the two may be chance."),
    row<&RankLine::pending>(14, "pending", "How many may yet be counted, or counted otherwise."),
    row<&RankLine::immature>(15, "immature",
                             "True when over a tenth is pending: the figure may yet change."),
};
ONWARD_RECORD(RankLine);

std::span<const AnswerShape> answer_shapes();

}  // namespace onward
