// What became of a lead: consultation, treatment, and what it is worth.
#include "operations/leads.hpp"
#include "operations/need_group.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Refused value_refused(const std::optional<std::int64_t>& minor_units, std::string_view currency) {
  Shape shape;
  shape.between(minor_units, 0, value_minor_units_max, "/value_minor_units");
  if (auto refused = std::move(shape).refused()) return refused;
  const auto fault = money_fault(minor_units, currency);
  if (!fault) return std::nullopt;
  return refuse(fault->reason, '/' + std::string(fault->member),
                "a value and an ISO 4217 code go together");
}

Refused out_of_order(const DayBounds& bounds, Date on) {
  std::vector<Fact> facts;
  if (bounds.not_before && on < *bounds.not_before)
    facts.push_back({"not_before", *bounds.not_before});
  if (bounds.not_after && on > *bounds.not_after) facts.push_back({"not_after", *bounds.not_after});
  if (facts.empty()) return std::nullopt;
  return refuse(Reason::milestone_out_of_order, "/on",
                "the day is on the wrong side of another milestone", std::move(facts));
}

Refused phase_refused(const Lead& lead, Milestone milestone) {
  const bool is_open = lead.phase == LeadPhase::converted ||
                       (lead.phase == LeadPhase::open && milestone == Milestone::consultation);
  if (is_open) return std::nullopt;
  return refuse(Reason::phase_forbids, "/lead_id", why_not_now(lead));
}

std::optional<Date>& day_of(Lead& lead, Milestone milestone) {
  switch (milestone) {
    case Milestone::consultation: return lead.consulted_on;
    case Milestone::treatment_start: return lead.treatment_started_on;
    case Milestone::treatment_completion: break;
  }
  return lead.treatment_completed_on;
}

// The lead with the day set; nothing is written yet.
Result<Lead> reached(Context& c, const RecordMilestone& in, Milestone milestone) {
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = phase_refused(lead, milestone)) return *std::move(refused);
  const OwnDays days = own_days(c, lead.organization_id);
  if (in.on > days.zone->local_day(c.now)) return in_future("/on");
  if (milestone == Milestone::treatment_completion && !lead.treatment_started_on)
    return refuse(Reason::milestone_missing, "/lead_id",
                  "treatment has not started; lead.start_treatment notes when it did");
  const auto bounds = bounds_of(milestone, days.zone->local_day(lead.created_at), lead);
  if (auto refused = out_of_order(bounds, in.on)) return *std::move(refused);
  day_of(lead, milestone) = in.on;
  return found;
}

Result<Lead> kept(Context& c, Result<Lead> lead) {
  if (lead) c.tables.update(lead.value());
  return lead;
}

// What cannot be without it, and is recorded.
bool is_stood_on(const Lead& lead, Milestone milestone) {
  return milestone == Milestone::treatment_start && lead.treatment_completed_on;
}

}  // namespace

Result<Lead> record_consultation(Context& c, const RecordMilestone& in) {
  return kept(c, reached(c, in, Milestone::consultation));
}

Result<Lead> start_treatment(Context& c, const StartTreatment& in) {
  if (auto refused = value_refused(in.value_minor_units, in.currency)) return *std::move(refused);
  auto lead = reached(c, {.lead_id = in.lead_id, .revision = in.revision, .on = in.on},
                      Milestone::treatment_start);
  if (lead && in.value_minor_units) {
    lead.value().treatment_value_minor_units = in.value_minor_units;
    lead.value().currency = in.currency;
  }
  return kept(c, std::move(lead));
}

Result<Lead> complete_treatment(Context& c, const RecordMilestone& in) {
  return kept(c, reached(c, in, Milestone::treatment_completion));
}

Result<Lead> undo_milestone(Context& c, const UndoMilestone& in) {
  Shape shape;
  shape.said(in.because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = refuse_joined(lead)) return *std::move(refused);
  auto& on = day_of(lead, in.milestone);
  if (!on) return refuse(Reason::milestone_missing, "/milestone", "no day of it is recorded");
  if (is_stood_on(lead, in.milestone))
    return refuse(Reason::later_milestone_recorded, "/milestone", "treatment has ended",
                  {{"on", *lead.treatment_completed_on}});
  on.reset();
  lead.corrected_because = in.because;
  return kept(c, std::move(found));
}

Result<Lead> set_lead_value(Context& c, const SetLeadValue& in) {
  Shape shape;
  shape.require(!in.value_unknown || !in.value_minor_units, "/value_minor_units",
                "is said to be unknown");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = value_refused(in.value_minor_units, in.currency)) return *std::move(refused);
  if (!in.value_minor_units && !in.value_unknown)
    return refuse(Reason::value_missing, "/value_minor_units",
                  "say what it is worth, or value_unknown to take away what was said");
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (auto refused = refuse_joined(lead)) return *std::move(refused);
  const Lead before = lead;
  lead.treatment_value_minor_units = in.value_minor_units;
  lead.currency = in.currency;
  if (differs(before, lead)) c.tables.update(lead);
  return lead;
}

}  // namespace onward
