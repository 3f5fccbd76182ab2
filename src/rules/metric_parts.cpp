#include "rules/metric_parts.hpp"

#include <algorithm>

#include "rules/metric_counting.hpp"
#include "rules/metric_periods.hpp"

namespace onward {

namespace {

constexpr unsigned code_bits = 4;  // of a metric; 12 have room in a place

// What a metric makes of a fact; money and credit are told apart by their currency alone.
Place code_of(MetricKind kind, const Contribution& c) {
  Place how = 1;
  if (kind == MetricKind::rate && c.numerator != 0) how = 2;
  if (kind == MetricKind::time) how = 1 + static_cast<Place>(c.end);
  static_assert((wait_ends << 1 | 1) < 1U << code_bits);
  return (c.is_in ? how << 1 : 0) | static_cast<Place>(c.is_pending);
}

// What is told of one fact in one group.
struct Told {
  GroupKey group{};
  Place codes = 0, currency = 0;
};

class Parts {
 public:
  template <class Fact> void add(const Told& told, const Fact& fact) {
    const std::size_t number =
        numbers_.of({told.group[0], told.group[1], told.group[2], told.codes, told.currency});
    static_assert(group_by_max == 3);
    if (counts_.size() <= number) counts_.resize(number + 1);
    if constexpr (std::is_same_v<Fact, TouchFact>)
      counts_[number] += leads_.emplace(number, fact.lead_id).second;
    else
      ++counts_[number];
  }
  std::vector<std::map<GroupKey, std::int64_t>> counts() const {
    std::map<std::pair<Place, Place>, std::map<GroupKey, std::int64_t>> by_part;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const auto& [a, b, c, codes, currency] = numbers_.keys()[i];
      by_part[{codes, currency}][{a, b, c}] = counts_[i];
    }
    std::vector<std::map<GroupKey, std::int64_t>> out;
    for (auto& [part, groups] : by_part) out.push_back(std::move(groups));
    return out;
  }

 private:
  GroupNumbers<group_by_max + 2> numbers_{};
  std::vector<std::int64_t> counts_{};
  std::set<std::pair<std::size_t, FactId>> leads_{};  // of touches
};

template <class Fact>
MetricParts parts_of(const Look& look, std::span<const Fact> facts, const MetricQuery& query,
                     const TimeZone& zone) {
  const Asked<Fact> asked(query);
  MetricParts out{.is_placed_apart = asked.is_placed_apart()};
  if (!asked.is_anything()) return out;
  std::array<std::optional<MetricPeriods>, group_by_max> periods;
  for (std::size_t i = 0; i < query.group_by.size(); ++i)
    if (is_period(query.group_by[i])) periods[i].emplace(query.group_by[i], zone);
  const auto period = [&](std::size_t i, Minute when) { return periods[i]->of(when); };
  GroupSums sums(query.metrics.size());  // of which only the keys are of use
  Parts parts;
  std::vector<Told> told;  // of one fact
  const auto take = [&](const GroupSums::Sum& sum, const Contribution& c, std::size_t metric) {
    const auto& key = sums.keys()[sums.place(sum) / query.metrics.size()];
    const GroupKey group{key[0], key[1], key[2]};
    auto at = std::ranges::find(told, group, &Told::group);
    if (at == told.end()) at = told.insert(at, Told{.group = group});
    at->codes |= code_of(definition_of(query.metrics[metric]).kind, c) << code_bits * metric;
    if (is_amount(query.metrics[metric])) at->currency = key[3];
  };
  for (auto& fact : facts) {
    if (!fact.id) continue;
    told.clear();
    asked.count(look, fact, sums, period, take);
    for (auto& t : told) parts.add(t, fact);
  }
  out.counts = parts.counts();
  return out;
}

}  // namespace

MetricParts parts_of(const Facts& facts, const MetricQuery& query, FactKind kind,
                     const TimeZone& zone) {
  Look look{.facts = facts, .zone = zone};
  if (kind == FactKind::touch) look.first_touch_of = first_touches(facts);
  switch (kind) {
    case FactKind::need: return parts_of<NeedFact>(look, facts.needs(), query, zone);
    case FactKind::referral: return parts_of<ReferralFact>(look, facts.referrals(), query, zone);
    case FactKind::lead: return parts_of<LeadFact>(look, facts.leads(), query, zone);
    case FactKind::touch: return parts_of<TouchFact>(look, facts.touches(), query, zone);
    case FactKind::cost: break;  // a bill is nobody
  }
  return {};
}

}  // namespace onward
