#include "onward/rules/rankings.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "statistics.hpp"

namespace onward {

namespace {

constexpr double jeffreys = 0.5;  // of each kind: what stands for nothing known

// A distribution as its quantiles in the middle of equal parts. A pair's probability is then a
// count of pairs of parts.
constexpr std::size_t parts = 96;
using Quantiles = std::array<double, parts>;

// With (1 - p)^2 = order_clear_from, one whose p-quantile is above another's (1 - p)-quantile is
// clear; with p^2 = 1 - order_clear_from, one whose p-quantile is below it is not. Only between
// them are pairs counted.
constexpr std::size_t clear_part = 2, unclear_part = 22;
constexpr double square(double x) { return x * x; }
static_assert(square(1 - double{clear_part} / parts) >= order_clear_from);
static_assert(square(double{unclear_part + 1} / parts) > 1 - order_clear_from);

double above(const Quantiles& first, const Quantiles& second) {
  std::size_t below = 0, not_above = 0, halves = 0;
  for (const double quantile : first) {
    while (below < parts && second[below] < quantile) ++below;
    while (not_above < parts && second[not_above] <= quantile) ++not_above;
    halves += below + not_above;
  }
  return static_cast<double>(halves) / (2 * parts * parts);
}

bool is_clearly_above(const Quantiles& first, const Quantiles& second) {
  if (first[clear_part] > second[parts - 1 - clear_part]) return true;
  if (first[unclear_part] <= second[parts - 1 - unclear_part]) return false;
  return above(first, second) >= order_clear_from;
}

// Counted, in events.
struct Events {
  double count = 0, out_of = 1;
};

struct Sums {
  double members = 0, count = 0, out_of = 0, out_of_squares = 0, scatter = 0;
};

Sums sums_of(const std::vector<Events>& events, const std::vector<std::size_t>& used) {
  Sums out{.members = static_cast<double>(used.size())};
  for (const auto member : used) {
    out.count += events[member].count;
    out.out_of += events[member].out_of;
    out.out_of_squares += square(events[member].out_of);
  }
  for (const auto member : used) {
    const auto weight = events[member].out_of;
    out.scatter += weight * square(events[member].count / weight - out.count / out.out_of);
  }
  return out;
}

// What members have in common: a prior of `count` in `out_of`.
struct Common {
  double mean = 0, weight = 0;
};

// Half a success is added, so that a mean is never 0 and can be weighed. No scatter beyond chance:
// all are one, as sure as all together are.
Common common_of(const Sums& sums, double mean, double weight, double weight_min) {
  const double weight_max = std::max(sums.out_of, weight_min);
  return {mean, std::isfinite(weight) ? std::clamp(weight, weight_min, weight_max) : weight_max};
}

double above_chance(double excess, double room) {
  return excess > 0 && room > 0 ? excess / room : 0;
}

Common common_rate(const Sums& sums) {
  const double mean = (sums.count + jeffreys) / (sums.out_of + 2 * jeffreys);
  const double others = sums.members - 1;
  const double correlation = above_chance(sums.scatter / (mean * (1 - mean)) - others,
                                          sums.out_of - sums.out_of_squares / sums.out_of - others);
  return common_of(sums, mean, 1 / correlation - 1, jeffreys / std::min(mean, 1 - mean));
}

Common common_count(const Sums& sums) {
  const double mean = (sums.count + jeffreys) / sums.out_of;
  const double variance = above_chance(sums.scatter - (sums.members - 1) * mean,
                                       sums.out_of - sums.out_of_squares / sums.out_of);
  return common_of(sums, mean, mean / variance, jeffreys / mean);
}

// The distribution of a member's true figure, given the counts.
struct BetaFigure {
  double successes, failures;
  BetaFigure(const Events& of, const std::optional<Common>& common)
      : successes(of.count + (common ? common->mean * common->weight : jeffreys)),
        failures(of.out_of - of.count + (common ? (1 - common->mean) * common->weight : jeffreys)) {
  }
  double mean() const { return successes / (successes + failures); }
  double quantile(double p) const { return beta_quantile(successes, failures, p); }
};
struct GammaFigure {
  double events, watched;
  GammaFigure(const Events& of, const std::optional<Common>& common)
      : events(of.count + (common ? common->mean * common->weight : jeffreys)),
        watched(of.out_of + (common ? common->weight : 0)) {}
  double mean() const { return events / watched; }
  double quantile(double p) const { return gamma_quantile(events, p) / watched; }
};

template <class Figure> Quantiles quantiles_of(const Figure& figure) {
  Quantiles out;
  for (std::size_t i = 0; i < parts; ++i)
    out[i] = figure.quantile((static_cast<double>(i) + 0.5) / parts);
  return out;
}

void compare(Ranking& ranking, const std::vector<Quantiles>& quantiles) {
  auto& members = ranking.members;
  const std::size_t size = members.size();
  std::size_t clear = 0;
  for (std::size_t i = 0; i < size; ++i)
    for (std::size_t j = i + 1; j < size; ++j)
      if (is_clearly_above(quantiles[members[i].member], quantiles[members[j].member])) {
        --members[i].rank_worst;
        ++members[j].rank_best;
        ++clear;
      }
  for (std::size_t i = 0; i + 1 < size; ++i) {
    members[i].above_next = above(quantiles[members[i].member], quantiles[members[i + 1].member]);
    members[i].is_tied_with_next = *members[i].above_next < order_clear_from;
  }
  ranking.is_noise = size > 1 && clear == 0;
}

template <class Figure>
Ranking rank_by(std::span<const Counted> counted, std::int64_t parts_of_event, auto is_counted,
                auto common_by) {
  Ranking out;
  const auto whole = static_cast<double>(parts_of_event);
  std::vector<std::size_t> used;
  std::vector<Events> events;
  for (std::size_t i = 0; i < counted.size(); ++i) {
    (is_counted(counted[i]) ? used : out.not_ranked).push_back(i);
    events.push_back(
        {static_cast<double>(counted[i].count) / whole, static_cast<double>(counted[i].out_of)});
  }
  std::optional<Common> common;
  if (static_cast<std::int64_t>(used.size()) >= shrunken_members_min) {
    common = common_by(sums_of(events, used));
    out.is_shrunken = true;
    out.common = whole * common->mean;
    out.common_weight = common->weight;
  }
  std::vector<Quantiles> quantiles(counted.size());
  for (const auto member : used) {
    const Figure figure(events[member], common);
    quantiles[member] = quantiles_of(figure);
    out.members.push_back({.member = member,
                           .observed = whole * events[member].count / events[member].out_of,
                           .shrunken = whole * figure.mean(),
                           .interval = {whole * figure.quantile(confidence_tail),
                                        whole * figure.quantile(1 - confidence_tail)},
                           .rank_best = 1,
                           .rank_worst = static_cast<std::int64_t>(used.size())});
  }
  std::ranges::sort(out.members, [](const Ranked& a, const Ranked& b) {
    return a.shrunken != b.shrunken ? a.shrunken > b.shrunken : a.member < b.member;
  });
  for (std::size_t i = 0; i < out.members.size(); ++i)
    out.members[i].rank = i > 0 && out.members[i].shrunken == out.members[i - 1].shrunken
                              ? out.members[i - 1].rank
                              : static_cast<std::int64_t>(i) + 1;
  compare(out, quantiles);
  return out;
}

}  // namespace

Ranking rank_rates(std::span<const Counted> counted) {
  const auto is_rate = [](const Counted& c) {
    return c.out_of > 0 && c.count >= 0 && c.count <= c.out_of;
  };
  return rank_by<BetaFigure>(counted, 1, is_rate, common_rate);
}

Ranking rank_counts(std::span<const Counted> counted, std::int64_t parts_of_event) {
  const auto is_count = [](const Counted& c) { return c.out_of > 0 && c.count >= 0; };
  return rank_by<GammaFigure>(counted, parts_of_event, is_count, common_count);
}

}  // namespace onward
