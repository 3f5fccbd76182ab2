#include "operations/metric_suppression.hpp"

#include <algorithm>
#include <functional>

#include "onward/rules/suppression.hpp"
#include "rules/metric_parts.hpp"

namespace onward {

namespace {

// Groups as rows, the places of the last dimension as columns: the sums of both can be asked for.
class Layout {
 public:
  Layout(const std::map<GroupKey, std::int64_t>& groups, std::size_t dimensions)
      : dimensions_(dimensions) {
    part_of_.push_back(0);  // all together
    for (auto& [key, count] : groups) {
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

using Hidden = std::set<GroupKey>;

using Counts = std::map<GroupKey, std::int64_t>;

// Adds the groups that are small, and those that protect them.
void hide(const Layout& layout, const Counts& counts_of, std::int64_t below, Hidden& out) {
  std::vector<std::int64_t> counts(layout.part_of().size() * layout.columns());
  for (auto& [key, count] : counts_of)
    counts[layout.row(key) * layout.columns() + layout.column(key)] = count;
  const auto table = suppressed({layout.part_of(), layout.columns(), counts}, {.below = below});
  for (auto& [key, count] : counts_of)
    if (!table || table->at(layout.row(key), layout.column(key)).state != CellState::shown)
      out.insert(key);
}

// Groups whose facts of one kind are hidden: where a part of them is small, and what protects it.
// Each part is a table, since its sums may be known. So may those of all facts: there whatever is
// hidden counts as small, or a group that is hidden by itself is what the others leave of the sum.
Hidden hidden_groups(const MetricParts& parts, std::size_t dimensions, std::int64_t below) {
  Counts all;
  for (auto& counts : parts.counts)
    for (auto& [key, count] : counts) all[key] += count;
  const Layout layout(all, dimensions);
  Hidden out;
  for (auto& counts : parts.counts) hide(layout, counts, below, out);
  for (auto& key : out) all[key] = std::min(all[key], below - 1);
  hide(layout, all, below, out);
  return out;
}

// Where a fact may stand in several groups, as a need is sent in one month and met in another, sums
// over months tell them apart again: what does not move.
bool moves(Dimension d) { return is_period(d) || d == Dimension::age_band; }

class Hiding {
 public:
  Hiding(const Tallied& in, std::int64_t below) : in_(in), below_(below) {}

  // Asks whether the group of a key is hidden.
  std::function<bool(const GroupKey&)> of(FactKind kind) const {
    const MetricParts parts = parts_of(*in_.known.facts, in_.query, kind, *in_.zone);
    auto hidden = hidden_groups(parts, in_.query.group_by.size(), below_);
    if (!parts.is_placed_apart || std::ranges::none_of(in_.query.group_by, moves))
      return [hidden = std::move(hidden)](const GroupKey& key) { return hidden.contains(key); };
    MetricQuery still = in_.query;
    std::erase_if(still.group_by, moves);
    const MetricParts all = parts_of(*in_.known.facts, still, kind, *in_.zone);
    auto hidden_sums = hidden_groups(all, still.group_by.size(), below_);
    return [this, hidden = std::move(hidden),
            hidden_sums = std::move(hidden_sums)](const GroupKey& key) {
      return hidden.contains(key) || hidden_sums.contains(without_moving(key));
    };
  }

 private:
  GroupKey without_moving(const GroupKey& key) const {
    GroupKey out{};
    std::size_t size = 0;
    for (std::size_t i = 0; i < in_.query.group_by.size(); ++i)
      if (!moves(in_.query.group_by[i])) out[size++] = key[i];
    return out;
  }

  const Tallied& in_;
  std::int64_t below_;
};

Refused too_large_to_hide(const Tallied& in) {
  Counts groups;
  for (auto& [key, tallied] : in.tallies->groups) groups[key] = 0;
  const Layout layout(groups, in.query.group_by.size());
  if (layout.part_of().size() * layout.columns() <= std::size_t{hidden_cells_max})
    return std::nullopt;
  return refuse(Reason::too_many_groups, "/group_by", "too many counts to look for small ones",
                {{"limit", std::int64_t{hidden_cells_max}}});
}

}  // namespace

Result<std::vector<std::vector<bool>>> hidden_figures(const Tallied& in, std::int64_t below) {
  const auto& metrics = in.query.metrics;
  std::vector<std::vector<bool>> out(metrics.size(), std::vector<bool>(in.tallies->groups.size()));
  if (below <= 0) return out;
  if (auto refused = too_large_to_hide(in)) return *std::move(refused);
  // A return tells a value, and not of how many people; a bill is nobody.
  for (std::size_t i = 0; i < metrics.size(); ++i)
    if (definition_of(metrics[i]).kind == MetricKind::amount_ratio) out[i].flip();
  const Hiding hiding(in, below);
  for (const auto kind : {FactKind::need, FactKind::referral, FactKind::lead, FactKind::touch}) {
    const auto is_of_kind = [&](Metric m) { return definition_of(m).facts == kind; };
    if (std::ranges::none_of(metrics, is_of_kind)) continue;
    const auto is_hidden = hiding.of(kind);
    for (std::size_t group = 0; auto& [key, tallied] : in.tallies->groups) {
      if (is_hidden(key))
        for (std::size_t i = 0; i < metrics.size(); ++i)
          if (is_of_kind(metrics[i])) out[i][group] = true;
      ++group;
    }
  }
  return out;
}

}  // namespace onward
