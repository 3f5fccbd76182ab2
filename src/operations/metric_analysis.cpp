#include "operations/metric_analysis.hpp"

#include <algorithm>

#include "onward/rules/rankings.hpp"
#include "onward/rules/rates.hpp"
#include "operations/metric_places.hpp"
#include "operations/metric_suppression.hpp"
#include "operations/metric_tally.hpp"

namespace onward {

namespace {

constexpr std::int64_t limit_max = 500;
constexpr std::size_t ranked_max = 1'000;  // all pairs are compared: a fifth of a second

MetricKind kind_of(Metric m) { return definition_of(m).kind; }

// Credit is shared among touches: a million of it are one conversion.
std::int64_t parts_of_event(Metric m) { return m == Metric::credited_conversions ? 1'000'000 : 1; }

// Whether periods can be held against each other: what becomes of a cohort takes time, and what
// stands so now is less of what is older.
bool counts_events(Metric m) {
  return kind_of(m) == MetricKind::count && definition_of(m).basis == MetricBasis::event;
}

// What of the one metric is withheld, by group.
//   refused  too_many_groups
Result<std::map<GroupKey, Withheld>> hidden_of(const Tallied& in, std::int64_t below,
                                               const Host& host) {
  const auto hidden = withheld(in, below, host);
  if (!hidden) return hidden.refusal();
  std::map<GroupKey, Withheld> out;
  for (std::size_t group = 0; auto& [key, its] : in.tallies->groups)
    out[key] = hidden.value()[0][group++];
  return out;
}
Withheld at(const std::map<GroupKey, Withheld>& hidden, const GroupKey& key) {
  const auto found = hidden.find(key);
  return found == hidden.end() ? Withheld::nothing : found->second;
}

Refused period_only(Dimension d) {
  if (is_period(d)) return std::nullopt;
  return refuse(Reason::malformed_request, "/period", "no period");
}

// Nothing is hidden here unless that is asked for, so nothing is asked that small counts would
// tell: metric.query does.
Refused not_about_clients(std::span<const FilterFigures> filters) {
  for (std::size_t i = 0; i < filters.size(); ++i)
    if (is_personal_dimension(filters[i].dimension))
      return refuse(Reason::malformed_request, "/filters/" + std::to_string(i) + "/dimension",
                    "not about clients");
  return std::nullopt;
}

Date day_of(const GroupKey& key) { return Date(std::chrono::days(key[0])); }
GroupKey key_of_day(Date day) { return {day.time_since_epoch().count()}; }

// The periods from the first one to the last of the days, without holes; none when there is no
// figure at all.
//   refused  too_many_groups
Result<std::vector<Date>> periods_of(const MetricTallies& tallies, Dimension period,
                                     const AskedDays& days, Date first) {
  std::vector<Date> out;
  if (tallies.groups.empty()) return out;
  const Date last = std::max(day_of(tallies.groups.rbegin()->first), days.last());
  for (Date day = first; day <= last; day = next_first_day(period, day)) {
    if (std::ssize(out) == metric_groups_max)
      return refuse(Reason::too_many_groups, "/period", "too many periods",
                    {{"limit", metric_groups_max}});
    out.push_back(day);
  }
  return out;
}

Date first_counted(const MetricTallies& tallies) {
  return tallies.groups.empty() ? Date() : day_of(tallies.groups.begin()->first);
}

Tally tally_at(const MetricTallies& tallies, Date day) {
  const auto at = tallies.groups.find(key_of_day(day));
  return at == tallies.groups.end() ? Tally() : at->second.at(0);
}

// As a share of what was; nothing can be said of 0.
std::optional<CountChange> change(const std::optional<std::int64_t>& now,
                                  const std::optional<std::int64_t>& before) {
  return now && before ? change_of(*now, *before) : std::nullopt;
}

void tell(TrendPoint& point, const std::optional<CountChange>& from_previous,
          const std::optional<CountChange>& from_year_before) {
  if (from_previous) {
    point.change_from_previous = from_previous->value;
    point.previous_low = from_previous->interval.low;
    point.previous_high = from_previous->interval.high;
    point.previous_is_noise = !from_previous->is_clear;
  }
  if (from_year_before) {
    point.change_from_year_before = from_year_before->value;
    point.year_before_low = from_year_before->interval.low;
    point.year_before_high = from_year_before->interval.high;
    point.year_before_is_noise = !from_year_before->is_clear;
  }
}

Date year_before(Date day, Dimension period) {
  if (period == Dimension::week) return day - std::chrono::weeks(52);
  const std::chrono::year_month_day ymd(day);
  const auto before = ymd - std::chrono::years(1);
  return before.ok() ? Date(before) : Date(before.year() / before.month() / std::chrono::last);
}

}  // namespace

Result<Trend> trend_metric(Context& c, const AskTrend& in) {
  if (auto refused = period_only(in.period)) return *std::move(refused);
  if (auto refused = not_about_clients(in.filters)) return *std::move(refused);
  const auto found = tallied(c, {.metrics = {in.metric},
                                 .group_by = {in.period},
                                 .filters = in.filters,
                                 .from = in.from,
                                 .until = in.until,
                                 .as_of = in.as_of,
                                 .whole_store = in.whole_store,
                                 .suppress_below = in.suppress_below});
  if (!found) return found.refusal();
  const auto& [known, query, tallies, zone, time_zone] = found.value();
  Trend out{.definition = defined(in.metric),
            .entries = known.entries,
            .suppressed_below = in.suppress_below.value_or(0)};
  const auto hidden = hidden_of(found.value(), out.suppressed_below, c.host);
  if (!hidden) return hidden.refusal();
  AskedDays days = days_of(c, *zone, in.as_of, in.whole_store);
  days.from = in.from;
  days.until = in.until;
  if (!tallies->groups.empty()) days.was_counted_from(in.period, first_counted(*tallies));
  const Date first = in.from ? first_day_of(in.period, *in.from) : first_counted(*tallies);
  const auto periods = periods_of(*tallies, in.period, days, first);
  if (!periods) return periods.refusal();
  std::map<Date, std::optional<std::int64_t>> counts;  // of whole periods
  for (const Date day : periods.value()) {
    TrendPoint point{.period = key_of(c, *known.facts, in.period, key_of_day(day)[0]),
                     .figure = figure_of(in.metric, tally_at(*tallies, day), false,
                                         at(hidden.value(), key_of_day(day))),
                     .partial = !days.has_whole(in.period, day)};
    if (counts_events(in.metric) && !point.partial && !point.figure.suppressed) {
      const auto before = [&](Date then) {
        const auto at = counts.find(then);
        return at == counts.end() ? std::nullopt : at->second;
      };
      const auto count = counts[day] = point.figure.count;
      const Date previous = first_day_of(in.period, day - std::chrono::days(1));
      tell(point, change(count, before(previous)),
           change(count, before(year_before(day, in.period))));
    }
    out.points.push_back(std::move(point));
  }
  out.is_empty = out.points.empty();
  return out;
}

namespace {

struct Member {
  Place place;
  Tally tally;
  Withheld withheld = Withheld::nothing;
};

void rank_numbers(const std::vector<Member>& members, Metric metric, std::int64_t limit,
                  RankedFigures& out, FunctionRef<FigureKey(Place)> key_of) {
  std::vector<Counted> counted;
  const bool is_rate = kind_of(metric) == MetricKind::rate;
  for (auto& m : members) counted.push_back({m.tally.numerator, is_rate ? m.tally.denominator : 1});
  const Ranking ranking =
      is_rate ? rank_rates(counted) : rank_counts(counted, parts_of_event(metric));
  out.is_noise = ranking.is_noise;
  out.members = std::ssize(ranking.members);
  for (auto& r : ranking.members) {
    if (std::ssize(out.ranking) == limit) break;
    const Member& m = members[r.member];
    RankedFigure figure{.key = key_of(m.place),
                        .rank = r.rank,
                        .rank_best = r.rank_best,
                        .rank_worst = r.rank_worst,
                        .count = m.tally.numerator};
    if (is_rate) figure.out_of = m.tally.denominator;
    const Figure counted_now = figure_of(metric, m.tally, false, m.withheld);
    figure.pending = counted_now.pending;
    figure.immature = counted_now.immature;
    figure.shrunken = r.shrunken;
    figure.low = r.interval.low;
    figure.high = r.interval.high;
    figure.above_next = r.above_next;
    figure.tied_with_next = r.is_tied_with_next;
    out.ranking.push_back(std::move(figure));
  }
}

// Money is no count of anything that happens by chance, so it is only put in order: of each
// currency as many as are asked for.
void rank_amounts(const std::vector<Member>& members, std::int64_t limit, RankedFigures& out,
                  FunctionRef<FigureKey(Place)> key_of) {
  struct Line {
    std::string currency;
    AmountTally amount;
    Place place;
  };
  std::vector<Line> lines;
  for (auto& m : members)
    for (auto& [currency, amount] : m.tally.amounts) lines.push_back({currency, amount, m.place});
  std::ranges::sort(lines, [](auto& a, auto& b) {
    return std::tuple(a.currency, -a.amount.minor_units, a.place) <
           std::tuple(b.currency, -b.amount.minor_units, b.place);
  });
  out.members = std::ssize(lines);
  for (std::int64_t in_currency = 0; auto& line : lines) {
    const bool is_first =
        out.ranking.empty() || out.ranking.back().amount->currency != line.currency;
    in_currency = is_first ? 1 : in_currency + 1;
    if (in_currency > limit) continue;
    const bool is_equal =
        !is_first && out.ranking.back().amount->minor_units == line.amount.minor_units;
    const std::int64_t rank = is_equal ? out.ranking.back().rank : in_currency;
    out.ranking.push_back({.key = key_of(line.place),
                           .rank = rank,
                           .rank_best = rank,
                           .rank_worst = rank,
                           .count = line.amount.count,
                           .amount = Money{line.currency, line.amount.minor_units}});
  }
}

Refused check(const AskRanking& in) {
  const auto kind = kind_of(in.metric);
  if (kind != MetricKind::count && kind != MetricKind::rate && kind != MetricKind::amount)
    return refuse(Reason::malformed_request, "/metric", "a count, a rate or an amount");
  if (is_period(in.dimension) || is_personal_dimension(in.dimension))
    return refuse(Reason::malformed_request, "/dimension", "neither a period nor about clients");
  if (!has_dimension(definition_of(in.metric).facts, in.dimension))
    return refuse(Reason::metric_lacks_dimension, "/dimension", "no such dimension",
                  {{"metric", std::string(name_of(in.metric))},
                   {"dimension", std::string(name_of(in.dimension))}});
  if (in.limit < 1 || in.limit > limit_max)
    return refuse(Reason::malformed_request, "/limit", "1 to 500");
  return not_about_clients(in.filters);
}

}  // namespace

Result<RankedFigures> rank_metric(Context& c, const AskRanking& in) {
  if (auto refused = check(in)) return *std::move(refused);
  const auto found = tallied(c, {.metrics = {in.metric},
                                 .group_by = {in.dimension},
                                 .filters = in.filters,
                                 .from = in.from,
                                 .until = in.until,
                                 .as_of = in.as_of,
                                 .whole_store = in.whole_store,
                                 .suppress_below = in.suppress_below});
  if (!found) return found.refusal();
  const auto& known = found.value().known;
  RankedFigures out{.definition = defined(in.metric),
                    .entries = known.entries,
                    .suppressed_below = in.suppress_below.value_or(0)};
  const auto hidden = hidden_of(found.value(), out.suppressed_below, c.host);
  if (!hidden) return hidden.refusal();
  std::vector<Member> members;
  for (auto& [key, its] : found.value().tallies->groups) {
    if (is_nobody(in.dimension, key[0])) continue;
    const auto what = at(hidden.value(), key);
    if (what == Withheld::all)
      ++out.suppressed;
    else
      members.push_back({key[0], its.at(0), what});
  }
  if (members.size() > ranked_max)
    return refuse(Reason::too_many_groups, "/dimension", "too many to rank",
                  {{"limit", std::int64_t{ranked_max}}});
  const auto named = [&](Place place) { return key_of(c, *known.facts, in.dimension, place); };
  if (kind_of(in.metric) == MetricKind::amount)
    rank_amounts(members, in.limit, out, named);
  else
    rank_numbers(members, in.metric, in.limit, out, named);
  out.is_empty = members.empty() && out.suppressed == 0;
  return out;
}

namespace {

// Ten years of weeks: methods are tried again and again, and what is older says little.
constexpr std::int64_t learnt_periods_max = 520;

constexpr std::int64_t season_of(Dimension period) {
  switch (period) {
    case Dimension::day: return 7;
    case Dimension::week: return 52;
    case Dimension::month: return 12;
    case Dimension::quarter: return 4;
    default: return 1;
  }
}

Refused check(const AskForecast& in) {
  if (!counts_events(in.metric) || parts_of_event(in.metric) != 1)
    return refuse(Reason::malformed_request, "/metric", "a count of whole events");
  if (auto refused = period_only(in.period)) return refused;
  if (in.horizon_periods < 1 || in.horizon_periods > forecast_horizon_max)
    return refuse(Reason::malformed_request, "/horizon_periods", "1 to 120 periods");
  return not_about_clients(in.filters);
}

// From the period that goes on, in which so many are counted until now; nothing when that is
// hidden.
void foretell(const AskForecast& in, Date next, std::optional<std::int64_t> so_far,
              FigureForecast& out, FunctionRef<FigureKey(Date)> key_of, const Host& host) {
  std::vector<std::int64_t> counts;
  for (auto& past : out.past) {
    if (past.suppressed) {
      out.fault = ForecastFault::count_unknown;
      return;
    }
    counts.push_back(*past.count);
  }
  const auto checked =
      onward::check(ForecastSeries{.counts = counts, .season_periods = season_of(in.period)});
  if (!checked) {
    out.fault = checked.problems.front().fault;
    return;
  }
  auto tested = backtest(*checked.series, {.horizon_periods = in.horizon_periods},
                         [&](std::int64_t done, std::int64_t total) {
                           host.progress("forecast", done, total);
                           if (host.cancelled()) throw Cancelled();
                         });
  out.choice = tested.choice;
  if (!tested.fault) out.scores = std::move(tested.scores);
  const Forecast found = forecast(*checked.series, tested.choice.method, in.horizon_periods);
  out.fault = found.fault;
  for (auto& point : found.points) {
    out.future.push_back({key_of(next), so_far ? not_below(point, *so_far) : point, so_far});
    so_far.reset();
    next = next_first_day(in.period, next);
  }
}

}  // namespace

Result<FigureForecast> forecast_metric(Context& c, const AskForecast& in) {
  if (auto refused = check(in)) return *std::move(refused);
  const auto found = tallied(c, {.metrics = {in.metric},
                                 .group_by = {in.period},
                                 .filters = in.filters,
                                 .from = in.from,
                                 .as_of = in.as_of,
                                 .whole_store = in.whole_store,
                                 .suppress_below = in.suppress_below});
  if (!found) return found.refusal();
  const auto& [known, query, tallies, zone, time_zone] = found.value();
  const auto named = [&](Date day) {
    return key_of(c, *known.facts, in.period, key_of_day(day)[0]);
  };
  FigureForecast out{.definition = defined(in.metric),
                     .entries = known.entries,
                     .suppressed_below = in.suppress_below.value_or(0)};
  const auto hidden = hidden_of(found.value(), out.suppressed_below, c.host);
  if (!hidden) return hidden.refusal();
  // What is going on, or was cut, is no whole period; after the last referral, empty ones count.
  AskedDays days = days_of(c, *zone, in.as_of, in.whole_store);
  days.from = in.from;
  if (!tallies->groups.empty()) days.was_counted_from(in.period, first_counted(*tallies));
  // Asked from a day, as a trend from it; nothing is learnt of days before any were counted.
  const Date first =
      in.from ? first_day_of(in.period, std::max(*in.from, days.began)) : first_counted(*tallies);
  const auto periods = periods_of(*tallies, in.period, days, first);
  if (!periods) return periods.refusal();
  std::vector<Date> whole;
  for (const Date day : periods.value())
    if (days.has_whole(in.period, day)) whole.push_back(day);
  out.left_out = std::max<std::int64_t>(0, std::ssize(whole) - learnt_periods_max);
  const auto counted = [&](Date day) {
    const bool is_hidden = at(hidden.value(), key_of_day(day)) == Withheld::all;
    return is_hidden ? std::nullopt : std::optional(tally_at(*tallies, day).numerator);
  };
  for (const Date day : std::span(whole).subspan(static_cast<std::size_t>(out.left_out))) {
    PeriodCount past{.period = named(day), .count = counted(day)};
    past.suppressed = !past.count;
    out.past.push_back(std::move(past));
  }
  const Date running = first_day_of(in.period, days.today);
  foretell(in, running, counted(running), out, named, c.host);
  return out;
}

}  // namespace onward
