// Weights learned from a store's own records, without anybody saying which are one person.
#pragma once

#include <map>

#include "onward/rules/matching.hpp"

namespace onward {

// A comparison and how often it was seen.
struct MatchPattern {
  MatchComparison comparison{};
  std::int64_t count = 0;
};

// Counts comparisons as they come; the order in which they came is forgotten.
class MatchPatterns {
 public:
  void add(const MatchComparison& comparison) { ++counts_[comparison]; }
  std::vector<MatchPattern> counted() const;

 private:
  std::map<MatchComparison, std::int64_t> counts_{};
};

struct MatchTraining {
  // Pairs that may be one person: those that share a key (match_keys.hpp), or all there are.
  std::span<const MatchPattern> pairs{};
  // Pairs drawn blindly, which are hardly ever one person. Without them u is learned from `pairs`,
  // which is right only when those are all there are.
  std::span<const MatchPattern> random_pairs{};
  // How many pairs the records make, n (n - 1) / 2. Those not in `pairs` are taken for two people.
  std::int64_t pairs_total = 0;
};

struct TrainedMatchWeights {
  MatchWeights weights{};  // the prior is that of a pair drawn blindly; see match_prior
  double expected_matches = 0;  // among `pairs`
  int rounds = 0;
  bool converged = false;  // else after match_rounds_max, with what was reached
};

constexpr int match_rounds_max = 500;

// Expectation maximisation, from `start`; the same input gives the same answer. Every level keeps a
// trace of what `start` has, as if one more pair had been seen, so that no weight is 0, and nothing
// is NaN: not for no pairs, negative counts (taken for 0) or a start without sense. A field that
// was never known keeps its start.
//   source   W. Winkler, Using the EM Algorithm for Weight Computation in the Fellegi-Sunter Model
//            (1988); docs/decisions/0009 for pairs that share a key
TrainedMatchWeights train_match_weights(const MatchTraining&, const MatchWeights& start);

}  // namespace onward
