#include "operations/specialist_case.hpp"

#include <algorithm>

#include "dates.hpp"
#include "operations/answers.hpp"
#include "operations/inboxes.hpp"
#include "operations/notices.hpp"
#include "operations/practice.hpp"
#include "operations/shape.hpp"
#include "operations/visibility.hpp"
#include "operations/work.hpp"

namespace onward {

namespace {

constexpr auto path = "/specialist_referral_id";

// What an act cannot do without in the machine, when the referral still stands before it. What took
// place, and what was reported, is written down in any case, also when the consent has ended.
std::optional<ReferralAction> first_step(SpecialistAction action, ReferralPhase phase) {
  const auto accept_from = [&](bool before) {
    return before ? std::optional(ReferralAction::accept) : std::nullopt;
  };
  const bool is_asked = phase == ReferralPhase::requested;
  switch (action) {
    case SpecialistAction::schedule:
    case SpecialistAction::close: return accept_from(is_asked || phase == ReferralPhase::received);
    case SpecialistAction::complete_appointment:
    case SpecialistAction::miss_appointment:
    case SpecialistAction::cancel_appointment: return accept_from(is_asked);
    case SpecialistAction::decline: return ReferralAction::decline;
    case SpecialistAction::cancel: return ReferralAction::withdraw;
    default: return std::nullopt;
  }
}

Refused at_path(Refusal refusal) {
  refusal.path = path;
  return refusal;
}

Refused inactive_refused(Context& c, const SpecialistCase& of) {
  if (c.tables.known<ReferringProvider>(of.row.specialist_id).active) return std::nullopt;
  return refuse(Reason::referrer_inactive, path, "the specialist is deactivated");
}

Refused letter_refused(Context& c, const SpecialistCase& of) {
  if (auto refused = inactive_refused(c, of)) return refused;
  const Need need = c.tables.known<Need>(of.row.need_id);
  if (auto refused =
          why_not_sent(c, need, c.tables.known<Client>(need.client_id),
                       c.tables.known<Consent>(need.consent_id), of.referral.receiver_id))
    return refused;
  const auto answers = answers_for(c, need);
  return answers ? std::nullopt : at_path(answers.refusal());
}

// Sent once more, it goes to the same office under the same answers; the consent may have ended.
Refused letter_again_refused(Context& c, const SpecialistCase& of) {
  if (auto refused = inactive_refused(c, of)) return refused;
  const Need need = c.tables.known<Need>(of.row.need_id);
  const auto why = consent_forbids_now(c, c.tables.known<Consent>(need.consent_id), need.issue_id,
                                       of.referral.receiver_id);
  if (!why) return std::nullopt;
  return refuse(*why, path, "the consent does not allow it");
}

Instant due_of(Context& c, const SpecialistCase& of, SpecialistAlert waits, Instant since) {
  const OwnDays days = own_days(c, of.row.organization_id);
  const bool is_letter = waits == SpecialistAlert::no_letter;
  const auto urgency =
      is_letter ? c.tables.known<Need>(of.row.need_id).urgency : of.referral.urgency;
  return specialist_due(waits, since, urgency, practice_rules_of(c, of.row.organization_id),
                        days.calendar(), *days.zone);
}

InboxEvent event_of(SpecialistAlert alert) {
  switch (alert) {
    case SpecialistAlert::no_letter: return InboxEvent::no_letter;
    case SpecialistAlert::no_appointment: return InboxEvent::no_appointment;
    case SpecialistAlert::no_report: return InboxEvent::no_report;
    case SpecialistAlert::none: break;
  }
  throw std::logic_error("nobody is told that nothing is late");
}

// What is late no more, by what was done.
void settle_all_but(Context& c, const SpecialistReferral& row, SpecialistAlert holds) {
  std::vector<InboxEvent> over;
  for (auto& alert : names<SpecialistAlert>)
    if (alert.value != SpecialistAlert::none && alert.value != holds)
      over.push_back(event_of(alert.value));
  settle_items(c.tables, c.now, InboxMatter::referral, row.referral_id.value, over);
}

}  // namespace

SpecialistClock clock_of(Context& c, const SpecialistCase& of) {
  const auto waits = of.awaits();
  if (waits == SpecialistAlert::none) return {};
  const Instant due = due_of(c, of, waits, awaited_since(waits, of.status(), of.known()));
  return clock_after_act({of.row.alert, of.row.due_at}, waits, due, c.now);
}

Refused too_early(const SpecialistCase& of, SpecialistAction action, Instant at,
                  std::string at_path) {
  const Instant earliest = not_before(action, of.referral.phase, of.known(), *of.zone);
  if (at >= earliest) return std::nullopt;
  return refuse(Reason::milestone_out_of_order, std::move(at_path), "lies before what leads to it",
                {{"not_before", earliest}});
}

SpecialistFacets SpecialistCase::facets() const {
  return {.appointment = referral.appointment,
          .written_to = row.letter_sent_at.has_value(),
          .seen = row.appointment_completed_at.has_value(),
          .reported = row.report_received_at.has_value(),
          .awaits_another = awaits_another_report(known(), *zone),
          .asked = row.asked_at.has_value()};
}

SpecialistCase load_case(Context& c, SpecialistReferral row) {
  SpecialistCase out{.row = std::move(row)};
  out.zone = own_days(c, out.row.organization_id).zone;
  out.referral = c.tables.known<Referral>(out.row.referral_id);
  auto appointments = c.tables.all<Appointment>(by::appointment_referral, out.row.referral_id);
  if (!appointments.empty()) out.appointment = std::move(appointments.back());
  return out;
}

Result<SpecialistCase> visible_case(Context& c, SpecialistReferralId id) {
  auto row = c.tables.get<SpecialistReferral>(id);
  if (!row) return not_found(path);
  const auto has =
      row->organization_id == c.subject.organization_id ? Relation::owner : Relation::none;
  const auto reason = decide(c.subject, {c.permission, Relation::owner}, has);
  if (reason == Reason::not_found) return not_found(path);
  if (reason) return permission_missing(c.permission, "");
  return load_case(c, *std::move(row));
}

Result<SpecialistCase> own_case(Context& c, SpecialistReferralId id,
                                const std::optional<std::int64_t>& revision) {
  auto found = visible_case(c, id);
  if (!found) return found;
  const SpecialistReferral& row = found.value().row;
  if (row.organization_id != c.subject.organization_id)
    return permission_missing(c.permission, path);
  if (revision && *revision != row.revision)
    return refuse(Reason::revision_changed, "/revision", "it has changed",
                  {{"revision", row.revision}});
  return found;
}

std::optional<SpecialistReferralRecord> seen(Context& c, SpecialistReferralId id) {
  const auto found = visible_case(c, id);
  return found ? std::optional(found.value().record()) : std::nullopt;
}

Refused machine_refuses(Context& c, const SpecialistCase& of, ReferralAction action) {
  NeedGroup g = load_group(c, c.tables.known<Need>(of.row.need_id));
  const Event event{
      .action = action, .by = parties_of(c, g.need, &of.referral), .member = g.at(of.referral.id)};
  judge_members(c, g, event);
  const auto result = apply(g.group, event);
  return result ? std::nullopt : at_path(result.refusal());
}

Refused why_not(Context& c, const SpecialistCase& of, SpecialistAction action) {
  if (const auto reason = forbids(action, of.referral.phase, of.facets()))
    return refuse(*reason, path, "not as it stands now",
                  {{"status", std::string(name_of(of.status()))}});
  const bool is_draft = of.referral.phase == ReferralPhase::draft;
  if (action == SpecialistAction::record_letter)
    return is_draft ? letter_refused(c, of) : letter_again_refused(c, of);
  const bool came_or_not = action == SpecialistAction::complete_appointment ||
                           action == SpecialistAction::miss_appointment;
  if (came_or_not && of.appointment)
    if (auto refused = refuse_ahead(c, *of.appointment, of.referral.receiver_id, path))
      return refused;
  const bool answers = acts_for_receiver(c, of.referral);
  if (is_answer(action) && !answers) return permission_missing(c.permission, path);
  const bool ends_visit = action == SpecialistAction::complete_appointment ||
                          action == SpecialistAction::miss_appointment;
  if (ends_visit)
    if (auto refused = too_early(of, action, c.now, path)) return refused;
  if (action == SpecialistAction::schedule && is_draft) return letter_refused(c, of);
  const auto step = first_step(action, of.referral.phase);
  return step ? machine_refuses(c, of, *step) : std::nullopt;
}

Refused why_not_sent(Context& c, const Need& need, const Client& client, const Consent& consent,
                     OrganizationId office, const SendingPaths& paths) {
  const Ask ask = ask_of(c, client, need.issue_id, need.sender_id, &consent, need.policy);
  if (const auto why = consent_forbids_now(c, consent, need.issue_id, office))
    return refuse(*why, std::string(paths.consent), "the consent does not allow it");
  const auto blocking = assess_receiver(c, ask, office, {}).found.blocking(ask.on_unknown);
  if (blocking.empty()) return std::nullopt;
  std::string names;
  for (const auto criterion : listed(blocking))
    names.append(names.empty() ? "" : ", ").append(name_of(criterion));
  return refuse(Reason::receiver_not_eligible, std::string(paths.office), "criteria are not met",
                {{"organization_id", office.value}, {"criteria", names}});
}

void follow(Context& c, SpecialistReferral row) {
  const auto kept = c.tables.known<SpecialistReferral>(row.id);
  const auto clock = clock_of(c, load_case(c, row));
  row.alert = clock.alert;
  row.due_at = clock.due_at;
  if (differs(kept, row)) c.tables.update(row);
  if (row.alerts > 0) settle_all_but(c, row, row.alert);
}

namespace {

std::optional<SpecialistReferral> row_to_follow(Context& c, ReferralId id) {
  if (c.at_hand && c.at_hand->referral_id == id) return *c.at_hand;
  return c.tables.first<SpecialistReferral>(by::specialist_referral_referral, id);
}

// Whoever has the row at hand writes it, once.
void follow_or_leave(Context& c, SpecialistReferral row) {
  if (c.at_hand && c.at_hand->id == row.id)
    *c.at_hand = std::move(row);
  else
    follow(c, std::move(row));
}

// What came of the round before stands in the history; nothing of it answers the new one. An office
// that answers for itself is asked in the network; any other by a letter, which is recorded.
void begin_round(SpecialistReferral& row, bool is_represented, Instant now) {
  row.letter_sent_at = std::nullopt;
  row.letter_method = std::nullopt;
  if (!is_represented) {
    row.letter_sent_at = now;
    row.letter_method = CommunicationMethod::portal;
  }
  if (!row.asked_at) row.asked_at = now;
  row.appointment_completed_at = row.report_received_at = std::nullopt;
  row.seen_by_report = false;
  row.phase_before_visit = std::nullopt;
  row.report_id = {};
  row.feedback_score = std::nullopt;
  for (auto* text : {&row.specialist_notes, &row.no_report_because, &row.feedback}) text->clear();
}

}  // namespace

void follow_specialist(Context& c, const Referral& after, ReferralPhase before,
                       AppointmentStatus appointment_before) {
  if (after.phase == before && after.appointment == appointment_before) return;
  auto row = row_to_follow(c, after.id);
  if (!row) return;
  const bool is_asked = after.phase == ReferralPhase::requested;
  if (is_asked && (is_finished(before) || before == ReferralPhase::draft))
    begin_round(*row, sides_of(c, after).represented, c.now);
  const bool was_there = after.appointment == AppointmentStatus::completed &&
                         appointment_before != AppointmentStatus::completed;
  // Whoever has an appointment that is still to come was not seen by that.
  const bool has_begun = before == ReferralPhase::accepted &&
                         after.phase == ReferralPhase::in_progress &&
                         after.appointment != AppointmentStatus::scheduled;
  if (was_there || (has_begun && !row->appointment_completed_at)) {
    row->appointment_completed_at = c.now;
    row->seen_by_report = false;
    if (!row->phase_before_visit) row->phase_before_visit = before;
  }
  follow_or_leave(c, *std::move(row));
}

void follow_specialist(Context& c, const Appointment& made) {
  if (auto row = row_to_follow(c, made.referral_id)) follow_or_leave(c, *std::move(row));
}

void follow_urgency(Context& c, const Need& need) {
  for (auto& r : c.tables.all<Referral>(by::referral_need, need.id))
    if (auto row = row_to_follow(c, r.id)) follow_or_leave(c, *std::move(row));
}

void do_due(Context& c, SpecialistReferral due) {
  SpecialistCase of = load_case(c, std::move(due));
  SpecialistReferral& row = of.row;
  row.alert = of.awaits();
  row.due_at = due_of(c, of, row.alert, c.now);
  row.alerts += row.alert == SpecialistAlert::none ? 0 : 1;
  c.tables.update(row);
  if (row.alert == SpecialistAlert::none) return;
  tell_organization(c.tables, c.now, row.organization_id, event_of(row.alert), row.need_id,
                    row.referral_id);
}

bool was_asked_of_specialist(Context& c, ReferralId id) {
  const auto row = c.tables.first<SpecialistReferral>(by::specialist_referral_referral, id);
  return row && row->asked_at;
}

bool is_of_specialist(Context& c, const Need& need) {
  const auto is_one = [&](const Referral& r) {
    return c.tables.first<SpecialistReferral>(by::specialist_referral_referral, r.id).has_value();
  };
  return std::ranges::any_of(c.tables.all<Referral>(by::referral_need, need.id), is_one);
}

}  // namespace onward
