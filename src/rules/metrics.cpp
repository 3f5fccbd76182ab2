#include "onward/rules/metrics.hpp"

#include <algorithm>
#include <cstdlib>

#include "rules/metric_measures.hpp"
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

MetricPeriods::MetricPeriods(Dimension period, Minute first, Minute last, const TimeZone& zone) {
  Date day = first_day_of(period, zone.local_day(instant_of(first)));
  do {
    begins_.push_back(minute_of(zone.start_of(day)));
    days_.push_back(day.time_since_epoch().count());
    day = next_first_day(period, day);
  } while (minute_of(zone.start_of(day)) <= last);
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
  erased += more.erased;
  for (auto& [currency, amount] : more.amounts) {
    amounts[currency].minor_units += amount.minor_units;
    amounts[currency].count += amount.count;
  }
  who.insert(more.who.begin(), more.who.end());
  waits.merge(more.waits);
}

void MetricTallies::add(const MetricTallies& more) {
  for (auto& [key, tallies] : more.groups) {
    auto& to = groups[key];
    to.resize(std::max(to.size(), tallies.size()));
    for (std::size_t i = 0; i < tallies.size(); ++i) to[i].add(tallies[i]);
  }
}

namespace {

bool is_of(FactId organization, const NeedFact& n) { return n.sender_id == organization; }
bool is_of(FactId organization, const ReferralFact& r) {
  return r.sender_id == organization || r.receiver_id == organization;
}
bool is_of(FactId organization, const LeadFact& l) { return l.organization_id == organization; }
bool is_of(FactId organization, const TouchFact& t) { return t.organization_id == organization; }

bool is_erased(const Facts& f, const TouchFact& t) { return f.lead(t.lead_id).is_erased; }
bool is_erased(const Facts&, const LeadFact& l) { return l.is_erased; }
template <class Fact> bool is_erased(const Facts& f, const Fact& fact) {
  return f.has_erased_clients() && f.client(fact.client_id).is_erased;
}

std::uint32_t currency_of(const Facts&, const LeadFact& l) { return l.currency; }
std::uint32_t currency_of(const Facts& f, const TouchFact& t) {
  return f.lead(t.lead_id).currency;
}
template <class Fact> std::uint32_t currency_of(const Facts&, const Fact&) { return 0; }

std::map<FactId, FactId> first_touches(const Facts& facts) {
  std::map<FactId, FactId> first;
  for (auto& t : facts.touches()) {
    if (!t.id || t.is_voided || !t.referring_provider_id) continue;
    const auto [at, is_new] = first.emplace(t.referring_provider_id, t.id);
    if (!is_new && t.occurred_at < facts.touches()[at->second].occurred_at) at->second = t.id;
  }
  return first;
}

// Groups by their keys, each with a number from 0.
class GroupNumbers {
 public:
  std::size_t of(const GroupKey& key) {
    if (keys_.size() * 2 >= slots_.size()) grow();
    for (std::size_t at = hash(key) & mask();; at = (at + 1) & mask()) {
      if (slots_[at] == empty) {
        slots_[at] = static_cast<std::uint32_t>(keys_.size());
        keys_.push_back(key);
        return keys_.size() - 1;
      }
      if (keys_[slots_[at]] == key) return slots_[at];
    }
  }
  std::span<const GroupKey> keys() const { return keys_; }

 private:
  static constexpr std::uint32_t empty = ~0u;
  std::size_t mask() const { return slots_.size() - 1; }
  static std::size_t hash(const GroupKey& key) {
    std::uint64_t h = 0;
    for (const auto place : key)
      h = (h ^ static_cast<std::uint64_t>(place)) * 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio
    return static_cast<std::size_t>(h >> 20);
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(1'024, slots_.size() * 4), empty);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      auto at = hash(keys_[i]) & mask();
      while (slots_[at] != empty) at = (at + 1) & mask();
      slots_[at] = static_cast<std::uint32_t>(i);
    }
  }
  std::vector<GroupKey> keys_{};
  std::vector<std::uint32_t> slots_{};
};

// The metrics of a query that count facts of one kind.
template <class Fact> class Counting {
 public:
  Counting(const Look& look, std::span<const Fact> facts, const MetricQuery& query,
           const TimeZone& zone)
      : look_(look), facts_(facts), query_(query), zone_(zone) {
    for (std::size_t i = 0; i < query.metrics.size(); ++i)
      if (const auto& m = measure_of<Fact>(query.metrics[i]); m.of)
        wanted_.push_back({m, i, definition_of(query.metrics[i]).kind, {}});
    for (const auto d : query.group_by) places_.push_back(place_of<Fact>(d));
    for (auto& f : query.filters) filters_.push_back(place_of<Fact>(f.dimension));
  }

  void run(MetricTallies& out) {
    if (wanted_.empty()) return;
    for (auto& w : wanted_) find_periods(w);
    for (auto& fact : facts_)
      if (fact.id && (!query_.organization_id || is_of(query_.organization_id, fact)))
        for (auto& w : wanted_) count(w, fact);
    for (std::size_t i = 0; i < groups_.keys().size(); ++i) {
      auto& tallies = out.groups[groups_.keys()[i]];
      tallies.resize(query_.metrics.size());
      for (std::size_t j = 0; j < wanted_.size(); ++j) {
        auto& to = tallies[wanted_[j].at] = std::move(tallies_[i * wanted_.size() + j]);
        if (auto& waits = waits_[i * wanted_.size() + j]; !waits.empty()) to.waits = Waits(waits);
      }
    }
  }

 private:
  struct Wanted {
    const Measure<Fact>& measure;
    std::size_t at;  // among the query's metrics
    MetricKind kind;
    std::array<std::optional<MetricPeriods>, group_by_max> periods;
  };

  void find_periods(Wanted& w) {
    if (std::ranges::none_of(query_.group_by, is_period)) return;
    Minute first = std::numeric_limits<Minute>::max(), last = no_minute;
    for (auto& fact : facts_) {
      const Minute when = fact.id ? w.measure.when(look_.facts, fact) : no_minute;
      if (when == no_minute) continue;
      first = std::min(first, when);
      last = std::max(last, when);
    }
    first = std::max(first, query_.from.value_or(first));
    if (query_.until) last = std::min(last, *query_.until);
    if (last == no_minute || last < first) return;
    for (std::size_t i = 0; i < query_.group_by.size(); ++i)
      if (is_period(query_.group_by[i])) w.periods[i].emplace(query_.group_by[i], first, last, zone_);
  }

  void count(const Wanted& w, const Fact& fact) {
    const Minute when = w.measure.when(look_.facts, fact);
    if (when == no_minute || (query_.from && when < *query_.from) ||
        (query_.until && when >= *query_.until))
      return;
    for (std::size_t i = 0; i < filters_.size(); ++i)
      if (std::ranges::find(query_.filters[i].any_of, filters_[i](look_.facts, fact, when)) ==
          query_.filters[i].any_of.end())
        return;
    const Counted counted = w.measure.of(look_, fact);
    if (!counted.is_in && !counted.is_pending) return;
    Tally& to = tally_of(w, fact, when);
    to.pending += counted.is_pending;
    if (counted.is_in) add(w, fact, counted, to);
  }

  Tally& tally_of(const Wanted& w, const Fact& fact, Minute when) {
    GroupKey key{};
    for (std::size_t i = 0; i < places_.size(); ++i)
      key[i] = places_[i] ? places_[i](look_.facts, fact, when) : w.periods[i]->of(when);
    const auto group = groups_.of(key);
    if (tallies_.size() <= group * wanted_.size()) {
      tallies_.resize((group + 1) * wanted_.size());
      waits_.resize(tallies_.size());
    }
    return tallies_[group * wanted_.size() + static_cast<std::size_t>(&w - wanted_.data())];
  }

  void add(const Wanted& w, const Fact& fact, const Counted& c, Tally& to) {
    to.erased += is_erased(look_.facts, fact);
    switch (w.kind) {
      case MetricKind::count:
      case MetricKind::rate:
        to.numerator += c.numerator;
        to.denominator += c.denominator;
        return;
      case MetricKind::amount:
      case MetricKind::mean_amount: {
        const auto currency = look_.facts.texts().text(currency_of(look_.facts, fact));
        auto& amount = to.amounts[std::string(currency)];
        amount.minor_units += c.numerator;
        amount.count += c.denominator;
        return;
      }
      case MetricKind::distinct: to.who.insert(c.who); return;
      case MetricKind::time: add_wait(c, query_.as_of, waits_[place(to)]); return;
    }
  }

  std::size_t place(const Tally& t) const { return static_cast<std::size_t>(&t - tallies_.data()); }
  static void add_wait(const Counted& c, Minute as_of, std::vector<Wait>& to) {
    const Minute end = c.end == WaitEnd::open ? as_of : c.ended_at;
    to.push_back({std::max(0, end - c.began_at), c.end});
  }

  const Look& look_;
  std::span<const Fact> facts_;
  const MetricQuery& query_;
  const TimeZone& zone_;
  std::vector<Wanted> wanted_{};
  std::vector<PlaceOf<Fact>> places_{};   // of each dimension of a group; null of a period
  std::vector<PlaceOf<Fact>> filters_{};
  GroupNumbers groups_{};
  std::vector<Tally> tallies_{};  // of each group, those of all metrics
  std::vector<std::vector<Wait>> waits_{};  // of each of these, until they are put together
};

}  // namespace

MetricTallies tally(const Facts& facts, const MetricQuery& query, const TimeZone& zone) {
  Look look{.facts = facts};
  if (std::ranges::find(query.metrics, Metric::new_referring_providers) != query.metrics.end())
    look.first_touch_of = first_touches(facts);
  MetricTallies out;
  Counting<NeedFact>(look, facts.needs(), query, zone).run(out);
  Counting<ReferralFact>(look, facts.referrals(), query, zone).run(out);
  Counting<LeadFact>(look, facts.leads(), query, zone).run(out);
  Counting<TouchFact>(look, facts.touches(), query, zone).run(out);
  return out;
}

}  // namespace onward
