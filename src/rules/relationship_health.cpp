#include "onward/rules/relationship_health.hpp"

#include <algorithm>
#include <cmath>

#include "onward/rules/attribution.hpp"

namespace onward {

namespace {

using std::chrono::days;

struct Weighed {
  HealthFactor factor;
  double weight;
  std::optional<double> value;  // 0 to 1; absent is unknown
};

double shrunken(std::int64_t successes, std::int64_t of) {
  return (static_cast<double>(successes) + 1) / (static_cast<double>(of) + 2);
}

std::optional<double> recency(const HealthFacts& f, const PracticeRules& rules) {
  if (f.referred_on.empty()) return 0.0;
  const Date last = f.referred_on.back(), end = *dormant_on(last, rules);
  const auto left = static_cast<double>((end - f.today).count());
  return std::clamp(left / static_cast<double>((end - last).count()), 0.0, 1.0);
}

std::int64_t in_year(const HealthFacts& f) {
  constexpr days year{365};
  return f.referred_on.end() - std::ranges::upper_bound(f.referred_on, f.today - year);
}

// The first ones count most: from one to two is as much as from eight to sixteen.
std::optional<double> volume(const HealthFacts& f) {
  const auto count = static_cast<double>(std::min(in_year(f), full_volume_in_year));
  return std::log2(1 + count) / std::log2(1 + static_cast<double>(full_volume_in_year));
}

std::optional<double> trend(const HealthFacts& f, const PracticeRules& rules) {
  const auto falling = decline_probability(referral_rates(f.referred_on, f.today, rules));
  return falling ? std::optional(1 - *falling) : std::nullopt;
}

std::optional<double> rate(std::int64_t successes, std::int64_t of) {
  if (of <= 0) return std::nullopt;
  return std::clamp(shrunken(successes, of), 0.0, 1.0);
}

std::optional<double> reciprocity(const HealthFacts& f) {
  const auto theirs = f.sent_to_us_in_year;
  if (theirs == 0 && f.sent_to_them_in_year == 0) return std::nullopt;
  return std::min(1.0, static_cast<double>(f.sent_to_them_in_year) /
                           static_cast<double>(std::max<std::int64_t>(theirs, 1)));
}

}  // namespace

Health health_of(const HealthFacts& f, const PracticeRules& rules) {
  constexpr HealthWeights weigh;
  const Weighed all[] = {
      {HealthFactor::recency, weigh.recency, recency(f, rules)},
      {HealthFactor::volume, weigh.volume, volume(f)},
      {HealthFactor::trend, weigh.trend, trend(f, rules)},
      {HealthFactor::conversion, weigh.conversion, rate(f.treatments_started, f.converted_or_lost)},
      {HealthFactor::response, weigh.response, rate(f.contacts_answered, f.contacts_tried)},
      {HealthFactor::reciprocity, weigh.reciprocity, reciprocity(f)},
  };
  double weights = 0, sum = 0;
  for (auto& part : all) weights += part.value ? part.weight : 0;
  Health out;
  std::vector<double> exact;
  for (auto& part : all) {
    const double share = part.value ? part.weight / weights : 0, value = part.value.value_or(0);
    exact.push_back(100 * share * value);
    sum += exact.back();
    out.parts.push_back({.factor = part.factor,
                         .known = part.value.has_value(),
                         .value_percent = std::llround(100 * value),
                         .weight_percent = std::llround(100 * share)});
  }
  out.score = std::llround(sum);
  const auto points = allot(out.score, exact);
  for (std::size_t i = 0; i < points.size(); ++i) out.parts[i].points = points[i];
  return out;
}

}  // namespace onward
