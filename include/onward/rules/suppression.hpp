// Small counts of people are not shown, nor what would reveal them.
//
// A table is groups by columns, with the totals of both. Groups form a hierarchy: what has parts is
// their sum. Counts below k are hidden, and then further ones, until nobody can work out a hidden
// count from those shown and the sums to within a range of less than k: it might then be told that
// there is just one person behind it. docs/decisions/0033 has the method and why.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "onward/rules/figures.hpp"

namespace onward {

struct CountTable {
  // Of each group the one that it is part of, or itself where it is part of none.
  std::span<const std::uint32_t> part_of{};
  std::size_t columns = 1;  // with one column there is no total over columns
  // [groups][columns], row-major: of groups that have no parts; others are summed up, and what
  // stands at their place is not looked at.
  std::span<const std::int64_t> counts{};
};

struct SuppressionRule {
  std::int64_t below = suppressed_below_default;  // k; 0 hides nothing
  // Nobody stands behind a 0, so it is shown, and never hidden to protect others: often people know
  // without a table that there is none.
  //   source   CMS (US) cell size suppression policy: 1 to 10 are hidden, 0 is not
  bool hides_zeros = false;
  // The sum of all is known, as of an answer beside which anybody may ask for it: unless it is
  // small itself, it is not hidden to protect others.
  bool total_is_known = false;
};

// Why a count is not shown is for tests and those who may see it. In a table that leaves both look
// alike: who knows which were small knows more.
enum class CellState : std::uint8_t { shown, small, protects_others };

struct SuppressedCell {
  std::int64_t count = 0;
  CellState state = CellState::shown;
  friend bool operator==(const SuppressedCell&, const SuppressedCell&) = default;
};

struct SuppressedTable {
  std::size_t groups = 0;
  std::size_t width = 0;  // columns, and with more than one their total behind them
  std::vector<SuppressedCell> cells{};  // [groups][width], row-major
  const SuppressedCell& at(std::size_t group, std::size_t column) const {
    return cells[group * width + column];
  }
};

// How much may be searched for, in steps from one sum to another: these take some seconds.
struct SuppressionWork {
  std::int64_t steps_left = 200'000'000;
};

// The same for the same counts. Absent when the table is none: no columns, not one count for each
// place, a count below 0, sums of 2^53 or more, or groups that are part of each other in a circle;
// and when no steps are left, or nothing protects a count while the sum of all is known: then all
// counts are to be hidden.
// It holds for this table alone. Who publishes two tables with counts in common, as one more month
// of the same people, publishes their difference.
std::optional<SuppressedTable> suppressed(const CountTable&, const SuppressionRule&,
                                          SuppressionWork&);
// As long as it takes.
std::optional<SuppressedTable> suppressed(const CountTable&, const SuppressionRule& = {});

}  // namespace onward
