#include "operations/report_lists.hpp"

#include <algorithm>

#include "onward/rules/rates.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_charts.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

ReportCell day_or_none(const std::optional<Date>& day) {
  return day ? day_cell(*day) : ReportCell{};
}
ReportCell day_or_none(const std::optional<Instant>& at, const TimeZone& zone) {
  return at ? day_cell(zone.local_day(*at)) : ReportCell{};
}
// The code is the value, and people read words.
template <Named E> ReportCell label_cell(E e) {
  return code_cell(name_of(e), label_of(name_of(e)));
}

// A section of one line, which is read member by member.
void add(ReportSection& s, std::string_view name, std::string_view label, ReportValue value,
         ReportCell cell) {
  if (s.lines.empty()) s.lines.emplace_back();
  s.columns.push_back({std::string(name), std::string(label), value});
  s.lines[0].cells.push_back(std::move(cell));
}

void add_counts(ReportSection& s, std::string_view of, const std::vector<Count>& counts) {
  for (auto& c : counts)
    s.lines.push_back(
        {{text_cell(std::string(of)), code_cell(c.name, label_of(c.name)), count_cell(c.count)}});
}

ReportCell share_or_none(const std::optional<double>& share) {
  return share ? share_cell(*share) : ReportCell{};
}
ReportCell rate_change_cell(const StandingFound& standing) {
  ReportCell out = share_or_none(standing.rate_ratio);
  if (standing.rate_low && standing.rate_high)
    out.interval = percents(*standing.rate_low, *standing.rate_high);
  return out;
}

std::string answered(const AnswerRate& rate) {
  return std::to_string(rate.answered) + " of " + std::to_string(rate.tried) + " answered";
}

}  // namespace

namespace {

// The due time that has passed: the earlier of those that have.
std::optional<Date> due_on(const Referral& r, Instant now, const TimeZone& zone) {
  std::optional<Date> out;
  for (const auto& due : {r.review_due_at, r.close_due_at})
    if (due && *due <= now) {
      const Date day = zone.local_day(*due);
      if (!out || day < *out) out = day;
    }
  return out;
}

}  // namespace

void fill_overdue(ReportSection& out, const ReferralPage& page,
                  FunctionRef<std::string(OrganizationId)> name_of_organization, Instant now,
                  const TimeZone& zone) {
  out.columns = {
      {"reference", "Reference", ReportValue::text}, {"sender_id", "Sent by", ReportValue::text},
      {"receiver_id", "Asked", ReportValue::text},   {"urgency", "Urgency", ReportValue::text},
      {"phase", "Phase", ReportValue::text},         {"requested_at", "Asked on", ReportValue::day},
      {"due_on", "Was due on", ReportValue::day}};
  for (auto& r : page.referrals) {
    const auto due = due_on(r, now, zone);
    out.lines.push_back(
        {{text_cell(r.reference), text_cell(name_of_organization(r.sender_id)),
          text_cell(name_of_organization(r.receiver_id)), text_cell(label_of(name_of(r.urgency))),
          text_cell(label_of(name_of(r.phase))), day_cell(zone.local_day(r.requested_at)),
          due ? day_cell(*due) : ReportCell{}}});
  }
  out.left_out = page.cursor.empty() ? 0 : 1;
}

void fill_summary(ReportSection& s, const Summary& answer) {
  s.columns = {{"of", "Of", ReportValue::text},
               {"name", "Where", ReportValue::text},
               {"count", "Count", ReportValue::count}};
  add_counts(s, "Needs by phase", answer.needs_by_phase);
  add_counts(s, "Needs by reason", answer.needs_by_reason);
  add_counts(s, "Needs by outcome", answer.needs_by_outcome);
  add_counts(s, "Referrals sent", answer.sent_by_phase);
  add_counts(s, "Referrals received", answer.received_by_phase);
}

void fill_dashboard(ReportSection& s, const DashboardCounts& answer) {
  s.columns = {{"side", "Of", ReportValue::text},
               {"card", "Where", ReportValue::text},
               {"count", "Count", ReportValue::count}};
  for (auto& count : answer.counts) {
    ReportCell cell = count_cell(count.count);
    cell.interval = names<DashboardCard>[static_cast<std::size_t>(count.card)].doc;
    ReportCell card = text_cell(label_of(name_of(count.card)));
    if (count.operation == "need.list") card.text += ", needs";
    s.lines.push_back({{text_cell(label_of(name_of(count.side))), card, cell}});
  }
}

void fill_relationships(ReportSection& s, const RelationshipPage& answer) {
  s.columns = {{"referring_provider_id", "Provider", ReportValue::text},
               {"practice_name", "Works at", ReportValue::text},
               {"strength", "Strength", ReportValue::text},
               {"referrals", "People sent", ReportValue::count},
               {"last_on", "Last on", ReportValue::day},
               {"rate_ratio", "Lately, against before", ReportValue::share},
               {"decline_probability", "Probability of a decline", ReportValue::share}};
  for (auto& r : answer.relationships)
    s.lines.push_back({{code_cell(std::to_string(r.referring_provider_id.value),
                                  r.given_name + ' ' + r.family_name),
                        text_cell(r.practice_name), label_cell(r.strength), count_cell(r.referrals),
                        day_or_none(r.standing.last_on), rate_change_cell(r.standing),
                        share_or_none(r.standing.decline_probability)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_relationship(ReportSection& s, const Relationship& r) {
  using enum ReportValue;
  add(s, "standing", "Standing", text, label_cell(r.standing.standing));
  add(s, "strength", "Strength, as the practice sees it", text, label_cell(r.strength));
  add(s, "suggested_strength", "Strength, as the last quarter suggests it", text,
      label_cell(r.suggested_strength));
  add(s, "referrals", "People sent", count, count_cell(r.referrals));
  add(s, "first_on", "First on", day, day_or_none(r.standing.first_on));
  add(s, "last_on", "Last on", day, day_or_none(r.standing.last_on));
  add(s, "rate_ratio", "Lately, against before", share, rate_change_cell(r.standing));
  add(s, "decline_probability", "Probability of a decline", share,
      share_or_none(r.standing.decline_probability));
  add(s, "health", "Health, 0 to 100", count, count_cell(r.health.score));
  for (auto& part : r.health.parts) {
    ReportCell points;
    if (part.known) {
      points = count_cell(part.points);
      points.interval = "of " + std::to_string(part.weight_percent);
    }
    const std::string factor(name_of(part.factor));
    add(s, "health_" + factor, "Health: " + label_of(factor), count, std::move(points));
  }
  ReportCell slot, method;
  if (!r.timing.slots.empty()) {
    const auto& best = r.timing.slots.front();
    const std::string weekday(name_of(best.weekday)), part(name_of(best.part));
    slot = code_cell(weekday + '_' + part, label_of(weekday) + ' ' + part);
    slot.interval =
        answered(best.answers) + (r.timing.slot_is_clear ? "" : "; any other time may be as good");
  }
  if (!r.timing.methods.empty()) {
    const auto& best = r.timing.methods.front();
    method = label_cell(best.method);
    method.interval =
        answered(best.answers) + (r.timing.method_is_clear ? "" : "; any other way may be as good");
  }
  add(s, "best_slot", "Best time to call", text, std::move(slot));
  add(s, "best_method", "Best way to reach them", text, std::move(method));
}

void fill_statistics(ReportSection& s, const ProviderStatistics& p) {
  using enum ReportValue;
  add(s, "referrals_total", "People ever sent", count, count_cell(p.referrals_total));
  add(s, "referrals", "People sent in the period", count, count_cell(p.referrals));
  add(s, "consulted", "Of those: had a consultation", count, count_cell(p.consulted));
  add(s, "converted", "Of those: are patients now", count, count_cell(p.converted));
  add(s, "treatment_started", "Of those: treatment began", count, count_cell(p.treatment_started));
  add(s, "treatment_completed", "Of those: treatment has ended", count,
      count_cell(p.treatment_completed));
  add(s, "credit_millionths", "Conversions credited to them", count,
      {.text = conversions(p.credit_millionths), .value = {std::to_string(p.credit_millionths)}});
  add(s, "credited_value", "Value credited to them", money, money_cell(p.credited_value));
  add(s, "sent_by_us", "Patients the practice sent them", count, count_cell(p.sent_by_us));
}

void fill_provider_rates(ReportSection& s, const ReportSectionRow& row,
                         std::span<const ProviderRates> rates) {
  using enum ReportValue;
  s.columns = {{"referring_provider", "Referring provider", text},
               {"referrals", "People sent", count},
               {"conversion_rate", "Are patients now", share},
               {"treatment_start_rate", "Treatment began", share},
               {"difference", "Are patients now, less those of the first", share}};
  if (std::ranges::none_of(rates, [](auto& one) { return one.statistics.referrals > 0; })) return;
  std::vector<FigureGroup> groups;
  PlaceNames places;
  for (auto& [name, p] : rates) {
    const auto rate = [&](Metric m, std::int64_t count_of) {
      Figure out{.metric = m, .count = count_of, .out_of = p.referrals};
      if (const auto found = rate_of(count_of, p.referrals)) {
        out.rate = found->value;
        out.low = found->interval.low;
        out.high = found->interval.high;
      }
      return out;
    };
    const FigureKey key{Dimension::referring_provider,
                        std::to_string(p.referring_provider_id.value), name};
    places.add(key);
    groups.push_back({{key},
                      {{.metric = Metric::leads, .count = p.referrals},
                       rate(Metric::conversion_rate, p.converted),
                       rate(Metric::treatment_start_rate, p.treatment_started)}});
  }
  for (auto& [its_places, figures] : groups) {
    const bool is_first = s.lines.empty();
    s.lines.push_back(
        {{code_cell(its_places[0].code, places.of(its_places[0])), count_cell(*figures[0].count),
          rate_cell(figures[1]), rate_cell(figures[2]),
          is_first ? ReportCell{} : difference_cell(compared(figures[1], groups[0].figures[1]))}});
  }
  s.chart.text = chart_of(s, row, groups);
}

void fill_referrals(ReportSection& s, const ProviderReferralPage& answer, const TimeZone& zone) {
  s.columns = {{"lead_id", "Lead", ReportValue::count},
               {"occurred_at", "Sent on", ReportValue::day},
               {"type", "As", ReportValue::text},
               {"phase", "Phase", ReportValue::text},
               {"converted_at", "Patient since", ReportValue::day},
               {"treatment_started_on", "Treatment began", ReportValue::day}};
  for (auto& r : answer.referrals)
    if (!r.voided)
      s.lines.push_back({{count_cell(r.lead_id.value), day_cell(zone.local_day(r.occurred_at)),
                          label_cell(r.type), label_cell(r.phase),
                          day_or_none(r.converted_at, zone), day_or_none(r.treatment_started_on)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_contacts(ReportSection& s, const ProviderContactPage& answer, const TimeZone& zone) {
  s.columns = {{"contacted_at", "On", ReportValue::day},
               {"method", "By", ReportValue::text},
               {"responded_at", "Answered on", ReportValue::day}};
  for (auto& contact : answer.contacts)
    s.lines.push_back({{day_cell(zone.local_day(contact.contacted_at)), label_cell(contact.method),
                        day_or_none(contact.responded_at, zone)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_costs(ReportSection& s, const RelationshipCostPage& answer) {
  s.columns = {{"spent_on", "On", ReportValue::day},
               {"purpose", "For", ReportValue::text},
               {"amount_minor_units", "Amount", ReportValue::money}};
  for (auto& cost : answer.relationship_costs)
    s.lines.push_back({{day_cell(cost.spent_on), text_cell(cost.purpose),
                        money_cell({{cost.currency, cost.amount_minor_units}})}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

}  // namespace onward
