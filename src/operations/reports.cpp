#include "operations/reports.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/catalogue.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/relationships.hpp"
#include "operations/need_group.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_page.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

constexpr std::int64_t listed_max = 25;  // a printed page of a list

class ReportMaker {
 public:
  ReportMaker(Context& c, const AskReport& in)
      : c_(c), in_(in), zone_(own_days(c, c.subject.organization_id).zone) {
    const auto organization = c.tables.get<Organization>(c.subject.organization_id);
    out_.about = organization->name;
    out_.time_zone = organization->time_zone;
    out_.whole_store = in.whole_store;
    if (const auto store = c.tables.get<StoreIdentity>(Id<StoreTag>(1)); in.whole_store && store)
      out_.about = store->name;
    out_.from = in.from;
    out_.until = in.until;
    out_.made_at = c.now;
    out_.profiles = profiles();
  }

  Report report() && {
    const auto rows = report_sections();
    std::int64_t done = 0;
    for (auto& row : rows) {
      if (c_.host.cancelled && c_.host.cancelled()) throw Cancelled();
      if (c_.host.progress) c_.host.progress("report", done++, std::ssize(rows));
      if (std::ranges::find(out_.profiles, row.profile) != out_.profiles.end()) add(row);
    }
    return std::move(out_);
  }

 private:
  template <class Op> Result<typename Op::Response> ask(const typename Op::Request& request) {
    typename Op::Response response{};
    if (auto refused = c_.perform(*find_operation(Op::name), ++asked_, &request, &response))
      return *std::move(refused);
    return response;
  }

  AskFigures figures_of(std::vector<Metric> metrics) const {
    return {.metrics = std::move(metrics),
            .from = in_.from,
            .until = in_.until,
            .as_of = in_.as_of,
            .whole_store = in_.whole_store};
  }

  bool has_figures(std::vector<Metric> metrics) {
    const auto answer = ask<metric::query>(figures_of(std::move(metrics)));
    if (!answer) return false;
    return std::ranges::any_of(answer.value().groups, [](auto& group) {
      return std::ranges::any_of(group.figures, [](auto& f) { return f.count.value_or(0) > 0; });
    });
  }

  std::vector<ReportProfile> profiles() {
    if (in_.profile) return {*in_.profile};
    std::vector<ReportProfile> out;
    if (has_figures({Metric::needs, Metric::referrals})) out.push_back(ReportProfile::network);
    if (has_figures({Metric::leads, Metric::touches})) out.push_back(ReportProfile::practice);
    return out;
  }

  void add(const ReportSectionRow& row) {
    if (row.question == ReportQuestion::overdue_sent && in_.whole_store) return;
    // Lists are of this moment; what they were is not kept.
    const bool is_figures =
        row.question == ReportQuestion::figures || row.question == ReportQuestion::ranking;
    if (in_.as_of && !is_figures) return;
    ReportSection section{.name = std::string(row.name),
                          .title = std::string(row.title),
                          .says = std::string(row.says)};
    switch (row.question) {
      case ReportQuestion::figures: figures(section, row); break;
      case ReportQuestion::ranking: ranking(section, row); break;
      case ReportQuestion::dashboard: dashboard(section); break;
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
    }
    out_.sections.push_back(std::move(section));
  }

  // What was asked stands in the section, and a refusal in the place of an answer.
  template <class Op>
  std::optional<typename Op::Response> answered(ReportSection& s,
                                                const typename Op::Request& request) {
    s.operation = std::string(Op::name);
    s.request.text = json_of(request);
    auto answer = ask<Op>(request);
    if (answer) return std::move(answer.value());
    s.refused = render(answer.refusal());
    return std::nullopt;
  }

  void figures(ReportSection& s, const ReportSectionRow& row) {
    AskFigures request = figures_of(row.metrics);
    request.group_by = row.group_by;
    request.curves = row.chart == ReportChart::curves;
    const auto answer = answered<metric::query>(s, request);
    if (!answer) return;
    out_.entries = answer->entries;
    out_.known_at = answer->known_at;
    fill_figures(s, row, *answer, zone_->local_day(in_.as_of.value_or(c_.now)));
  }

  void ranking(ReportSection& s, const ReportSectionRow& row) {
    const auto answer =
        answered<metric::rank>(s, {.metric = row.metrics[0],
                                   .dimension = row.group_by[0],
                                   .from = in_.from,
                                   .until = in_.until,
                                   .whole_store = in_.whole_store,
                                   .limit = static_cast<std::int64_t>(row.largest),
                                   .as_of = in_.as_of});
    if (answer) fill_ranking(s, row, *answer);
  }

  void dashboard(ReportSection& s) {
    const auto answer = answered<dashboard::counts>(s, {.whole_store = in_.whole_store});
    if (!answer) return;
    s.columns = {{"side", "Of", ReportValue::text},
                 {"card", "Where", ReportValue::text},
                 {"count", "Count", ReportValue::count}};
    for (auto& count : answer->counts) {
      ReportCell cell = count_cell(count.count);
      cell.interval = names<DashboardCard>[static_cast<std::size_t>(count.card)].doc;
      ReportCell card = text_cell(label_of(name_of(count.card)));
      if (count.operation == "need.list") card.text += ", needs";
      s.lines.push_back({{text_cell(label_of(name_of(count.side))), card, cell}});
    }
  }

  std::string name_of_organization(OrganizationId id) {
    const auto organization = c_.tables.get<Organization>(id);
    return organization ? organization->name : std::string();
  }

  // The due time that has passed: the earlier of those that have.
  std::optional<Date> due_on(const Referral& r) const {
    std::optional<Date> out;
    for (const auto& due : {r.review_due_at, r.close_due_at})
      if (due && *due <= c_.now) {
        const Date day = zone_->local_day(*due);
        if (!out || day < *out) out = day;
      }
    return out;
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
    s.columns = {{"reference", "Reference", ReportValue::text},
                 {"sender_id", "Sent by", ReportValue::text},
                 {"receiver_id", "Asked", ReportValue::text},
                 {"urgency", "Urgency", ReportValue::text},
                 {"phase", "Phase", ReportValue::text},
                 {"requested_at", "Asked on", ReportValue::day},
                 {"due_on", "Was due on", ReportValue::day}};
    for (auto& r : answer->referrals) {
      const auto due = due_on(r);
      s.lines.push_back(
          {{text_cell(r.reference), text_cell(name_of_organization(r.sender_id)),
            text_cell(name_of_organization(r.receiver_id)), text_cell(label_of(name_of(r.urgency))),
            text_cell(label_of(name_of(r.phase))),
            day_cell(zone_->local_day(r.requested_at)),
            due ? day_cell(*due) : ReportCell{}}});
    }
    s.left_out = answer->cursor.empty() ? 0 : 1;
  }

  void relationships(ReportSection& s, RelationshipStanding standing) {
    const auto answer =
        answered<relationship::list>(s, {.standing = standing, .limit = listed_max});
    if (!answer) return;
    s.columns = {{"referring_provider_id", "Provider", ReportValue::text},
                 {"practice_name", "Works at", ReportValue::text},
                 {"strength", "Strength", ReportValue::text},
                 {"referrals", "People sent", ReportValue::count},
                 {"last_on", "Last on", ReportValue::day}};
    for (auto& r : answer->relationships)
      s.lines.push_back({{text_cell(r.given_name + ' ' + r.family_name), text_cell(r.practice_name),
                          text_cell(label_of(name_of(r.strength))), count_cell(r.referrals),
                          r.standing.last_on ? day_cell(*r.standing.last_on) : ReportCell{}}});
    s.left_out = answer->cursor.empty() ? 0 : 1;
  }

  Context& c_;
  const AskReport& in_;
  const TimeZone* zone_;  // whose days are told
  Report out_{};
  std::size_t asked_ = 0;
};

}  // namespace

Result<Report> make_report(Context& c, const AskReport& in) {
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *in.from}, {"ends_on", *in.until}});
  if (in.as_of && *in.as_of > c.now)
    return refuse(Reason::time_in_future, "/as_of", "is in the future");
  if (in.whole_store)
    if (auto refused = store_administrators_only(c, "/whole_store")) return *std::move(refused);
  return ReportMaker(c, in).report();
}

Result<ReportPage> make_report_page(Context& c, const AskReport& in) {
  const auto report = make_report(c, in);
  if (!report) return report.refusal();
  return page_of(report.value());
}

}  // namespace onward
