#include "operations/metrics.hpp"

#include <algorithm>
#include <unordered_map>

#include "onward/rules/rates.hpp"
#include "onward/rules/suppression.hpp"
#include "operations/metric_places.hpp"
#include "operations/metric_suppression.hpp"
#include "operations/metric_tally.hpp"

namespace onward {

namespace {

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
                  .open = totals.count(WaitEnd::open),
                  .called_off = totals.count(WaitEnd::called_off)};
  const auto curve = cumulative_incidence(waits);  // who was refused never reaches it
  if (!curve) return out;
  if (const auto median = quantile_of(*curve, 0.5)) {
    out.median_minutes = median->minutes;
    out.median_low_minutes = median->low;
    out.median_high_minutes = median->high;
  }
  if (const auto ninety = quantile_of(*curve, 0.9)) {
    out.ninety_percent_minutes = ninety->minutes;
    out.ninety_percent_low_minutes = ninety->low;
    out.ninety_percent_high_minutes = ninety->high;
  }
  if (with_curve) out.curve = points_of(*curve);
  return out;
}

void hide_details(Figure& out) {
  out.details_suppressed = true;
  out.pending = std::nullopt;
  out.immature = false;  // or how many are pending could be told by it
  if (!out.wait) return;
  WaitFigures& w = *out.wait;
  for (auto* ended : {&w.declined, &w.expired, &w.withdrawn, &w.other, &w.open, &w.called_off})
    *ended = std::nullopt;
}

std::vector<Money> amounts_of(const Tally& t, bool is_mean) {
  std::vector<Money> out;
  out.reserve(t.amounts.size());
  for (auto& [currency, amount] : t.amounts)
    out.push_back({currency, is_mean ? rounded_mean(amount) : amount.minor_units});
  return out;
}

std::vector<MoneyReturn> returns_of(const Tally& t) {
  std::vector<MoneyReturn> out;
  for (auto& [currency, amount] : t.amounts) {
    MoneyReturn its{.currency = currency};
    if (amount.count == 0) {
      its.fault = ReturnFault::nothing_spent;
    } else {
      its.gained_minor_units = amount.minor_units;
      its.spent_minor_units = amount.count;
    }
    out.push_back(std::move(its));
  }
  return out;
}

// Where groups stand, each place looked up once: an answer of thousands names a few hundred.
class GroupPlaces {
 public:
  GroupPlaces(Context& c, const Facts& facts, std::span<const Dimension> group_by)
      : c_(c), facts_(facts), group_by_(group_by) {}

  std::vector<FigureKey> of(const GroupKey& key) {
    std::vector<FigureKey> out;
    out.reserve(group_by_.size());
    for (std::size_t i = 0; i < group_by_.size(); ++i) {
      if (!last_[i] || last_[i]->first != key[i]) last_[i] = &known(i, key[i]);
      out.push_back(last_[i]->second);
    }
    return out;
  }

 private:
  using Known = std::unordered_map<Place, FigureKey>;
  const Known::value_type& known(std::size_t i, Place place) {
    const auto at = known_[i].find(place);
    if (at != known_[i].end()) return *at;
    return *known_[i].emplace(place, key_of(c_, facts_, group_by_[i], place)).first;
  }

  Context& c_;
  const Facts& facts_;
  std::span<const Dimension> group_by_;
  std::array<Known, group_by_max> known_{};
  std::array<const Known::value_type*, group_by_max> last_{};  // groups come in their order
};

// Small counts about clients tell who they are.
std::int64_t suppressed_below(const AskFigures& in) {
  if (in.suppress_below) return *in.suppress_below;
  return asks_about_clients(in) ? suppressed_below_default : 0;
}

}  // namespace

DefinedMetric defined(Metric m) {
  const auto& d = definition_of(m);
  DefinedMetric out{.metric = m,
                    .kind = d.kind,
                    .says = std::string(names<Metric>[static_cast<std::size_t>(m)].doc),
                    .unit = std::string(d.unit),
                    .numerator = std::string(d.numerator),
                    .denominator = std::string(d.denominator),
                    .placed_by = std::string(d.placed_by),
                    .excluded = std::string(d.excluded),
                    .basis = d.basis};
  for (auto& dimension : names<Dimension>)
    if (has_dimension(d.facts, dimension.value)) out.dimensions.push_back(dimension.value);
  return out;
}

Tally for_readers(const Tally& t, std::int64_t below) {
  Tally out = t;
  out.waits = rounded_for_readers(t.waits, below);
  return out;
}

Figure figure_of(Metric m, const Tally& t, bool with_curves, Withheld what) {
  if (what == Withheld::all) return {.metric = m, .suppressed = true};
  const auto& definition = definition_of(m);
  const bool is_rate = definition.kind == MetricKind::rate;
  const auto cohort =
      (is_rate ? t.denominator : t.numerator) + (definition.counts_pending ? 0 : t.pending);
  Figure out{.metric = m, .pending = t.pending};
  if (t.pending > 0)
    if (const auto maturity = maturity_of(cohort, t.pending)) out.immature = maturity->is_immature;
  switch (definition.kind) {
    case MetricKind::count: out.count = t.numerator; break;
    case MetricKind::distinct: out.count = std::ssize(t.who); break;
    case MetricKind::amount: out.amounts = amounts_of(t, false); break;
    case MetricKind::mean_amount: out.amounts = amounts_of(t, true); break;
    case MetricKind::amount_ratio: out.returns = returns_of(t); break;
    case MetricKind::time: out.wait = wait_figures(t.waits, with_curves); break;
    case MetricKind::rate:
      out.count = t.numerator;
      out.out_of = t.denominator;
      if (const auto rate = rate_of(t.numerator, t.denominator)) {
        out.rate = rate->value;
        out.low = rate->interval.low;
        out.high = rate->interval.high;
      }
      break;
  }
  if (what == Withheld::details) hide_details(out);
  return out;
}

Result<DefinedMetrics> list_metrics(Context&, const Empty&) {
  DefinedMetrics out;
  for (auto& m : names<Metric>) out.metrics.push_back(defined(m.value));
  return out;
}

Result<Figures> query_metrics(Context& c, const AskFigures& in) {
  const auto found = tallied(c, in);
  if (!found) return found.refusal();
  const auto& [known, query, tallies, zone, time_zone] = found.value();
  Figures out{
      .entries = known.entries, .time_zone = time_zone, .suppressed_below = suppressed_below(in)};
  if (known.entries) out.known_at = known.at;
  for (const auto m : in.metrics) out.definitions.push_back(defined(m));
  const auto hidden = withheld(found.value(), out.suppressed_below, c.host);
  if (!hidden) return hidden.refusal();
  const bool rounds_waits = out.suppressed_below > 0 && asks_about_clients(in);
  GroupPlaces places(c, *known.facts, in.group_by);
  out.groups.reserve(tallies->groups.size());
  for (std::size_t number = 0; auto& [key, its] : tallies->groups) {
    FigureGroup group{.places = places.of(key), .figures = {}};
    group.figures.reserve(in.metrics.size());
    for (std::size_t i = 0; i < in.metrics.size(); ++i)
      group.figures.push_back(figure_of(
          in.metrics[i], rounds_waits ? for_readers(its[i], out.suppressed_below) : its[i],
          in.curves, hidden.value()[i][number]));
    ++number;
    out.groups.push_back(std::move(group));
  }
  out.is_empty = out.groups.empty();
  return out;
}

}  // namespace onward
