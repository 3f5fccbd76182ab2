#include "onward/rules/relationship.hpp"

#include <algorithm>

#include "statistics.hpp"

namespace onward {

namespace {

using std::chrono::days;

constexpr double jeffreys = 0.5;  // prior of a Poisson count

// Whether there is as much behind as is compared.
bool are_comparable(const ReferralRates& rates) {
  return rates.recent_days > 0 && rates.earlier_days >= rates.recent_days;
}

std::int64_t count_between(std::span<const Date> rising, Date from, Date until) {
  return std::ranges::lower_bound(rising, until) - std::ranges::lower_bound(rising, from);
}

// The day of the last referral that came after the provider had been dormant.
std::optional<Date> last_return(std::span<const Date> rising, const PracticeRules& rules) {
  for (std::size_t i = rising.size(); i-- > 1;)
    if (*dormant_on(rising[i - 1], rules) <= rising[i]) return rising[i];
  return std::nullopt;
}

// How it stands as days go by and nobody else comes.
struct Outlook {
  std::span<const Date> referred_on;
  const PracticeRules& rules;
  std::optional<Date> dormant_on, returned_on;

  Outlook(std::span<const Date> came_on, const PracticeRules& of)
      : referred_on(came_on),
        rules(of),
        dormant_on(onward::dormant_on(came_on.back(), of)),
        returned_on(last_return(came_on, of)) {}

  std::optional<double> decline(Date today) const {
    return decline_probability(referral_rates(referred_on, today, rules));
  }
  bool has_fallen(Date day) const { return decline(day).value_or(0) >= declining_from; }
  // Days between judgements, and the last one so far on which the rate is judged.
  days each() const {
    return days(std::max<std::int64_t>(1, rules.new_for_days / judgements_in_window));
  }
  Date judged_on(Date today) const { return today - (today - referred_on.front()) % each(); }
  bool is_declining(Date today) const {
    const Date last = judged_on(today);
    return has_fallen(today) && has_fallen(last) && has_fallen(last - each());
  }
  RelationshipStanding on(Date today) const {
    using enum RelationshipStanding;
    const Date recent_from = today - days(rules.new_for_days);
    if (*dormant_on <= today) return dormant;
    if (returned_on && *returned_on > recent_from) return reactivated;
    if (referred_on.front() > recent_from) return fresh;
    return is_declining(today) ? declining : active;
  }
};

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
  if (!are_comparable(rates)) return std::nullopt;
  const auto recent_days = static_cast<double>(rates.recent_days),
             earlier_days = static_cast<double>(rates.earlier_days);
  return beta_cdf(static_cast<double>(rates.recent) + jeffreys,
                  static_cast<double>(rates.earlier) + jeffreys,
                  recent_days / (recent_days + earlier_days));
}

std::optional<RateChange> rate_change(const ReferralRates& rates) {
  if (!are_comparable(rates) || rates.recent + rates.earlier == 0) return std::nullopt;
  const double recent = static_cast<double>(rates.recent) + jeffreys,
               earlier = static_cast<double>(rates.earlier) + jeffreys;
  const double days_ratio =
      static_cast<double>(rates.earlier_days) / static_cast<double>(rates.recent_days);
  // The share of the later count is Beta distributed; what is left of 1 has the other tail.
  const auto ratio_below = [&](double p) {
    return beta_quantile(recent, earlier, p) / beta_quantile(earlier, recent, 1 - p) * days_ratio;
  };
  return RateChange{.ratio = ratio_below(0.5),
                    .interval = {ratio_below(confidence_tail), ratio_below(1 - confidence_tail)}};
}

StandingFound standing_of(std::span<const Date> referred_on, Date today,
                          const PracticeRules& rules) {
  if (referred_on.empty()) return {};
  const Outlook outlook(referred_on, rules);
  return {.standing = outlook.on(today),
          .first_on = referred_on.front(),
          .last_on = referred_on.back(),
          .dormant_on = outlook.dormant_on,
          .decline_probability = outlook.decline(today)};
}

StandingFound standing_with_change(std::span<const Date> referred_on, Date today,
                                   const PracticeRules& rules) {
  auto out = standing_of(referred_on, today, rules);
  if (const auto change = rate_change(referral_rates(referred_on, today, rules))) {
    out.rate_ratio = change->ratio;
    out.rate_low = change->interval.low;
    out.rate_high = change->interval.high;
  }
  return out;
}

std::optional<Date> standing_changes_on(std::span<const Date> referred_on, Date today,
                                        const PracticeRules& rules) {
  if (referred_on.empty()) return std::nullopt;
  const Outlook outlook(referred_on, rules);
  const auto now = outlook.on(today);
  // Once everybody has left both windows of the day that is judged, nothing changes before the
  // provider is dormant.
  constexpr days year{365};
  const Date forgotten = referred_on.back() + year + days(3 * rules.new_for_days + 1);
  const Date last_look = std::min(*outlook.dormant_on, forgotten);
  for (Date day = today + days(1); day < last_look; day += days(1))
    if (outlook.on(day) != now) return day;
  if (now == RelationshipStanding::dormant) return std::nullopt;
  return std::max(*outlook.dormant_on, today + days(1));
}

bool is_told(RelationshipStanding standing, const StandingTold& before, Date today,
             const PracticeRules& rules) {
  using enum RelationshipStanding;
  if (standing == none || standing == active) return false;
  return standing != before.standing || !before.on ||
         today >= *before.on + days(rules.new_for_days);
}

Handling handling_of(RelationshipStrength strength) {
  if (strength != RelationshipStrength::vip) return {};
  return {.report_within_working_days = report_to_vip_working_days,
          .news_by_phone = true,
          .listed_first = true};
}

namespace {

bool is_reached_by(CommunicationMethod method, const ReferringProviderDetails& d) {
  switch (method) {
    case CommunicationMethod::fax: return !d.fax.empty();
    case CommunicationMethod::email: return !d.email.empty();
    case CommunicationMethod::mail: return !d.address_line1.empty();
    case CommunicationMethod::portal: return d.portal_enabled;
    case CommunicationMethod::phone: return !d.phone.empty();
  }
  return false;
}

}  // namespace

CommunicationMethod news_by(const ReferringProviderDetails& d) {
  const auto wanted = handling_of(d.relationship_strength).news_by_phone && !d.phone.empty()
                          ? CommunicationMethod::phone
                          : d.preferred_method;
  if (is_reached_by(wanted, d)) return wanted;
  for (auto& method : names<CommunicationMethod>)
    if (is_reached_by(method.value, d)) return method.value;
  return wanted;
}

std::optional<Date> reported_on(const Milestones& m, const ReferringProviderDetails& d,
                                Date today) {
  if (!d.reports_opted_in || d.report_frequency == ReportFrequency::none) return std::nullopt;
  const bool is_quarterly = d.report_frequency == ReportFrequency::quarterly;
  const bool is_periodic = is_quarterly || d.report_frequency == ReportFrequency::annually;
  if (!is_periodic || m.treatment_completed_on)
    return std::max({m.consulted_on, m.treatment_started_on, m.treatment_completed_on});
  if (!m.treatment_started_on) return std::nullopt;
  const std::int64_t each = is_quarterly ? 3 : 12;
  std::int64_t full = each;
  while (months_later(*m.treatment_started_on, full + each) <= today) full += each;
  return months_later(*m.treatment_started_on, full);
}

RelationshipStrength suggested_strength(const ReferralRates& rates, RelationshipStanding standing) {
  using enum RelationshipStrength;
  if (standing == RelationshipStanding::fresh) return fresh;
  if (rates.recent >= strong_from) return strong;
  return rates.recent >= moderate_from ? moderate : developing;
}

}  // namespace onward
