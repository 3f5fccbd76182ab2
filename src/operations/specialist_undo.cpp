// What was recorded of a referral to a specialist by mistake, and is taken back.
#include <algorithm>
#include <utility>

#include "onward/rules/notification.hpp"
#include "onward/rules/policy.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/chain.hpp"
#include "operations/specialist_case.hpp"

namespace onward {

namespace {

using Appointments = std::vector<Appointment>;

// The latest visit before `end` since the referral was last asked. The latest appointment of all
// may stand from before that.
Appointments::iterator last_visit(Appointments& all, Appointments::iterator end,
                                  const Referral& referral) {
  while (end != all.begin()) {
    --end;
    const bool is_now = end + 1 == all.end() && referral.appointment == end->status;
    if (end->status == AppointmentStatus::completed &&
        (is_now || end->scheduled_at >= referral.requested_at))
      return end;
  }
  return all.end();
}

// Where another appointment was made since, it did not take place.
void take_back(Context& c, Appointment visit, Referral& referral, bool is_latest) {
  visit.status = is_latest ? AppointmentStatus::scheduled : AppointmentStatus::cancelled;
  visit.ended_at = is_latest ? std::nullopt : std::optional(c.now);
  visit.took_place_at = std::nullopt;
  if (is_latest) {
    const OwnDays days = own_days(c, referral.receiver_id);
    visit.due_at = due_after(visit.starts_at, 0, days.calendar(), *days.zone);
    referral.appointment = AppointmentStatus::scheduled;
    c.tables.update(referral);
  }
  c.tables.update(visit);
}

// An office that had not said yes when only a report told of the visit has not said so now.
void take_claim_back(Context& c, Need& need, ReferralId by) {
  if (need.claimed_by != by) return;
  need.phase = NeedPhase::open;
  need.claimed_by = {};
  c.tables.update(need);
  report_onward(c, need, false);
}

// The referral stands again where it stood before the patient was first seen.
void step_back(Context& c, SpecialistCase& of) {
  auto before = std::exchange(of.row.phase_before_visit, std::nullopt);
  Referral& r = of.referral;
  const bool is_held = r.phase == ReferralPhase::on_hold;
  const auto at_work = is_held ? r.held_from : r.phase;
  if (!before || at_work != ReferralPhase::in_progress || *before == at_work) return;
  auto need = c.tables.known<Need>(r.need_id);
  const bool waits = r.information_asked_at || r.withdrawal_asked_at;  // which needs a claim
  if (waits) before = std::max(*before, ReferralPhase::accepted);
  r.started_at = std::nullopt;
  if (!is_promised(*before)) r.accepted_at = std::nullopt;
  if (is_held && is_promised(*before)) {
    r.held_from = *before;
  } else {
    r.phase = *before;
    r.held_from = ReferralPhase::draft;
    r.held_at = std::nullopt;
  }
  if (!holds_capacity(*before)) {
    r.received_at = std::nullopt;
    take_claim_back(c, need, r.id);
  }
  const OwnDays days = own_days(c, r.receiver_id);
  set_timers(c, r, need,
             timers_of(r, policy_of(need, r.urgency), c.now, days.calendar(), *days.zone));
  c.tables.update(r);
}

void forget_last_visit(Context& c, SpecialistCase& of) {
  of.row.appointment_completed_at = std::nullopt;
  of.row.seen_by_report = false;
  auto all = c.tables.all<Appointment>(by::appointment_referral, of.referral.id);
  const auto visit = last_visit(all, all.end(), of.referral);
  if (visit == all.end()) return;
  if (const auto before = last_visit(all, visit, of.referral); before != all.end())
    of.row.appointment_completed_at = before->took_place_at;
  const bool is_latest = visit + 1 == all.end();
  take_back(c, *visit, of.referral, is_latest);
}

}  // namespace

void forget_visit(Context& c, SpecialistCase& of) {
  forget_last_visit(c, of);
  if (!of.row.appointment_completed_at) step_back(c, of);
}

void forget_report(Context& c, SpecialistCase& of) {
  SpecialistReferral& row = of.row;
  row.report_received_at = std::nullopt;
  row.report_id = {};
  row.specialist_notes.clear();
  const bool goes_on = of.referral.appointment == AppointmentStatus::scheduled;
  if (row.seen_by_report && !goes_on && !is_finished(of.referral.phase)) forget_visit(c, of);
  row.seen_by_report = false;  // who was given another appointment was there
}

void forget_report(Context& c, const Attachment& report) {
  for (auto& r : c.tables.all<Referral>(by::referral_need, report.need_id)) {
    auto row = c.tables.first<SpecialistReferral>(by::specialist_referral_referral, r.id);
    if (!row || row->report_id != report.id) continue;
    SpecialistCase of = load_case(c, *std::move(row));
    forget_report(c, of);
    follow(c, std::move(of.row));
  }
}

}  // namespace onward
