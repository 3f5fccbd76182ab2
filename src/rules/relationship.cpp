#include "onward/rules/relationship.hpp"

#include <algorithm>

#include "statistics.hpp"

namespace onward {

namespace {

using std::chrono::days;

std::int64_t count_between(std::span<const Date> rising, Date from, Date until) {
  return std::ranges::lower_bound(rising, until) - std::ranges::lower_bound(rising, from);
}

// The day of the last referral that came after the provider had been dormant.
std::optional<Date> last_return(std::span<const Date> rising, const PracticeRules& rules) {
  for (std::size_t i = rising.size(); i-- > 1;)
    if (*dormant_on(rising[i - 1], rules) <= rising[i]) return rising[i];
  return std::nullopt;
}

}  // namespace

Date months_later(Date day, std::int64_t months) {
  using namespace std::chrono;
  const auto wanted = year_month_day(day) + std::chrono::months(months);
  if (wanted.ok()) return sys_days(wanted);
  return sys_days(wanted.year() / wanted.month() / last);
}

std::optional<Date> dormant_on(std::optional<Date> last_referred_on, const PracticeRules& rules) {
  if (!last_referred_on) return std::nullopt;
  return months_later(*last_referred_on, rules.dormant_after_months);
}

ReferralRates referral_rates(std::span<const Date> referred_on, Date today,
                             const PracticeRules& rules) {
  constexpr days year{365};
  if (referred_on.empty()) return {};
  const Date tomorrow = today + days(1), recent_from = tomorrow - days(rules.new_for_days);
  const Date known_from = std::max(referred_on.front(), recent_from - year);
  return {.recent = count_between(referred_on, recent_from, tomorrow),
          .recent_days = rules.new_for_days,
          .earlier = count_between(referred_on, known_from, recent_from),
          .earlier_days = std::max<std::int64_t>(0, (recent_from - known_from).count())};
}

// With rates x and y from Gamma(a, b), x < y says of the normalised share x b / (x b + y c), which
// is Beta distributed, that it is below b / (b + c).
std::optional<double> decline_probability(const ReferralRates& rates) {
  constexpr double jeffreys = 0.5;
  if (rates.recent_days <= 0 || rates.earlier_days < rates.recent_days) return std::nullopt;
  const auto recent_days = static_cast<double>(rates.recent_days),
             earlier_days = static_cast<double>(rates.earlier_days);
  return beta_cdf(static_cast<double>(rates.recent) + jeffreys,
                  static_cast<double>(rates.earlier) + jeffreys,
                  recent_days / (recent_days + earlier_days));
}

StandingFound standing_of(std::span<const Date> referred_on, Date today,
                          const PracticeRules& rules) {
  using enum RelationshipStanding;
  if (referred_on.empty()) return {};
  StandingFound out{.standing = active,
                    .first_on = referred_on.front(),
                    .last_on = referred_on.back(),
                    .dormant_on = dormant_on(referred_on.back(), rules)};
  out.decline_probability = decline_probability(referral_rates(referred_on, today, rules));
  const Date recent_from = today - days(rules.new_for_days);
  const auto returned_on = last_return(referred_on, rules);
  if (*out.dormant_on <= today)
    out.standing = dormant;
  else if (returned_on && *returned_on > recent_from)
    out.standing = reactivated;
  else if (*out.first_on > recent_from)
    out.standing = fresh;
  else if (out.decline_probability && *out.decline_probability >= declining_from)
    out.standing = declining;
  return out;
}

Handling handling_of(RelationshipStrength strength) {
  if (strength != RelationshipStrength::vip) return {};
  return {.report_within_working_days = 1, .news_by_phone = true, .listed_first = true};
}

RelationshipStrength suggested_strength(const ReferralRates& rates, RelationshipStanding standing) {
  using enum RelationshipStrength;
  constexpr std::int64_t core = 4, growing = 2;
  if (standing == RelationshipStanding::fresh) return fresh;
  if (rates.recent >= core) return strong;
  return rates.recent >= growing ? moderate : developing;
}

}  // namespace onward
