#include "onward/rules/specialists.hpp"

#include <algorithm>

#include "onward/rules/lifecycle.hpp"

namespace onward {

namespace {

// The practice may still act on what was sent; a draft is not sent, and what is over is over.
bool is_underway(ReferralPhase p) { return p != ReferralPhase::draft && !is_finished(p); }

bool was_called_off(const Appointment& a) {
  return a.status == AppointmentStatus::no_show || a.status == AppointmentStatus::cancelled;
}

std::optional<Reason> unless(bool holds, Reason reason) {
  return holds ? std::optional<Reason>() : std::optional(reason);
}

std::int64_t letter_working_days(Urgency urgency, const PracticeRules& rules) {
  if (urgency == Urgency::routine) return rules.no_letter_working_days;
  return urgency == Urgency::soon ? rules.no_letter_soon_working_days
                                  : rules.no_letter_urgent_working_days;
}

// Since when it has been asked. An appointment that was agreed by telephone, and entered when it
// was over, lies before the entry.
Instant asked_since(const SpecialistKnown& known) {
  Instant out = std::min(known.row.letter_sent_at.value_or(known.requested_at), known.requested_at);
  const bool is_of_round = known.latest && known.latest->scheduled_at >= known.requested_at;
  return is_of_round ? std::min(out, known.latest->starts_at) : out;
}

// Whoever was first asked by the letter that stands, or no earlier than it was last asked.
bool is_first_round(const SpecialistKnown& known) {
  const auto& asked_at = known.row.asked_at;
  return !asked_at || *asked_at >= known.requested_at || asked_at == known.row.letter_sent_at;
}

}  // namespace

SpecialistStatus specialist_status(ReferralPhase phase, const SpecialistFacets& facets) {
  switch (phase) {
    case ReferralPhase::draft: return SpecialistStatus::created;
    case ReferralPhase::completed:
    case ReferralPhase::failed: return SpecialistStatus::closed;
    case ReferralPhase::declined:
    case ReferralPhase::withdrawn:
    case ReferralPhase::superseded:
    case ReferralPhase::expired:
    case ReferralPhase::error: return SpecialistStatus::cancelled;
    case ReferralPhase::requested:
    case ReferralPhase::received:
    case ReferralPhase::accepted:
    case ReferralPhase::in_progress:
    case ReferralPhase::on_hold: break;
  }
  if (facets.reported && !facets.awaits_another) return SpecialistStatus::report_received;
  if (facets.appointment == AppointmentStatus::scheduled)
    return SpecialistStatus::appointment_scheduled;
  if (facets.seen || facets.appointment == AppointmentStatus::completed)
    return SpecialistStatus::appointment_completed;
  return facets.written_to ? SpecialistStatus::letter_sent : SpecialistStatus::created;
}

std::optional<Reason> forbids(SpecialistAction action, ReferralPhase phase,
                              const SpecialistFacets& facets) {
  const bool is_scheduled = facets.appointment == AppointmentStatus::scheduled;
  switch (action) {
    case SpecialistAction::record_letter:
      return unless(phase == ReferralPhase::draft || is_underway(phase), Reason::phase_forbids);
    case SpecialistAction::schedule:  // of a draft, by telephone
      if (is_finished(phase)) return Reason::phase_forbids;
      return unless(!is_scheduled, Reason::appointment_scheduled);
    case SpecialistAction::complete_appointment:
    case SpecialistAction::miss_appointment:
    case SpecialistAction::cancel_appointment:
      if (!is_underway(phase)) return Reason::phase_forbids;
      return unless(is_scheduled, Reason::appointment_not_scheduled);
    case SpecialistAction::receive_report:
    case SpecialistAction::give_feedback:
      // What comes after the end, however it ended, belongs to whoever was asked.
      return unless(is_underway(phase) || (is_finished(phase) && facets.asked),
                    Reason::phase_forbids);
    case SpecialistAction::close: return unless(is_underway(phase), Reason::phase_forbids);
    case SpecialistAction::decline:
      return unless(referral_machine.verdict(phase, ReferralAction::decline).transition != nullptr,
                    Reason::phase_forbids);
    case SpecialistAction::undo_visit:  // what stands on it goes first
      if (!is_underway(phase)) return Reason::phase_forbids;
      if (!facets.seen) return Reason::milestone_missing;
      return unless(!facets.reported || facets.awaits_another, Reason::later_milestone_recorded);
    case SpecialistAction::undo_report:
      if (!is_underway(phase)) return Reason::phase_forbids;
      return unless(facets.reported, Reason::milestone_missing);
    case SpecialistAction::cancel: break;
  }
  return unless(!is_finished(phase), Reason::phase_forbids);
}

FrozenPolicy policy_by_letter(FrozenPolicy policy) {
  policy.claim_on = ClaimOn::acknowledge;
  policy.no_response_working_days = 0;
  policy.send_back_working_days = 0;
  policy.withdrawal_confirmed_by_receiver = false;
  return policy;
}

bool reports_last_visit(const SpecialistReferral& row, const TimeZone& zone) {
  return row.report_received_at &&
         (!row.appointment_completed_at ||
          zone.local_day(*row.appointment_completed_at) <= zone.local_day(*row.report_received_at));
}

bool awaits_another_report(const SpecialistKnown& known, const TimeZone& zone) {
  const auto& reported_at = known.row.report_received_at;
  if (!reported_at) return false;
  const bool is_ahead = known.latest && known.latest->status == AppointmentStatus::scheduled &&
                        zone.local_day(known.latest->starts_at) > zone.local_day(*reported_at);
  return is_ahead || !reports_last_visit(known.row, zone);
}

SpecialistAlert awaited(SpecialistStatus status, bool written_to) {
  switch (status) {
    case SpecialistStatus::created: return SpecialistAlert::no_letter;
    case SpecialistStatus::letter_sent: return SpecialistAlert::no_appointment;
    case SpecialistStatus::appointment_scheduled:
      return written_to ? SpecialistAlert::no_report : SpecialistAlert::no_letter;
    case SpecialistStatus::appointment_completed: return SpecialistAlert::no_report;
    case SpecialistStatus::report_received:
    case SpecialistStatus::closed:
    case SpecialistStatus::cancelled: break;
  }
  return SpecialistAlert::none;
}

Instant awaited_since(SpecialistAlert awaited, SpecialistStatus status,
                      const SpecialistKnown& known) {
  const auto& [row, requested_at, latest] = known;
  if (awaited == SpecialistAlert::no_letter) return requested_at;
  if (status == SpecialistStatus::appointment_scheduled && latest) return latest->starts_at;
  const auto& from = status == SpecialistStatus::appointment_completed
                         ? row.appointment_completed_at
                         : row.letter_sent_at;
  Instant since = from.value_or(requested_at);
  if (latest && latest->ended_at && was_called_off(*latest))
    since = std::max(since, *latest->ended_at);
  return since;
}

Instant specialist_due(SpecialistAlert awaited, Instant since, Urgency urgency,
                       const PracticeRules& rules, const Calendar& calendar, const TimeZone& zone) {
  if (awaited == SpecialistAlert::none || since >= never) return never;
  if (awaited == SpecialistAlert::no_letter)
    return std::min(due_after(since, letter_working_days(urgency, rules), calendar, zone), never);
  const auto days = awaited == SpecialistAlert::no_appointment ? rules.no_appointment_after_days
                                                               : rules.no_report_after_days;
  const Date last = zone.local_day(since) + std::chrono::days(days);
  return std::min(zone.start_of(last + std::chrono::days(1)), never);
}

Instant not_before(SpecialistAction action, ReferralPhase phase, const SpecialistKnown& known,
                   const TimeZone& zone) {
  const auto day_of = [&](Instant at) { return zone.start_of(zone.local_day(at)); };
  const bool is_letter = action == SpecialistAction::record_letter;
  if (phase == ReferralPhase::draft || (is_letter && is_first_round(known)))
    return day_of(known.row.created_at - letter_before_referral_max);
  if (is_letter) return day_of(known.requested_at);
  const Instant asked = day_of(asked_since(known));
  const bool ends_visit = action == SpecialistAction::complete_appointment ||
                          action == SpecialistAction::miss_appointment;
  if (!ends_visit || !known.latest) return asked;
  return std::max(asked, day_of(known.latest->starts_at));
}

SpecialistClock clock_after_act(const SpecialistClock& before, SpecialistAlert awaited, Instant due,
                                Instant now) {
  if (awaited == SpecialistAlert::none) return {};
  if (before.alert == awaited && due <= now) return before;
  return {SpecialistAlert::none, due};
}

}  // namespace onward
