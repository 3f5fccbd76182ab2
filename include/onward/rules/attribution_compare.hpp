// Where models of attribution disagree: about sources, and about single paths.
#pragma once

#include "onward/rules/attribution.hpp"

namespace onward {

struct SourceComparison {
  std::uint32_t source = 0;
  std::vector<std::int64_t> units{};  // by each model, as they were given
  std::vector<std::uint32_t> ranks{};  // by each model; 1 has the most, equals share the better one
  std::uint64_t spread_units = 0;  // between the model that gives most and least
  std::uint32_t rank_spread = 0;
};

// Units of each source by each model, of equal length; a list that is shorter is read as followed
// by zeros. The widest spread comes first, of equal ones the lowest source.
std::vector<SourceComparison> compare_credit(std::span<const std::span<const std::int64_t>> models);

struct PathComparison {
  std::size_t path = 0;
  // The source with the greatest share, by each plain model; of equal shares the lowest source.
  std::array<std::uint32_t, attribution_models> winners{};
};

struct PathComparisons {
  std::vector<PathComparison> paths{};  // the first, in their order
  std::size_t count = 0;  // of all that disagree
};

// Paths that converted, and whose plain models do not all see the same winner.
PathComparisons compare_paths(const SoundPaths&, std::size_t limit,
                              std::int64_t half_life_seconds = half_life_seconds_default);

}  // namespace onward
