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
  if (facets.reported) return SpecialistStatus::report_received;
  if (facets.appointment == AppointmentStatus::scheduled)
    return SpecialistStatus::appointment_scheduled;
  if (facets.seen || facets.appointment == AppointmentStatus::completed ||
      phase == ReferralPhase::in_progress)
    return SpecialistStatus::appointment_completed;
  return SpecialistStatus::letter_sent;
}

std::optional<Reason> forbids(SpecialistAction action, ReferralPhase phase,
                              const SpecialistFacets& facets) {
  const bool is_scheduled = facets.appointment == AppointmentStatus::scheduled;
  switch (action) {
    case SpecialistAction::record_letter:
      return unless(phase == ReferralPhase::draft, Reason::phase_forbids);
    case SpecialistAction::schedule:
      if (!is_underway(phase)) return Reason::phase_forbids;
      return unless(!is_scheduled, Reason::appointment_scheduled);
    case SpecialistAction::complete_appointment:
    case SpecialistAction::miss_appointment:
    case SpecialistAction::cancel_appointment:
      if (!is_underway(phase)) return Reason::phase_forbids;
      return unless(is_scheduled, Reason::appointment_not_scheduled);
    case SpecialistAction::receive_report:
      // One that comes late is filed where it belongs.
      return unless(is_underway(phase) || specialist_status(phase, {}) == SpecialistStatus::closed,
                    Reason::phase_forbids);
    case SpecialistAction::give_feedback:
      return unless(phase != ReferralPhase::draft, Reason::phase_forbids);
    case SpecialistAction::close: return unless(is_underway(phase), Reason::phase_forbids);
    case SpecialistAction::decline:
      return unless(referral_machine.verdict(phase, ReferralAction::decline).transition != nullptr,
                    Reason::phase_forbids);
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

SpecialistAlert awaited(SpecialistStatus status) {
  switch (status) {
    case SpecialistStatus::letter_sent: return SpecialistAlert::no_appointment;
    case SpecialistStatus::appointment_scheduled:
    case SpecialistStatus::appointment_completed: return SpecialistAlert::no_report;
    case SpecialistStatus::created:
    case SpecialistStatus::report_received:
    case SpecialistStatus::closed:
    case SpecialistStatus::cancelled: break;
  }
  return SpecialistAlert::none;
}

Instant awaited_since(SpecialistStatus status, const SpecialistReferral& row,
                      const Appointment* latest) {
  if (status == SpecialistStatus::appointment_scheduled && latest) return latest->starts_at;
  const auto& from = status == SpecialistStatus::appointment_completed
                         ? row.appointment_completed_at
                         : row.letter_sent_at;
  Instant since = from.value_or(row.created_at);
  if (latest && latest->ended_at && was_called_off(*latest))
    since = std::max(since, *latest->ended_at);
  return since;
}

Instant specialist_due(SpecialistAlert awaited, Instant since, const PracticeRules& rules,
                       const TimeZone& zone) {
  if (awaited == SpecialistAlert::none || since >= never) return never;
  const auto days = awaited == SpecialistAlert::no_appointment ? rules.no_appointment_after_days
                                                               : rules.no_report_after_days;
  const Date last = zone.local_day(since) + std::chrono::days(days);
  return std::min(zone.start_of(last + std::chrono::days(1)), never);
}

Instant not_before(SpecialistAction action, const SpecialistReferral& row,
                   const Appointment* latest, const TimeZone& zone) {
  const auto day_of = [&](Instant at) { return zone.start_of(zone.local_day(at)); };
  if (action == SpecialistAction::record_letter)
    return day_of(row.created_at - letter_before_referral_max);
  const Instant letter = day_of(row.letter_sent_at.value_or(row.created_at));
  const bool ends_visit = action == SpecialistAction::complete_appointment ||
                          action == SpecialistAction::miss_appointment;
  if (!ends_visit || !latest) return letter;
  return std::max(letter, day_of(latest->starts_at));
}

SpecialistClock clock_after_act(const SpecialistClock& before, SpecialistAlert awaited, Instant due,
                                Instant now) {
  if (awaited == SpecialistAlert::none) return {};
  if (before.alert == awaited && due <= now) return before;
  return {SpecialistAlert::none, due};
}

}  // namespace onward
