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

// What is left to 1 is `different`.
struct DefaultOdds {
  MatchField field;
  MatchLevel level;
  MatchOdds odds;
};

using enum MatchLevel;
constexpr DefaultOdds default_odds[] = {
    {MatchField::given_name, exact, {0.65, 0.004}},
    {MatchField::given_name, nickname, {0.02, 0.001}},
    {MatchField::given_name, similar, {0.14, 0.0015}},
    {MatchField::given_name, near, {0.05, 0.004}},
    {MatchField::given_name, swapped, {0.04, 0.00001}},
    {MatchField::given_name, crossed, {0.02, 0.001}},
    {MatchField::family_name, exact, {0.72, 0.003}},
    {MatchField::family_name, similar, {0.17, 0.001}},
    {MatchField::family_name, near, {0.04, 0.0015}},
    {MatchField::birth_date, exact, {0.90, 0.000034}},  // 80 years of days
    {MatchField::birth_date, transposed, {0.01, 0.000014}},
    {MatchField::birth_date, one_slip, {0.04, 0.0012}},
    {MatchField::birth_date, two_parts, {0.02, 0.003}},
    {MatchField::birth_date, same_year, {0.01, 0.0125}},
    {MatchField::identifier, exact, {0.95, 0.0000001}},
    {MatchField::identifier, one_slip, {0.01, 0.0000001}},
    {MatchField::phone, exact, {0.70, 0.00002}},
    {MatchField::phone, one_slip, {0.03, 0.000001}},
    {MatchField::email, exact, {0.75, 0.00001}},
    {MatchField::email, similar, {0.10, 0.00004}},
    {MatchField::email, near, {0.02, 0.0001}},
    {MatchField::postcode, exact, {0.75, 0.0005}},
    {MatchField::postcode, one_slip, {0.05, 0.005}},
    {MatchField::house_number, exact, {0.75, 0.014}},
    {MatchField::house_number, one_slip, {0.01, 0.002}},
    {MatchField::address_line, exact, {0.62, 0.0005}},
    {MatchField::address_line, similar, {0.15, 0.0003}},
    {MatchField::address_line, near, {0.02, 0.0015}},
    {MatchField::second_address_line, exact, {0.62, 0.001}},
    {MatchField::second_address_line, similar, {0.15, 0.0003}},
    {MatchField::second_address_line, near, {0.02, 0.001}},
    {MatchField::locality, exact, {0.75, 0.05}},
    {MatchField::locality, similar, {0.12, 0.01}},
    {MatchField::locality, near, {0.03, 0.008}},
    {MatchField::region, exact, {0.95, 0.25}},
    {MatchField::region, one_slip, {0.01, 0.005}},
};
constexpr std::int64_t default_clients = 10'000;

}  // namespace

MatchWeights match_weights_default() {
  MatchWeights out;
  out.prior = match_prior(default_clients);
  for (std::size_t f = 0; f < match_fields; ++f)
    out.at(static_cast<MatchField>(f), different) = {1, 1};
  for (auto& [field, level, odds] : default_odds) {
    out.at(field, level) = odds;
    out.at(field, different).m -= odds.m;
    out.at(field, different).u -= odds.u;
  }
  return out;
}

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
