#include "operations/metric_states.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <set>
#include <tuple>

#include "dates.hpp"
#include "operations/metric_places.hpp"
#include "operations/metric_suppression.hpp"
#include "operations/metric_tally.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t states_max = 100;
constexpr std::size_t currencies_max = 50;  // of all states
// Of all numbers together: sums of sums and of differences, as small ones are looked for, stay
// below 2^63.
constexpr std::int64_t number_max = std::int64_t{1} << 50;

// Rows whose identifiers say nothing outside of their store.
bool is_of_the_store(Dimension d) {
  switch (d) {
    case Dimension::sender:
    case Dimension::receiver:
    case Dimension::service:
    case Dimension::practice:
    case Dimension::referring_provider:
    case Dimension::referral_source: return true;
    default: return false;
  }
}

FigureKey place_outside(Context& c, const Facts& facts, Dimension d, Place place,
                        const std::string& store) {
  FigureKey key = key_of(c, facts, d, place);
  if (place <= 0) return key;
  if (is_of_the_store(d)) key.code = store + ':' + key.code;
  if (d == Dimension::issue) key.code = c.tables.known<Issue>(IssueId(place)).code;
  return key;
}

StateTally told(const Tally& t) {
  StateTally out{.numerator = t.numerator,
                 .denominator = t.denominator,
                 .pending = t.pending,
                 .different = std::ssize(t.who)};
  for (auto& [currency, amount] : t.amounts)
    out.amounts.push_back({currency, amount.minor_units, amount.count});
  for (auto& cell : t.waits.cells())
    out.waits.push_back({.minutes = cell.minutes,
                         .reached = cell.count(WaitEnd::reached),
                         .declined = cell.count(WaitEnd::declined),
                         .expired = cell.count(WaitEnd::expired),
                         .withdrawn = cell.count(WaitEnd::withdrawn),
                         .other = cell.count(WaitEnd::other),
                         .open = cell.count(WaitEnd::open),
                         .called_off = cell.count(WaitEnd::called_off)});
  return out;
}

WaitCell cell_of(const StateWait& w) {
  WaitCell out{.minutes = w.minutes};
  out.counts = {w.reached, w.declined, w.expired, w.withdrawn, w.other, w.open, w.called_off};
  return out;
}

bool is_number(std::int64_t n) { return n >= 0 && n <= number_max; }

// What is left for the numbers of all states, since they are added up.
class Room {
 public:
  bool takes(std::int64_t n) {
    if (n < -left_ || n > left_) return false;
    left_ -= n < 0 ? -n : n;
    return true;
  }
  bool takes_count(std::int64_t n) { return n >= 0 && takes(n); }
  bool takes_currency(const std::string& code) {
    currencies_.insert(code);
    return currencies_.size() <= currencies_max;
  }

 private:
  std::int64_t left_ = number_max;
  std::set<std::string> currencies_{};
};

bool is_currency(std::string_view code) {
  return code.size() == 3 && std::ranges::all_of(code, [](char c) { return c >= 'A' && c <= 'Z'; });
}

// Periods and enumerators are the same everywhere; all else has codes of its store.
bool is_code_of(Dimension d, std::string_view code) {
  static const Facts none;
  Date day{};
  if (is_period(d)) return parse_date(code, day) && first_day_of(d, day) == day;
  return is_of_the_store(d) || d == Dimension::issue || place_of(none, d, code);
}

// Money is of somebody; of a return the count is money too, and may be nothing.
void look_at(Shape& shape, Room& room, Metric metric, const StateTally& t,
             const std::string& path) {
  constexpr const char* no_count = "is no count, or too much with all that stands before it";
  const auto& definition = definition_of(metric);
  constexpr std::pair<const char*, std::int64_t StateTally::*> counts[] = {
      {"/numerator", &StateTally::numerator},
      {"/denominator", &StateTally::denominator},
      {"/pending", &StateTally::pending},
      {"/different", &StateTally::different}};
  bool are_counts = true;
  for (auto& [name, count] : counts) {
    const bool fits = room.takes_count(t.*count);
    shape.require(fits, path + name, no_count);
    are_counts = are_counts && fits;
  }
  if (are_counts && definition.kind == MetricKind::rate) {
    const auto others = t.denominator - t.numerator;
    shape.require(others >= 0, path + "/numerator", "is more than all of which it is a part");
    shape.require(!definition.counts_pending || t.pending <= std::max<std::int64_t>(0, others),
                  path + "/pending", "is more than those who are not counted yet");
  }
  const std::int64_t people_min = definition.kind == MetricKind::amount_ratio ? 0 : 1;
  std::string_view before;
  for (std::size_t i = 0; i < t.amounts.size(); ++i) {
    auto& amount = t.amounts[i];
    const auto at = Shape::at(path + "/amounts", i);
    shape.require(is_currency(amount.currency) && before < amount.currency, at + "/currency",
                  "is no currency, or not in order");
    shape.require(room.takes_currency(amount.currency), at + "/currency",
                  "at most 50 currencies in all states");
    shape.require(room.takes(amount.minor_units), at + "/minor_units",
                  "is too much with all that stands before it");
    shape.require(amount.count >= people_min && room.takes_count(amount.count), at + "/count",
                  no_count);
    before = amount.currency;
  }
  for (std::size_t i = 0; i < t.waits.size(); ++i) {
    const auto cell = cell_of(t.waits[i]);
    const bool is_risen = i == 0 || t.waits[i - 1].minutes < cell.minutes;
    const bool fits =
        std::ranges::all_of(cell.counts, [&](auto count) { return room.takes_count(count); });
    shape.require(is_number(cell.minutes) && is_risen && fits, Shape::at(path + "/waits", i),
                  "is no duration with counts, or not in order, or too much with all before it");
  }
}

std::vector<std::string> codes_of(const StateGroup& group) {
  std::vector<std::string> out;
  for (auto& place : group.places) out.push_back(place.code);
  return out;
}

void look_at(Shape& shape, Room& room, const MetricState& state, const std::string& path) {
  std::set<std::vector<std::string>> seen;
  for (std::size_t i = 0; i < state.groups.size(); ++i) {
    auto& group = state.groups[i];
    const auto at = Shape::at(path + "/groups", i);
    const bool fits = std::ranges::equal(group.places, state.group_by, {}, &FigureKey::dimension);
    shape.require(fits, at + "/places", "one for each dimension, in their order");
    for (std::size_t k = 0; k < group.places.size(); ++k)
      shape.require(is_code_of(group.places[k].dimension, group.places[k].code),
                    Shape::at(at + "/places", k) + "/code", "no place of this dimension");
    shape.require(seen.insert(codes_of(group)).second, at + "/places", "stands twice");
    shape.require(group.tallies.size() == state.metrics.size(), at + "/tallies",
                  "one for each metric");
    for (std::size_t k = 0; k < std::min(group.tallies.size(), state.metrics.size()); ++k)
      look_at(shape, room, state.metrics[k], group.tallies[k], Shape::at(at + "/tallies", k));
  }
}

// Those that end before others begin can be added up: each is placed in one of them.
bool overlap(const MetricState& a, const MetricState& b) {
  const auto ends_before = [](auto& one, auto& other) {
    return one.until && other.since && *one.until <= *other.since;
  };
  return !ends_before(a, b) && !ends_before(b, a);
}

bool have(const MetricState& state) {
  if (state.group_by.size() > group_by_max) return false;
  for (const auto m : state.metrics)
    for (const auto d : state.group_by)
      if (!has_dimension(definition_of(m).facts, d)) return false;
  return true;
}

// States of one store add up where they are of one moment: what is open in the earlier one may have
// ended in the later one, and stands in both.
bool is_of_one_moment(const MetricState& a, const MetricState& b) {
  return a.entries == b.entries && a.known_at == b.known_at;
}

Refused check(const MergeStates& in) {
  for (std::size_t i = 0; i < in.states.size(); ++i)
    if (const auto& [since, until] = std::tie(in.states[i].since, in.states[i].until);
        since && until && *until <= *since)
      return refuse(Reason::period_reversed, Shape::at("/states", i) + "/until",
                    "the period ends before it begins",
                    {{"begins_on", *since}, {"ends_on", *until}});
  Shape shape;
  Room room;
  shape.require(!in.states.empty() && in.states.size() <= states_max, "/states", "1 to 100 states");
  shape.require(in.suppress_below.value_or(0) >= 0, "/suppress_below", "0 or more");
  const bool counts_different =
      !in.states.empty() && std::ranges::any_of(in.states[0].metrics, [](Metric m) {
        return definition_of(m).kind == MetricKind::distinct;
      });
  for (std::size_t i = 0; i < std::min(in.states.size(), states_max); ++i) {
    auto& state = in.states[i];
    const auto path = Shape::at("/states", i);
    shape.named(state.store, path + "/store");
    shape.require(!state.metrics.empty() && state.metrics.size() <= metrics_max &&
                      state.metrics == in.states[0].metrics,
                  path + "/metrics", "1 to 12 metrics, those of the first state");
    shape.no_repeats(state.metrics, path + "/metrics");
    shape.require(state.group_by == in.states[0].group_by && have(state), path + "/group_by",
                  "the dimensions of the first state, which every metric must have");
    shape.no_repeats(state.group_by, path + "/group_by");
    shape.require(is_number(state.entries), path + "/entries", "is no count");
    look_at(shape, room, state, path);
    for (std::size_t k = 0; k < i; ++k) {
      if (in.states[k].store != state.store) continue;
      shape.require(!counts_different && !overlap(in.states[k], state), path + "/store",
                    "is counted already: one question to a store counts nothing twice");
      shape.require(is_of_one_moment(in.states[k], state), path + "/entries",
                    "is of another moment than an earlier state of this store: what ended between "
                    "would still be open in one of them; ask for all of them with one as_of");
    }
  }
  return std::move(shape).refused();
}

struct Merged {
  FigureGroup group{};  // its places; figures come last
  std::vector<Tally> tallies{};
  std::vector<std::int64_t> different{};
};

void add(Merged& to, const StateGroup& group) {
  to.tallies.resize(group.tallies.size());
  to.different.resize(group.tallies.size());
  for (std::size_t i = 0; i < group.tallies.size(); ++i) {
    auto& from = group.tallies[i];
    Tally t{.numerator = from.numerator, .denominator = from.denominator, .pending = from.pending};
    for (auto& amount : from.amounts)
      t.amounts[amount.currency] = {amount.minor_units, amount.count};
    for (auto& wait : from.waits) t.waits.add(cell_of(wait));
    to.tallies[i].add(t);
    to.different[i] += from.different;
  }
}

// A number of people, or of whom money in one currency is.
struct People {
  std::int64_t count = 0;
  std::string_view currency{};
};
// Whether they may be partly the same: money of one of them is in one currency.
bool may_overlap(const People& a, const People& b) {
  return a.currency.empty() || b.currency.empty() || a.currency == b.currency;
}

using Currencies = std::set<std::string>;
Currencies currencies_of(const MergeStates& in, std::size_t metric) {
  Currencies out;
  for (auto& state : in.states)
    for (auto& group : state.groups)
      for (auto& amount : group.tallies[metric].amounts) out.insert(amount.currency);
  return out;
}

// What a state says of people by whole numbers, of every group in the same order; of more than one,
// sums and differences can be told too, since no state says how they overlap.
std::vector<People> people_of(Metric m, const Tally& t, std::int64_t different,
                              const Currencies& currencies) {
  const WaitCell waits = t.waits.totals();
  const std::int64_t waited =
      std::accumulate(waits.counts.begin(), waits.counts.end(), std::int64_t{0});
  std::vector<People> out{{different}, {waits.count(WaitEnd::reached)}, {waited}};
  const auto kind = definition_of(m).kind;
  if (kind == MetricKind::count || kind == MetricKind::rate) {
    out.push_back({t.numerator});
    out.push_back({t.denominator});
  }
  std::int64_t amounts = 0;
  for (auto& currency : currencies) {
    const auto found = t.amounts.find(currency);
    out.push_back({found == t.amounts.end() ? 0 : found->second.count, currency});
    amounts += out.back().count;
  }
  out.push_back({amounts});
  return out;
}
std::vector<std::int64_t> details_of(const Tally& t) {
  const WaitCell waits = t.waits.totals();
  std::vector<std::int64_t> out{t.pending};
  out.insert(out.end(), waits.counts.begin(), waits.counts.end());
  return out;
}

// What is hidden of whole groups of states that were added up.
class HiddenOfStates {
 public:
  HiddenOfStates(const MergeStates& in, std::int64_t below, const Host& host)
      : in_(in), below_(below), host_(host) {
    for (std::size_t i = 0; i < in.states[0].metrics.size(); ++i)
      currencies_.push_back(currencies_of(in, i));
  }

  void add(const Merged& merged) {
    GroupKey key{};
    for (std::size_t i = 0; i < merged.group.places.size(); ++i) {
      auto& known = places_[i];
      key[i] = known.try_emplace(merged.group.places[i].code, std::ssize(known)).first->second;
    }
    keys_.push_back(key);
    if (below_ <= 0) return;
    std::vector<People> people;
    std::vector<std::int64_t> details;
    for (std::size_t i = 0; i < merged.tallies.size(); ++i) {
      append(people, people_of(in_.states[0].metrics[i], merged.tallies[i], merged.different[i],
                               currencies_[i]));
      append(details, details_of(merged.tallies[i]));
    }
    for (std::size_t i = 0; i < people.size(); ++i) put(whole_, i, key, people[i].count);
    for (std::size_t i = 0, place = people.size(); i < people.size(); ++i)
      for (std::size_t k = 0; k < i; ++k)
        if (may_overlap(people[i], people[k]))
          put(whole_, place++, key, std::abs(people[i].count - people[k].count));
    for (std::size_t i = 0; i < details.size(); ++i) put(details_, i, key, details[i]);
  }

  //   refused  too_many_groups
  Result<std::vector<Withheld>> run() {
    const std::size_t dimensions = in_.states[0].group_by.size();
    std::vector<Withheld> out(keys_.size());
    if (below_ <= 0) return out;
    if (auto refused = too_many_to_hide(keys_, dimensions, "/states")) return *std::move(refused);
    SuppressionSearch search{.host = host_};
    const auto all = hidden_groups(whole_, dimensions, below_, search);
    whole_.insert(whole_.end(), details_.begin(), details_.end());
    const auto details = hidden_groups(whole_, dimensions, below_, search);
    for (std::size_t i = 0; i < keys_.size(); ++i)
      out[i] = all.contains(keys_[i])       ? Withheld::all
               : details.contains(keys_[i]) ? Withheld::details
                                            : Withheld::nothing;
    return out;
  }

 private:
  using Parts = std::vector<std::map<GroupKey, std::int64_t>>;
  template <class T> static void append(std::vector<T>& to, const std::vector<T>& more) {
    to.insert(to.end(), more.begin(), more.end());
  }
  static void put(Parts& parts, std::size_t part, const GroupKey& key, std::int64_t count) {
    if (parts.size() <= part) parts.resize(part + 1);
    if (count != 0) parts[part][key] = count;
  }

  const MergeStates& in_;
  std::int64_t below_;
  const Host& host_;
  std::vector<Currencies> currencies_{};  // by metric
  std::array<std::map<std::string, Place>, group_by_max> places_{};
  std::vector<GroupKey> keys_{};
  Parts whole_{}, details_{};
};

bool is_about_clients(const MergeStates& in) {
  return std::ranges::any_of(in.states[0].group_by, is_personal_dimension);
}

void finish(Merged& merged, const MergeStates& in, std::int64_t below, Withheld what) {
  auto& metrics = in.states[0].metrics;
  for (std::size_t i = 0; i < metrics.size(); ++i) {
    Tally& its = merged.tallies[i];
    if (below > 0 && is_about_clients(in)) its = for_readers(its, below);
    Figure figure = figure_of(metrics[i], its, in.curves, what);
    if (definition_of(metrics[i]).kind == MetricKind::distinct && !figure.suppressed)
      figure.count = merged.different[i];
    merged.group.figures.push_back(std::move(figure));
  }
}

std::int64_t suppressed_below(const MergeStates& in) {
  return in.suppress_below.value_or(is_about_clients(in) ? suppressed_below_default : 0);
}

}  // namespace

Result<MetricState> metric_state(Context& c, const AskState& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto found = tallied(c, {.metrics = in.metrics,
                                 .group_by = in.group_by,
                                 .filters = in.filters,
                                 .from = in.from,
                                 .until = in.until,
                                 .as_of = in.as_of,
                                 .whole_store = in.whole_store,
                                 .suppress_below = 0});
  if (!found) return found.refusal();
  const auto& [known, query, tallies, zone, time_zone] = found.value();
  MetricState out{.store = c.tables.known<StoreIdentity>(Id<StoreTag>(1)).uuid,
                  .metrics = in.metrics,
                  .group_by = in.group_by,
                  .since = in.from,
                  .until = in.until,
                  .time_zone = time_zone,
                  .entries = known.entries};
  if (known.entries) out.known_at = known.at;
  for (auto& [key, its] : tallies->groups) {
    StateGroup group;
    for (std::size_t i = 0; i < in.group_by.size(); ++i)
      group.places.push_back(place_outside(c, *known.facts, in.group_by[i], key[i], out.store));
    for (auto& tally : its) group.tallies.push_back(told(tally));
    out.groups.push_back(std::move(group));
  }
  return out;
}

Result<Figures> merge_states(Context& c, const MergeStates& in) {
  if (auto refused = check(in)) return *std::move(refused);
  std::map<std::vector<std::string>, Merged> groups;
  Figures out{.time_zone = in.states[0].time_zone};
  std::map<std::string, std::int64_t> entries;  // by store, of which all states are of one moment
  for (auto& state : in.states) {
    entries[state.store] = state.entries;
    if (state.known_at)  // until then all is known of every store
      out.known_at = std::min(out.known_at.value_or(*state.known_at), *state.known_at);
    if (state.time_zone != out.time_zone) out.time_zone.clear();
    for (auto& group : state.groups) {
      auto& merged = groups[codes_of(group)];
      if (merged.group.places.empty()) merged.group.places = group.places;
      add(merged, group);
    }
  }
  for (auto& [store, counted] : entries) out.entries += counted;
  if (std::ssize(groups) > metric_groups_max)
    return refuse(Reason::too_many_groups, "/states", "too many groups",
                  {{"limit", metric_groups_max}});
  for (const auto m : in.states[0].metrics) out.definitions.push_back(defined(m));
  out.suppressed_below = suppressed_below(in);
  HiddenOfStates hiding(in, out.suppressed_below, c.host);
  for (auto& [codes, merged] : groups) hiding.add(merged);
  const auto hidden = hiding.run();
  if (!hidden) return hidden.refusal();
  for (std::size_t number = 0; auto& [codes, merged] : groups) {
    finish(merged, in, out.suppressed_below, hidden.value()[number++]);
    out.groups.push_back(std::move(merged.group));
  }
  out.is_empty = out.groups.empty();
  return out;
}

}  // namespace onward
