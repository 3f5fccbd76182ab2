// How a practice stands with a referring provider: from the days on which somebody came from them.
#pragma once

#include <span>

#include "onward/rules/figures.hpp"
#include "onward/rules/practice.hpp"

namespace onward {

// The same day so many calendar months later; the last of the month where there is no such day, so
// 31 August and 6 months is 28 or 29 February.
Date months_later(Date, std::int64_t months);

// The first day on which a provider is dormant when nobody else comes; absent before the first.
//   source   the mission, business rule 4: no referrals in 6 or more months
std::optional<Date> dormant_on(std::optional<Date> last_referred_on, const PracticeRules&);

// What is counted for a trend: the days of `new_for_days` up to today, against up to a year before
// them in which the provider was known.
struct ReferralRates {
  std::int64_t recent = 0, recent_days = 0;
  std::int64_t earlier = 0, earlier_days = 0;
};
// `referred_on` are days, one for each lead that came, in rising order; none after today.
ReferralRates referral_rates(std::span<const Date> referred_on, Date today, const PracticeRules&);

// How probable it is that the rate has fallen, given the counts; absent while there is not as much
// behind as is compared. Rates are drawn from Gamma distributions (Jeffreys' prior for Poisson
// counts), so that two counts of 0 say nothing: 0.5 for equal times.
//   source   A. Gelman et al., Bayesian Data Analysis (3rd ed.), 2.6: Gamma-Poisson
std::optional<double> decline_probability(const ReferralRates&);

// The later rate by the earlier one: 0.5 is half as many, 2 twice as many.
//   source   as decline_probability
struct RateChange {
  double ratio = 0;     // it lies below or above with the same probability
  Interval interval{};  // of the ratio
};
// Absent while there is not as much behind as is compared, and when nobody came in either time:
// then nothing is known of a change.
std::optional<RateChange> rate_change(const ReferralRates&);

struct StandingFound {
  RelationshipStanding standing = RelationshipStanding::none;
  std::optional<Date> first_on{}, last_on{};
  std::optional<Date> dormant_on{};  // when they become so, or became
  std::optional<double> decline_probability{};
  std::optional<double> rate_ratio{}, rate_low{}, rate_high{};
};
template <>
inline constexpr auto rows<StandingFound> = std::array{
    row<&StandingFound::standing>(1, "standing", "How the relationship stands."),
    row<&StandingFound::first_on>(2, "first_on", "Day of the first referral; absent for none."),
    row<&StandingFound::last_on>(3, "last_on", "Day of the last referral; absent for none."),
    row<&StandingFound::dormant_on>(
        4, "dormant_on", "First day of being dormant when nobody else comes; absent for none."),
    row<&StandingFound::decline_probability>(
        5, "decline_probability",
        "How probable it is that they send fewer people than before, 0 to 1; absent while too "
        "little is known."),
    row<&StandingFound::rate_ratio>(
        6, "rate_ratio",
        "How often somebody came of late by how often before: 0.5 is half as often. Absent while "
        "too little is known, and when nobody came."),
    row<&StandingFound::rate_low>(7, "rate_low", "Lower end of its interval of 95 %."),
    row<&StandingFound::rate_high>(8, "rate_high", "Upper end of its interval of 95 %."),
};
ONWARD_RECORD(StandingFound);
// Dormant before all else; then reactivated and new, while their last return or first referral lies
// within `new_for_days`; then declining; else active. `referred_on` as above.
// The rate is judged three times in `new_for_days` since the first referral, and must have fallen
// at two judgements in a row: who looks at chance every day, or once, finds a decline in it sooner
// or later. What judgements found holds until the next one, while counts still say so.
// How the rate has changed is left out; it takes longer than all the rest.
//   source   docs/decisions/0041
StandingFound standing_of(std::span<const Date> referred_on, Date today, const PracticeRules&);
// The same with the change.
StandingFound standing_with_change(std::span<const Date> referred_on, Date today,
                                   const PracticeRules&);
// The first day after today on which it stands otherwise when nobody else comes; absent for never.
std::optional<Date> standing_changes_on(std::span<const Date> referred_on, Date today,
                                        const PracticeRules&);

// What a practice has been told of a provider.
struct StandingTold {
  RelationshipStanding standing = RelationshipStanding::none;
  std::optional<Date> on{};
};
// Whether it is told that a provider stands so since today: of new, declining, dormant and
// reactivated ones. Where counts lie close to a threshold, a provider comes and goes across it; so
// the same is not told twice within `new_for_days`, the days over which rates are compared.
bool is_told(RelationshipStanding, const StandingTold& before, Date today, const PracticeRules&);

// What a practice does for a provider of this strength beyond the usual.
//   source   the mission, business rule 5: faster reports, news by telephone
struct Handling {
  std::int64_t report_within_working_days = report_working_days;
  bool news_by_phone = false;
  bool listed_first = false;
};
template <>
inline constexpr auto rows<Handling> = std::array{
    row<&Handling::report_within_working_days>(1, "report_within_working_days",
                                               "Working days for a letter or report to them."),
    row<&Handling::news_by_phone>(2, "news_by_phone", "True when they are called with news."),
    row<&Handling::listed_first>(3, "listed_first", "True when they stand before others."),
};
ONWARD_RECORD(Handling);
Handling handling_of(RelationshipStrength);
// How news of a patient goes to a provider: by telephone where the practice calls them and has a
// number, else as they like it; where no such number or address is known, as one is.
CommunicationMethod news_by(const ReferringProviderDetails&);

// How far a patient has come with the practice.
struct Milestones {
  std::optional<Date> consulted_on{};
  std::optional<Date> treatment_started_on{};
  std::optional<Date> treatment_completed_on{};
};
// The day that a report to a provider is about: of the last milestone; or, for whoever wants one
// every quarter or year, on which the last such time since treatment began was full, the first when
// none is yet. Absent before it, and when they want no reports.
//   source   the mission's practice document, ReportFrequency; docs/decisions/0041
std::optional<Date> reported_on(const Milestones&, const ReferringProviderDetails&, Date today);

// The strength that the counts suggest; people decide, and nobody is made a VIP by counting.
RelationshipStrength suggested_strength(const ReferralRates&, RelationshipStanding);

}  // namespace onward
