#include <algorithm>
#include <cmath>

#include "onward/rules/matching.hpp"

namespace onward {

namespace {

constexpr double field_bits_max = 40;
constexpr double odds_min = 1e-12;  // what is never seen may yet be
constexpr double bits_unit = 1.0 / 1024;

double rounded(double bits) { return std::round(bits / bits_unit) * bits_unit; }

// NaN becomes the bound that says nothing of anybody.
double within(double x, double low, double high) { return x >= low ? std::min(x, high) : low; }

double bits_of(const MatchOdds& odds) {
  const double m = within(odds.m, odds_min, 1), u = within(odds.u, odds_min, 1);
  return rounded(std::clamp(std::log2(m / u), -field_bits_max, field_bits_max));
}

}  // namespace

double match_prior(std::int64_t clients) {
  return 0.5 / static_cast<double>(std::max<std::int64_t>(clients, 1));
}

double match_probability(double bits) {
  // Of the two forms the one that does not overflow.
  return bits >= 0 ? 1 / (1 + std::exp2(-bits)) : std::exp2(bits) / (1 + std::exp2(bits));
}

MatchScore::MatchScore(const MatchWeights& weights) {
  for (std::size_t f = 0; f < match_fields; ++f) {
    const auto field = static_cast<MatchField>(f);
    for (const auto level : levels_of(field))
      bits_[f][static_cast<std::size_t>(level)] = bits_of(weights.at(field, level));
  }
  const double prior = within(weights.prior, odds_min, 1 - odds_min);
  prior_bits_ = rounded(std::log2(prior / (1 - prior)));
}

double MatchScore::bits(const MatchComparison& comparison) const {
  double sum = prior_bits_;
  for (std::size_t f = 0; f < match_fields; ++f)
    sum += bits_[f][static_cast<std::size_t>(comparison[f])];
  return sum;
}

std::vector<MatchEvidence> MatchScore::evidence(const MatchComparison& comparison) const {
  std::vector<MatchEvidence> out;
  for (std::size_t f = 0; f < match_fields; ++f) {
    const auto field = static_cast<MatchField>(f);
    if (comparison[f] != MatchLevel::missing)
      out.push_back({field, comparison[f], bits(field, comparison[f])});
  }
  return out;
}

std::vector<MatchCandidate> rank_candidates(const MatchRecord& wanted,
                                            std::span<const MatchStored> stored,
                                            const MatchScore& score, std::size_t limit,
                                            double probability_min) {
  std::vector<MatchCandidate> out;
  out.reserve(stored.size());
  for (auto& [id, record] : stored) {
    const auto comparison = compare(wanted, *record);
    const double bits = score.bits(comparison), probability = match_probability(bits);
    if (probability >= probability_min) out.push_back({id, comparison, bits, probability});
  }
  const auto better = [](const MatchCandidate& a, const MatchCandidate& b) {
    return a.bits != b.bits ? a.bits > b.bits : a.id < b.id;
  };
  const auto end = out.begin() + static_cast<std::ptrdiff_t>(std::min(limit, out.size()));
  std::ranges::partial_sort(out, end, better);
  out.erase(end, out.end());
  return out;
}

}  // namespace onward
