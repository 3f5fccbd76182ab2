// Small counts are hidden, and a reader who solves for them learns nothing.
#include "onward/rules/suppression.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "catch.hpp"
#include "chance.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

using Groups = std::vector<std::uint32_t>;
using Counts = std::vector<std::int64_t>;
using enum CellState;

struct Table {
  Groups part_of{};
  std::size_t columns = 1;
  Counts counts{};
  CountTable view() const { return {part_of, columns, counts}; }
  std::size_t width() const { return columns > 1 ? columns + 1 : columns; }
  bool has_parts(std::size_t group) const {
    for (std::size_t i = 0; i < part_of.size(); ++i)
      if (i != group && part_of[i] == group) return true;
    return false;
  }
};

// Groups under one total, which stands first.
Table flat(std::size_t rows, std::size_t columns) {
  Table out{.part_of = Groups(rows + 1, 0), .columns = columns};
  out.counts.resize((rows + 1) * columns);
  return out;
}

// A letter for each cell: its count is shown, it is small (*), or it protects others (+).
std::string drawn(const SuppressedTable& table) {
  std::string out;
  for (std::size_t i = 0; i < table.cells.size(); ++i) {
    if (i > 0) out += i % table.width == 0 ? "/" : " ";
    auto& cell = table.cells[i];
    out += cell.state == small             ? "*"
           : cell.state == protects_others ? "+"
                                           : std::to_string(cell.count);
  }
  return out;
}
std::string drawn(const Table& table, const SuppressionRule& rule = {}) {
  return drawn(suppressed(table.view(), rule).value());
}

// One sum that everybody knows: parts, and the whole.
struct Sum {
  std::vector<std::size_t> parts{};
  std::size_t whole = 0;
};
std::vector<Sum> sums_of(const Table& table) {
  std::vector<Sum> out;
  const auto width = table.width();
  for (std::size_t group = 0; group < table.part_of.size(); ++group) {
    if (width > 1) {
      Sum over_columns{.whole = group * width + table.columns};
      for (std::size_t c = 0; c < table.columns; ++c)
        over_columns.parts.push_back(group * width + c);
      out.push_back(over_columns);
    }
    if (!table.has_parts(group)) continue;
    for (std::size_t c = 0; c < width; ++c) {
      Sum over_parts{.whole = group * width + c};
      for (std::size_t part = 0; part < table.part_of.size(); ++part)
        if (part != group && table.part_of[part] == group)
          over_parts.parts.push_back(part * width + c);
      out.push_back(over_parts);
    }
  }
  return out;
}

// The largest value of one unknown under A x = b, x >= 0, from dense tableaus and by Bland's rule:
// nothing of it knows of networks. Infinity where there is no bound.
class Simplex {
 public:
  Simplex(std::vector<std::vector<double>> rows, std::size_t unknowns)
      : rows_(std::move(rows)), unknowns_(unknowns) {
    const std::size_t height = rows_.size();
    for (std::size_t r = 0; r < height; ++r) {
      const double bound = rows_[r].back();
      rows_[r].pop_back();
      if (bound < 0)
        for (auto& x : rows_[r]) x = -x;
      rows_[r].resize(unknowns + height, 0);
      rows_[r][unknowns + r] = 1;
      rows_[r].push_back(std::abs(bound));
      basis_.push_back(unknowns + r);
    }
    std::vector<double> aim(unknowns + height, 0);
    std::fill(aim.begin() + static_cast<std::ptrdiff_t>(unknowns), aim.end(), -1.0);
    REQUIRE(std::abs(maximum(aim, unknowns + height)) < tiny);
  }
  double maximum_of(std::size_t unknown, double sign) {
    std::vector<double> aim(unknowns_ + rows_.size(), 0);
    aim[unknown] = sign;
    return sign * maximum(aim, unknowns_);
  }

 private:
  static constexpr double tiny = 1e-7;
  double maximum(const std::vector<double>& aim, std::size_t columns) {
    for (;;) {
      std::size_t enter = columns;
      for (std::size_t c = 0; c < columns && enter == columns; ++c) {
        double gain = aim[c];
        for (std::size_t r = 0; r < rows_.size(); ++r) gain -= aim[basis_[r]] * rows_[r][c];
        if (gain > tiny) enter = c;
      }
      if (enter == columns) break;
      std::size_t leave = rows_.size();
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        // What was only made up to begin with must stay at 0.
        const bool is_made_up = basis_[r] >= unknowns_ && columns == unknowns_;
        if (rows_[r][enter] <= tiny && !(is_made_up && rows_[r][enter] < -tiny)) continue;
        const double ratio = is_made_up ? 0 : rows_[r].back() / rows_[r][enter];
        const double best = leave == rows_.size() ? HUGE_VAL
                            : basis_[leave] >= unknowns_ && columns == unknowns_
                                ? 0
                                : rows_[leave].back() / rows_[leave][enter];
        if (ratio < best - tiny || (ratio < best + tiny && basis_[r] < basis_[leave])) leave = r;
      }
      if (leave == rows_.size()) return HUGE_VAL;
      const double pivot = rows_[leave][enter];
      for (auto& x : rows_[leave]) x /= pivot;
      for (std::size_t r = 0; r < rows_.size(); ++r) {
        const double factor = rows_[r][enter];
        if (r == leave || factor == 0) continue;
        for (std::size_t c = 0; c < rows_[r].size(); ++c) rows_[r][c] -= factor * rows_[leave][c];
      }
      basis_[leave] = enter;
    }
    double value = 0;
    for (std::size_t r = 0; r < rows_.size(); ++r) value += aim[basis_[r]] * rows_[r].back();
    return value;
  }
  std::vector<std::vector<double>> rows_;
  std::vector<std::size_t> basis_{};
  std::size_t unknowns_;
};

// How wide the range is in which a reader finds each hidden cell, by solving for it.
std::vector<double> widths(const Table& table, const SuppressedTable& found) {
  std::vector<std::size_t> hidden, number(found.cells.size());
  for (std::size_t i = 0; i < found.cells.size(); ++i)
    if (found.cells[i].state != shown) {
      number[i] = hidden.size();
      hidden.push_back(i);
    }
  std::vector<std::vector<double>> rows;
  for (auto& sum : sums_of(table)) {
    std::vector<double> row(hidden.size() + 1, 0);
    const auto put = [&](std::size_t cell, double sign) {
      if (found.cells[cell].state == shown)
        row.back() -= sign * static_cast<double>(found.cells[cell].count);
      else
        row[number[cell]] += sign;
    };
    for (const auto part : sum.parts) put(part, 1);
    put(sum.whole, -1);
    if (std::ranges::any_of(row, [](double x) { return x != 0; })) rows.push_back(row);
  }
  std::vector<double> out;
  Simplex simplex(rows, hidden.size());
  for (std::size_t i = 0; i < hidden.size(); ++i)
    out.push_back(simplex.maximum_of(i, 1) - simplex.maximum_of(i, -1));
  return out;
}

// The same by trying every table that a reader may imagine, with up to k more or less in each
// place.
class Readings {
 public:
  Readings(const Table& table, const SuppressedTable& found, std::int64_t k)
      : table_(table), found_(found), k_(k), sums_(found.cells.size()) {
    for (std::size_t group = 0; group < table.part_of.size(); ++group)
      if (!table.has_parts(group))
        for (std::size_t c = 0; c < table.columns; ++c) places_.push_back(group * found.width + c);
    least_.assign(sums_.size(), INT64_MAX), most_.assign(sums_.size(), -1);
    imagine(0);
  }
  bool are_vague() const {
    for (std::size_t i = 0; i < sums_.size(); ++i)
      if (found_.cells[i].state != shown && most_[i] - least_[i] < k_) return false;
    return true;
  }

 private:
  void add(std::size_t place, std::int64_t by) {
    const auto column = place % found_.width;
    for (std::size_t group = place / found_.width;; group = table_.part_of[group]) {
      sums_[group * found_.width + column] += by;
      if (found_.width > 1) sums_[group * found_.width + table_.columns] += by;
      if (table_.part_of[group] == group) return;
    }
  }
  bool goes_too_far() const {
    for (std::size_t i = 0; i < sums_.size(); ++i)
      if (found_.cells[i].state == shown && sums_[i] > found_.cells[i].count) return true;
    return false;
  }
  void imagine(std::size_t next) {
    if (goes_too_far()) return;
    if (next == places_.size()) {
      for (std::size_t i = 0; i < sums_.size(); ++i)
        if (found_.cells[i].state == shown && sums_[i] != found_.cells[i].count) return;
      for (std::size_t i = 0; i < sums_.size(); ++i) {
        least_[i] = std::min(least_[i], sums_[i]);
        most_[i] = std::max(most_[i], sums_[i]);
      }
      return;
    }
    auto& cell = found_.cells[places_[next]];
    const auto low = cell.state == shown ? cell.count : std::max<std::int64_t>(0, cell.count - k_);
    const auto high = cell.state == shown ? cell.count : cell.count + k_;
    for (auto count = low; count <= high; ++count) {
      add(places_[next], count);
      imagine(next + 1);
      add(places_[next], -count);
    }
  }
  const Table& table_;
  const SuppressedTable& found_;
  std::int64_t k_;
  Counts sums_, least_{}, most_{};
  std::vector<std::size_t> places_{};
};

void check_rule(const SuppressedTable& found, const SuppressionRule& rule) {
  for (auto& cell : found.cells) {
    const bool is_small = cell.count < rule.below && (cell.count > 0 || rule.hides_zeros);
    REQUIRE((cell.state == small) == is_small);
    if (cell.count == 0 && !rule.hides_zeros) REQUIRE(cell.state == shown);
  }
}

// Every table of this shape with counts from 0 to `count_max`.
void try_every_table(Table table, std::int64_t count_max, const SuppressionRule& rule) {
  std::vector<std::size_t> places;
  for (std::size_t group = 0; group < table.part_of.size(); ++group)
    if (!table.has_parts(group))
      for (std::size_t c = 0; c < table.columns; ++c) places.push_back(group * table.columns + c);
  for (;;) {
    auto found = suppressed(table.view(), rule).value();
    check_rule(found, rule);
    CAPTURE(drawn(found), table.counts);
    REQUIRE(Readings(table, found, rule.below).are_vague());
    for (auto& cell : found.cells)  // and no cell is hidden that need not be
      if (cell.state == protects_others) {
        cell.state = shown;
        REQUIRE_FALSE(Readings(table, found, rule.below).are_vague());
        cell.state = protects_others;
      }
    std::size_t i = 0;
    for (; i < places.size() && ++table.counts[places[i]] > count_max; ++i)
      table.counts[places[i]] = 0;
    if (i == places.size()) return;
  }
}

Table random_table(Chance& chance) {
  Table out{.columns = static_cast<std::size_t>(chance.between(1, 5))};
  const auto groups = static_cast<std::uint32_t>(chance.between(1, 14));
  for (std::uint32_t i = 0; i < groups; ++i)  // parts behind what they are part of
    out.part_of.push_back(
        i == 0 || chance.percent(5) ? i : static_cast<std::uint32_t>(chance.below(i)));
  for (std::size_t i = 0; i < groups * out.columns; ++i)
    out.counts.push_back(chance.percent(20) ? 0 : chance.below(chance.percent(50) ? 8LL : 60LL));
  return out;
}

}  // namespace

TEST_CASE("what is no table has no answer") {
  CHECK_FALSE(suppressed({.part_of = Groups{0}, .columns = 0, .counts = {}}));
  CHECK_FALSE(suppressed({.part_of = Groups{0}, .columns = 2, .counts = Counts{1}}));
  CHECK_FALSE(suppressed({.part_of = Groups{0}, .columns = 1, .counts = Counts{-1}}));
  CHECK_FALSE(suppressed({.part_of = Groups{1}, .columns = 1, .counts = Counts{1}}));
  CHECK_FALSE(suppressed({.part_of = Groups{1, 0}, .columns = 1, .counts = Counts{1, 1}}));
  CHECK_FALSE(suppressed({.part_of = Groups{0, 2, 3, 1}, .columns = 1, .counts = Counts(4, 1)}));
  const auto large = std::int64_t{1} << 52;
  CHECK_FALSE(suppressed({Groups{0, 0, 0}, 1, Counts{0, large, large}}));
  CHECK_FALSE(suppressed({Groups{0}, 2, Counts{large, large}}));
  CHECK(suppressed({})->cells.empty());
}

TEST_CASE("a small count is hidden together with another that would tell it") {
  auto one = flat(3, 1);
  one.counts = {0, 3, 20, 50};
  CHECK(drawn(one) == "73/*/+/50");
  one.counts = {0, 5, 20, 50};
  CHECK(drawn(one) == "75/5/20/50");
  one.counts = {0, 3, 2, 50};  // both together are 5: they hide each other
  CHECK(drawn(one) == "55/*/*/50");
  one.counts = {0, 1, 2, 50};  // together 3: both would be known to be below 4
  CHECK(drawn(one) == "53/*/*/+");
  one.counts = {0, 1, 0, 3};
  CHECK(drawn(one) == "*/*/0/*");
  one.counts = {0, 0, 0, 0};
  CHECK(drawn(one) == "0/0/0/0");
}

TEST_CASE("in a table of two ways four corners are hidden") {
  auto table = flat(3, 3);
  table.counts = {0, 0, 0, 20, 30, 12, 2, 40, 50, 60, 9, 80};
  CHECK(drawn(table) == "82 79 142 303/+ 30 + 62/* 40 + 92/60 9 80 149");
}

TEST_CASE(
    "in every small table, and by every reading, hidden counts stay vague and none is wasted") {
  const Table list{{0, 0, 0, 0, 0}, 1, Counts(5)};
  const Table two_by_two{{0, 0, 0}, 2, Counts(6)};
  const Table two_by_three{{0, 0, 0}, 3, Counts(9)};
  const Table alone{{0}, 3, Counts(3)};
  const Table tree{{0, 0, 0, 1, 1, 2, 2}, 1, Counts(7)};
  const Table chain{{0, 0, 1, 2}, 1, Counts(4)};
  const Table forest{{0, 1, 0, 1, 1}, 1, Counts(5)};
  const Table tree_by_two{{0, 0, 0, 1, 1}, 2, Counts(10)};
  for (const std::int64_t k : {2, 3})
    for (const bool hides_zeros : {false, true})
      for (auto* table : {&list, &two_by_two, &alone, &tree, &chain, &forest})
        try_every_table(*table, 4, {k, hides_zeros});
  try_every_table(two_by_two, 6, {4});
  try_every_table(two_by_three, 3, {2});
  try_every_table(tree_by_two, 2, {2});
}

TEST_CASE("the two readers agree") {
  Chance chance(31);
  for (int round = 0; round < 300; ++round) {
    auto table = flat(2, 2);
    for (auto& count : table.counts) count = chance.below(6LL);
    auto found = suppressed(table.view(), {3}).value();
    for (auto& cell : found.cells) cell.state = chance.percent(70) ? small : shown;
    const auto by_solving = widths(table, found);
    REQUIRE(Readings(table, found, 3).are_vague() ==
            std::ranges::all_of(by_solving, [](double width) { return width > 3 - 1e-6; }));
  }
}

TEST_CASE("in larger tables, with hierarchies, nothing can be solved for either") {
  Chance chance(32);
  for (int round = 0; round < 400; ++round) {
    const auto table = random_table(chance);
    const SuppressionRule rule{chance.between(1, 10), chance.percent(20)};
    const auto found = suppressed(table.view(), rule);
    REQUIRE(found);
    check_rule(*found, rule);
    CAPTURE(round, drawn(*found));
    for (const double width : widths(table, *found))
      REQUIRE(width > static_cast<double>(rule.below) - 1e-6);
    const auto again = suppressed(table.view(), rule);
    REQUIRE(drawn(*again) == drawn(*found));
  }
}

TEST_CASE("without other cells, small counts alone are found out") {
  // What the readers are for: the same tables before anything protects them.
  auto table = flat(3, 1);
  table.counts = {0, 3, 20, 50};
  auto found = suppressed(table.view()).value();
  for (auto& cell : found.cells)
    if (cell.state == protects_others) cell.state = shown;
  CHECK(widths(table, found) == std::vector<double>{0});
  CHECK_FALSE(Readings(table, found, 5).are_vague());
}

TEST_CASE("what takes longer than there is work left is given up") {
  auto table = flat(40, 40);
  Chance chance(1);
  for (auto& count : table.counts) count = chance.below(9);
  SuppressionWork much, little{.steps_left = 1'000};
  const auto found = suppressed(table.view(), {}, much);
  REQUIRE(found);
  CHECK(found->cells == suppressed(table.view())->cells);
  CHECK(much.steps_left < SuppressionWork().steps_left - 1'000);
  CHECK_FALSE(suppressed(table.view(), {}, little));
  CHECK_FALSE(suppressed(flat(1, 2).view(), {}, little));  // and so is all that comes after
}

TEST_CASE("a sum of all that anybody may ask for protects nobody") {
  auto table = flat(2, 2);
  table.counts = {0, 0, 30, 0, 0, 1};
  const auto hidden_beside = [&](bool total_is_known) {
    const auto found = suppressed(table.view(), {.below = 5, .total_is_known = total_is_known});
    REQUIRE(found);
    return std::pair(found->at(1, 0).state != shown, found->at(0, 2).state != shown);
  };
  CHECK(hidden_beside(true) == std::pair(true, false));
  CHECK(hidden_beside(false).second);
  Chance chance(3);
  for (int round = 0; round < 300; ++round) {
    const auto any = random_table(chance);
    const auto found = suppressed(any.view(), {.below = 4, .total_is_known = true});
    if (!found) continue;  // then all are hidden
    CAPTURE(round, drawn(*found));
    for (const double width : widths(any, *found)) REQUIRE(width > 4 - 1e-6);
    std::size_t wholes = 0;
    for (std::size_t group = 0; group < any.part_of.size(); ++group)
      wholes += any.part_of[group] == group;
    const auto& total = found->cells[found->width - 1];
    if (wholes == 1 && any.part_of.size() > 1) CHECK((total.state == shown || total.count < 4));
  }
}
