#include "operations/metrics.hpp"

#include <algorithm>

#include "onward/rules/rates.hpp"
#include "operations/facts_index.hpp"
#include "operations/metric_places.hpp"
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
  Figure out{.metric = m, .pending = t.pending, .erased = t.erased};
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

Result<Figures> query_metrics(Context& c, const AskFigures& in) {
  if (auto refused = check(c, in)) return *std::move(refused);
  const FactsAsOf known = in.as_of ? c.facts.as_of(c, *in.as_of) : c.facts.now(c);
  auto filters = filters_of(*known.facts, in);
  if (!filters) return filters.refusal();
  const OwnDays days = own_days(c, c.subject.organization_id);
  const auto begins = [&](std::optional<Date> day) {
    return day ? std::optional(minute_of(days.zone->start_of(*day))) : std::nullopt;
  };
  const MetricQuery query{
      .metrics = in.metrics,
      .group_by = in.group_by,
      .filters = std::move(filters.value()),
      .from = begins(in.from),
      .until = begins(in.until),
      .as_of = minute_of(in.as_of ? *in.as_of : c.now),
      .organization_id =
          in.whole_store ? 0 : static_cast<FactId>(c.subject.organization_id.value)};
  const auto tallies = tally(*known.facts, query, *days.zone);
  if (tallies.groups.size() > groups_max)
    return refuse(Reason::too_many_groups, "/group_by", "too many groups",
                  {{"limit", std::int64_t{groups_max}}});

  Figures out{.entries = known.entries, .time_zone = days.organization->time_zone};
  if (known.entries) out.known_at = known.at;
  for (const auto m : in.metrics) out.definitions.push_back(defined(m));
  for (auto& [key, tallied] : tallies.groups) {
    FigureGroup group;
    for (std::size_t i = 0; i < in.group_by.size(); ++i)
      group.keys.push_back(key_of(c, *known.facts, in.group_by[i], key[i]));
    for (std::size_t i = 0; i < in.metrics.size(); ++i)
      group.figures.push_back(figure_of(in.metrics[i], tallied[i], in.curves));
    out.groups.push_back(std::move(group));
  }
  return out;
}

}  // namespace onward
