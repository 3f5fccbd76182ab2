#include "operations/metric_suppression.hpp"

#include <algorithm>
#include <set>

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
using Counts = MetricParts::Counts;

// Adds the groups that are small, and those that protect them; or all, when that would take more
// than a quarter of the work that is left: so a large table leaves some for those after it. What is
// 0 is shown and protects nobody, so it is no part of the table.
void hide(Counts counts_of, std::size_t dimensions, std::int64_t below, SuppressionSearch& search,
          Hidden& out) {
  if (search.host.cancelled && search.host.cancelled()) throw Cancelled{};
  auto& work = search.work;
  std::erase_if(counts_of, [](auto& group) { return group.second == 0; });
  const Layout layout(counts_of, dimensions);
  std::vector<std::int64_t> counts(layout.part_of().size() * layout.columns());
  for (auto& [key, count] : counts_of)
    counts[layout.row(key) * layout.columns() + layout.column(key)] = count;
  SuppressionWork own{.steps_left = work.steps_left / 4};
  work.steps_left -= own.steps_left;
  const auto table = suppressed({layout.part_of(), layout.columns(), counts},
                                {.below = below, .total_is_known = true}, own);
  work.steps_left += std::max<std::int64_t>(own.steps_left, 0);
  for (auto& [key, count] : counts_of)
    if (!table || table->at(layout.row(key), layout.column(key)).state != CellState::shown)
      out.insert(key);
}

class Withholding {
 public:
  Withholding(const Tallied& in, std::int64_t below, const Host& host)
      : in_(in),
        below_(below),
        search_{.host = host},
        out_(in.query.metrics.size(), std::vector<Withheld>(in.tallies->groups.size())) {}

  std::vector<std::vector<Withheld>> run() {
    const auto& metrics = in_.query.metrics;
    // A return tells a value, and not of how many people; a bill is nobody.
    for (std::size_t i = 0; i < metrics.size(); ++i)
      if (definition_of(metrics[i]).kind == MetricKind::amount_ratio)
        std::ranges::fill(out_[i], Withheld::all);
    for (const auto kind : {FactKind::need, FactKind::referral, FactKind::lead, FactKind::touch})
      look_at(kind);
    return std::move(out_);
  }

 private:
  using Numbers = std::vector<std::size_t>;  // of metrics

  // Where a fact may stand in several groups, as a need is sent in one month and met in another,
  // sums over months tell them apart again: along what stays.
  void look_at(FactKind kind) {
    const auto apart = placed_together(in_.query.metrics, kind);
    auto still = in_.query.group_by;
    std::erase_if(still, is_period);
    const bool is_apart = apart.size() > 1;
    if (!is_apart || still.size() < in_.query.group_by.size())
      for (auto& metrics : apart) look_at(kind, metrics, in_.query.group_by);
    if (!is_apart) return;
    Numbers all;
    for (auto& metrics : apart) all.insert(all.end(), metrics.begin(), metrics.end());
    std::ranges::sort(all);
    look_at(kind, all, in_.query.group_by);
    if (still.size() < in_.query.group_by.size()) look_at(kind, all, still);
  }

  // Each metric is told as far as it may be beside what is told of those before it.
  void look_at(FactKind kind, const Numbers& metrics, const std::vector<Dimension>& group_by) {
    MetricQuery query = in_.query;
    query.group_by = group_by;
    query.metrics.clear();
    for (const auto number : metrics) query.metrics.push_back(in_.query.metrics[number]);
    const MetricParts parts = parts_of(*in_.known.facts, query, kind, *in_.zone);
    if (hidden_groups(parts.counts(metrics.size(), FigureDetail::fine), group_by.size(), below_,
                      search_)
            .empty())
      return;
    std::vector<FigureDetail> told;
    MetricParts::Here here;
    for (auto& [key, tallied] : in_.tallies->groups) here[along(group_by, key)];
    for (const auto number : metrics) {
      const auto beside = [&](FigureDetail own) {
        told.push_back(own);
        auto answer = parts.told(told, below_);
        told.pop_back();
        auto out =
            hidden_groups(answer.sums, std::move(answer.all), group_by.size(), below_, search_);
        if (parts.tells_of_withheld(own, here, told)) out.merge(hidden_before(here, told));
        return out;
      };
      if (parts.tells_of_withheld(FigureDetail::coarse, here, told))
        tell_details_alike(std::span(metrics).first(told.size()), told, here);
      withhold(number, beside(FigureDetail::fine), Withheld::details, group_by);
      withhold(number, beside(FigureDetail::coarse), Withheld::all, group_by);
      told.push_back(told_somewhere(number));
      for (auto& [key, levels] : here) levels.push_back(FigureDetail::none);
      for (std::size_t group = 0; auto& [key, tallied] : in_.tallies->groups) {
        auto& its = here[along(group_by, key)].back();
        its = std::max(its, detail_of(out_[number][group++]));
      }
    }
  }

  // Details that are told in some groups and not in others cost those that come after more than
  // they are worth: then they are told in none.
  void tell_details_alike(std::span<const std::size_t> metrics, std::vector<FigureDetail>& told,
                          MetricParts::Here& here) {
    for (std::size_t m = 0; m < told.size(); ++m) {
      const auto is_coarse = [&](auto& group) { return group.second[m] == FigureDetail::coarse; };
      if (told[m] != FigureDetail::fine || std::ranges::none_of(here, is_coarse)) continue;
      told[m] = FigureDetail::coarse;
      for (auto& [key, levels] : here) levels[m] = std::min(levels[m], told[m]);
      for (auto& said : out_[metrics[m]]) said = std::max(said, Withheld::details);
    }
  }

  // Groups in which something of the metrics before is withheld that is told in others.
  static Hidden hidden_before(const MetricParts::Here& here,
                              const std::vector<FigureDetail>& elsewhere) {
    Hidden out;
    for (auto& [key, levels] : here)
      for (std::size_t m = 0; m < elsewhere.size(); ++m)
        if (levels[m] < elsewhere[m]) out.insert(key);
    return out;
  }

  void withhold(std::size_t metric, const Hidden& hidden, Withheld what,
                const std::vector<Dimension>& group_by) {
    for (std::size_t group = 0; auto& [key, tallied] : in_.tallies->groups) {
      auto& said = out_[metric][group++];
      if (hidden.contains(along(group_by, key))) said = std::max(said, what);
    }
  }

  static FigureDetail detail_of(Withheld level) {
    if (level == Withheld::all) return FigureDetail::none;
    return level == Withheld::details ? FigureDetail::coarse : FigureDetail::fine;
  }
  // Where it is told in some groups and not in others, their sum tells it as if in all of them.
  FigureDetail told_somewhere(std::size_t metric) const {
    const auto& levels = out_[metric];
    const auto most = detail_of(*std::ranges::min_element(levels));
    const bool is_one = levels.size() == 1;
    return most == FigureDetail::none && !is_one ? FigureDetail::fine : most;
  }

  GroupKey along(const std::vector<Dimension>& group_by, const GroupKey& key) const {
    if (group_by.size() == in_.query.group_by.size()) return key;
    GroupKey out{};
    for (std::size_t i = 0, size = 0; i < in_.query.group_by.size(); ++i)
      if (!is_period(in_.query.group_by[i])) out[size++] = key[i];
    return out;
  }

  const Tallied& in_;
  std::int64_t below_;
  SuppressionSearch search_;
  std::vector<std::vector<Withheld>> out_;
};

}  // namespace

Hidden hidden_groups(const std::vector<Counts>& parts, std::size_t dimensions, std::int64_t below,
                     SuppressionSearch& search) {
  Counts all;
  for (auto& counts : parts)
    for (auto& [key, count] : counts) all[key] += count;
  return hidden_groups(parts, std::move(all), dimensions, below, search);
}

Hidden hidden_groups(const std::vector<Counts>& parts, Counts all, std::size_t dimensions,
                     std::int64_t below, SuppressionSearch& search) {
  Hidden out;
  for (auto& counts : parts) hide(counts, dimensions, below, search, out);
  for (auto& key : out) all[key] = std::min(all[key], below - 1);
  hide(std::move(all), dimensions, below, search, out);
  return out;
}

Refused too_many_to_hide(const std::vector<GroupKey>& groups, std::size_t dimensions,
                         std::string path) {
  Counts counts;
  for (auto& key : groups) counts[key] = 0;
  const Layout layout(counts, dimensions);
  if (layout.part_of().size() * layout.columns() <= std::size_t{hidden_cells_max})
    return std::nullopt;
  return refuse(Reason::too_many_groups, std::move(path), "too many counts to look for small ones",
                {{"limit", std::int64_t{hidden_cells_max}}});
}

Result<std::vector<std::vector<Withheld>>> withheld(const Tallied& in, std::int64_t below,
                                                    const Host& host) {
  if (below <= 0)
    return std::vector(in.query.metrics.size(),
                       std::vector<Withheld>(in.tallies->groups.size(), Withheld::nothing));
  std::vector<GroupKey> groups;
  for (auto& [key, tallied] : in.tallies->groups) groups.push_back(key);
  if (auto refused = too_many_to_hide(groups, in.query.group_by.size(), "/group_by"))
    return *std::move(refused);
  return Withholding(in, below, host).run();
}

}  // namespace onward
