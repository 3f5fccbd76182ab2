#include "onward/rules/standing_tally.hpp"

#include <algorithm>
#include <utility>

#include "rules/metric_counting.hpp"
#include "rules/metric_periods.hpp"

namespace onward {

struct StandingTally::Inside {
  Inside(MetricQuery q, const TimeZone& z) : query(std::move(q)), zone(z) {}

  MetricQuery query;
  const TimeZone& zone;
  Asked<NeedFact> of_needs{query};
  Asked<ReferralFact> of_referrals{query};
  Asked<LeadFact> of_leads{query};
  Asked<TouchFact> of_touches{query};
  Asked<CostFact> of_costs{query};
  GroupSums sums{query.metrics.size()};
  std::shared_ptr<MetricTallies> answered = std::make_shared<MetricTallies>();
  std::vector<std::size_t> changed{};  // groups, since it was answered
  std::vector<bool> is_changed{};  // by group

  void was_changed(std::size_t group) {
    if (is_changed.size() <= group) is_changed.resize(group + 1);
    if (is_changed[group]) return;
    is_changed[group] = true;
    changed.push_back(group);
  }

  template <class Fact>
  void count(const Asked<Fact>& asked, const Facts& facts, std::span<const Fact> some,
             std::int64_t sign) {
    const auto period = [&](std::size_t i, Minute when) -> Place {
      const Date day = zone.local_day(instant_of(when));
      return first_day_of(query.group_by[i], day).time_since_epoch().count();
    };
    const auto take = [&](Sum& sum, const Contribution& c, std::size_t) {
      was_changed(sums.place(sum) / query.metrics.size());
      sum.pending += sign * c.is_pending;
      if (!c.is_in) return;
      sum.numerator += sign * c.numerator;
      sum.denominator += sign * c.denominator;
    };
    if (asked.is_anything())
      asked.count(Look{.facts = facts, .zone = zone}, some, sums, period, take);
  }
};

// Dimensions about the client change with the client, whose facts are not looked for.
bool StandingTally::can_stand(const MetricQuery& query) {
  for (const auto m : query.metrics) {
    const auto kind = definition_of(m).kind;
    if (kind == MetricKind::time || kind == MetricKind::distinct) return false;
  }
  return std::ranges::none_of(query.group_by, is_personal_dimension) &&
         std::ranges::none_of(query.filters,
                              [](auto& filter) { return is_personal_dimension(filter.dimension); });
}

StandingTally::StandingTally(const Facts& facts, MetricQuery query, const TimeZone& zone)
    : inside_(std::make_unique<Inside>(std::move(query), zone)) {
  inside_->count(inside_->of_needs, facts, facts.needs(), 1);
  inside_->count(inside_->of_referrals, facts, facts.referrals(), 1);
  inside_->count(inside_->of_leads, facts, facts.leads(), 1);
  inside_->count(inside_->of_touches, facts, facts.touches(), 1);
  inside_->count(inside_->of_costs, facts, facts.costs(), 1);
}

StandingTally::~StandingTally() = default;

void StandingTally::count(const Facts& facts, const NeedFact& n, std::int64_t sign) {
  inside_->count(inside_->of_needs, facts, std::span(&n, 1), sign);
}
void StandingTally::count(const Facts& facts, const ReferralFact& r, std::int64_t sign) {
  inside_->count(inside_->of_referrals, facts, std::span(&r, 1), sign);
}
void StandingTally::count(const Facts& facts, const LeadFact& l, std::int64_t sign) {
  inside_->count(inside_->of_leads, facts, std::span(&l, 1), sign);
}
void StandingTally::count(const Facts& facts, const TouchFact& t, std::int64_t sign) {
  inside_->count(inside_->of_touches, facts, std::span(&t, 1), sign);
}
void StandingTally::count(const Facts& facts, const CostFact& c, std::int64_t sign) {
  inside_->count(inside_->of_costs, facts, std::span(&c, 1), sign);
}

std::span<const StandingTally::Key> StandingTally::keys() const { return inside_->sums.keys(); }
std::span<const StandingTally::Sum> StandingTally::sums(std::size_t group) const {
  return inside_->sums.sums(group);
}

// Amounts of one group stand apart by currency, and next to each other in their order.
std::shared_ptr<const MetricTallies> StandingTally::tallies(const FactTexts& texts) {
  auto& answered = inside_->answered;
  if (inside_->changed.empty()) return answered;
  if (answered.use_count() > 1) answered = std::make_shared<MetricTallies>(*answered);
  const auto group_of = [](const Key& key) { return GroupKey{key[0], key[1], key[2]}; };
  const auto order = inside_->sums.in_order();
  auto changed = std::exchange(inside_->changed, {});
  std::ranges::sort(changed, {}, [&](std::size_t group) -> const Key& { return keys()[group]; });
  for (const std::size_t group : changed) {
    const GroupKey key = group_of(keys()[group]);
    const auto its = std::ranges::equal_range(
        order, key, {}, [&](std::size_t other) { return group_of(keys()[other]); });
    MetricTallies anew;
    add_to(anew, inside_->sums, std::span(its.begin(), its.end()), inside_->query.metrics, texts);
    if (anew.groups.empty())
      answered->groups.erase(key);
    else
      answered->groups[key] = std::move(anew.groups.begin()->second);
    inside_->is_changed[group] = false;
  }
  return answered;
}

}  // namespace onward
