#include "onward/rules/attribution_compare.hpp"

#include <algorithm>
#include <numeric>

namespace onward {

namespace {

// 1 and how many have more.
std::vector<std::uint32_t> ranks_of(std::span<const std::int64_t> units) {
  std::vector<std::uint32_t> order(units.size());
  std::iota(order.begin(), order.end(), 0U);
  std::ranges::sort(order, std::ranges::greater{}, [&](std::uint32_t i) { return units[i]; });
  std::vector<std::uint32_t> ranks(units.size());
  for (std::uint32_t i = 0; i < order.size(); ++i) {
    const bool is_equal = i > 0 && units[order[i]] == units[order[i - 1]];
    ranks[order[i]] = is_equal ? ranks[order[i - 1]] : i + 1;
  }
  return ranks;
}

// The source whose touches have the greatest share together, of equal ones the lowest.
std::uint32_t winner_of(std::span<const std::uint32_t> sources, std::span<const double> weights) {
  std::vector<std::pair<std::uint32_t, double>> shares;
  for (std::size_t i = 0; i < sources.size(); ++i) shares.emplace_back(sources[i], weights[i]);
  std::ranges::sort(shares);
  std::uint32_t winner = shares.front().first;
  double most = 0;
  for (auto begin = shares.begin(); begin != shares.end();) {
    const auto source = begin->first;
    double sum = 0;
    for (; begin != shares.end() && begin->first == source; ++begin) sum += begin->second;
    if (sum > most) winner = source, most = sum;
  }
  return winner;
}

}  // namespace

std::vector<SourceComparison> compare_credit(
    std::span<const std::span<const std::int64_t>> models) {
  std::size_t sources = 0;
  for (auto& units : models) sources = std::max(sources, units.size());
  std::vector<SourceComparison> out(sources);
  for (auto& model : models) {
    std::vector<std::int64_t> units(model.begin(), model.end());
    units.resize(sources, 0);
    const auto ranks = ranks_of(units);
    for (std::uint32_t i = 0; i < sources; ++i) {
      out[i].source = i;
      out[i].units.push_back(units[i]);
      out[i].ranks.push_back(ranks[i]);
    }
  }
  for (auto& source : out) {
    const auto [least, most] = std::ranges::minmax(source.units);
    const auto [best, worst] = std::ranges::minmax(source.ranks);
    source.spread_units = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
    source.rank_spread = worst - best;
  }
  std::ranges::sort(out, [](auto& a, auto& b) {
    return a.spread_units != b.spread_units ? a.spread_units > b.spread_units : a.source < b.source;
  });
  return out;
}

PathComparisons compare_paths(const SoundPaths& paths, std::size_t limit,
                              std::int64_t half_life_seconds) {
  PathComparisons out;
  std::vector<PathTouch> touches;
  for (std::size_t path = 0; path < paths->size(); ++path) {
    if (paths->conversions[path] == 0) continue;
    const std::size_t begin = paths->offsets[path], length = paths->offsets[path + 1] - begin;
    const auto sources = paths->sources.subspan(begin, length);
    touches.assign(length, {});
    for (std::size_t i = 0; i < length; ++i) {
      if (!paths->touched_at_seconds.empty())
        touches[i].at_seconds = paths->touched_at_seconds[begin + i];
      touches[i].is_direct = !paths->is_direct.empty() && paths->is_direct[sources[i]];
    }
    PathComparison compared{.path = path};
    for (auto& model : names<AttributionModel>)
      compared.winners[static_cast<std::size_t>(model.value)] =
          winner_of(sources, touch_weights(model.value, touches, half_life_seconds));
    const auto& winners = compared.winners;
    if (std::ranges::all_of(winners, [&](auto winner) { return winner == winners[0]; })) continue;
    if (++out.count <= limit) out.paths.push_back(compared);
  }
  return out;
}

}  // namespace onward
