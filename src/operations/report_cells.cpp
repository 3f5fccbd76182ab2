#include "operations/report_cells.hpp"

#include <algorithm>

#include "dates.hpp"
#include "json.hpp"
#include "operations/report_charts.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

std::string json_text(std::string_view text) {
  std::string out;
  JsonWriter(out).text(text);
  return out;
}
std::string json_real(double value) {
  std::string out;
  JsonWriter(out).real(value);
  return out;
}

ReportValue value_of(MetricKind kind) {
  switch (kind) {
    case MetricKind::rate: return ReportValue::share;
    case MetricKind::time: return ReportValue::minutes;
    case MetricKind::amount:
    case MetricKind::mean_amount: return ReportValue::money;
    case MetricKind::amount_ratio: return ReportValue::returns;
    case MetricKind::count:
    case MetricKind::distinct: break;
  }
  return ReportValue::count;
}

ReportCell wait_cell(const WaitFigures& w) {
  ReportCell out;
  if (w.median_minutes) {
    out.text = duration(*w.median_minutes);
    out.value.text = std::to_string(*w.median_minutes);
    if (w.median_low_minutes)
      out.interval = w.median_high_minutes ? duration(*w.median_low_minutes) + " to " +
                                                 duration(*w.median_high_minutes) + "; "
                                           : duration(*w.median_low_minutes) + " or more; ";
  }
  out.interval += grouped_number(w.reached) + " reached it";
  if (w.open) out.interval += ", " + grouped_number(*w.open) + " wait";
  return out;
}

// The share is for people; the value beside it has both amounts.
ReportCell returns_cell(const std::vector<MoneyReturn>& returns) {
  ReportCell out;
  std::string json;
  for (auto& one : returns) {
    json += (json.empty() ? "" : ",") + json_of(one);
    out.interval += out.interval.empty() ? "" : "; ";
    if (one.fault) {
      out.interval += one.currency + ": nothing spent";
      continue;
    }
    const double share =
        static_cast<double>(*one.gained_minor_units) / static_cast<double>(*one.spent_minor_units);
    out.text += (out.text.empty() ? "" : "; ") + percent(share) + ' ' + one.currency;
    out.interval += amount({one.currency, *one.gained_minor_units}) + " on " +
                    amount({one.currency, *one.spent_minor_units});
  }
  if (!returns.empty()) out.value.text = '[' + json + ']';
  return out;
}

ReportCell figure_cell(const Figure& f, const DefinedMetric& d) {
  if (f.suppressed) return {.mark = CellMark::suppressed};
  switch (d.kind) {
    case MetricKind::rate: return rate_cell(f);
    case MetricKind::time: return f.wait ? wait_cell(*f.wait) : ReportCell{};
    case MetricKind::amount:
    case MetricKind::mean_amount: return money_cell(f.amounts);
    case MetricKind::amount_ratio: return returns_cell(f.returns);
    case MetricKind::count:
    case MetricKind::distinct: break;
  }
  if (!f.count) return {};
  if (d.metric != Metric::credited_conversions) return count_cell(*f.count);
  return {.text = conversions(*f.count), .value = {std::to_string(*f.count)}};
}

// Nothing is said of a place that only fills a month in which nothing was counted.
ReportCell place_cell(const FigureKey& key, const PlaceNames& names) {
  Date first{};
  if (is_period(key.dimension) && parse_date(key.code, first))
    return {.text = key.dimension == Dimension::month ? long_month(first) : key.name,
            .value = {json_text(key.code)}};
  if (key.code.empty() && key.name.empty()) return {};
  return {.text = names.of(key), .value = {json_text(key.code)}};
}

// Of whom a figure of a period is, where figures beside each other are of different people: leads
// by when they came, what became of them by when it did.
std::string_view of_whom(Metric m, const AskedDays& period) {
  if (!period.from && !period.until) return {};
  const bool is_month = period.from && period.until &&
                        first_day_of(Dimension::month, *period.from) == *period.from &&
                        next_first_day(Dimension::month, *period.from) == *period.until;
  switch (m) {
    case Metric::conversions:
    case Metric::treatment_value:
    case Metric::average_treatment_value:
    case Metric::average_referred_value:
      return is_month ? "by month of conversion" : "by day of conversion";
    case Metric::conversion_rate:
    case Metric::treatment_start_rate:
    case Metric::referred_conversion_rate:
    case Metric::referred_start_rate:
      return is_month ? "of leads of this month" : "of leads of this period";
    default: return {};
  }
}

ReportCell card_cell(const Figure& f, const DefinedMetric& d, const AskedDays& period) {
  ReportCell out = figure_cell(f, d);
  if (out.text.empty()) return out;
  const auto whom = of_whom(d.metric, period);
  if (!whom.empty()) out.interval += (out.interval.empty() ? "" : "; ") + std::string(whom);
  return out;
}

// Months are whole since the first of them in which something was counted, or since counting began.
AskedDays since_counted(AskedDays period, const Figures& answer) {
  Date first{};
  const auto& places = answer.groups.front().places;
  if (!places.empty() && places[0].dimension == Dimension::month &&
      parse_date(places[0].code, first))
    period.was_counted_from(Dimension::month, first);
  return period;
}

// Of a month that is not over, in which counting began, or that the question cuts.
void mark_partial(ReportLine& line, const FigureGroup& group, const AskedDays& period) {
  Date first{};
  if (group.places.empty() || group.places[0].dimension != Dimension::month ||
      !parse_date(group.places[0].code, first) || period.has_whole(Dimension::month, first))
    return;
  for (auto& cell : std::span(line.cells).subspan(group.places.size()))
    if (cell.mark == CellMark::none && !cell.text.empty()) cell.mark = CellMark::partial;
}

}  // namespace

ReportCell text_cell(std::string text) {
  Json value{json_text(text)};
  return {.text = std::move(text), .value = std::move(value)};
}
ReportCell code_cell(std::string_view code, std::string text) {
  return {.text = std::move(text), .value = {json_text(code)}};
}
ReportCell money_cell(const std::vector<Money>& amounts) {
  ReportCell out;
  std::string json;
  for (auto& one : amounts) {
    out.text += (out.text.empty() ? "" : "; ") + amount(one);
    json += (json.empty() ? "" : ",") + json_of(one);
  }
  if (!amounts.empty()) out.value.text = '[' + json + ']';
  return out;
}
ReportCell count_cell(std::int64_t count) {
  return {.text = grouped_number(count), .value = {std::to_string(count)}};
}
ReportCell day_cell(Date day) {
  return {.text = long_date(day), .value = {json_text(format_date(day))}};
}

namespace {

// Figures of everything that have a chart: a line for each.
void fill_by_metric(ReportSection& out, const ReportSectionRow& row, const Figures& answer) {
  const auto& group = answer.groups[0];
  out.columns = {{"metric", "Figure", ReportValue::text},
                 {"value", row.chart == ReportChart::curves ? "Half within" : "Value",
                  value_of(answer.definitions[0].kind)}};
  for (std::size_t i = 0; i < group.figures.size(); ++i) {
    const auto name = name_of(answer.definitions[i].metric);
    out.lines.push_back({{{.text = label_of(name), .value = {json_text(name)}},
                          figure_cell(group.figures[i], answer.definitions[i])}});
  }
  out.chart.text = chart_of(out, row, answer.groups);
}

}  // namespace

ReportCell share_cell(double share) {
  return {.text = percent(share), .value = {json_real(share)}};
}
ReportCell rate_cell(const Figure& f) {
  if (!f.rate) return {};
  ReportCell out = share_cell(*f.rate);
  if (f.low && f.high) out.interval = percents(*f.low, *f.high) + "; ";
  out.interval += grouped_number(f.count.value_or(0)) + " of " + grouped_number(*f.out_of);
  if (f.immature) out.mark = CellMark::immature;
  return out;
}
ReportCell difference_cell(const std::optional<ComparedRate>& found) {
  if (!found) return {};
  ReportCell out{.text = percent_points(found->value) + " points",
                 .value = {json_real(found->value)}};
  out.interval = percent_points(found->low) + " to " + percent_points(found->high);
  if (!found->is_clear) out.interval += may_be_chance;
  return out;
}

namespace {

// Of all that was answered, before lines are left out.
void add_comparison(ReportSection& out, const ReportSectionRow& row,
                    std::span<const FigureGroup> all, std::span<const FigureGroup> shown,
                    const Figure& together) {
  out.columns.push_back({"difference",
                         label_of(name_of(*row.compared)) + ", less that of all others",
                         ReportValue::share});
  const auto differences = compared_with_others(all, together);
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const auto same = [&](const FigureGroup& g) {
      return g.places[0].code == shown[i].places[0].code;
    };
    const auto at = std::ranges::find_if(all, same) - all.begin();
    const auto& rate = *std::ranges::find(shown[i].figures, *row.compared, &Figure::metric);
    out.lines[i].cells.push_back(rate.suppressed
                                     ? ReportCell{.mark = CellMark::suppressed}
                                     : difference_cell(differences[static_cast<std::size_t>(at)]));
  }
}

}  // namespace

void fill_figures(ReportSection& out, const ReportSectionRow& row, const Figures& answer,
                  const AskedDays& period, const Figure& all) {
  out.definitions = answer.definitions;
  out.suppressed_below = answer.suppressed_below;
  if (answer.groups.empty()) return;
  if (row.chart == ReportChart::funnel) return fill_funnel(out, row, answer);
  if (row.group_by.empty() && row.chart != ReportChart::none)
    return fill_by_metric(out, row, answer);
  for (const auto d : row.group_by)
    out.columns.push_back({std::string(name_of(d)), label_of(name_of(d)),
                           d == Dimension::month ? ReportValue::day : ReportValue::text});
  for (auto& d : answer.definitions)
    out.columns.push_back(
        {std::string(name_of(d.metric)), label_of(name_of(d.metric)), value_of(d.kind)});
  auto groups = with_every_month(answer, period);
  if (row.largest) groups = largest_of(std::move(groups), row.largest, out.left_out);
  const AskedDays days = since_counted(period, answer);
  PlaceNames names;
  for (auto& group : groups)
    for (auto& key : group.places) names.add(key);
  for (auto& group : groups) {
    ReportLine line;
    for (auto& key : group.places) line.cells.push_back(place_cell(key, names));
    for (std::size_t i = 0; i < group.figures.size(); ++i)
      line.cells.push_back(row.group_by.empty()
                               ? card_cell(group.figures[i], answer.definitions[i], period)
                               : figure_cell(group.figures[i], answer.definitions[i]));
    mark_partial(line, group, days);
    out.lines.push_back(std::move(line));
  }
  if (row.compared) add_comparison(out, row, answer.groups, groups, all);
  out.chart.text = chart_of(out, row, groups);
}

void fill_ranking(ReportSection& out, const ReportSectionRow& row, const RankedFigures& answer) {
  out.definitions = {answer.definition};
  if (answer.ranking.empty()) return;
  const std::string what = label_of(name_of(answer.definition.metric));
  out.columns = {{std::string(name_of(row.group_by[0])), label_of(name_of(row.group_by[0])),
                  ReportValue::text},
                 {"shrunken", what + ", best guess", value_of(answer.definition.kind)},
                 {"count", "As counted", ReportValue::count},
                 {"rank", "Rank", ReportValue::count}};
  const bool is_rate = answer.definition.kind == MetricKind::rate;
  PlaceNames names;
  for (auto& r : answer.ranking) names.add(r.key);
  for (auto& r : answer.ranking) {
    const auto words = [&](double v) { return is_rate ? percent(v) : one_decimal(v); };
    ReportCell guess, rank = count_cell(r.rank), count = count_cell(r.count);
    if (r.shrunken) guess = {.text = words(*r.shrunken), .value = {json_real(*r.shrunken)}};
    if (r.low && r.high) guess.interval = words(*r.low) + " to " + words(*r.high);
    if (r.out_of) count.interval = "of " + grouped_number(*r.out_of);
    if (r.immature) count.mark = CellMark::immature;
    if (r.rank_best != r.rank_worst)
      rank.interval =
          "may be " + std::to_string(r.rank_best) + " to " + std::to_string(r.rank_worst);
    out.lines.push_back({{place_cell(r.key, names), guess, count, rank}});
  }
  if (answer.is_noise) out.says += " Here the whole order may be chance: nobody is clearly above.";
  out.left_out = answer.members - std::ssize(answer.ranking);
  out.chart.text = chart_of(out, row, answer);
}

namespace {

ReportCell change_cell(const std::optional<double>& change, const std::optional<double>& low,
                       const std::optional<double>& high, bool is_noise) {
  if (!change) return {};
  ReportCell out{.text = signed_percent(*change), .value = {json_real(*change)}};
  if (low && high) out.interval = signed_percent(*low) + " to " + signed_percent(*high);
  if (is_noise) out.interval += may_be_chance;
  return out;
}

// Each month of the question, and of those before it the ones since something was first counted.
std::vector<TrendPoint> points_of(const Trend& answer, const AskedDays& period) {
  std::vector<FigureGroup> groups;
  for (auto& point : answer.points) groups.push_back({{point.period}, {point.figure}});
  const auto asked = period.from ? first_day_of(Dimension::month, *period.from) : Date::max();
  std::vector<TrendPoint> out;
  bool has_begun = false;
  for (auto& group : with_every_month({.groups = std::move(groups)}, period)) {
    Date first{};
    if (!parse_date(group.places[0].code, first)) continue;
    has_begun = has_begun || first >= asked || group.figures[0].count.value_or(0) > 0;
    if (!has_begun) continue;
    const auto at = std::ranges::find(answer.points, group.places[0].code,
                                      [](auto& point) { return point.period.code; });
    if (at != answer.points.end())
      out.push_back(*at);
    else
      out.push_back({.period = group.places[0],
                     .figure = group.figures[0],
                     .partial = !period.has_whole(Dimension::month, first)});
  }
  return out;
}

}  // namespace

void fill_trend(ReportSection& out, const ReportSectionRow& row, const Trend& answer,
                const AskedDays& period) {
  const auto& d = answer.definition;
  out.definitions = {d};
  const auto points = points_of(answer, period);
  if (points.empty()) return;
  out.columns = {{"period", "Period", ReportValue::day},
                 {std::string(name_of(d.metric)), label_of(name_of(d.metric)), value_of(d.kind)},
                 {"change_from_previous", "Against the period before", ReportValue::share},
                 {"change_from_year_before", "Against the year before", ReportValue::share}};
  std::vector<FigureGroup> groups;
  for (auto& point : points) {
    ReportCell figure = figure_cell(point.figure, d);
    if (point.partial && figure.mark == CellMark::none) figure.mark = CellMark::partial;
    out.lines.push_back({{place_cell(point.period, {}), std::move(figure),
                          change_cell(point.change_from_previous, point.previous_low,
                                      point.previous_high, point.previous_is_noise),
                          change_cell(point.change_from_year_before, point.year_before_low,
                                      point.year_before_high, point.year_before_is_noise)}});
    groups.push_back({{point.period}, {point.figure}});
  }
  out.chart.text = chart_of(out, row, groups);
}

namespace {

// How the method came to be taken, before what it is.
std::string_view taken_since(ForecastBecause because) {
  using enum ForecastBecause;
  switch (because) {
    case beats_baseline:
      return " By the method that would have been nearest until now, by more than chance: ";
    case lowest_error:
      return " By the method that would have been nearest until now, which may be chance: ";
    case baseline_unbeaten: return " No other method would have been nearer until now than this: ";
    case too_few_origins:
      return " There is too little to choose a method by until now, so the plainest is taken: ";
    case too_short_to_test:
      return " There are too few periods to try methods on, so the plainest is taken, untried: ";
    case constant: return " All counts until now are alike, so the plainest method is taken: ";
  }
  return " ";
}

}  // namespace

void fill_forecast(ReportSection& out, const ReportSectionRow& row, const FigureForecast& answer) {
  const auto& d = answer.definition;
  out.definitions = {d};
  if (answer.fault) {
    out.says += " There is no forecast: ";
    out.says += names<ForecastFault>[static_cast<std::size_t>(*answer.fault)].doc;
    return;
  }
  out.says += taken_since(answer.choice->because);
  out.says += names<ForecastMethod>[static_cast<std::size_t>(answer.choice->method)].doc;
  out.columns = {{"period", "Period", ReportValue::day},
                 {"expected", label_of(name_of(d.metric)) + ", expected", ReportValue::count}};
  for (auto& [period, expected, so_far] : answer.future) {
    ReportCell cell{.text = one_decimal(expected.count), .value = {json_real(expected.count)}};
    if (expected.low_95)
      cell.interval = one_decimal(*expected.low_95) +
                      (expected.high_95 ? " to " + one_decimal(*expected.high_95) : " or more");
    if (so_far) {
      cell.interval += cell.interval.empty() ? "" : "; ";
      cell.interval += grouped_number(*so_far) + " so far";
    }
    out.lines.push_back({{place_cell(period, {}), std::move(cell)}});
  }
  out.chart.text = chart_of(out, row, answer);
}

}  // namespace onward
