// Facts into sums: how a question is asked of each fact, and what its groups add up to.
#pragma once

#include <algorithm>
#include <numeric>

#include "onward/rules/standing_tally.hpp"
#include "rules/group_numbers.hpp"
#include "rules/metric_facts.hpp"
#include "rules/metric_measures.hpp"

namespace onward {

inline bool is_amount(Metric m) {
  const auto kind = definition_of(m).kind;
  return kind == MetricKind::amount || kind == MetricKind::mean_amount ||
         kind == MetricKind::amount_ratio;
}

// The sums of all groups, side by side: of each group, those of all metrics.
class GroupSums {
 public:
  using Key = StandingTally::Key;
  using Sum = StandingTally::Sum;

  explicit GroupSums(std::size_t metrics) : metrics_(metrics) {}
  static constexpr std::size_t at_once = GroupNumbers<group_by_max + 1>::at_once;
  // The numbers of their groups, which have sums from now on.
  void find(std::span<const Key> keys, std::span<std::size_t> groups) {
    groups_.of(keys, groups);
    sums_.resize(groups_.keys().size() * metrics_);
  }
  Sum& of(std::size_t group, std::size_t metric) { return sums_[group * metrics_ + metric]; }
  std::span<const Key> keys() const { return groups_.keys(); }
  // The groups by their keys; sorted anew only when there are more of them than the last time.
  std::span<const std::size_t> in_order() {
    const auto all = keys();
    if (order_.size() != all.size()) {
      order_.resize(all.size());
      std::iota(order_.begin(), order_.end(), std::size_t{0});
      std::ranges::sort(order_, {}, [&](std::size_t group) -> const Key& { return all[group]; });
    }
    return order_;
  }
  std::span<const Sum> sums(std::size_t group) const {
    return std::span(sums_).subspan(group * metrics_, metrics_);
  }
  // Where a sum stands among all.
  std::size_t place(const Sum& sum) const { return static_cast<std::size_t>(&sum - sums_.data()); }

 private:
  std::size_t metrics_;
  GroupNumbers<group_by_max + 1> groups_{};
  std::vector<Sum> sums_{};
  std::vector<std::size_t> order_{};
};

// These groups, in their order, as tally() answers them; amounts lose the number of their currency
// for its code.
void add_to(MetricTallies&, const GroupSums&, std::span<const std::size_t> groups,
            std::span<const Metric>, const FactTexts&);

// The first touch of each referring provider.
std::map<FactId, FactId> first_touches(const Facts&);

// What of a question is asked of facts of one kind.
template <class Fact> class Asked {
 public:
  explicit Asked(const MetricQuery& query) : query_(query) {
    for (std::size_t i = 0; i < query.metrics.size(); ++i)
      if (const auto& m = measure_of<Fact>(query.metrics[i]); m.of) add(m, i);
    for (const auto d : query.group_by) places_.push_back(place_of<Fact>(d));
    for (auto& f : query.filters) filters_.push_back(place_of<Fact>(f.dimension));
  }
  bool is_anything() const { return !placed_.empty(); }

  // Calls `take(Sum&, Contribution, number of the metric)` for all that the facts add.
  // `period(place in group_by, minute)` is the place of a minute along a period.
  template <class PeriodOf, class Take>
  void count(const Look& look, std::span<const Fact> facts, GroupSums& sums, PeriodOf&& period,
             Take&& take) const {
    while (!facts.empty()) {
      const auto some = facts.first(std::min(facts.size(), at_once));
      for (auto& placed : placed_) count_some(look, some, placed, sums, period, take);
      facts = facts.subspan(some.size());
    }
  }

 private:
  struct Asking {
    Contribution (*of)(const Look&, const Fact&);
    std::size_t number;  // among the query's metrics
  };
  struct Placed {  // metrics that the same instant places
    Minute (*when)(const Look&, const Fact&);
    bool is_in_currency = false;
    std::vector<Asking> metrics{};
  };

  void add(const Measure<Fact>& m, std::size_t number) {
    auto at = std::ranges::find(placed_, m.when, &Placed::when);
    if (at == placed_.end()) at = placed_.insert(at, Placed{m.when});
    at->metrics.push_back({m.of, number});
    at->is_in_currency |= is_amount(query_.metrics[number]);
  }

  // Some facts, step by step: what is the same for all of them is asked once.
  static constexpr std::size_t at_once = GroupSums::at_once;
  template <class PeriodOf, class Take>
  void count_some(const Look& look, std::span<const Fact> some, const Placed& placed,
                  GroupSums& sums, PeriodOf& period, Take& take) const {
    std::array<const Fact*, at_once> facts;
    std::array<Minute, at_once> whens;
    std::size_t many = 0;
    for (auto& fact : some) {
      if (!fact.id || (query_.organization_id && !is_of(query_.organization_id, fact))) continue;
      const Minute when = placed.when(look, fact);
      if (!is_in_period(when) || !is_chosen(look, fact)) continue;
      facts[many] = &fact;
      whens[many++] = when;
    }
    std::array<GroupSums::Key, at_once> keys;
    std::fill_n(keys.begin(), many, GroupSums::Key{});
    for (std::size_t i = 0; i < places_.size(); ++i)
      for (std::size_t n = 0; n < many; ++n)
        keys[n][i] = places_[i] ? places_[i](look, *facts[n]) : period(i, whens[n]);
    if (placed.is_in_currency)
      for (std::size_t n = 0; n < many; ++n) keys[n].back() = currency_of(*facts[n]);
    std::array<std::size_t, at_once> groups;
    sums.find(std::span(keys).first(many), groups);
    for (auto& m : placed.metrics)
      for (std::size_t n = 0; n < many; ++n) {
        const Contribution counted = m.of(look, *facts[n]);
        if (counted.is_in || counted.is_pending)
          take(sums.of(groups[n], m.number), counted, m.number);
      }
  }

  bool is_in_period(Minute when) const {
    return when != no_minute && when >= from_ && when < until_;
  }
  bool is_chosen(const Look& look, const Fact& fact) const {
    for (std::size_t i = 0; i < filters_.size(); ++i)
      if (std::ranges::find(query_.filters[i].any_of, filters_[i](look, fact)) ==
          query_.filters[i].any_of.end())
        return false;
    return true;
  }

  const MetricQuery& query_;
  const std::int64_t from_ = query_.from.value_or(std::numeric_limits<Minute>::min());
  const std::int64_t until_ = query_.until ? std::int64_t{*query_.until}
                                           : std::int64_t{std::numeric_limits<Minute>::max()} + 1;
  std::vector<Placed> placed_{};
  std::vector<PlaceOf<Fact>> places_{};  // of each dimension of a group; null of a period
  std::vector<PlaceOf<Fact>> filters_{};
};

}  // namespace onward
