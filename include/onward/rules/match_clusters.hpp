// Who is who in a whole list: records put together so that one wrong pair does not drag in others.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace onward {

// Two records, by their places in a list, and what comparing them says.
struct MatchPair {
  std::size_t a = 0;
  std::size_t b = 0;
  double bits = 0;  // prior included, as MatchScore gives them
};

// Average linkage: the two clusters whose records agree best on the average are joined, until no
// average reaches `average_bits_min`. So somebody who resembles one member of a cluster and
// contradicts the others stays outside, however strong the one resemblance is: transitive closure
// would collapse. A pair counts at most 20 bits either way; a pair that is not given shared no key,
// and counts as much against.
//
// Answers for each of `records` the smallest place in its cluster. Neither the order of the pairs
// nor which of the two is `a` matters; of equal averages the one with the smallest places goes
// first. A pair that is given twice counts the larger figure; one with itself, with a place beyond
// the list, or whose bits are NaN, not at all.
//   source   R. Sokal, C. Michener (1958), with the sign of the log odds as in correlation
//            clustering (N. Bansal, A. Blum, S. Chawla, 2004); docs/decisions/0010
std::vector<std::size_t> match_clusters(std::size_t records, std::span<const MatchPair>,
                                        double average_bits_min);

}  // namespace onward
