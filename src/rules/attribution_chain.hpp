// An absorbing chain as sums of steps, and what is lost without each source; solved with Eigen.
#pragma once

#include "onward/rules/attribution_markov.hpp"

namespace onward {

struct ChainStep {
  std::uint32_t from = 0;
  std::uint32_t to = 0;
  double probability = 0;
};

// States 0 to states - 1. What is missing to 1 in a state's probabilities ends without conversion.
struct Chain {
  std::size_t sources = 0;
  std::vector<std::uint32_t> source_of{};  // of each state: the last touch
  std::vector<double> start{};             // of each state: how likely a walk begins there
  std::vector<double> converts{};          // of each state: by the next step
  std::vector<ChainStep> steps{};          // each pair once, ordered

  std::size_t states() const { return source_of.size(); }
};

struct ChainAnswer {
  double conversion_probability = 0;
  std::vector<double> lost{};  // of each source: the probability of meeting it and converting
};

// With one inverse of the whole: 2 n^3 steps.
ChainAnswer solved_at_once(const Chain&);

// By repetition, once for each source. None when it does not settle.
std::optional<ChainAnswer> solved_by_repetition(const Chain&);

}  // namespace onward
