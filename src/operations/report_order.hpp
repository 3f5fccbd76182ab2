// Which lines a section of figures has and in which order, before anything is written in them.
#pragma once

#include <map>
#include <set>

#include "onward/operations/reports.hpp"
#include "operations/metric_tally.hpp"

namespace onward {

// Whoever is not named, not known or erased: a line of their own, which is in no ranking.
bool is_nobody(const FigureKey&);

// Figures along months, as the first dimension, with a group for each month of the question in
// which nothing was counted, until today; others as they are.
std::vector<FigureGroup> with_every_month(const Figures&, const AskedDays&);

// The largest by the first metric, equals in the order in which they were answered; behind them
// those who are nobody. Money is put in order in each currency by itself, so there may be as many
// of each.
std::vector<FigureGroup> largest_of(std::vector<FigureGroup>, std::size_t wanted,
                                    std::int64_t& left_out);

// Places by the names that people read. Two that are called alike are told apart by their numbers,
// in a table and in a chart.
class PlaceNames {
 public:
  void add(const FigureKey&);
  std::string of(const FigureKey&) const;

 private:
  std::map<std::pair<Dimension, std::string>, std::set<std::string>> codes_{};  // by their name
};

// The rates of one metric against each other: that of each group less that of all others, hidden or
// not, and nothing where there is nothing to compare.
//   all  the figure of all groups together
struct ComparedRate {
  double value = 0, low = 0, high = 0;  // -1 to 1, with the 95 % interval
  bool is_clear = false;  // false: it may be chance
};
std::vector<std::optional<ComparedRate>> compared_with_others(std::span<const FigureGroup>,
                                                              const Figure& all);
std::optional<ComparedRate> compared(const Figure& first, const Figure& second);

}  // namespace onward
