#include "operations/report_hiding.hpp"

#include <algorithm>
#include <set>

namespace onward {

namespace {

bool asks_figures(ReportQuestion question) {
  return is_told_of_the_past(question) && question != ReportQuestion::forecast;
}

bool is_of_the_same(const ReportSectionRow& a, const ReportSectionRow& b) {
  return asks_figures(b.question) && a.profile == b.profile && a.of_providers == b.of_providers &&
         a.last_days == b.last_days;
}
FactKind facts_of(Metric m) { return definition_of(m).facts; }

// How far it came, or how it ended. Whoever knows that of all together can tell the rest apart.
constexpr bool tells_the_course(Dimension d) {
  using enum Dimension;
  return d == need_phase || d == need_reason || d == referral_phase || d == outcome ||
         d == reason_code || d == lead_phase;
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

// What has not ended is asked about beside what has, and is no line of it.
bool has_not_ended(const FigureKey& place) {
  const auto phase = named<ReferralPhase>(place.code);
  return place.dimension == Dimension::referral_phase && phase && !is_finished(*phase);
}

// A forecast says how many are counted so far in this month, and others how many in a part of it.
bool cuts_this_month(const AskedDays& days) {
  const auto is_cut_at = [&](const std::optional<Date>& day) {
    return day && *day > first_day_of(Dimension::month, days.today) && *day <= days.today;
  };
  return is_cut_at(days.from) || is_cut_at(days.until);
}

// Against a hidden period, a change would tell it. Trends of reports are of months, without holes.
void forget_changes_from_hidden(Trend& answer) {
  constexpr std::size_t months = 12;
  auto& points = answer.points;
  const auto is_hidden = [&](std::size_t i, std::size_t before) {
    return i < before || points[i - before].figure.suppressed;
  };
  for (std::size_t i = 0; i < points.size(); ++i) {
    auto& p = points[i];
    if (is_hidden(i, 1)) {
      p.change_from_previous = p.previous_low = p.previous_high = std::nullopt;
      p.previous_is_noise = false;
    }
    if (is_hidden(i, months)) {
      p.change_from_year_before = p.year_before_low = p.year_before_high = std::nullopt;
      p.year_before_is_noise = false;
    }
  }
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
    return std::ranges::any_of(
        row.metrics, [&](Metric own) { return own == m || facts_of(own) == facts_of(m); });
  };
  const auto add_those_along = [&](const std::vector<Dimension>& group_by) {
    for (auto& other : all)
      if (is_of_the_same(row, other) && row.side == other.side && other.group_by == group_by)
        for (const auto m : other.metrics)
          if (is_of_its_facts(m) && std::ranges::find(out, m) == out.end()) out.push_back(m);
  };
  if (std::ranges::any_of(row.group_by, tells_the_course)) add_those_along({});
  add_those_along(row.group_by);
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
  const auto counts_the_same = [](auto& one, auto& other) {
    return std::ranges::find_first_of(one, other, {}, facts_of, facts_of) != one.end();
  };
  for (auto& other : all) {
    if (other.name == row.name) return false;
    if (is_of_the_same(row, other) && have_facts_in_common(row.side, other.side) &&
        row.group_by.size() > 1 && row.group_by != other.group_by &&
        is_shared(row.group_by, other.group_by) && counts_the_same(row.metrics, other.metrics))
      return true;
  }
  return false;
}

std::string_view why_left_out(const ReportSectionRow& row, std::span<const ReportSectionRow> all,
                              const AskedDays& days) {
  const auto question = row.question;
  if (question == ReportQuestion::provider_contacts || question == ReportQuestion::provider_costs)
    return {};  // calls and bills are nobody
  if (!is_told_of_the_past(question))
    return "Small counts are hidden in this report, and this tells them one by one.";
  if (row.last_days > 0)
    return "Small counts are hidden in this report, and what is of some days would tell them.";
  if (question == ReportQuestion::forecast && cuts_this_month(days))
    return "Small counts are hidden in this report, and the rest of this month would tell them.";
  if (row.metrics.front() == Metric::new_referring_providers &&
      row.group_by == std::vector{Dimension::referring_provider})
    return "Small counts are hidden in this report, and each of these is one.";
  if (crosses_another(row, all))
    return "Small counts are hidden in this report, and beside those above these would tell them.";
  return {};
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
  const bool is_of_ended = metrics == std::vector{Metric::referrals_finished};
  std::erase_if(answer.groups, [&](const FigureGroup& group) {  // which others alone count
    if (is_of_ended && std::ranges::any_of(group.places, has_not_ended)) return true;
    return !group.places.empty() && std::ranges::all_of(group.figures, is_nothing);
  });
  return answer;
}

bool hides(const Figures& answer, Metric metric) { return !hidden_places(answer, metric).empty(); }

std::int64_t rank_without_hidden(const Figures& beside, AskRanking& question) {
  FilterFigures shown{.dimension = question.dimension, .any_of = {}};
  for (auto& group : beside.groups)
    for (auto& figure : group.figures)
      if (figure.metric == question.metric && !figure.suppressed)
        shown.any_of.push_back(group.places[0].code);
  const auto hidden = std::ssize(beside.groups) - std::ssize(shown.any_of);
  if (hidden == 0) return 0;
  std::erase_if(question.filters, [&](auto& f) { return f.dimension == shown.dimension; });
  question.filters.push_back(std::move(shown));
  return hidden;
}

void hide_as(const Figures& beside, Trend& answer) {
  const auto hidden = hidden_places(beside, answer.definition.metric);
  for (auto& point : answer.points)
    if (hidden.contains(point.period.code))
      point = {.period = point.period,
               .figure = {.metric = answer.definition.metric, .suppressed = true},
               .partial = point.partial};
  forget_changes_from_hidden(answer);
}

}  // namespace onward
