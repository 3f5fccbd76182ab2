// Which small sums of parts follow from sums that are told.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace onward {

// Places of parts, in order.
using PartSet = std::vector<std::uint32_t>;

// The least sets of parts that are together somebody and fewer than `below`, and whose sum can be
// had from told ones by adding, subtracting and multiplying them; with counts of 0 taken as known.
// Where these are hidden, so are those that they are part of. Absent when there are more to look
// through than can be.
//   told    of which parts each told sum is
//   counts  of each part; in the sum of a set nobody is counted twice
struct ToldSums {
  std::span<const PartSet> told{};
  std::span<const std::int64_t> counts{};
};
std::optional<std::vector<PartSet>> small_sums(const ToldSums&, std::int64_t below);

// Whether further sums, beside those that are told, tell of hidden ones what these do not.
struct HiddenSums {
  std::size_t parts = 0;
  std::span<const PartSet> told{}, hidden{}, further{};
};
bool tells_of_hidden(const HiddenSums&);

}  // namespace onward
