#include "operations/reports.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/catalogue.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/referrals.hpp"
#include "operations/facts_index.hpp"
#include "operations/need_group.hpp"
#include "operations/practice.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_hiding.hpp"
#include "operations/report_lists.hpp"
#include "operations/report_page.hpp"
#include "operations/report_text.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr std::int64_t listed_max = 25;     // a printed page of a list
constexpr std::int64_t history_max = 200;   // lines of all that happened with one provider
constexpr std::int64_t foretold_periods = 6;  // months: what is further says little

class ReportMaker {
 public:
  // `named` is null of a report of all there is.
  ReportMaker(Context& c, AskReport in, const NamedReportRow* named)
      : c_(c),
        in_(std::move(in)),
        named_(named),
        zone_(own_days(c, c.subject.organization_id).zone) {
    const auto organization = c.tables.get<Organization>(c.subject.organization_id);
    std::tie(out_.about, out_.time_zone) = std::tie(organization->name, organization->time_zone);
    out_.whole_store = in_.whole_store;
    if (const auto store = c.tables.get<StoreIdentity>(Id<StoreTag>(1)); in_.whole_store && store)
      out_.about = store->name;
    out_.from = in_.from;
    out_.until = in_.until;
    out_.made_at = c.now;
    out_.as_of = in_.as_of;
    days_ = days_of(c, *zone_, in_.as_of, in_.whole_store);
    std::tie(days_.from, days_.until) = std::tie(in_.from, in_.until);
    out_.report = in_.report;
    out_.title = named ? named->title : "Referral statistics";
    if (named) out_.says = named->says;
    out_.profiles = profiles();
  }

  Report report() && {
    for (const auto* row : sections()) {
      rows_.push_back(asked_of(*row, in_.from || in_.until));
      if (in_.whole_store) rows_.back().side = ReportSide::all;
    }
    for (std::int64_t done = 0; auto& row : rows_) {
      if (c_.host.cancelled && c_.host.cancelled()) throw Cancelled();
      if (c_.host.progress) c_.host.progress("report", done++, std::ssize(rows_));
      add(row);
    }
    tell_what_is_known();
    out_.empty = std::ranges::all_of(out_.sections, [](auto& s) { return s.lines.empty(); });
    return std::move(out_);
  }

 private:
  template <class Op> Result<typename Op::Response> ask(const typename Op::Request& request) {
    typename Op::Response response{};
    if (auto refused = c_.perform(*find_operation(Op::name), ++asked_, &request, &response))
      return *std::move(refused);
    return response;
  }

  // Whatever the sections found, this is what they were looked for in.
  void tell_what_is_known() {
    if (out_.known_at) return;
    const auto known = c_.facts.facts(c_, in_.as_of);
    out_.entries = known.entries;
    if (known.entries) out_.known_at = known.at;
  }

  // Whoever opens a report may see its rows, so counts are hidden where that is asked for; along
  // what is about clients they are in any case.
  std::int64_t hidden_below() const { return in_.suppress_below.value_or(0); }
  AskFigures figures_of(std::vector<Metric> metrics) const {
    return {.metrics = std::move(metrics),
            .from = in_.from,
            .until = in_.until,
            .as_of = in_.as_of,
            .whole_store = in_.whole_store,
            .suppress_below = in_.suppress_below};
  }

  bool has_figures(std::vector<Metric> metrics, std::vector<FilterFigures> filters = {}) {
    AskFigures request = figures_of(std::move(metrics));
    request.filters = std::move(filters);
    const auto answer = ask<metric::query>(request);
    return answer && std::ranges::any_of(answer.value().groups, [](auto& group) {
             return std::ranges::any_of(
                 group.figures, [](auto& f) { return f.suppressed || f.count.value_or(0) > 0; });
           });
  }

  std::vector<ReportProfile> profiles() {
    if (named_) return {named_->profile};
    if (in_.profile) return {*in_.profile};
    std::vector<ReportProfile> out;
    if (has_figures({Metric::needs, Metric::referrals})) out.push_back(ReportProfile::network);
    if (has_figures({Metric::leads, Metric::touches})) out.push_back(ReportProfile::practice);
    return out;
  }

  std::vector<const ReportSectionRow*> sections() {
    std::vector<const ReportSectionRow*> out;
    if (named_) {
      for (const auto name : named_->sections) out.push_back(&report_section(name));
    } else {
      for (auto& row : report_sections())
        if (!row.in_named_only &&
            std::ranges::find(out_.profiles, row.profile) != out_.profiles.end())
          out.push_back(&row);
    }
    if (in_.whole_store) {
      std::erase_if(out, [](auto* row) { return row->is_of_one; });
    } else if (std::ranges::any_of(out, [](auto* row) { return row->side != ReportSide::all; })) {
      const auto without = side_without();
      std::erase_if(out, [&](auto* row) { return row->side == without; });
    }
    return out;
  }
  // Who only sends, or only receives, has nothing to read about the other side.
  std::optional<ReportSide> side_without() {
    const bool has_sent =
        has_figures({Metric::needs, Metric::referrals}, filters_of(ReportSide::sent));
    const bool has_received = has_figures({Metric::referrals}, filters_of(ReportSide::received));
    if (has_sent == has_received) return std::nullopt;
    return has_sent ? ReportSide::received : ReportSide::sent;
  }

  // What fills by days, with those that are told.
  auto in_days(auto* filled_by) const {
    return [filled_by, zone = zone_](ReportSection& s, const auto& answer) {
      filled_by(s, answer, *zone);
    };
  }

  void add(const ReportSectionRow& row) {
    ReportSection section{.name = std::string(row.name),
                          .title = std::string(row.title),
                          .says = std::string(row.says)};
    if (const auto why = why_untold(row); !why.empty()) {
      section.operation = operation_of(row.question);
      section.untold = why;
      out_.sections.push_back(std::move(section));
      return;
    }
    switch (row.question) {
      case ReportQuestion::figures: figures(section, row); break;
      case ReportQuestion::ranking: ranking(section, row); break;
      case ReportQuestion::dashboard:
        fill<dashboard::counts>(section, {.whole_store = in_.whole_store}, fill_dashboard);
        break;
      case ReportQuestion::overdue:
        overdue(section, in_.whole_store ? ReferralView::all : ReferralView::received);
        break;
      case ReportQuestion::overdue_sent: overdue(section, ReferralView::sent); break;
      case ReportQuestion::new_referrers:
        relationships(section, RelationshipStanding::fresh);
        break;
      case ReportQuestion::dormant_referrers:
        relationships(section, RelationshipStanding::dormant);
        break;
      case ReportQuestion::declining_referrers:
        relationships(section, RelationshipStanding::declining);
        break;
      case ReportQuestion::summary:
        fill<report::summary>(section, {.whole_store = in_.whole_store}, fill_summary);
        break;
      case ReportQuestion::trend: trend(section, row); break;
      case ReportQuestion::forecast: forecast(section, row); break;
      case ReportQuestion::relationship:
        fill<relationship::get>(section, {provider()}, fill_relationship);
        break;
      case ReportQuestion::provider_statistics:
        fill<referring_provider::statistics>(section, {provider(), in_.from, in_.until},
                                             fill_statistics);
        break;
      case ReportQuestion::provider_referrals:
        fill<referring_provider::list_referrals>(section, of_provider(), in_days(fill_referrals));
        break;
      case ReportQuestion::provider_contacts:
        fill<referring_provider::list_contacts>(section, of_provider(), in_days(fill_contacts));
        break;
      case ReportQuestion::provider_costs:
        fill<relationship_cost::list>(section,
                                      {.referring_provider_id = provider(),
                                       .from = in_.from,
                                       .until = in_.until,
                                       .limit = history_max},
                                      fill_costs);
        break;
      case ReportQuestion::provider_rates: provider_rates(section, row); break;
    }
    out_.sections.push_back(std::move(section));
  }

  std::string_view why_untold(const ReportSectionRow& row) const {
    using enum ReportQuestion;
    const auto question = row.question;
    if (in_.as_of && !is_told_of_the_past(question))
      return "This is told as of now alone: what it was then is not kept.";
    if (in_.whole_store && (question == new_referrers || question == dormant_referrers ||
                            question == declining_referrers))
      return "Relationships are a practice's own: each one's report lists them.";
    return hidden_below() > 0 ? why_left_out(row, rows_, days_) : std::string_view();
  }

  // What was asked stands in the section, and a refusal in the place of an answer.
  template <class Op>
  std::optional<typename Op::Response> answered(ReportSection& s,
                                                const typename Op::Request& request) {
    s.operation = std::string(Op::name);
    s.request.text = json_of(as_asked_again(request));
    auto answer = ask<Op>(request);
    if (answer) return std::move(answer.value());
    s.refused = render(answer.refusal());
    return std::nullopt;
  }
  // Of an instant, so that it says the same whenever it is asked again.
  template <class Request> Request as_asked_again(Request request) const {
    if constexpr (requires { request.as_of; })
      if (!request.as_of) request.as_of = c_.now;
    return request;
  }
  template <class Op, class Fill>
  void fill(ReportSection& s, const typename Op::Request& request, Fill filled_by) {
    if (const auto answer = answered<Op>(s, request)) filled_by(s, *answer);
  }

  ReferringProviderId provider() const { return in_.referring_provider_ids.front(); }
  ListOfProvider of_provider() const {
    return {.referring_provider_id = provider(), .limit = history_max};
  }
  std::vector<FilterFigures> filters_of(const ReportSectionRow& row) const {
    if (!row.of_providers) return filters_of(row.side);
    FilterFigures out{.dimension = Dimension::referring_provider};
    for (const auto id : in_.referring_provider_ids) out.any_of.push_back(std::to_string(id.value));
    return {out};
  }
  std::vector<FilterFigures> filters_of(ReportSide side) const {
    if (side == ReportSide::all) return {};
    const auto own = std::to_string(c_.subject.organization_id.value);
    return {{.dimension = side == ReportSide::sent ? Dimension::sender : Dimension::receiver,
             .any_of = {own}}};
  }

  AskTrend trend_of(const ReportSectionRow& row) const {
    AskTrend request{.metric = row.metrics[0],
                     .period = row.group_by[0],
                     .filters = filters_of(row),
                     .from = in_.from,
                     .until = in_.until,
                     .whole_store = in_.whole_store,
                     .as_of = in_.as_of,
                     .suppress_below = hidden_below()};
    if (request.from)
      request.from = std::chrono::year_month_day(first_day_of(Dimension::month, *request.from)) -
                     std::chrono::months(row.months_before);
    return request;
  }

  void trend(ReportSection& s, const ReportSectionRow& row) {
    auto answer = answered<metric::trend>(s, trend_of(row));
    if (!answer) return;
    if (const auto beside = asked_beside(row)) hide_as(*beside, *answer);
    out_.entries = answer->entries;
    s.suppressed_below = answer->suppressed_below;
    fill_trend(s, row, *answer, days_);
  }

  // Of all that is known, whatever the period: the more is known, the better it is told.
  void forecast(ReportSection& s, const ReportSectionRow& row) {
    if (hides_months_of(row.metrics[0])) {
      s.untold =
          "Months are hidden in this report, and what is foretold from them would tell them.";
      return;
    }
    const auto answer = answered<metric::forecast>(s, {.metric = row.metrics[0],
                                                       .period = row.group_by[0],
                                                       .horizon_periods = foretold_periods,
                                                       .filters = filters_of(row),
                                                       .whole_store = in_.whole_store,
                                                       .suppress_below = hidden_below(),
                                                       .as_of = in_.as_of});
    if (!answer) return;
    s.suppressed_below = answer->suppressed_below;
    fill_forecast(s, row, *answer);
  }

  // Whether a trend or a figure by months hides some.
  bool hides_months_of(Metric metric) {
    if (hidden_below() == 0) return false;
    const auto is_hidden = [](auto& point) { return point.figure.suppressed; };
    for (auto& row : rows_) {
      if (row.group_by != std::vector{Dimension::month} || row.metrics.empty()) continue;
      if (std::ranges::find(row.metrics, metric) == row.metrics.end()) continue;
      if (const auto beside = asked_beside(row); beside && hides(*beside, metric)) return true;
      if (row.question != ReportQuestion::trend) continue;
      const auto answer = ask<metric::trend>(trend_of(row));
      if (answer && std::ranges::any_of(answer.value().points, is_hidden)) return true;
    }
    return false;
  }

  AskFigures question_of(const ReportSectionRow& row) const {
    AskFigures request = figures_of(row.metrics);
    request.group_by = row.group_by;
    request.filters = filters_of(row);
    request.curves = row.chart == ReportChart::curves;
    request.suppress_below = hidden_below();
    if (std::ranges::any_of(row.group_by, is_personal_dimension))
      request.suppress_below = std::max(hidden_below(), suppressed_below_default);
    if (request.suppress_below > 0) request.metrics = asked_together(row, rows_);
    if (row.last_days > 0) {
      request.from = days_.today - std::chrono::days(row.last_days - 1);
      request.until.reset();
    }
    return request;
  }

  void figures(ReportSection& s, const ReportSectionRow& row) {
    auto answer = answered<metric::query>(s, question_of(row));
    if (!answer) return;
    out_.entries = answer->entries;
    out_.known_at = answer->known_at;
    fill_figures(s, row, only(row.metrics, std::move(*answer)), days_, of_all_groups(row));
  }

  // What a section compares, of all its groups together; hidden when there is nobody.
  Figure of_all_groups(const ReportSectionRow& row) {
    if (!row.compared) return {};
    AskFigures request = question_of(row);
    request.metrics = {*row.compared};
    request.group_by.clear();
    request.suppress_below = hidden_below();
    const auto answer = ask<metric::query>(request);
    if (!answer || answer.value().groups.empty()) return {.metric = *row.compared};
    return answer.value().groups[0].figures[0];
  }

  // Lists of another shape hide what figures along the same dimension hide.
  std::optional<Figures> asked_beside(const ReportSectionRow& row) {
    if (hidden_below() == 0) return std::nullopt;
    auto beside = ask<metric::query>(question_of(row));
    return beside ? std::optional(std::move(beside.value())) : std::nullopt;
  }

  void ranking(ReportSection& s, const ReportSectionRow& row) {
    AskRanking request{.metric = row.metrics[0],
                       .dimension = row.group_by[0],
                       .filters = filters_of(row),
                       .from = in_.from,
                       .until = in_.until,
                       .whole_store = in_.whole_store,
                       .limit = static_cast<std::int64_t>(row.largest),
                       .as_of = in_.as_of,
                       .suppress_below = hidden_below()};
    const auto beside = asked_beside(row);
    const auto hidden = beside ? rank_without_hidden(*beside, request) : 0;
    auto answer = answered<metric::rank>(s, request);
    if (!answer) return;
    s.suppressed_below = answer->suppressed_below;
    const auto left_out = answer->suppressed + hidden;
    if (answer->ranking.empty() && left_out > 0)
      s.untold = "Nobody is ranked, since too few people stand behind each.";
    else if (left_out > 0)
      s.says += " Not ranked, since too few people stand behind them or another: " +
                std::to_string(left_out) + '.';
    fill_ranking(s, row, *answer);
  }

  // Statistics are of one provider each, so there are as many questions.
  void provider_rates(ReportSection& s, const ReportSectionRow& row) {
    std::vector<ProviderRates> rates;
    std::string requests;
    for (const auto id : in_.referring_provider_ids) {
      auto answer = answered<referring_provider::statistics>(s, {id, in_.from, in_.until});
      if (!answer) return;
      requests += (requests.empty() ? "[" : ",") + s.request.text;
      rates.push_back({name_of_provider(id), std::move(*answer)});
    }
    s.request.text = requests + ']';
    fill_provider_rates(s, row, rates);
  }

  std::string name_of_organization(OrganizationId id) {
    return c_.tables.known_small<Organization>(id)->name;
  }

  std::string name_of_provider(ReferringProviderId id) {
    const auto details = c_.tables.known<ReferringProvider>(id).details;
    return details.given_name + ' ' + details.family_name;
  }

  // The whole network is listed by phase only (referral.list).
  void overdue(ReportSection& s, ReferralView view) {
    const auto order = view == ReferralView::all ? ListOrder::phase : ListOrder::oldest;
    const auto answer = answered<referral::list>(s, {.view = view,
                                                     .overdue_only = true,
                                                     .limit = listed_max,
                                                     .unfinished_only = true,
                                                     .order = order});
    if (!answer) return;
    fill_overdue(
        s, *answer, [&](OrganizationId id) { return name_of_organization(id); }, c_.now, *zone_);
  }

  void relationships(ReportSection& s, RelationshipStanding standing) {
    fill<relationship::list>(s, {.standing = standing, .limit = listed_max}, fill_relationships);
  }

  Context& c_;
  AskReport in_;
  const NamedReportRow* named_;
  const TimeZone* zone_;  // whose days are told
  AskedDays days_{};
  std::vector<ReportSectionRow> rows_{};
  Report out_{};
  std::size_t asked_ = 0;
};

const NamedReportRow* named_row(const AskReport& in) {
  return in.report ? &named_reports()[static_cast<std::size_t>(*in.report)] : nullptr;
}

// What is asked, with its period told by days.
//   refused  malformed_request
Result<AskReport> asked(Context& c, const AskReport& in) {
  using std::chrono::months;
  using std::chrono::year_month_day;
  const auto* named = named_row(in);
  const bool is_monthly = named && named->is_monthly;
  Shape shape;
  shape.require(!in.profile || !named, "/profile", "a report that has a name has its own");
  shape.require(!in.month || first_day_of(Dimension::month, *in.month) == *in.month, "/month",
                "expected the first day of a month");
  shape.require(!(in.month || is_monthly) || (!in.from && !in.until), "/month",
                "a month, or a period from and until");
  const auto providers = in.referring_provider_ids.size();
  shape.require(named ? providers >= named->providers_min && providers <= named->providers_max
                      : providers == 0,
                "/referring_provider_ids", "fewer or more providers than the report is of");
  shape.no_repeats(in.referring_provider_ids, "/referring_provider_ids");
  shape.require(in.suppress_below.value_or(0) >= 0, "/suppress_below", "0 or more");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  AskReport out = in;
  if (is_monthly && !in.month) {
    const auto* zone = own_days(c, c.subject.organization_id).zone;
    const Date then = zone->local_day(in.as_of.value_or(c.now));
    out.month = year_month_day(first_day_of(Dimension::month, then)) - months(1);
  }
  if (out.month) {
    out.from = out.month;
    out.until = next_first_day(Dimension::month, *out.month);
  }
  return out;
}

}  // namespace

Result<Report> make_report(Context& c, const AskReport& in) {
  auto told = asked(c, in);
  if (!told) return told.refusal();
  const AskReport& period = told.value();
  if (period.from && period.until && *period.until <= *period.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *period.from}, {"ends_on", *period.until}});
  if (in.as_of && *in.as_of > c.now)
    return refuse(Reason::time_in_future, "/as_of", "is in the future");
  if (in.whole_store) {
    if (auto refused = store_administrators_only(c, "/whole_store")) return *std::move(refused);
    if (!in.referring_provider_ids.empty())
      return refuse(Reason::malformed_request, "/whole_store", "providers are of one practice");
  }
  for (std::size_t i = 0; i < in.referring_provider_ids.size(); ++i)
    if (const auto provider =
            own_provider(c, in.referring_provider_ids[i], Shape::at("/referring_provider_ids", i));
        !provider)
      return provider.refusal();
  return ReportMaker(c, std::move(told.value()), named_row(in)).report();
}

Result<ReportPage> make_report_page(Context& c, const AskReport& in) {
  const auto report = make_report(c, in);
  if (!report) return report.refusal();
  return page_of(report.value());
}

}  // namespace onward
