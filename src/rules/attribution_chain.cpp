#include "rules/attribution_chain.hpp"

#include <algorithm>
#include <Eigen/Dense>
#include <numeric>
#include <utility>

namespace onward {

namespace {

using Index = Eigen::Index;
using Places = std::vector<Index>;

constexpr double change_max = 1e-17;  // of a probability, in the last round
constexpr int rounds_max = 100'000;

Eigen::VectorXd vector_of(const std::vector<double>& values) {
  return Eigen::Map<const Eigen::VectorXd>(values.data(), static_cast<Index>(values.size()));
}

// Of each source, the states that end with it.
std::vector<Places> groups_of(const Chain& chain) {
  std::vector<Places> groups(chain.sources);
  for (std::size_t i = 0; i < chain.states(); ++i)
    groups[chain.source_of[i]].push_back(static_cast<Index>(i));
  return groups;
}

// How likely a walk converts that never meets the source. Each round brings the states, one after
// the other, to what follows from the others (Gauss and Seidel), from below and ever closer.
std::optional<double> conversion_without(const Chain& chain, std::size_t source) {
  std::vector<double> converts(chain.states(), 0);
  double change = 1;
  for (int round = 0; change > change_max; ++round) {
    if (round == rounds_max) return std::nullopt;
    change = 0;
    auto step = chain.steps.begin();
    for (std::uint32_t state = 0; state < chain.states(); ++state) {
      double sum = chain.converts[state], stays = 0;
      for (; step != chain.steps.end() && step->from == state; ++step)
        if (step->to == state)
          stays = step->probability;
        else
          sum += step->probability * converts[step->to];
      if (chain.source_of[state] == source) continue;
      const double before = std::exchange(converts[state], sum / (1 - stays));
      change = std::max(change, std::abs(converts[state] - before));
    }
  }
  return std::inner_product(converts.begin(), converts.end(), chain.start.begin(), 0.0);
}

}  // namespace

ChainAnswer solved_at_once(const Chain& chain) {
  const auto size = static_cast<Index>(chain.states());
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Identity(size, size);
  for (auto& step : chain.steps)
    matrix(static_cast<Index>(step.from), static_cast<Index>(step.to)) -= step.probability;
  const Eigen::MatrixXd inverse = Eigen::PartialPivLU<Eigen::MatrixXd>(matrix).inverse();
  const Eigen::VectorXd start = vector_of(chain.start);
  const Eigen::VectorXd visits = inverse.transpose() * start;
  const Eigen::VectorXd converts = inverse * vector_of(chain.converts);
  ChainAnswer out{.conversion_probability = start.dot(converts)};
  for (auto& group : groups_of(chain)) {
    if (group.size() == 1) {
      const Index i = group.front();
      out.lost.push_back(visits[i] * converts[i] / inverse(i, i));
    } else if (group.empty()) {
      out.lost.push_back(0);
    } else {
      const Eigen::MatrixXd within = inverse(group, group);
      const Eigen::VectorXd met = converts(group);
      out.lost.push_back(visits(group).dot(within.partialPivLu().solve(met)));
    }
  }
  return out;
}

std::optional<ChainAnswer> solved_by_repetition(const Chain& chain) {
  const auto all = conversion_without(chain, chain.sources);
  if (!all) return std::nullopt;
  ChainAnswer out{.conversion_probability = *all};
  for (std::size_t source = 0; source < chain.sources; ++source) {
    const auto without = conversion_without(chain, source);
    if (!without) return std::nullopt;
    out.lost.push_back(std::max(*all - *without, 0.0));
  }
  return out;
}

}  // namespace onward
