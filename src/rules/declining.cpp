#include "onward/rules/declining.hpp"

#include "statistics.hpp"

namespace onward {

std::optional<RateChange> rate_change(const ReferralRates& rates) {
  constexpr double jeffreys = 0.5;
  if (rates.recent < 0 || rates.earlier < 0 || rates.recent + rates.earlier == 0)
    return std::nullopt;
  const auto fallen = decline_probability(rates);
  if (!fallen) return std::nullopt;
  const double recent = static_cast<double>(rates.recent) + jeffreys,
               earlier = static_cast<double>(rates.earlier) + jeffreys;
  const double days_ratio =
      static_cast<double>(rates.earlier_days) / static_cast<double>(rates.recent_days);
  // The share of the later count is Beta distributed; what is left of 1 has the other tail.
  const auto ratio_below = [&](double p) {
    return beta_quantile(recent, earlier, p) / beta_quantile(earlier, recent, 1 - p) * days_ratio;
  };
  return RateChange{.ratio = ratio_below(0.5),
                    .interval = {ratio_below(confidence_tail), ratio_below(1 - confidence_tail)},
                    .fallen_probability = *fallen};
}

DecliningFound declining_of(std::span<const Date> referred_on, Date today,
                            const PracticeRules& rules, DecliningBy by) {
  if (referred_on.empty()) return {};
  DecliningFound out{.silent_from = dormant_on(referred_on.back(), rules),
                     .change = rate_change(referral_rates(referred_on, today, rules))};
  if (by == DecliningBy::silence)
    out.is_declining = *out.silent_from <= today;
  else
    out.is_declining = out.change && out.change->fallen_probability >= declining_from;
  return out;
}

}  // namespace onward
