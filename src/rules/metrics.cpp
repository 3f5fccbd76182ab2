#include "onward/rules/metrics.hpp"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <set>

#include "rules/metric_counting.hpp"
#include "rules/metric_periods.hpp"

namespace onward {

using namespace std::chrono;

Date first_day_of(Dimension period, Date day) {
  const year_month_day d(day);
  switch (period) {
    case Dimension::year: return d.year() / January / 1;
    case Dimension::quarter: {
      const unsigned first = (unsigned(d.month()) - 1) / 3 * 3 + 1;
      return d.year() / std::chrono::month(first) / 1;
    }
    case Dimension::month: return d.year() / d.month() / 1;
    case Dimension::week: return day - (weekday(day) - Monday);
    default: return day;
  }
}

Date next_first_day(Dimension period, Date first) {
  const year_month_day d(first);
  switch (period) {
    case Dimension::year: return d + years(1);
    case Dimension::quarter: return d + months(3);
    case Dimension::month: return d + months(1);
    case Dimension::week: return first + days(7);
    default: return first + days(1);
  }
}

Minute first_minute_of(Date day, const TimeZone& zone) {
  return minute_of(ceil<minutes>(zone.start_of(day)));
}

// Twice as far as before, so that many steps cost little.
void MetricPeriods::reach(Minute m) {
  constexpr std::int64_t once = std::int64_t{365} * 1'440;
  const std::int64_t first = begins_.empty() ? m : begins_.front();
  const std::int64_t last = begins_.empty() ? m : begins_.back();
  const std::int64_t more = last - first + once;
  const auto within = [](std::int64_t minute) {
    return static_cast<Minute>(std::clamp<std::int64_t>(minute, figures_from, figures_until));
  };
  const Minute from = within(m < first ? std::min<std::int64_t>(m, first - more) : first);
  const Minute until = within(m >= last ? std::max<std::int64_t>(m, last + more) : last);
  begins_.clear();
  days_.clear();
  near_.clear();
  Date day = first_day_of(period_, zone_.local_day(instant_of(from)));
  for (begins_.push_back(first_minute_of(day, zone_)); begins_.back() <= until;) {
    days_.push_back(day.time_since_epoch().count());
    day = next_first_day(period_, day);
    begins_.push_back(first_minute_of(day, zone_));
  }
  for (std::uint32_t at = 0; at < days_.size(); ++at)
    while (begins_.front() + std::ssize(near_) * near_minutes < begins_[at + 1])
      near_.push_back(at);
}

std::int64_t rounded_mean(const AmountTally& t) {
  const auto [whole, rest] = std::div(t.minor_units, t.count);
  if (2 * std::abs(rest) < t.count) return whole;
  return whole + (t.minor_units < 0 ? -1 : 1);
}

void Tally::add(const Tally& more) {
  numerator += more.numerator;
  denominator += more.denominator;
  pending += more.pending;
  for (auto& [currency, amount] : more.amounts) {
    amounts[currency].minor_units += amount.minor_units;
    amounts[currency].count += amount.count;
  }
  std::vector<FactId> both;
  std::ranges::set_union(who, more.who, std::back_inserter(both));
  who = std::move(both);
  waits.merge(more.waits);
}

void MetricTallies::add(const MetricTallies& more) {
  for (auto& [key, tallies] : more.groups) {
    auto& to = groups[key];
    to.resize(std::max(to.size(), tallies.size()));
    for (std::size_t i = 0; i < tallies.size(); ++i) to[i].add(tallies[i]);
  }
}

std::map<FactId, FactId> first_touches(const Facts& facts) {
  std::map<FactId, FactId> first;
  for (auto& t : facts.touches()) {
    if (!t.id || t.is_voided || !t.referring_provider_id) continue;
    const auto [at, is_new] = first.emplace(t.referring_provider_id, t.id);
    if (!is_new && t.occurred_at < facts.touches()[at->second].occurred_at) at->second = t.id;
  }
  return first;
}

namespace {

// The facts of one kind, counted.
template <class Fact>
void count_facts(const Look& look, std::span<const Fact> facts, const MetricQuery& query,
                 const TimeZone& zone, MetricTallies& out) {
  const Asked<Fact> asked(query);
  if (!asked.is_anything()) return;
  std::array<std::optional<MetricPeriods>, group_by_max> periods;
  for (std::size_t i = 0; i < query.group_by.size(); ++i)
    if (is_period(query.group_by[i])) periods[i].emplace(query.group_by[i], zone);
  std::vector<MetricKind> kinds;
  kinds.reserve(query.metrics.size());
  for (const auto m : query.metrics) kinds.push_back(definition_of(m).kind);
  GroupSums sums(query.metrics.size());
  std::map<std::size_t, std::vector<Wait>> waits;  // by the place of their sum
  std::map<std::size_t, std::set<FactId>> who;
  const auto take = [&](GroupSums::Sum& sum, const Contribution& c, std::size_t metric) {
    if (c.is_pending) ++sum.pending;
    if (!c.is_in) return;
    sum.numerator += c.numerator;
    sum.denominator += c.denominator;
    if (kinds[metric] == MetricKind::distinct) who[sums.place(sum)].insert(c.who);
    if (kinds[metric] == MetricKind::time) {
      const Minute end = c.end == WaitEnd::open ? query.as_of : c.ended_at;
      waits[sums.place(sum)].push_back({std::max(0, end - c.began_at), c.end});
    }
  };
  const auto period = [&](std::size_t i, Minute when) { return periods[i]->of(when); };
  asked.count(look, facts, sums, period, take);
  add_to(out, sums, sums.in_order(), query.metrics, look.facts.texts());
  for (std::size_t group = 0; group < sums.keys().size(); ++group) {
    const auto& key = sums.keys()[group];
    for (std::size_t i = 0; i < query.metrics.size(); ++i) {
      const auto place = sums.place(sums.sums(group)[i]);
      const auto waited = waits.find(place);
      const auto met = who.find(place);
      if (waited == waits.end() && met == who.end()) continue;
      auto& to = out.groups[{key[0], key[1], key[2]}];
      to.resize(query.metrics.size());
      if (waited != waits.end()) to[i].waits = Waits(waited->second);
      if (met != who.end()) to[i].who.assign(met->second.begin(), met->second.end());
    }
  }
}

}  // namespace

void add_to(MetricTallies& out, const GroupSums& sums, std::span<const std::size_t> groups,
            std::span<const Metric> metrics, const FactTexts& texts) {
  for (const std::size_t group : groups) {
    const auto& key = sums.keys()[group];
    const auto its = sums.sums(group);
    if (std::ranges::all_of(its, &GroupSums::Sum::is_nothing)) continue;
    auto& to = out.groups[{key[0], key[1], key[2]}];
    to.resize(metrics.size());
    for (std::size_t i = 0; i < metrics.size(); ++i) {
      const auto& sum = its[i];
      if (sum.is_nothing()) continue;
      to[i].pending += sum.pending;
      if (is_amount(metrics[i])) {
        auto& amount = to[i].amounts[std::string(texts.text(static_cast<std::uint32_t>(key[3])))];
        amount.minor_units += sum.numerator;
        amount.count += sum.denominator;
      } else {
        to[i].numerator += sum.numerator;
        to[i].denominator += sum.denominator;
      }
    }
  }
}

MetricTallies tally(const Facts& facts, const MetricQuery& query, const TimeZone& zone) {
  Look look{.facts = facts, .zone = zone};
  if (std::ranges::find(query.metrics, Metric::new_referring_providers) != query.metrics.end())
    look.first_touch_of = first_touches(facts);
  MetricTallies out;
  count_facts<NeedFact>(look, facts.needs(), query, zone, out);
  count_facts<ReferralFact>(look, facts.referrals(), query, zone, out);
  count_facts<LeadFact>(look, facts.leads(), query, zone, out);
  count_facts<TouchFact>(look, facts.touches(), query, zone, out);
  count_facts<CostFact>(look, facts.costs(), query, zone, out);
  return out;
}

}  // namespace onward
