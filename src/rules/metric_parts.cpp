#include "rules/metric_parts.hpp"

#include <algorithm>

#include "lists.hpp"
#include "rules/metric_counting.hpp"
#include "rules/metric_periods.hpp"

namespace onward {

namespace {

constexpr unsigned code_bits = 4;  // of a metric; 12 have room in a place
constexpr Place code_mask = (1 << code_bits) - 1;
constexpr Place reached = 1 + static_cast<Place>(WaitEnd::reached);

// What a metric makes of a fact; money and credit are told apart by their currency alone.
Place code_of(MetricKind kind, const Contribution& c) {
  Place how = 1;
  if (kind == MetricKind::rate && c.numerator != 0) how = 2;
  if (kind == MetricKind::time) how = 1 + static_cast<Place>(c.end);
  static_assert((wait_ends << 1 | 1) < 1U << code_bits);
  return (c.is_in ? how << 1 : 0) | static_cast<Place>(c.is_pending);
}

// The same where neither who is pending nor how a wait ended is told.
Place coarse(MetricKind kind, Place code) {
  const Place how = code >> 1;
  if (kind == MetricKind::time && how > reached) return (reached + 1) << 1;
  return how << 1;
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
    if (counts_.size() <= number) counts_.resize(number + 1), leads_.resize(number + 1);
    if constexpr (std::is_same_v<Fact, TouchFact>) leads_[number].push_back(fact.lead_id);
    ++counts_[number];
  }
  void put(MetricParts& out) {
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      const auto& [a, b, c, codes, currency] = numbers_.keys()[i];
      sort_unique(leads_[i]);
      out.add({{a, b, c}, codes, currency, counts_[i], std::move(leads_[i])});
    }
  }

 private:
  GroupNumbers<group_by_max + 2> numbers_{};
  std::vector<std::int64_t> counts_{};
  std::vector<std::vector<FactId>> leads_{};
};

template <class Fact>
MetricParts parts_of(const Look& look, std::span<const Fact> facts, const MetricQuery& query,
                     const TimeZone& zone) {
  const Asked<Fact> asked(query);
  MetricParts out(query.metrics);
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
    asked.count(look, std::span(&fact, 1), sums, period, take);
    for (auto& t : told) parts.add(t, fact);
  }
  parts.put(out);
  return out;
}

template <class Fact>
std::vector<std::vector<std::size_t>> placed_together(const std::vector<Metric>& metrics) {
  std::vector<std::vector<std::size_t>> out;
  std::vector<Minute (*)(const Look&, const Fact&)> instants;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    const auto& measure = measure_of<Fact>(metrics[i]);
    if (!measure.of) continue;
    const auto at = std::ranges::find(instants, measure.when) - instants.begin();
    if (at == std::ssize(instants)) {
      instants.push_back(measure.when);
      out.emplace_back();
    }
    out[static_cast<std::size_t>(at)].push_back(i);
  }
  return out;
}

}  // namespace

std::vector<MetricParts::Counts> MetricParts::counts(std::size_t metrics,
                                                     FigureDetail detail) const {
  struct Together {
    std::int64_t count = 0;
    std::vector<FactId> leads{};
  };
  std::map<std::pair<Place, Place>, std::map<GroupKey, Together>> by_part;
  for (const auto& part : parts_) {
    Place codes = 0, currency = 0;
    for (std::size_t m = 0; m < metrics; ++m) {
      const Place code = part.codes >> code_bits * m & code_mask;
      const bool is_fine = detail == FigureDetail::fine;
      codes |= (is_fine ? code : coarse(definition_of(metrics_[m]).kind, code)) << code_bits * m;
      if (code != 0 && is_amount(metrics_[m])) currency = part.currency;
    }
    if (codes == 0) continue;  // nothing is told of them
    auto& together = by_part[{codes, currency}][part.group];
    together.count += part.count;
    together.leads.insert(together.leads.end(), part.leads.begin(), part.leads.end());
  }
  std::vector<Counts> out;
  for (auto& [part, groups] : by_part) {
    auto& counts = out.emplace_back();
    for (auto& [group, together] : groups) {
      sort_unique(together.leads);
      counts[group] = together.leads.empty() ? together.count : std::ssize(together.leads);
    }
  }
  return out;
}

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
  return MetricParts(query.metrics);
}

std::vector<std::vector<std::size_t>> placed_together(const std::vector<Metric>& metrics,
                                                      FactKind kind) {
  switch (kind) {
    case FactKind::need: return placed_together<NeedFact>(metrics);
    case FactKind::referral: return placed_together<ReferralFact>(metrics);
    case FactKind::lead: return placed_together<LeadFact>(metrics);
    case FactKind::touch: return placed_together<TouchFact>(metrics);
    case FactKind::cost: break;
  }
  return {};
}

}  // namespace onward
