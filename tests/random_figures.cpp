// What analysts might ask.
#include <limits>

#include "onward/operations/metric_analysis.hpp"
#include "onward/operations/metric_states.hpp"
#include "onward/operations/reports.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

Dimension dimension_of(Maker m, Metric metric) {
  for (int tries = 0; tries < 20; ++tries) {
    const auto d = m.any_of<Dimension>();
    if (has_dimension(definition_of(metric).facts, d)) return d;
  }
  return m.any_of<Dimension>();
}

std::vector<FilterFigures> filters_of(Maker m, Metric metric) {
  if (m.chance.percent(70)) return {};
  const auto dimension = dimension_of(m, metric);
  return {{dimension, {m.chance.percent(50) ? "1" : "unknown", std::to_string(m.chance.below(5))}}};
}

// Some of them hide small counts, by what they are about.
std::optional<std::int64_t> below_of(Metric metric) {
  const auto number = static_cast<std::int64_t>(metric);
  return number % 3 == 0 ? std::optional(number % 7) : std::nullopt;
}

Made query(Maker m, Maker by) {
  AskFigures in{.metrics = {m.any_of<Metric>()}};
  for (auto n = m.chance.below(4); n > 0; --n)
    in.group_by.push_back(dimension_of(m, in.metrics[0]));
  in.filters = filters_of(m, in.metrics[0]);
  in.from = m.perhaps(20, m.day());
  in.until = m.perhaps(20, m.day());
  in.whole_store = m.chance.percent(20);
  in.curves = m.chance.percent(20);
  in.suppress_below = m.perhaps(20, m.chance.below(6));
  return by.say<metric::query>(in);
}

// What a store may have counted, and what none can have.
StateTally tally_of(Maker m) {
  const auto number = [&]() -> std::int64_t {
    constexpr auto most = std::numeric_limits<std::int64_t>::max();
    if (m.chance.percent(90)) return m.chance.below(9);
    return m.chance.one_of(std::array<std::int64_t, 4>{-1, most, -most - 1, most / 8'192});
  };
  StateTally out{.numerator = m.chance.below(4), .denominator = m.chance.below(9)};
  out.pending = m.chance.percent(80) ? 0 : number();
  for (const auto* currency : {"EUR", "USD"})
    if (m.chance.percent(40)) out.amounts.push_back({currency, number(), number()});
  for (std::int64_t minutes = 0; m.chance.percent(40); minutes += 7)
    out.waits.push_back({.minutes = m.chance.percent(90) ? minutes : number(),
                         .reached = number(),
                         .open = number()});
  return out;
}

Made state(Maker m, Maker by) {
  const auto metric = m.any_of<Metric>();
  if (m.chance.percent(60))
    return by.say<metric::state>({.metrics = {metric},
                                  .group_by = {dimension_of(m, metric)},
                                  .whole_store = m.chance.percent(50)});
  MergeStates in;
  for (auto n = m.chance.below(3); n >= 0; --n)
    in.states.push_back({.store = m.chance.percent(90) ? std::to_string(n) : "0",
                         .metrics = {metric},
                         .groups = {{.tallies = {tally_of(m)}}}});
  return by.say<metric::merge>(in);
}

Made trend(Maker m, Maker by) {
  const auto metric = m.any_of<Metric>();
  const auto period = m.chance.percent(80)
                          ? m.chance.one_of(std::array{Dimension::month, Dimension::week})
                          : m.any_of<Dimension>();
  return by.say<metric::trend>({.metric = metric,
                                .period = period,
                                .filters = filters_of(m, metric),
                                .suppress_below = below_of(metric)});
}

Made rank(Maker m, Maker by) {
  const auto metric = m.any_of<Metric>();
  return by.say<metric::rank>({.metric = metric,
                               .dimension = dimension_of(m, metric),
                               .filters = filters_of(m, metric),
                               .limit = m.page_limit(),
                               .suppress_below = below_of(metric)});
}

// A page is a million characters, most of which are always the same.
Made report_of(Maker m, Maker by) {
  AskReport in{.from = m.perhaps(20, m.day()),
               .until = m.perhaps(20, m.day()),
               .whole_store = m.chance.percent(20)};
  if (in.whole_store) in.suppress_below = 2;
  if (m.chance.percent(30)) in.profile = m.any_of<ReportProfile>();
  if (m.chance.percent(60)) in.report = m.any_of<ReportName>();
  if (in.report && m.chance.percent(90)) in.profile = std::nullopt;
  if (in.report == ReportName::monthly_summary && m.chance.percent(90)) in.from = in.until = {};
  if (m.chance.percent(10)) in.month = first_day_of(Dimension::month, m.day());
  const bool is_of_two = in.report == ReportName::compare_referrers;
  const bool is_of_one = in.report == ReportName::provider_history;
  for (int n = is_of_two ? 2 : is_of_one || m.chance.percent(3) ? 1 : 0; n > 0; --n)
    in.referring_provider_ids.emplace_back(m.slip(1 + m.chance.below(4)));
  if (m.chance.percent(10)) return by.say<report::html>(in);
  return by.say<report::sections>(in);
}

}  // namespace

Made make_figures(Maker m) {
  const auto by = m.as(m.chance.percent(40) ? m.first() : m.anyone(coordinator));
  switch (m.chance.below(10)) {
    case 0:
      if (m.chance.percent(50)) return by.say<report::catalogue>({});
      return by.say<metric::list>({});
    case 1: return trend(m, by);
    case 2: return rank(m, by);
    case 4: return report_of(m, by);
    case 5: return state(m, by);
    case 3: {
      const auto metric = m.any_of<Metric>();
      return by.say<metric::forecast>({.metric = metric,
                                       .period = Dimension::day,
                                       .horizon_periods = 1 + m.chance.below(5),
                                       .suppress_below = below_of(metric)});
    }
    default: return query(m, by);
  }
}

}  // namespace onward::tests
