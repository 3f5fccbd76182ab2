#include "operations/report_lists.hpp"

#include "json.hpp"
#include "operations/report_cells.hpp"
#include "operations/report_text.hpp"

namespace onward {

namespace {

Date day_of(Instant at) { return std::chrono::floor<std::chrono::days>(at); }
ReportCell day_or_none(const std::optional<Date>& day) {
  return day ? day_cell(*day) : ReportCell{};
}
ReportCell day_or_none(const std::optional<Instant>& at) {
  return at ? day_cell(day_of(*at)) : ReportCell{};
}
template <Named E> ReportCell label_cell(E e) { return text_cell(label_of(name_of(e))); }

void add(ReportSection& s, std::string what, ReportCell is) {
  s.lines.push_back({{text_cell(std::move(what)), std::move(is)}});
}

void add_counts(ReportSection& s, std::string_view of, const std::vector<Count>& counts) {
  for (auto& c : counts)
    s.lines.push_back(
        {{text_cell(std::string(of)), text_cell(label_of(c.name)), count_cell(c.count)}});
}

std::string answered(const AnswerRate& rate) {
  return std::to_string(rate.answered) + " of " + std::to_string(rate.tried) + " answered";
}

}  // namespace

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

void fill_relationships(ReportSection& s, const RelationshipPage& answer) {
  s.columns = {{"referring_provider_id", "Provider", ReportValue::text},
               {"practice_name", "Works at", ReportValue::text},
               {"strength", "Strength", ReportValue::text},
               {"referrals", "People sent", ReportValue::count},
               {"last_on", "Last on", ReportValue::day}};
  for (auto& r : answer.relationships)
    s.lines.push_back(
        {{text_cell(r.given_name + ' ' + r.family_name), text_cell(r.practice_name),
          label_cell(r.strength), count_cell(r.referrals), day_or_none(r.standing.last_on)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_relationship(ReportSection& s, const Relationship& r) {
  s.columns = {{"what", "What", ReportValue::text}, {"is", "Is", ReportValue::text}};
  add(s, "Standing", label_cell(r.standing.standing));
  add(s, "Strength, as the practice sees it", label_cell(r.strength));
  add(s, "Strength, as the last quarter suggests it", label_cell(r.suggested_strength));
  add(s, "People sent", count_cell(r.referrals));
  add(s, "First on", day_or_none(r.standing.first_on));
  add(s, "Last on", day_or_none(r.standing.last_on));
  add(s, "Health, 0 to 100", count_cell(r.health.score));
  for (auto& part : r.health.parts)
    if (part.known) {
      ReportCell points = count_cell(part.points);
      points.interval = "of " + std::to_string(part.weight_percent);
      add(s, "Health: " + label_of(name_of(part.factor)), std::move(points));
    }
  if (!r.timing.slots.empty()) {
    const auto& best = r.timing.slots.front();
    ReportCell slot =
        text_cell(label_of(name_of(best.weekday)) + ' ' + std::string(name_of(best.part)));
    slot.interval =
        answered(best.answers) + (r.timing.slot_is_clear ? "" : "; any other time may be as good");
    add(s, "Best time to call", std::move(slot));
  }
  if (!r.timing.methods.empty()) {
    const auto& best = r.timing.methods.front();
    ReportCell method = label_cell(best.method);
    method.interval =
        answered(best.answers) + (r.timing.method_is_clear ? "" : "; any other way may be as good");
    add(s, "Best way to reach them", std::move(method));
  }
}

void fill_statistics(ReportSection& s, const ProviderStatistics& p) {
  s.columns = {{"what", "What", ReportValue::text}, {"is", "Is", ReportValue::count}};
  add(s, "People ever sent", count_cell(p.referrals_total));
  add(s, "People sent in the period", count_cell(p.referrals));
  add(s, "Of those: had a consultation", count_cell(p.consulted));
  add(s, "Of those: are patients now", count_cell(p.converted));
  add(s, "Of those: treatment began", count_cell(p.treatment_started));
  add(s, "Of those: treatment has ended", count_cell(p.treatment_completed));
  add(s, "Conversions credited to them",
      {.text = conversions(p.credit_millionths), .value = {std::to_string(p.credit_millionths)}});
  for (auto& money : p.credited_value)
    add(s, "Value credited to them", {.text = amount(money), .value = {json_of(money)}});
  add(s, "Patients the practice sent them", count_cell(p.sent_by_us));
}

void fill_referrals(ReportSection& s, const ProviderReferralPage& answer) {
  s.columns = {{"lead_id", "Lead", ReportValue::count},
               {"occurred_at", "Sent on", ReportValue::day},
               {"type", "As", ReportValue::text},
               {"phase", "Phase", ReportValue::text},
               {"converted_at", "Patient since", ReportValue::day},
               {"treatment_started_on", "Treatment began", ReportValue::day}};
  for (auto& r : answer.referrals)
    if (!r.voided)
      s.lines.push_back({{count_cell(r.lead_id.value), day_cell(day_of(r.occurred_at)),
                          label_cell(r.type), label_cell(r.phase), day_or_none(r.converted_at),
                          day_or_none(r.treatment_started_on)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_contacts(ReportSection& s, const ProviderContactPage& answer) {
  s.columns = {{"contacted_at", "On", ReportValue::day},
               {"method", "By", ReportValue::text},
               {"responded_at", "Answered on", ReportValue::day}};
  for (auto& contact : answer.contacts)
    s.lines.push_back({{day_cell(day_of(contact.contacted_at)), label_cell(contact.method),
                        day_or_none(contact.responded_at)}});
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

void fill_costs(ReportSection& s, const RelationshipCostPage& answer) {
  s.columns = {{"spent_on", "On", ReportValue::day},
               {"purpose", "For", ReportValue::text},
               {"amount_minor_units", "Amount", ReportValue::money}};
  for (auto& cost : answer.relationship_costs) {
    const Money money{cost.currency, cost.amount_minor_units};
    s.lines.push_back({{day_cell(cost.spent_on),
                        text_cell(cost.purpose),
                        {.text = amount(money), .value = {'[' + json_of(money) + ']'}}}});
  }
  s.left_out = answer.cursor.empty() ? 0 : 1;
}

}  // namespace onward
