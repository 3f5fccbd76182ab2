// Paths for tests and benchmarks, written down as text or drawn by chance.
#pragma once

#include <string_view>

#include "chance.hpp"
#include "onward/rules/attribution.hpp"

namespace onward::tests {

struct PathArrays {
  std::vector<std::uint32_t> offsets{0}, sources{};
  std::vector<std::int64_t> at{}, conversions{}, nulls{}, values{};
  std::vector<std::uint8_t> is_direct{};
  std::uint32_t sources_total = 0;

  AttributionPaths view() const {
    return {offsets, sources, at, conversions, nulls, values, sources_total, is_direct};
  }
  std::size_t size() const { return offsets.size() - 1; }

  // A letter for each touch, 'A' for source 0; a day passes between touches.
  PathArrays& add(std::string_view letters, std::int64_t converted, std::int64_t failed = 0) {
    std::int64_t day = 0;
    for (const char letter : letters) {
      sources.push_back(static_cast<std::uint32_t>(letter - 'A'));
      sources_total = std::max(sources_total, sources.back() + 1);
      at.push_back(86'400 * day++);
    }
    end(converted, failed);
    return *this;
  }
  void end(std::int64_t converted, std::int64_t failed) {
    offsets.push_back(static_cast<std::uint32_t>(sources.size()));
    conversions.push_back(converted);
    nulls.push_back(failed);
    values.push_back(converted * 1'999);
  }
  // The paths in another order, by their places.
  PathArrays in_order(const std::vector<std::size_t>& order) const {
    PathArrays out;
    for (const auto path : order) {
      for (auto i = offsets[path]; i < offsets[path + 1]; ++i) {
        out.sources.push_back(sources[i]);
        out.at.push_back(at[i]);
      }
      out.end(conversions[path], nulls[path]);
    }
    out.sources_total = sources_total;
    out.is_direct = is_direct;
    return out;
  }
};

struct RandomPaths {
  std::size_t paths = 0;
  std::uint32_t sources = 0;
  std::int64_t length_max = 0;
  std::int64_t count_max = 3;  // of conversions, and of ends without
};

// Lengths are drawn evenly from 1; low sources come more often. Up to ten days pass between two
// touches.
inline PathArrays random_paths(Chance& chance, const RandomPaths& wanted) {
  PathArrays out;
  out.sources_total = wanted.sources;
  for (std::uint32_t i = 0; i < wanted.sources; ++i) out.is_direct.push_back(chance.percent(20));
  for (std::size_t path = 0; path < wanted.paths; ++path) {
    std::int64_t at = 1'700'000'000 + chance.below(std::int64_t{31'536'000});
    for (auto left = 1 + chance.below(wanted.length_max); left > 0; --left) {
      const auto sources = std::int64_t{wanted.sources};
      const auto source = std::min(chance.below(sources), chance.below(sources));
      out.sources.push_back(static_cast<std::uint32_t>(source));
      out.at.push_back(at += chance.below(std::int64_t{864'000}));
    }
    out.end(chance.below(wanted.count_max + 1), chance.below(wanted.count_max + 1));
  }
  return out;
}

inline SoundPaths sound(const PathArrays& arrays) { return check(arrays.view()).paths.value(); }

}  // namespace onward::tests
