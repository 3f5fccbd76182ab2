#include "onward/rules/policy.hpp"

#include <algorithm>

namespace onward {

PolicyKnobs policy_default() {
  return {.claim_on = ClaimOn::acknowledge,
          .on_decline = DeclinePolicy::reopen,
          .on_unknown = OnUnknown::exclude,
          .review_working_days = 3,
          .close_working_days = 20,
          .urgent_review_working_days = 1,
          .urgent_close_working_days = 5,
          .no_response_working_days = 0,
          .unresolved_reminder_working_days = 5,
          .capacity_fresh_days = 0,
          .client_requires_referral = true,
          .send_back_working_days = 0,
          .withdrawal_confirmed_by_receiver = false,
          .disclosure_before_acknowledge = DisclosureBefore::minimal,
          .birth_date_required = false,
          .soon_review_working_days = 2,
          .soon_close_working_days = 10};
}

namespace {

// No timeframe is longer than that of a lesser urgency.
void tighten(PolicyKnobs& knobs) {
  using K = PolicyKnobs;
  const auto tighter = [&](auto member, auto lesser) {
    knobs.*member = std::min(settled(knobs.*member), settled(knobs.*lesser));
  };
  tighter(&K::soon_review_working_days, &K::review_working_days);
  tighter(&K::soon_close_working_days, &K::close_working_days);
  tighter(&K::urgent_review_working_days, &K::soon_review_working_days);
  tighter(&K::urgent_close_working_days, &K::soon_close_working_days);
}

}  // namespace

PolicyKnobs effective(const Policy* store, const Policy* organization, const Policy* issue) {
  PolicyKnobs out = policy_default();
  for (const Policy* p : {store, organization, issue}) {
    if (!p) continue;
    static_assert(rows<PolicyKnobs>.size() == 17, "a knob is not taken below");
    const auto take = [&](auto member) {
      if (p->knobs.*member) out.*member = p->knobs.*member;
    };
    take(&PolicyKnobs::claim_on);
    take(&PolicyKnobs::on_decline);
    take(&PolicyKnobs::on_unknown);
    take(&PolicyKnobs::review_working_days);
    take(&PolicyKnobs::close_working_days);
    take(&PolicyKnobs::urgent_review_working_days);
    take(&PolicyKnobs::urgent_close_working_days);
    take(&PolicyKnobs::no_response_working_days);
    take(&PolicyKnobs::unresolved_reminder_working_days);
    take(&PolicyKnobs::capacity_fresh_days);
    take(&PolicyKnobs::client_requires_referral);
    take(&PolicyKnobs::send_back_working_days);
    take(&PolicyKnobs::withdrawal_confirmed_by_receiver);
    take(&PolicyKnobs::disclosure_before_acknowledge);
    take(&PolicyKnobs::birth_date_required);
    take(&PolicyKnobs::soon_review_working_days);
    take(&PolicyKnobs::soon_close_working_days);
  }
  tighten(out);
  return out;
}

namespace {

TimeframesByUrgency timeframes_of(const PolicyKnobs& knobs) {
  return {{settled(knobs.review_working_days), settled(knobs.close_working_days)},
          {settled(knobs.soon_review_working_days), settled(knobs.soon_close_working_days)},
          {settled(knobs.urgent_review_working_days), settled(knobs.urgent_close_working_days)}};
}

void set_timeframes(FrozenPolicy& policy, Urgency urgency) {
  const auto& all = policy.timeframes;
  const auto& own = urgency == Urgency::routine ? all.routine
                    : urgency == Urgency::soon  ? all.soon
                                                : all.urgent;
  policy.review_working_days = own.review_working_days;
  policy.close_working_days = own.close_working_days;
}

}  // namespace

FrozenPolicy freeze(const Policy* store, const Policy* organization, const Policy* issue,
                    Urgency urgency) {
  const PolicyKnobs knobs = effective(store, organization, issue);
  const auto version = [](const Policy* p) { return p ? p->revision : 0; };
  FrozenPolicy out{
      .claim_on = settled(knobs.claim_on),
      .on_decline = settled(knobs.on_decline),
      .on_unknown = settled(knobs.on_unknown),
      .no_response_working_days = settled(knobs.no_response_working_days),
      .unresolved_reminder_working_days = settled(knobs.unresolved_reminder_working_days),
      .capacity_fresh_days = settled(knobs.capacity_fresh_days),
      .store_version = version(store),
      .organization_version = version(organization),
      .issue_version = version(issue),
      .send_back_working_days = settled(knobs.send_back_working_days),
      .withdrawal_confirmed_by_receiver = settled(knobs.withdrawal_confirmed_by_receiver),
      .disclosure_before_acknowledge = settled(knobs.disclosure_before_acknowledge),
      .timeframes = timeframes_of(knobs)};
  set_timeframes(out, urgency);
  return out;
}

FrozenPolicy policy_of(const Need& need, Urgency urgency) {
  FrozenPolicy out = need.policy;
  if (urgency != need.urgency) set_timeframes(out, urgency);
  return out;
}

}  // namespace onward
