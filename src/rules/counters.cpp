#include "onward/rules/counters.hpp"

#include "onward/rules/lifecycle.hpp"

namespace onward {

namespace {

std::int64_t detail_of(auto enumerator) { return static_cast<std::int64_t>(enumerator); }
std::int64_t detail_of(Date day) { return day.time_since_epoch().count(); }

// What is looked at day by day: unfinished referrals that hurry, or whose consent ends.
void count_flags(const Referral& r, CountInto into) {
  if (is_finished(r.phase)) return;
  const auto flag = [&](CountedFlag f) {
    into({Counter::flags_received, r.receiver_id.value, detail_of(f)});
    into({Counter::flags_received, 0, detail_of(f)});
    into({Counter::flags_sent, r.sender_id.value, detail_of(f)});
  };
  if (r.overdue) flag(CountedFlag::overdue);
  if (r.urgency == Urgency::urgent) flag(CountedFlag::urgent);
  if (r.withdrawal_asked_at) flag(CountedFlag::withdrawal_asked);
  if (r.information_asked_at) flag(CountedFlag::information_asked);
  if (!r.consent_ends_on) return;
  const auto day = detail_of(*r.consent_ends_on);
  into({Counter::consent_received, r.receiver_id.value, day});
  into({Counter::consent_received, 0, day});
  into({Counter::consent_sent, r.sender_id.value, day});
}

}  // namespace

void count(const Referral& r, CountInto into) {
  if (!was_sent(r) || r.phase == ReferralPhase::error) return;
  const auto phase = detail_of(r.phase);
  into({Counter::referrals_received, r.receiver_id.value, phase});
  into({Counter::referrals_sent, r.sender_id.value, phase});
  into({Counter::referrals_all, 0, phase});
  count_flags(r, into);
  if (!holds_capacity(r.phase)) return;
  into({Counter::held_by_organization, r.receiver_id.value, 0});
  if (r.service_id) into({Counter::held_by_service, r.service_id.value, 0});
}

void count(const Need& n, CountInto into) {
  if (n.phase == NeedPhase::draft || n.reason == NeedReason::entered_in_error) return;
  const auto phase = detail_of(n.phase);
  into({Counter::needs_sent, n.sender_id.value, phase});
  into({Counter::needs_all, 0, phase});
  into({Counter::needs_issue, n.issue_id.value, phase});
  if (n.consent_ends_on && !is_finished(n.phase)) {
    into({Counter::consent_needs, n.sender_id.value, detail_of(*n.consent_ends_on)});
    into({Counter::consent_needs, 0, detail_of(*n.consent_ends_on)});
  }
  if (n.confirmation_asked_at) {
    into({Counter::needs_confirmation, n.sender_id.value, 0});
    into({Counter::needs_confirmation, 0, 0});
  }
  if (n.reason != NeedReason::none) {
    into({Counter::needs_reason, n.sender_id.value, detail_of(n.reason)});
    into({Counter::needs_all_reason, 0, detail_of(n.reason)});
  }
  if (n.outcome != Outcome::none) {
    into({Counter::needs_outcome, n.sender_id.value, detail_of(n.outcome)});
    into({Counter::needs_all_outcome, 0, detail_of(n.outcome)});
  }
}

void count(const LoggedReferral& r, CountInto into) {
  into({Counter::logged, r.organization_id.value, 0});
  into({Counter::logged_all, 0, 0});
}

void count(const SpecialistReferral& r, CountInto into) {
  if (r.alert != SpecialistAlert::none)
    into({Counter::specialist_alerts, r.organization_id.value, 0});
}

}  // namespace onward
