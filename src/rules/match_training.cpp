#include "onward/rules/match_training.hpp"

#include <algorithm>
#include <cmath>

namespace onward {

namespace {

constexpr double change_max = 1e-6;  // of any m, u or prior in the last round
constexpr double trace = 1;          // pairs that the start counts for, in each field
constexpr double odds_min = 1e-9;
constexpr double prior_min = 1e-12, prior_max = 0.5;

using FieldCounts = std::array<double, match_levels>;
using Counts = std::array<FieldCounts, match_fields>;

// NaN becomes the lower bound.
double within(double x, double low, double high) { return x >= low ? std::min(x, high) : low; }

double count_of(const MatchPattern& pattern) {
  return static_cast<double>(std::max<std::int64_t>(pattern.count, 0));
}

double sum_of(std::span<const MatchPattern> patterns) {
  double sum = 0;
  for (auto& pattern : patterns) sum += count_of(pattern);
  return sum;
}

void add(Counts& counts, const MatchComparison& comparison, double weight) {
  for (std::size_t f = 0; f < match_fields; ++f)
    counts[f][static_cast<std::size_t>(comparison[f])] += weight;
}

// Shares of a field's levels add up to 1. `part` is m or u.
void set_shares(MatchWeights& weights, const Counts& counts, const MatchWeights& start,
                double MatchOdds::* part) {
  for (std::size_t f = 0; f < match_fields; ++f) {
    const auto field = static_cast<MatchField>(f);
    double known = trace;
    for (const auto level : levels_of(field)) known += counts[f][static_cast<std::size_t>(level)];
    for (const auto level : levels_of(field)) {
      const double seen = counts[f][static_cast<std::size_t>(level)];
      const double at_start = start.at(field, level).*part;
      weights.at(field, level).*part = within((seen + trace * at_start) / known, odds_min, 1);
    }
  }
}

// A start that any caller may have made up, brought within bounds; shares add up to 1.
MatchWeights sensible(const MatchWeights& start) {
  MatchWeights out = start;
  out.prior = within(start.prior, prior_min, prior_max);
  for (std::size_t f = 0; f < match_fields; ++f)
    for (const auto part : {&MatchOdds::m, &MatchOdds::u}) {
      const auto field = static_cast<MatchField>(f);
      double sum = 0;
      for (const auto level : levels_of(field))
        sum += out.at(field, level).*part = within(out.at(field, level).*part, odds_min, 1);
      for (const auto level : levels_of(field)) out.at(field, level).*part /= sum;
    }
  return out;
}

double largest_change(const MatchWeights& a, const MatchWeights& b) {
  double change = std::abs(a.prior - b.prior) / std::max(a.prior, b.prior);
  for (std::size_t f = 0; f < match_fields; ++f)
    for (std::size_t l = 0; l < match_levels; ++l)
      change = std::max({change, std::abs(a.odds[f][l].m - b.odds[f][l].m),
                         std::abs(a.odds[f][l].u - b.odds[f][l].u)});
  return change;
}

struct Expected {
  Counts one{};  // levels of pairs that are one person
  Counts two{};
  double matches = 0;
};

Expected expect(std::span<const MatchPattern> pairs, const MatchWeights& weights) {
  Expected out;
  const MatchScore score(weights);
  for (auto& pattern : pairs) {
    const double count = count_of(pattern);
    const double share = match_probability(score.bits(pattern.comparison));
    add(out.one, pattern.comparison, count * share);
    add(out.two, pattern.comparison, count * (1 - share));
    out.matches += count * share;
  }
  return out;
}

}  // namespace

std::vector<MatchPattern> MatchPatterns::counted() const {
  std::vector<MatchPattern> out;
  out.reserve(counts_.size());
  for (auto& [comparison, count] : counts_) out.push_back({comparison, count});
  return out;
}

TrainedMatchWeights train_match_weights(const MatchTraining& training, const MatchWeights& start) {
  const MatchWeights origin = sensible(start);
  const double pairs = sum_of(training.pairs);
  const double total = std::max(pairs, static_cast<double>(training.pairs_total));

  // Pairs drawn blindly from a short list hold matches as well, which are weighed out.
  const auto u_pairs = training.random_pairs.empty() ? training.pairs : training.random_pairs;
  TrainedMatchWeights out{.weights = origin};
  while (!out.converged && out.rounds < match_rounds_max && pairs > 0) {
    const MatchWeights before = out.weights;
    const Expected expected = expect(training.pairs, before);
    set_shares(out.weights, expect(u_pairs, before).two, origin, &MatchOdds::u);
    set_shares(out.weights, expected.one, origin, &MatchOdds::m);
    out.weights.prior = within(expected.matches / total, prior_min, prior_max);
    out.expected_matches = expected.matches;
    ++out.rounds;
    out.converged = largest_change(before, out.weights) < change_max;
  }
  return out;
}

}  // namespace onward
