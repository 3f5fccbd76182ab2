#include "onward/rules/counters.hpp"

namespace onward {

namespace {

std::int64_t detail_of(auto enumerator) { return static_cast<std::int64_t>(enumerator); }

}  // namespace

void count(const Referral& r, CountInto into) {
  if (r.phase == ReferralPhase::draft || r.phase == ReferralPhase::error) return;
  const auto phase = detail_of(r.phase);
  into({Counter::referrals_received, r.receiver_id.value, phase});
  into({Counter::referrals_sent, r.sender_id.value, phase});
  into({Counter::referrals_all, 0, phase});
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

}  // namespace onward
