#include "operations/metrics.hpp"

#include <algorithm>

#include "onward/rules/rates.hpp"
#include "onward/rules/suppression.hpp"
#include "operations/facts_index.hpp"
#include "operations/metric_places.hpp"
#include "operations/metric_suppression.hpp"
#include "operations/need_group.hpp"

namespace onward {

namespace {

constexpr std::size_t metrics_max = 12;
constexpr std::size_t groups_max = 10'000;

DefinedMetric defined(Metric m) {
  const auto& d = definition_of(m);
  DefinedMetric out{.metric = m,
                    .kind = d.kind,
                    .says = std::string(names<Metric>[static_cast<std::size_t>(m)].doc),
                    .unit = std::string(d.unit),
                    .numerator = std::string(d.numerator),
                    .denominator = std::string(d.denominator),
                    .placed_by = std::string(d.placed_by),
                    .excluded = std::string(d.excluded)};
  for (auto& dimension : names<Dimension>)
    if (has_dimension(d.facts, dimension.value)) out.dimensions.push_back(dimension.value);
  return out;
}

std::string at(std::string_view list, std::size_t i) {
  return '/' + std::string(list) + '/' + std::to_string(i);
}

// Every metric must stand along every dimension that is asked.
Refused check_dimension(const AskFigures& in, Dimension d, std::string path) {
  for (const auto m : in.metrics)
    if (!has_dimension(definition_of(m).facts, d))
      return refuse(Reason::metric_lacks_dimension, std::move(path), "no such dimension",
                    {{"metric", std::string(name_of(m))}, {"dimension", std::string(name_of(d))}});
  return std::nullopt;
}

Refused check(Context& c, const AskFigures& in) {
  if (in.metrics.empty() || in.metrics.size() > metrics_max)
    return refuse(Reason::malformed_request, "/metrics", "1 to 12 metrics");
  if (in.group_by.size() > group_by_max)
    return refuse(Reason::malformed_request, "/group_by", "at most 3 dimensions");
  for (std::size_t i = 0; i < in.group_by.size(); ++i)
    if (auto refused = check_dimension(in, in.group_by[i], at("group_by", i))) return refused;
  for (std::size_t i = 0; i < in.filters.size(); ++i)
    if (auto refused =
            check_dimension(in, in.filters[i].dimension, at("filters", i) + "/dimension"))
      return refused;
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *in.from}, {"ends_on", *in.until}});
  if (in.suppress_below && *in.suppress_below < 0)
    return refuse(Reason::malformed_request, "/suppress_below", "0 or more");
  if (in.whole_store) return store_administrators_only(c, "/whole_store");
  return std::nullopt;
}

Result<std::vector<MetricFilter>> filters_of(const Facts& facts, const AskFigures& in) {
  std::vector<MetricFilter> out;
  for (std::size_t i = 0; i < in.filters.size(); ++i) {
    MetricFilter filter{.dimension = in.filters[i].dimension, .any_of = {}};
    for (std::size_t j = 0; j < in.filters[i].any_of.size(); ++j) {
      const auto place = place_of(facts, filter.dimension, in.filters[i].any_of[j]);
      if (!place)
        return refuse(Reason::malformed_request, at("filters", i) + at("any_of", j),
                      "no place of this dimension");
      filter.any_of.push_back(*place);
    }
    out.push_back(std::move(filter));
  }
  return out;
}

// At most so many of the curve's steps, the last one among them.
std::vector<WaitPoint> points_of(const Curve& curve) {
  constexpr std::size_t points_max = 100;
  std::vector<WaitPoint> out;
  const std::size_t every = (curve.steps.size() + points_max - 1) / points_max;
  for (std::size_t i = curve.steps.size() - 1;; i -= every) {
    const auto& step = curve.steps[i];
    WaitPoint point{.minutes = step.minutes, .share = step.share};
    if (const auto interval = interval_of(step)) {
      point.low = interval->low;
      point.high = interval->high;
    }
    out.push_back(point);
    if (i < every) break;
  }
  std::ranges::reverse(out);
  return out;
}

WaitFigures wait_figures(const Waits& waits, bool with_curve) {
  const WaitCell totals = waits.totals();
  WaitFigures out{.reached = totals.count(WaitEnd::reached),
                  .declined = totals.count(WaitEnd::declined),
                  .expired = totals.count(WaitEnd::expired),
                  .withdrawn = totals.count(WaitEnd::withdrawn),
                  .other = totals.count(WaitEnd::other),
                  .open = totals.count(WaitEnd::open)};
  const auto curve = kaplan_meier(waits);
  if (!curve) return out;
  if (const auto median = quantile_of(*curve, 0.5)) {
    out.median_minutes = median->minutes;
    out.median_low_minutes = median->low;
    out.median_high_minutes = median->high;
  }
  if (const auto ninety = quantile_of(*curve, 0.9)) out.ninety_percent_minutes = ninety->minutes;
  if (with_curve) out.curve = points_of(*curve);
  return out;
}

std::vector<Money> amounts_of(const Tally& t, bool is_mean) {
  std::vector<Money> out;
  for (auto& [currency, amount] : t.amounts)
    out.push_back({currency, is_mean ? rounded_mean(amount) : amount.minor_units});
  return out;
}

Figure figure_of(Metric m, const Tally& t, bool with_curves) {
  Figure out{.metric = m, .pending = t.pending};
  switch (definition_of(m).kind) {
    case MetricKind::count: out.count = t.numerator; break;
    case MetricKind::distinct: out.count = std::ssize(t.who); break;
    case MetricKind::amount: out.amounts = amounts_of(t, false); break;
    case MetricKind::mean_amount: out.amounts = amounts_of(t, true); break;
    case MetricKind::time: out.wait = wait_figures(t.waits, with_curves); break;
    case MetricKind::rate:
      out.count = t.numerator;
      out.out_of = t.denominator;
      if (const auto rate = rate_of(t.numerator, t.denominator)) {
        out.rate = rate->value;
        out.low = rate->interval.low;
        out.high = rate->interval.high;
      }
      if (const auto maturity = maturity_of(t.denominator + t.pending, t.pending))
        out.immature = maturity->is_immature;
      break;
  }
  return out;
}

}  // namespace

Result<DefinedMetrics> list_metrics(Context&, const Empty&) {
  DefinedMetrics out;
  for (auto& m : names<Metric>) out.metrics.push_back(defined(m.value));
  return out;
}

namespace {

MetricQuery question_of(const AskFigures& in, std::vector<MetricFilter> filters,
                        const TimeZone& zone, Instant as_of, OrganizationId own) {
  const auto begin = [&](std::optional<Date> day) {
    return day ? std::optional(minute_of(zone.start_of(*day))) : std::nullopt;
  };
  return {.metrics = in.metrics,
          .group_by = in.group_by,
          .filters = std::move(filters),
          .from = begin(in.from),
          .until = begin(in.until),
          .as_of = minute_of(as_of),
          .organization_id = in.whole_store ? 0 : static_cast<FactId>(own.value)};
}

// Small counts about clients tell who they are.
std::int64_t suppressed_below(const AskFigures& in) {
  if (in.suppress_below) return *in.suppress_below;
  const bool is_personal =
      std::ranges::any_of(in.group_by, is_personal_dimension) ||
      std::ranges::any_of(in.filters, [](auto& f) { return is_personal_dimension(f.dimension); });
  return is_personal ? suppressed_below_default : 0;
}

// The dimension of whose periods the period asked for consists, whole; nothing when there is none.
std::optional<std::size_t> whole_periods(const AskFigures& in) {
  const auto begins = [](Dimension d, std::optional<Date> day) {
    return !day || first_day_of(d, *day) == *day;
  };
  for (std::size_t i = 0; i < in.group_by.size(); ++i)
    if (is_period(in.group_by[i]) && begins(in.group_by[i], in.from) &&
        begins(in.group_by[i], in.until))
      return i;
  return std::nullopt;
}

// Answered from a tally that stands, when the question allows it.
std::optional<FactsAsOf> from_standing(Context& c, const AskFigures& in, MetricQuery query,
                                       const TimeZone& zone, MetricTallies& out) {
  const auto whole = whole_periods(in);
  if (in.as_of || !StandingTally::can_stand(query) || (!whole && (in.from || in.until)))
    return std::nullopt;
  query.from = query.until = std::nullopt;
  query.as_of = 0;
  const FactsAsOf known = c.facts.stand(c, query, zone, out);
  if (whole)
    std::erase_if(out.groups, [&](auto& group) {
      const Date day{std::chrono::days(group.first[*whole])};
      return (in.from && day < *in.from) || (in.until && day >= *in.until);
    });
  return known;
}

}  // namespace

Result<Figures> query_metrics(Context& c, const AskFigures& in) {
  if (auto refused = check(c, in)) return *std::move(refused);
  FactsAsOf known = c.facts.facts(c, in.as_of);
  auto filters = filters_of(*known.facts, in);
  if (!filters) return filters.refusal();
  const OwnDays days = own_days(c, c.subject.organization_id);
  const auto query = question_of(in, std::move(filters.value()), *days.zone,
                                 in.as_of.value_or(c.now), c.subject.organization_id);
  MetricTallies tallies;
  if (const auto stands = from_standing(c, in, query, *days.zone, tallies))
    known = *stands;
  else
    tallies = tally(*known.facts, query, *days.zone);
  if (tallies.groups.size() > groups_max)
    return refuse(Reason::too_many_groups, "/group_by", "too many groups",
                  {{"limit", std::int64_t{groups_max}}});

  Figures out{.entries = known.entries, .time_zone = days.organization->time_zone};
  if (known.entries) out.known_at = known.at;
  for (const auto m : in.metrics) out.definitions.push_back(defined(m));
  out.suppressed_below = suppressed_below(in);
  const auto hidden = hidden_figures(tallies, in, out.suppressed_below);
  for (std::size_t number = 0; auto& [key, tallied] : tallies.groups) {
    FigureGroup group;
    for (std::size_t i = 0; i < in.group_by.size(); ++i)
      group.keys.push_back(key_of(c, *known.facts, in.group_by[i], key[i]));
    for (std::size_t i = 0; i < in.metrics.size(); ++i)
      group.figures.push_back(hidden[i][number]
                                  ? Figure{.metric = in.metrics[i], .suppressed = true}
                                  : figure_of(in.metrics[i], tallied[i], in.curves));
    ++number;
    out.groups.push_back(std::move(group));
  }
  return out;
}

}  // namespace onward
