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
  std::span<Sum> of(const Key& key) {
    const std::size_t group = groups_.of(key);
    if (sums_.size() <= group * metrics_) sums_.resize((group + 1) * metrics_);
    return std::span(sums_).subspan(group * metrics_, metrics_);
  }
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

  // Calls `take(Sum&, Contribution, number of the metric)` for all that the fact adds.
  // `period(place in group_by, minute)` is the place of a minute along a period.
  template <class PeriodOf, class Take>
  void count(const Look& look, const Fact& fact, GroupSums& sums, PeriodOf&& period,
             Take&& take) const {
    if (query_.organization_id && !is_of(query_.organization_id, fact)) return;
    for (auto& placed : placed_) {
      const Minute when = placed.when(look, fact);
      if (!is_in_period(when) || !is_chosen(look, fact, when)) continue;
      std::span<GroupSums::Sum> group;
      for (auto& m : placed.metrics) {
        const Contribution counted = m.of(look, fact);
        if (!counted.is_in && !counted.is_pending) continue;
        if (group.empty()) group = sums.of(key_of(look, fact, when, placed, period));
        take(group[m.number], counted, m.number);
      }
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

  bool is_in_period(Minute when) const {
    return when != no_minute && (!query_.from || when >= *query_.from) &&
           (!query_.until || when < *query_.until);
  }
  bool is_chosen(const Look& look, const Fact& fact, Minute when) const {
    for (std::size_t i = 0; i < filters_.size(); ++i)
      if (std::ranges::find(query_.filters[i].any_of, filters_[i](look, fact, when)) ==
          query_.filters[i].any_of.end())
        return false;
    return true;
  }
  template <class PeriodOf>
  GroupSums::Key key_of(const Look& look, const Fact& fact, Minute when, const Placed& placed,
                        PeriodOf&& period) const {
    GroupSums::Key key{};
    for (std::size_t i = 0; i < places_.size(); ++i)
      key[i] = places_[i] ? places_[i](look, fact, when) : period(i, when);
    if (placed.is_in_currency) key.back() = currency_of(look.facts, fact);
    return key;
  }

  const MetricQuery& query_;
  std::vector<Placed> placed_{};
  std::vector<PlaceOf<Fact>> places_{};  // of each dimension of a group; null of a period
  std::vector<PlaceOf<Fact>> filters_{};
};

}  // namespace onward
