// Who is who in a whole list: records put together so that one wrong pair does not drag in others.
#pragma once

#include "onward/schema.hpp"

namespace onward {

struct MatchPair {  // of records, by their places in a list
  std::size_t a = 0;
  std::size_t b = 0;
};

// What comparing two records says, prior included, as MatchScore gives it.
using MatchBits = FunctionRef<double(std::size_t a, std::size_t b)>;

// 0 bits: on the average as likely one person as two. Where a mistake costs more, ask for more.
constexpr double match_cluster_bits_min = 0;

// Average linkage: of clusters that a candidate pair connects, the two whose records agree best on
// the average are joined, until no average reaches `average_bits_min`. So somebody who resembles
// one member and contradicts the others stays outside, however strong the one resemblance is, where
// transitive closure would collapse. A pair counts at most 20 bits either way.
//
// Candidates are pairs that share a key (match_keys.hpp). `bits` is asked for them, and for the
// other pairs between two connected clusters: a < b, each pair at most once; NaN is all against.
// Minus infinity keeps the two in different clusters, whatever the others say.
// Answers for each of `records` the smallest place in its cluster. Neither the order of candidates
// nor their repetition matters; of equal averages that of the smallest places goes first. A pair of
// one record with itself, or with a place beyond the list, is passed over.
//   source   R. Sokal, C. Michener (1958), over log odds as in correlation clustering (N. Bansal,
//            A. Blum, S. Chawla, 2004); docs/decisions/0010
std::vector<std::size_t> match_clusters(std::size_t records, std::span<const MatchPair> candidates,
                                        MatchBits bits,
                                        double average_bits_min = match_cluster_bits_min);

}  // namespace onward
