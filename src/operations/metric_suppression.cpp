#include "operations/metric_suppression.hpp"

#include <algorithm>

#include "onward/rules/suppression.hpp"

namespace onward {

namespace {

// The counts of people that a figure tells, which add up over groups. Of a rate both sides; of
// credit and of providers none, since these are no counts of people.
std::vector<std::int64_t> counts_told(Metric m, const Tally& t) {
  switch (definition_of(m).kind) {
    case MetricKind::count:
      return m == Metric::credited_conversions ? std::vector<std::int64_t>()
                                               : std::vector{t.numerator};
    case MetricKind::rate: return {t.numerator, t.denominator - t.numerator};
    case MetricKind::time: {
      const auto ends = t.waits.totals().counts;
      return {ends.begin(), ends.end()};
    }
    case MetricKind::amount:
    case MetricKind::mean_amount: {
      if (m == Metric::relationship_cost) return {};  // a bill is nobody
      std::int64_t count = 0;
      for (auto& [currency, amount] : t.amounts) count += amount.count;
      return {count};
    }
    case MetricKind::amount_ratio:
    case MetricKind::distinct: return {};
  }
  return {};
}

// Groups as rows, the places of the last dimension as columns: the sums of both can be asked for.
class Layout {
 public:
  Layout(const MetricTallies& tallies, std::size_t dimensions) : dimensions_(dimensions) {
    part_of_.push_back(0);  // all together
    for (auto& [key, tallied] : tallies.groups) {
      row_of(key, rows_below());
      if (dimensions_ > 1) columns_.push_back(key[dimensions_ - 1]);
    }
    if (dimensions_ < 2) columns_.push_back(0);
    std::ranges::sort(columns_);
    const auto repeated = std::ranges::unique(columns_);
    columns_.erase(repeated.begin(), repeated.end());
  }

  std::span<const std::uint32_t> part_of() const { return part_of_; }
  std::size_t columns() const { return columns_.size(); }
  std::size_t row(const GroupKey& key) const { return rows_.at(prefix(key, rows_below())); }
  std::size_t column(const GroupKey& key) const {
    if (dimensions_ < 2) return 0;
    const auto at = std::ranges::lower_bound(columns_, key[dimensions_ - 1]);
    return static_cast<std::size_t>(at - columns_.begin());
  }

 private:
  using Prefix = std::vector<Place>;
  // How many dimensions make up a row.
  std::size_t rows_below() const { return dimensions_ > 1 ? dimensions_ - 1 : dimensions_; }
  static Prefix prefix(const GroupKey& key, std::size_t size) {
    return {key.begin(), key.begin() + static_cast<std::ptrdiff_t>(size)};
  }
  std::uint32_t row_of(const GroupKey& key, std::size_t size) {
    if (size == 0) return rows_[{}] = 0;
    const auto [at, is_new] = rows_.emplace(prefix(key, size), 0);
    if (is_new) {
      const auto above = row_of(key, size - 1);
      at->second = static_cast<std::uint32_t>(part_of_.size());
      part_of_.push_back(above);
    }
    return at->second;
  }

  std::size_t dimensions_;
  std::vector<std::uint32_t> part_of_{};
  std::map<Prefix, std::uint32_t> rows_{};
  std::vector<Place> columns_{};
};

// Whether each group's figure of one metric is hidden.
std::vector<bool> hidden(const MetricTallies& tallies, const Layout& layout, Metric metric,
                         std::size_t at, std::int64_t below) {
  const std::size_t told = counts_told(metric, Tally()).size();
  std::vector<bool> out(tallies.groups.size());
  // It tells a value, and not of how many people.
  if (definition_of(metric).kind == MetricKind::amount_ratio) out.flip();
  if (told == 0) return out;
  const std::size_t columns = layout.columns() * told;
  std::vector<std::int64_t> counts(layout.part_of().size() * columns);
  const auto first = [&](const GroupKey& key) { return layout.column(key) * told; };
  for (auto& [key, tallied] : tallies.groups) {
    const auto its = counts_told(metric, tallied[at]);
    std::ranges::copy(
        its, counts.begin() + static_cast<std::ptrdiff_t>(layout.row(key) * columns + first(key)));
  }
  const auto table = suppressed({layout.part_of(), columns, counts}, {.below = below});
  std::size_t group = 0;
  for (auto& [key, tallied] : tallies.groups) {
    for (std::size_t i = 0; i < told; ++i)
      if (!table || table->at(layout.row(key), first(key) + i).state != CellState::shown)
        out[group] = true;
    ++group;
  }
  return out;
}

// The most counts that one metric tells of a table of all its rows and columns.
std::size_t cells_of(const Layout& layout, std::span<const Metric> metrics) {
  std::size_t told = 0;
  for (const auto m : metrics) told = std::max(told, counts_told(m, Tally()).size());
  return layout.part_of().size() * layout.columns() * told;
}

}  // namespace

Refused too_large_to_hide(const MetricTallies& tallies, const AskFigures& in) {
  const Layout layout(tallies, in.group_by.size());
  if (cells_of(layout, in.metrics) <= std::size_t{hidden_cells_max}) return std::nullopt;
  return refuse(Reason::too_many_groups, "/group_by", "too many counts to look for small ones",
                {{"limit", std::int64_t{hidden_cells_max}}});
}

std::vector<std::vector<bool>> hidden_figures(const MetricTallies& tallies, const AskFigures& in,
                                              std::int64_t below) {
  std::vector<std::vector<bool>> out(in.metrics.size(), std::vector<bool>(tallies.groups.size()));
  if (below <= 0) return out;
  const Layout layout(tallies, in.group_by.size());
  for (std::size_t i = 0; i < in.metrics.size(); ++i)
    out[i] = hidden(tallies, layout, in.metrics[i], i, below);
  return out;
}

}  // namespace onward
