#include "onward/rules/attribution_shapley.hpp"

#include <algorithm>
#include <bit>
#include <map>

namespace onward {

namespace {

// The different sources of a path, ordered.
void set_distinct(const AttributionPaths& paths, std::size_t path,
                  std::vector<std::uint32_t>& out) {
  const auto begin = paths.sources.begin() + paths.offsets[path];
  out.assign(begin, paths.sources.begin() + paths.offsets[path + 1]);
  std::ranges::sort(out);
  out.erase(std::unique(out.begin(), out.end()), out.end());
}

std::int64_t units_total(const SoundPaths& paths, bool of_value) {
  return of_value ? paths.value_total_minor_units()
                  : paths.conversions_total() * attribution_units_per_conversion;
}

// Conversions and failures of paths by their set of players; a bit stands for each.
struct Worth {
  std::vector<std::int64_t> conversions{}, nulls{};

  // Afterwards those of all paths within each set.
  void sum_subsets(std::size_t players) {
    for (auto* numbers : {&conversions, &nulls})
      for (std::size_t player = 0; player < players; ++player)
        for (std::size_t set = 0; set < numbers->size(); ++set)
          if (set >> player & 1) (*numbers)[set] += (*numbers)[set ^ (std::size_t{1} << player)];
  }
  double rate(std::size_t set) const {
    const double all = static_cast<double>(conversions[set]) + static_cast<double>(nulls[set]);
    return all > 0 ? static_cast<double>(conversions[set]) / all : 0;
  }
};

// How likely, of `players` in random order, just these `before` stand before one that is named:
// before! (players - before - 1)! / players!
std::vector<double> likelihoods(std::size_t players) {
  std::vector<double> out;
  for (std::size_t before = 0; before < players; ++before) {
    double likely = 1 / static_cast<double>(players);
    for (std::size_t i = 1; i <= before; ++i)
      likely *= static_cast<double>(i) / static_cast<double>(players - i);
    out.push_back(likely);
  }
  return out;
}

std::vector<double> shapley_values(const Worth& worth, std::size_t players) {
  const auto likely = likelihoods(players);
  std::vector<double> values(players, 0);
  for (std::size_t set = 0; set < worth.conversions.size(); ++set) {
    const double rate = worth.rate(set);
    const auto size = static_cast<std::size_t>(std::popcount(set));
    for (std::size_t player = 0; player < players && rate > 0; ++player)
      if (set >> player & 1)
        values[player] += likely[size - 1] * rate;
      else
        values[player] -= likely[size] * rate;
  }
  return values;
}

}  // namespace

std::vector<std::int64_t> shapley_set_credit(const SoundPaths& paths, bool of_value) {
  if (of_value && paths->value_minor_units.empty())
    return std::vector<std::int64_t>(paths->sources_total);
  const auto numbers = of_value ? paths->value_minor_units : paths->conversions;
  // Whole sums by how many share, so that the order of paths does not matter.
  std::map<std::size_t, std::map<std::uint32_t, std::int64_t>> shared_by;
  std::vector<std::uint32_t> distinct;
  for (std::size_t path = 0; path < paths->size(); ++path) {
    set_distinct(*paths, path, distinct);
    auto& sums = shared_by[distinct.size()];
    for (const auto source : distinct) sums[source] += numbers[path];
  }
  std::vector<double> weights(paths->sources_total, 0);
  for (auto& [sharing, sums] : shared_by)
    for (auto& [source, sum] : sums)
      weights[source] += static_cast<double>(sum) / static_cast<double>(sharing);
  return allot(units_total(paths, of_value), weights);
}

ShapleyRateCredit shapley_rate_credit(const SoundPaths& paths, bool of_value) {
  std::vector<std::uint32_t> met(paths->sources.begin(), paths->sources.end());
  std::ranges::sort(met);
  met.erase(std::unique(met.begin(), met.end()), met.end());
  ShapleyRateCredit out{.players = met.size()};
  out.too_many_sources = met.size() > shapley_sources_max;
  if (out.too_many_sources) return out;

  std::vector<std::size_t> bit_of(paths->sources_total, 0);
  for (std::size_t i = 0; i < met.size(); ++i) bit_of[met[i]] = std::size_t{1} << i;
  Worth worth;
  worth.conversions.resize(std::size_t{1} << met.size());
  worth.nulls.resize(worth.conversions.size());
  for (std::size_t path = 0; path < paths->size(); ++path) {
    std::size_t set = 0;
    for (std::size_t i = paths->offsets[path]; i < paths->offsets[path + 1]; ++i)
      set |= bit_of[paths->sources[i]];
    worth.conversions[set] += paths->conversions[path];
    if (!paths->nulls.empty()) worth.nulls[set] += paths->nulls[path];
  }
  worth.sum_subsets(met.size());
  const auto values = shapley_values(worth, met.size());
  out.values.resize(paths->sources_total);
  for (std::size_t i = 0; i < met.size(); ++i) out.values[met[i]] = values[i];
  out.units = allot(units_total(paths, of_value), out.values);
  return out;
}

}  // namespace onward
