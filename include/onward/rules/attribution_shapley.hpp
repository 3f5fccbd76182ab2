// Credit as the Shapley value of a game that sources play together.
//
// The two games differ in what a set of sources is worth, and so does their answer:
//   sets    the conversions of all paths that met no other source. Of this game the Shapley value
//   is
//           known in closed form: each conversion in equal parts to the different sources of its
//           path. It is `linear` without repetition, whatever paths there are, and needs no limit.
//   rates   of those paths the share that converted. It knows failures: a source on many paths that
//           came to nothing lowers the rate, and may be worth less than nothing.
//   source   L. Shapley, A Value for n-Person Games (1953); lifecycles B.9
#pragma once

#include "onward/rules/attribution.hpp"

namespace onward {

std::vector<std::int64_t> shapley_set_credit(const SoundPaths&, bool of_value = false);

// 2^20 sets: 24 MB, and a fraction of a second. Only sources that some path has met are players.
constexpr std::size_t shapley_sources_max = 20;

struct ShapleyRateCredit {
  std::vector<std::int64_t> units{};  // of each source; none to those worth less than nothing
  std::vector<double> values{};  // of each source; together the rate of all paths
  std::size_t players = 0;  // sources that were met
  bool too_many_sources = false;  // then there is nothing else
  explicit operator bool() const { return !too_many_sources; }
};

// Exact over all sets of sources. A set that no path lies within has the rate 0.
ShapleyRateCredit shapley_rate_credit(const SoundPaths&, bool of_value = false);

}  // namespace onward
