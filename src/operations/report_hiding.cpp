#include "operations/report_hiding.hpp"

#include <algorithm>
#include <set>

namespace onward {

namespace {

bool asks_figures(ReportQuestion question) {
  return question == ReportQuestion::figures || question == ReportQuestion::ranking ||
         question == ReportQuestion::trend;
}

bool is_of_the_same(const ReportSectionRow& a, const ReportSectionRow& b) {
  return asks_figures(b.question) && a.profile == b.profile && a.of_providers == b.of_providers &&
         a.last_days == b.last_days;
}
bool have_facts_in_common(ReportSide a, ReportSide b) {
  return a == b || a == ReportSide::all || b == ReportSide::all;
}

// Whether nothing was counted. A return is hidden whatever it is of, and so says nothing by that.
bool is_nothing(const Figure& f) {
  if (f.suppressed) return definition_of(f.metric).kind == MetricKind::amount_ratio;
  if (f.details_suppressed || f.count.value_or(0) || f.out_of.value_or(0)) return false;
  if (f.pending.value_or(0) || !f.amounts.empty() || !f.returns.empty()) return false;
  if (!f.wait) return true;
  const WaitFigures& w = *f.wait;
  const auto ended = {w.declined, w.expired, w.withdrawn, w.other, w.open, w.called_off};
  return w.reached == 0 && std::ranges::all_of(ended, [](auto n) { return n.value_or(0) == 0; });
}

// Codes of the places at which a metric is hidden.
std::set<std::string> hidden_places(const Figures& answer, Metric metric) {
  std::set<std::string> out;
  for (auto& group : answer.groups)
    for (auto& figure : group.figures)
      if (figure.metric == metric && figure.suppressed) out.insert(group.places[0].code);
  return out;
}

}  // namespace

std::vector<Metric> asked_together(const ReportSectionRow& row,
                                   std::span<const ReportSectionRow> all) {
  std::vector<Metric> out;
  const auto is_of_its_facts = [&](Metric m) {
    return std::ranges::any_of(row.metrics, [&](Metric own) {
      return own == m || definition_of(own).facts == definition_of(m).facts;
    });
  };
  for (auto& other : all)
    if (is_of_the_same(row, other) && row.side == other.side && row.group_by == other.group_by)
      for (const auto m : other.metrics)
        if (is_of_its_facts(m) && std::ranges::find(out, m) == out.end()) out.push_back(m);
  const auto is_own = [&](Metric m) {
    return std::ranges::find(row.metrics, m) != row.metrics.end();
  };
  for (auto at = out.size(); out.size() > asked_together_max && at-- > 0;)
    if (!is_own(out[at])) out.erase(out.begin() + static_cast<std::ptrdiff_t>(at));
  return out;
}

bool crosses_another(const ReportSectionRow& row, std::span<const ReportSectionRow> all) {
  const auto is_shared = [](auto& one, auto& other) {
    return std::ranges::find_first_of(one, other) != one.end();
  };
  for (auto& other : all) {
    if (other.name == row.name) return false;
    if (is_of_the_same(row, other) && have_facts_in_common(row.side, other.side) &&
        row.group_by.size() > 1 && other.group_by.size() > 1 && row.group_by != other.group_by &&
        is_shared(row.group_by, other.group_by) && is_shared(row.metrics, other.metrics))
      return true;
  }
  return false;
}

Figures only(const std::vector<Metric>& metrics, Figures answer) {
  const auto place_of = [&](Metric m) {
    return std::ranges::find(answer.definitions, m, &DefinedMetric::metric) -
           answer.definitions.begin();
  };
  std::vector<std::size_t> places;
  places.reserve(metrics.size());
  for (const auto m : metrics) places.push_back(static_cast<std::size_t>(place_of(m)));
  const auto choose = [&](auto& from) {
    std::remove_reference_t<decltype(from)> out;
    for (const auto place : places) out.push_back(from[place]);
    from = std::move(out);
  };
  for (auto& group : answer.groups) choose(group.figures);
  choose(answer.definitions);
  std::erase_if(answer.groups, [](const FigureGroup& group) {  // which others alone count
    return !group.places.empty() && std::ranges::all_of(group.figures, is_nothing);
  });
  return answer;
}

void hide_as(const Figures& beside, RankedFigures& answer) {
  const auto hidden = hidden_places(beside, answer.definition.metric);
  answer.suppressed += static_cast<std::int64_t>(std::erase_if(
      answer.ranking, [&](const RankedFigure& r) { return hidden.contains(r.key.code); }));
}

void hide_as(const Figures& beside, Trend& answer) {
  const auto hidden = hidden_places(beside, answer.definition.metric);
  for (auto& point : answer.points)
    if (hidden.contains(point.period.code))
      point = {.period = point.period,
               .figure = {.metric = answer.definition.metric, .suppressed = true},
               .partial = point.partial};
}

}  // namespace onward
