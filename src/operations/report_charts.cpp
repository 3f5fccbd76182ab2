#include "operations/report_charts.hpp"

#include <algorithm>
#include <map>

#include "json.hpp"
#include "operations/report_assets.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_order.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

constexpr double minutes_of_day = 24 * 60;

// One mark of a chart. What is absent is not drawn.
struct ChartPoint {
  std::string place{}, at{}, series{};
  std::optional<double> value{}, low{}, high{}, days{};
  std::string text{}, interval{}, label{};
  CellMark mark = CellMark::none;
  std::int64_t order = 0;
};

void write(JsonWriter& w, const ChartPoint& p) {
  const auto text = [&](std::string_view name, std::string_view value) {
    if (value.empty()) return;
    w.member(name);
    w.text(value);
  };
  const auto real = [&](std::string_view name, const std::optional<double>& value) {
    if (!value) return;
    w.member(name);
    w.real(*value);
  };
  w.begin_object(0);
  text("place", p.place);
  text("at", p.at);
  text("series", p.series);
  real("value", p.value);
  real("low", p.low);
  real("high", p.high);
  real("days", p.days);
  text("text", p.text);
  text("interval", p.interval);
  text("label", p.label);
  text("mark", name_of(p.mark));
  w.member("order");
  w.integer(p.order);
  w.end_object();
}

std::string chart(std::string_view file, const ReportSection& s,
                  std::span<const ChartPoint> points) {
  if (points.empty()) return "null";
  std::string_view specification = report_asset(file);
  specification = specification.substr(0, specification.rfind('}'));
  std::string out(specification.substr(0, specification.find_last_not_of(" \n") + 1));
  out += ',';
  std::string tail;
  JsonWriter w(tail);
  w.begin_object(0);
  w.member("description");
  w.text(s.title + ". " + s.says);
  w.member("datasets");
  w.begin_object(0);
  w.member("figures");
  w.begin_array(points.size());
  for (auto& p : points) write(w, p);
  w.end_array();
  w.end_object();
  w.end_object();
  return out + tail.substr(1);
}

std::string_view file_of(ReportChart chart) {
  switch (chart) {
    case ReportChart::trend: return "trend.json";
    case ReportChart::rates: return "rates.json";
    case ReportChart::intervals: return "intervals.json";
    case ReportChart::ranges: return "ranges.json";
    case ReportChart::stack: return "stack.json";
    case ReportChart::curves: return "curves.json";
    case ReportChart::bars:
    case ReportChart::funnel:
    case ReportChart::none: break;
  }
  return "bars.json";
}

std::optional<double> height_of(const Figure& f) {
  if (f.suppressed) return std::nullopt;
  if (f.rate) return f.rate;
  if (f.count && !f.out_of) return static_cast<double>(*f.count);
  return std::nullopt;
}

// The curve begins with nobody.
void add_curve(std::vector<ChartPoint>& out, const Figure& f) {
  if (f.suppressed || !f.wait || f.wait->curve.empty()) return;
  const std::string series = label_of(name_of(f.metric));
  out.push_back({.series = series, .value = 0, .days = 0});
  for (auto& point : f.wait->curve)
    out.push_back({.series = series,
                   .value = point.share,
                   .low = point.low,
                   .high = point.high,
                   .days = static_cast<double>(point.minutes) / minutes_of_day,
                   .text = percent(point.share) + " after " + duration(point.minutes),
                   .interval = point.low ? percents(*point.low, *point.high) : std::string()});
}

bool is_drawn(const ReportSectionRow& row, Metric m) {
  return row.drawn.empty() || std::ranges::find(row.drawn, m) != row.drawn.end();
}

constexpr bool has_lines(ReportChart chart) {
  return chart == ReportChart::trend || chart == ReportChart::rates;
}

// In a stack the second place is the series.
ChartPoint point_of(const ReportSection& s, const FigureGroup& group, std::size_t line,
                    std::size_t figure) {
  const auto& cells = s.lines[line].cells;
  const auto& cell = cells[group.places.size() + figure];
  const Figure& f = group.figures[figure];
  ChartPoint out{.place = cells[0].text,
                 .series = group.places.size() > 1 ? cells[1].text : label_of(name_of(f.metric)),
                 .value = height_of(f),
                 .low = f.low,
                 .high = f.high,
                 .text = cell.text,
                 .interval = cell.interval,
                 .label = cell.text,
                 .mark = cell.mark,
                 .order = static_cast<std::int64_t>(line)};
  if (is_period(group.places[0].dimension)) out.at = group.places[0].code;
  return out;
}

// The parts of a stack are told apart by a letter, beside their colour; narrow ones have no room
// for it, and stand in the order of the letters. A place that has no part is drawn with nothing of
// the first.
void name_parts(std::vector<ChartPoint>& points) {
  constexpr double narrow_share = 0.05;  // of the longest bar
  std::vector<std::string> series;
  std::map<std::string, double> lengths;
  double longest = 0;
  for (auto& p : points) {
    if (!p.series.empty() && std::ranges::find(series, p.series) == series.end())
      series.push_back(p.series);
    longest = std::max(longest, lengths[p.place] += *p.value);
  }
  for (auto& p : points) {
    if (p.series.empty() && !series.empty()) p.series = series[0];
    const auto at = std::ranges::find(series, p.series) - series.begin();
    const std::string letter(1, static_cast<char>('A' + at % 26));
    p.label = *p.value > narrow_share * longest ? letter : " ";
    p.order = at;
    p.series = letter + "  " + p.series;
  }
}

// That there is none says nothing beside a phase that has none.
std::string part_words(const FigureKey& part, std::string words) {
  if (part.dimension == Dimension::outcome && part.code == name_of(Outcome::none))
    return "No outcome";
  if (part.dimension == Dimension::need_reason && part.code == name_of(NeedReason::none))
    return "No reason";
  return words;
}

struct Stage {
  std::string_view series, name;
  std::optional<std::int64_t> count{};
  bool suppressed = false;
};

std::optional<std::int64_t> all_of(const WaitFigures& w) {
  std::int64_t out = w.reached;
  for (auto& ended : {w.declined, w.expired, w.withdrawn, w.other, w.open, w.called_off}) {
    if (!ended) return std::nullopt;
    out += *ended;
  }
  return out;
}

// How far all came, or how those of the last days stand: of the first of a series, and the others.
std::vector<Stage> stages_of(const FigureGroup& group, const ReportSectionRow& row) {
  const auto figure = [&](Metric m) -> const Figure& {
    return *std::ranges::find(group.figures, m, &Figure::metric);
  };
  const auto stage = [&](std::string_view series, std::string_view name, Metric m,
                         std::optional<std::int64_t> Figure::* member = &Figure::count) {
    const Figure& f = figure(m);
    return Stage{series, name, f.wait ? std::optional(f.wait->reached) : f.*member, f.suppressed};
  };
  // All who were asked, by when they were asked last, as in the stages that follow.
  const auto asked = [&](std::string_view name) {
    const Figure& f = figure(Metric::time_to_acknowledge);
    Stage out{.series = "Referrals", .name = name, .suppressed = f.suppressed};
    if (f.wait) out.count = all_of(*f.wait);
    out.suppressed = f.suppressed || (f.wait && !out.count);  // how they ended is hidden
    return out;
  };
  using enum Metric;
  if (row.side == ReportSide::received)
    return {asked("Referrals received"), stage("Referrals", "Acknowledged", time_to_acknowledge),
            stage("Referrals", "Accepted", time_to_accept),
            stage("Referrals", "Service begun", time_to_start),
            stage("Referrals", "Helped", success_rate)};
  if (row.last_days == 0)
    return {stage("Needs", "Needs sent", needs),
            stage("Needs", "Needs ended", resolution_rate, &Figure::out_of),
            stage("Needs", "Needs met", resolution_rate),
            asked("Referrals sent"),
            stage("Referrals", "Acknowledged", time_to_acknowledge),
            stage("Referrals", "Accepted", time_to_accept),
            stage("Referrals", "Service begun", time_to_start),
            stage("Referrals", "Helped", success_rate)};
  Stage closed = asked("Closed");
  const Stage open = stage("Referrals", "Still open", referrals_open);
  closed.suppressed = closed.suppressed || open.suppressed;
  if (closed.count && open.count) closed.count = *closed.count - *open.count;
  return {asked("Referrals sent"),
          stage("Referrals", "Acknowledged", time_to_acknowledge),
          open,
          closed,
          stage("Needs", "Needs sent", needs),
          stage("Needs", "Met", resolution_rate),
          stage("Needs", "Unresolved, or closed as unmet", needs_unmet)};
}

}  // namespace

std::string chart_of(const ReportSection& s, const ReportSectionRow& row,
                     std::span<const FigureGroup> groups) {
  if (row.chart == ReportChart::none) return "null";
  std::vector<ChartPoint> points;
  for (std::size_t line = 0; line < groups.size(); ++line)
    for (std::size_t i = 0; i < groups[line].figures.size(); ++i) {
      const Figure& f = groups[line].figures[i];
      if (!is_drawn(row, f.metric)) continue;
      if (row.chart == ReportChart::curves) {
        add_curve(points, f);
        continue;
      }
      ChartPoint point = point_of(s, groups[line], line, i);
      // Who is nobody is not among those who are ranked.
      if (row.largest > 0 && is_nobody(groups[line].places[0])) continue;
      if (row.chart == ReportChart::stack)
        point.series = part_words(groups[line].places[1], std::move(point.series));
      const bool is_gap = f.suppressed && has_lines(row.chart);  // else a line goes through it
      if (point.value || is_gap) points.push_back(std::move(point));
    }
  if (row.chart == ReportChart::stack) name_parts(points);
  return chart(file_of(row.chart), s, points);
}

std::string chart_of(const ReportSection& s, const ReportSectionRow& row,
                     const RankedFigures& answer) {
  std::vector<ChartPoint> points;
  for (std::size_t i = 0; i < s.lines.size(); ++i) {
    const auto& cells = s.lines[i].cells;
    const RankedFigure& ranked = answer.ranking[i];
    points.push_back({.place = cells[0].text,
                      .series = label_of(name_of(answer.definition.metric)),
                      .value = ranked.shrunken,
                      .low = ranked.low,
                      .high = ranked.high,
                      .text = cells[1].text,
                      .interval = cells[1].interval});
  }
  return chart(file_of(row.chart), s, points);
}

std::string chart_of(const ReportSection& s, const ReportSectionRow& row,
                     const FigureForecast& answer) {
  std::vector<ChartPoint> points;
  for (std::size_t i = 0; i < s.lines.size(); ++i) {
    const auto& cells = s.lines[i].cells;
    const auto& expected = answer.future[i].expected;
    points.push_back({.place = cells[0].text,
                      .series = label_of(name_of(answer.definition.metric)),
                      .value = expected.count,
                      .low = expected.high_95 ? expected.low_95 : std::nullopt,
                      .high = expected.high_95,
                      .text = cells[1].text,
                      .interval = cells[1].interval,
                      .mark = CellMark::none,
                      .order = static_cast<std::int64_t>(i)});
  }
  return chart(file_of(row.chart), s, points);
}

void fill_funnel(ReportSection& out, const ReportSectionRow& row, const Figures& answer) {
  out.says += " A referral that was asked again counts when it was asked last.";
  const std::string those = row.side == ReportSide::received ? "of those received"
                            : row.last_days > 0              ? "of those sent"
                                                             : "of needs sent";
  out.columns = {{"stage", "Stage", ReportValue::text},
                 {"count", "Count", ReportValue::count},
                 {"share", label_of(those), ReportValue::share}};
  std::vector<ChartPoint> points;
  const std::string of_those = ' ' + those;
  std::string_view series;
  std::int64_t first = 0;
  for (auto& stage : stages_of(answer.groups[0], row)) {
    // A need has several referrals, so that shares of these would say less than how far it came.
    const bool is_of_needs = row.last_days == 0 && !series.empty() && stage.series != series;
    if (stage.series != series && !is_of_needs) first = stage.count.value_or(0);
    series = stage.series;
    if (stage.suppressed)
      out.lines.push_back({{text_cell(std::string(stage.name)),
                            {.mark = CellMark::suppressed},
                            {.mark = CellMark::suppressed}}});
    if (stage.suppressed || !stage.count) continue;
    ReportCell share;
    if (first > 0) {
      const double value = static_cast<double>(*stage.count) / static_cast<double>(first);
      share.text = is_of_needs ? one_decimal(value) + " for each need" : percent(value);
      JsonWriter(share.value.text = {}).real(value);
    }
    points.push_back(
        {.place = std::string(stage.name),
         .series = std::string(series),
         .value = static_cast<double>(*stage.count),
         .text = grouped_number(*stage.count),
         .interval = share.text.empty() || is_of_needs ? share.text : share.text + of_those,
         .label =
             grouped_number(*stage.count) + (share.text.empty() ? "" : "  (" + share.text + ')')});
    out.lines.push_back({{text_cell(std::string(stage.name)), count_cell(*stage.count), share}});
  }
  out.chart.text = chart("bars.json", out, points);
}

}  // namespace onward
