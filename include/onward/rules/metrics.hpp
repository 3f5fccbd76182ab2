// What is measured, by what, and how partial results add up.
//
// A metric is data: of which facts, which instant places one in a period, what is counted, of
// how many, and what is left out. Its words are printed with every figure. Counting gives a tally
// of whole numbers for each group; tallies of months, organisations and stores add up, in any
// order, to the tally of all. Only the last step, from tally to figure, divides.
#pragma once

#include "onward/rules/facts.hpp"
#include "onward/rules/survival.hpp"
#include "onward/sorted_map.hpp"
#include "onward/time_zone.hpp"

namespace onward {

// Names are codes: append, never rename.
enum class Metric : std::uint8_t {
  needs,
  needs_resolved,
  resolution_rate,
  needs_unmet,
  unmet_rate,
  nobody_eligible,
  time_to_help,
  referrals,
  referrals_open,
  referrals_overdue,
  acceptance_rate,
  decline_rate,
  expiry_rate,
  success_rate,
  referrals_finished,
  time_to_acknowledge,
  time_to_accept,
  time_to_start,
  time_to_finish,
  leads,
  conversions,
  conversion_rate,
  treatment_start_rate,
  treatment_value,
  average_treatment_value,
  touches,
  credited_conversions,
  credited_value,
  referring_providers,
  new_referring_providers,
  relationship_cost,
  relationship_return,
  referred_leads,
  referred_conversion_rate,
  referred_start_rate,
  average_referred_value
};

template <>
inline constexpr auto names<Metric> = std::array{
    Name{Metric::needs, "needs", "Needs that were sent."},
    Name{Metric::needs_resolved, "needs_resolved", "Needs that were met."},
    Name{Metric::resolution_rate, "resolution_rate", "Of needs that came to an end, those met."},
    Name{Metric::needs_unmet, "needs_unmet", "Needs for which nobody helps: the gap in service."},
    Name{Metric::unmet_rate, "unmet_rate", "Of needs that came to an end, those unmet."},
    Name{Metric::nobody_eligible, "nobody_eligible", "Needs that no service may serve."},
    Name{Metric::time_to_help, "time_to_help", "From sending a need until it is met."},
    Name{Metric::referrals, "referrals", "Referrals that were sent."},
    Name{Metric::referrals_open, "referrals_open", "Referrals that have not ended."},
    Name{Metric::referrals_overdue, "referrals_overdue", "Open referrals that are overdue."},
    Name{Metric::acceptance_rate, "acceptance_rate", "Of referrals decided, those accepted."},
    Name{Metric::decline_rate, "decline_rate", "Of referrals decided, those declined."},
    Name{Metric::expiry_rate, "expiry_rate", "Of referrals decided, those nobody answered."},
    Name{Metric::success_rate, "success_rate", "Of services tried, those that helped."},
    Name{Metric::referrals_finished, "referrals_finished", "Referrals that ended."},
    Name{Metric::time_to_acknowledge, "time_to_acknowledge",
         "From asking until the receiver takes responsibility."},
    Name{Metric::time_to_accept, "time_to_accept", "From asking until service is promised."},
    Name{Metric::time_to_start, "time_to_start", "From asking until service begins."},
    Name{Metric::time_to_finish, "time_to_finish", "From the promise of service to its end."},
    Name{Metric::leads, "leads", "People whom a practice heard of."},
    Name{Metric::conversions, "conversions", "Leads who became patients."},
    Name{Metric::conversion_rate, "conversion_rate", "Of leads, those who became patients."},
    Name{Metric::treatment_start_rate, "treatment_start_rate",
         "Of leads, those whose treatment began."},
    Name{Metric::treatment_value, "treatment_value", "What treatments that began are worth."},
    Name{Metric::average_treatment_value, "average_treatment_value",
         "What one treatment that began is worth."},
    Name{Metric::touches, "touches", "Referrals to a practice, and other ways to it."},
    Name{Metric::credited_conversions, "credited_conversions",
         "Conversions by whom they are credited to."},
    Name{Metric::credited_value, "credited_value", "Value by whom it is credited to."},
    Name{Metric::referring_providers, "referring_providers", "Providers who referred somebody."},
    Name{Metric::new_referring_providers, "new_referring_providers",
         "Providers who referred for the first time."},
    Name{Metric::relationship_cost, "relationship_cost",
         "What was spent on providers and sources."},
    Name{Metric::relationship_return, "relationship_return",
         "What came back of what was spent on providers and sources: the return on investment."},
    Name{Metric::referred_leads, "referred_leads", "People who were referred to a practice."},
    Name{Metric::referred_conversion_rate, "referred_conversion_rate",
         "Of people referred, those who became patients."},
    Name{Metric::referred_start_rate, "referred_start_rate",
         "Of people referred, those whose treatment began."},
    Name{Metric::average_referred_value, "average_referred_value",
         "What one treatment that began is worth, of people referred."},
};

enum class Dimension : std::uint8_t {
  year,
  quarter,
  month,
  week,
  day,
  sender,
  receiver,
  service,
  issue,
  urgency,
  need_phase,
  need_reason,
  referral_phase,
  outcome,
  reason_code,
  age_band,
  gender,
  locality,
  language,
  practice,
  lead_phase,
  referrer_type,
  referring_provider,
  referral_source
};
template <>
inline constexpr auto names<Dimension> = std::array{
    Name{Dimension::year, "year", "The calendar year."},
    Name{Dimension::quarter, "quarter", "The quarter of a calendar year."},
    Name{Dimension::month, "month", "The calendar month."},
    Name{Dimension::week, "week", "The week, from Monday."},
    Name{Dimension::day, "day", "The day."},
    Name{Dimension::sender, "sender", "The organisation that refers."},
    Name{Dimension::receiver, "receiver", "The organisation that is asked."},
    Name{Dimension::service, "service", "The service that is asked."},
    Name{Dimension::issue, "issue", "The type of help."},
    Name{Dimension::urgency, "urgency", "How soon an answer is expected."},
    Name{Dimension::need_phase, "need_phase", "Where the need stands."},
    Name{Dimension::need_reason, "need_reason", "Why the need stands there."},
    Name{Dimension::referral_phase, "referral_phase", "Where the referral stands."},
    Name{Dimension::outcome, "outcome", "What became of it."},
    Name{Dimension::reason_code, "reason_code", "The reason of the last act that needs one."},
    Name{Dimension::age_band, "age_band",
         "The client's age when it was first sent, or the practice heard of them, in ten years."},
    Name{Dimension::gender, "gender", "The client's gender."},
    Name{Dimension::locality, "locality", "Where the client lives."},
    Name{Dimension::language, "language", "The language of the client."},
    Name{Dimension::practice, "practice", "The practice."},
    Name{Dimension::lead_phase, "lead_phase", "What became of the lead."},
    Name{Dimension::referrer_type, "referrer_type",
         "What kind of source it came from; a lead, by its first touch that stands."},
    Name{Dimension::referring_provider, "referring_provider",
         "The provider it came from; a lead, by its first touch that stands."},
    Name{Dimension::referral_source, "referral_source",
         "The managed source it came from; a lead, by its first touch that stands."},
};
constexpr bool is_period(Dimension d) { return d <= Dimension::day; }
// About the client: of small groups these tell who somebody is.
constexpr bool is_personal_dimension(Dimension d) {
  return d >= Dimension::age_band && d <= Dimension::language;
}

enum class MetricKind : std::uint8_t {
  count,
  rate,
  time,
  amount,
  mean_amount,
  distinct,
  amount_ratio
};
template <>
inline constexpr auto names<MetricKind> = std::array{
    Name{MetricKind::count, "count", "How many."},
    Name{MetricKind::rate, "rate", "How many of how many."},
    Name{MetricKind::time, "time", "How long it takes; those still waiting count as waiting."},
    Name{MetricKind::amount, "amount", "Money, apart for each currency."},
    Name{MetricKind::mean_amount, "mean_amount", "Money for each, apart for each currency."},
    Name{MetricKind::distinct, "distinct", "How many different ones."},
    Name{MetricKind::amount_ratio, "amount_ratio",
         "Money of money, as two amounts; apart for each currency."},
};

// What the figure of a period is made of, and so whether periods can be held against each other.
// Names are codes: append, never rename.
enum class MetricBasis : std::uint8_t { event, cohort, standing };
template <>
inline constexpr auto names<MetricBasis> = std::array{
    Name{MetricBasis::event, "event",
         "Of what happened in the period; afterwards only "
         "corrections change it."},
    Name{MetricBasis::cohort, "cohort",
         "Of what began in the period, by what has become of it: of recent ones more may come."},
    Name{MetricBasis::standing, "standing",
         "Of what began in the period, that which stands so at the moment of asking: of older ones "
         "less is left."},
};

enum class FactKind : std::uint8_t { need, referral, lead, touch, cost };

// What is printed with a figure, so that nobody has to guess what it says.
struct MetricDefinition {
  Metric metric{};
  MetricKind kind{};
  MetricBasis basis{};
  FactKind facts{};
  std::string_view unit;
  std::string_view numerator;    // what is counted
  std::string_view denominator;  // of how many; empty for none
  std::string_view placed_by;    // what places it in a period
  std::string_view excluded;     // what is left out
  // Of a rate: those pending are in its denominator already.
  bool counts_pending = false;
};
const MetricDefinition& definition_of(Metric);
// Whether facts of this kind have it.
bool has_dimension(FactKind, Dimension);

// A place along a dimension, as a number: an identifier, an enumerator, a text's number, an age
// band, the first day of a period. Erased clients have no place along dimensions of their own.
using Place = std::int64_t;
constexpr Place place_unknown = -1;
constexpr Place place_erased = -2;
constexpr std::string_view unknown_place_code = "unknown", erased_place_code = "erased";

// The youngest age of each age band, rising: 0-17, 18-24, then ten years each, and 85+.
//   source   US Census Bureau and ONS, tables of ten-year age groups
std::span<const Place> age_bands();

struct MetricFilter {
  Dimension dimension{};
  std::vector<Place> any_of{};
  friend bool operator==(const MetricFilter&, const MetricFilter&) = default;
};

constexpr std::size_t group_by_max = 3;
struct MetricQuery {
  std::vector<Metric> metrics{};
  std::vector<Dimension> group_by{};  // at most group_by_max
  std::vector<MetricFilter> filters{};
  std::optional<Minute> from{}, until{};  // the period: from the one, before the other
  Minute as_of = 0;  // waits that go on are counted until then
  FactId organization_id = 0;  // only what it sent or received; 0: of all
  friend bool operator==(const MetricQuery&, const MetricQuery&) = default;
};

// The first day of the period that a day lies in, and of the one after it.
Date first_day_of(Dimension period, Date);
Date next_first_day(Dimension period, Date first);
// The first whole minute of a day: where clocks followed the sun, days began between two of them.
Minute first_minute_of(Date, const TimeZone&);

using GroupKey = std::array<Place, group_by_max>;

struct AmountTally {
  std::int64_t minor_units = 0;
  std::int64_t count = 0;  // how many have one; of a ratio the other amount, in minor units
  friend bool operator==(const AmountTally&, const AmountTally&) = default;
};

// Minor units for each, to the nearest; halves away from 0. The count is above 0.
std::int64_t rounded_mean(const AmountTally&);

// Of one metric in one group.
struct Tally {
  std::int64_t numerator = 0;
  std::int64_t denominator = 0;
  std::int64_t pending = 0;  // may yet be counted, or counted otherwise
  SortedMap<std::string, AmountTally> amounts{};  // by currency
  std::vector<FactId> who{};  // the different ones, rising
  Waits waits{};  // of minutes
  void add(const Tally&);
  friend bool operator==(const Tally&, const Tally&) = default;
};

struct MetricTallies {
  SortedMap<GroupKey, std::vector<Tally>> groups{};  // in the order of the query's metrics
  void add(const MetricTallies&);
  friend bool operator==(const MetricTallies&, const MetricTallies&) = default;
};

// Days, weeks from Monday, months, quarters and years are the zone's. Every metric must have every
// dimension that is grouped or filtered by (has_dimension).
MetricTallies tally(const Facts&, const MetricQuery&, const TimeZone&);

}  // namespace onward
