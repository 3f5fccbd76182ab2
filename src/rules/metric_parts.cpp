#include "rules/metric_parts.hpp"

#include <algorithm>
#include <set>

#include "lists.hpp"
#include "rules/metric_counting.hpp"
#include "rules/metric_periods.hpp"
#include "rules/small_sums.hpp"

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

// By what the metrics tell of its facts: their codes, and the currency when one counts money.
std::pair<Place, Place> MetricParts::told_of(const Part& part,
                                             std::span<const FigureDetail> told) const {
  Place codes = 0, currency = 0;
  for (std::size_t m = 0; m < told.size(); ++m) {
    if (told[m] == FigureDetail::none) continue;
    const Place code = part.codes >> code_bits * m & code_mask;
    const bool is_fine = told[m] == FigureDetail::fine;
    codes |= (is_fine ? code : coarse(definition_of(metrics_[m]).kind, code)) << code_bits * m;
    if (code != 0 && is_amount(metrics_[m])) currency = part.currency;
  }
  return {codes, currency};
}

namespace {

// Facts of some parts of a group; of touches, the leads that they brought.
struct Together {
  std::int64_t facts = 0;
  std::vector<FactId> leads{};

  void add(const MetricParts::Part& part) {
    facts += part.count;
    leads.insert(leads.end(), part.leads.begin(), part.leads.end());
  }
  void add(const Together& more) {
    facts += more.facts;
    leads.insert(leads.end(), more.leads.begin(), more.leads.end());
  }
  std::int64_t count() {
    sort_unique(leads);
    return leads.empty() ? facts : std::ssize(leads);
  }
};

// The parts of one group, by their numbers.
using PartsOfGroup = std::map<std::uint32_t, Together>;

constexpr std::size_t small_sums_max = 500;  // tables to look through; more take too long

// Whether money tells how many it is of: its mean beside it does. Else it is no sum of people.
bool counts_people(std::span<const Metric> metrics, Metric of) {
  return !is_amount(of) || std::ranges::any_of(metrics, [](Metric m) {
    return definition_of(m).kind == MetricKind::mean_amount;
  });
}

// The sums that the metrics tell of a group: where a code or a currency is another, it is another.
struct SumsTold {
  std::vector<PartSet> of_people{}, of_money{};
};
SumsTold sums_told(const PartsOfGroup& parts, std::span<const std::pair<Place, Place>> codes,
                   std::span<const Metric> metrics) {
  std::map<std::tuple<std::size_t, Place, Place>, PartSet> out;
  for (std::uint32_t at = 0; auto& [part, together] : parts) {
    for (std::size_t m = 0; m < metrics.size(); ++m) {
      const Place code = codes[part].first >> code_bits * m & code_mask;
      const Place currency = is_amount(metrics[m]) ? codes[part].second : 0;
      if (code != 0) out[{m, code, currency}].push_back(at);
    }
    ++at;
  }
  SumsTold sums;
  for (auto& [what, sum] : out)
    (counts_people(metrics, metrics[std::get<0>(what)]) ? sums.of_people : sums.of_money)
        .push_back(std::move(sum));
  return sums;
}

// Those that are small in some group; each part by itself where there are too many to look for.
std::set<PartSet> small_sums_of(std::map<GroupKey, PartsOfGroup>& groups,
                                std::span<const std::pair<Place, Place>> codes,
                                std::span<const Metric> metrics, std::int64_t below) {
  std::set<PartSet> out;
  bool is_searched = true;
  for (auto& [key, parts] : groups) {
    PartSet names;
    std::vector<std::int64_t> counts;
    for (auto& [part, together] : parts) {
      names.push_back(part);
      counts.push_back(together.count());
    }
    const auto told = sums_told(parts, codes, metrics);
    auto found = small_sums({told.of_people, counts}, below);
    is_searched = found && out.size() <= small_sums_max;
    if (!is_searched) break;
    for (auto& sum : told.of_money) {  // which few have, it tells of them
      std::int64_t people = 0;
      for (const auto part : sum) people += counts[part];
      if (people < below) found->push_back(sum);
    }
    for (auto& set : *found) {
      for (auto& part : set) part = names[part];
      out.insert(std::move(set));
    }
  }
  if (is_searched) return out;
  out.clear();
  for (std::uint32_t part = 0; part < codes.size(); ++part) out.insert(PartSet{part});
  return out;
}

}  // namespace

std::vector<MetricParts::Counts> MetricParts::counts(std::size_t metrics,
                                                     FigureDetail detail) const {
  const std::vector<FigureDetail> told(metrics, detail);
  std::map<std::pair<Place, Place>, std::map<GroupKey, Together>> by_part;
  for (const auto& part : parts_)
    if (const auto codes = told_of(part, told); codes.first != 0)  // else nothing is told of them
      by_part[codes][part.group].add(part);
  std::vector<Counts> out;
  for (auto& [part, groups] : by_part) {
    auto& counts = out.emplace_back();
    for (auto& [group, together] : groups) counts[group] = together.count();
  }
  return out;
}

MetricParts::Told MetricParts::told(std::span<const FigureDetail> metrics,
                                    std::int64_t below) const {
  std::map<std::pair<Place, Place>, std::uint32_t> numbers;
  std::vector<std::pair<Place, Place>> codes;
  std::map<GroupKey, PartsOfGroup> groups;
  for (const auto& part : parts_) {
    const auto its = told_of(part, metrics);
    if (its.first == 0) continue;
    const auto [at, is_new] = numbers.emplace(its, static_cast<std::uint32_t>(codes.size()));
    if (is_new) codes.push_back(its);
    groups[part.group][at->second].add(part);
  }
  Told out;
  for (auto& [key, parts] : groups) {
    Together all;
    for (auto& [part, together] : parts) all.add(together);
    out.all[key] = all.count();
  }
  const auto counted = std::span(metrics_).first(metrics.size());
  for (const auto& set : small_sums_of(groups, codes, counted, below)) {
    auto& counts = out.sums.emplace_back();
    for (auto& [key, parts] : groups) {
      Together sum;
      for (const auto part : set)
        if (const auto at = parts.find(part); at != parts.end()) sum.add(at->second);
      if (const auto count = sum.count(); count > 0) counts[key] = count;
    }
  }
  return out;
}

bool MetricParts::tells_of_withheld(FigureDetail next, const Here& here,
                                    std::span<const FigureDetail> elsewhere) const {
  std::map<GroupKey, std::vector<const Part*>> groups;
  for (const auto& part : parts_) groups[part.group].push_back(&part);
  const auto asked = std::span(metrics_).first(elsewhere.size() + 1);
  const auto sums_of = [&](auto& parts, std::size_t m, FigureDetail detail) {
    std::map<std::pair<Place, Place>, PartSet> sums;
    if (!counts_people(asked, asked[m])) return std::vector<PartSet>{};
    std::vector<FigureDetail> alone(m + 1, FigureDetail::none);
    alone[m] = detail;
    for (std::uint32_t at = 0; auto* part : parts) {
      if (const auto its = told_of(*part, alone); its.first != 0) sums[its].push_back(at);
      ++at;
    }
    std::vector<PartSet> out;
    for (auto& [codes, sum] : sums) out.push_back(std::move(sum));
    return out;
  };
  return std::ranges::any_of(groups, [&](auto& group) {
    const auto& [key, parts] = group;
    const auto& levels = here.at(key);
    if (std::ranges::equal(levels, elsewhere)) return false;
    std::vector<PartSet> told, hidden;
    for (std::size_t m = 0; m < elsewhere.size(); ++m) {
      for (auto& sum : sums_of(parts, m, levels[m])) told.push_back(std::move(sum));
      if (levels[m] < elsewhere[m])
        for (auto& sum : sums_of(parts, m, elsewhere[m])) hidden.push_back(std::move(sum));
    }
    const auto further = sums_of(parts, elsewhere.size(), next);
    return tells_of_hidden({parts.size(), told, hidden, further});
  });
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
