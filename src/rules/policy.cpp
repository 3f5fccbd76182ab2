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
          .birth_date_required = false};
}

PolicyKnobs effective(const Policy* store, const Policy* organization, const Policy* issue) {
  PolicyKnobs out = policy_default();
  for (const Policy* p : {store, organization, issue}) {
    if (!p) continue;
    static_assert(rows<PolicyKnobs>.size() == 15, "a knob is not taken below");
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
  }
  return out;
}

FrozenPolicy freeze(const Policy* store, const Policy* organization, const Policy* issue,
                    Urgency urgency) {
  const PolicyKnobs knobs = effective(store, organization, issue);
  const Timeframes usual{settled(knobs.review_working_days), settled(knobs.close_working_days)};
  const Timeframes urgent{
      std::min(usual.review_working_days, settled(knobs.urgent_review_working_days)),
      std::min(usual.close_working_days, settled(knobs.urgent_close_working_days))};
  const bool is_urgent = urgency == Urgency::urgent;
  const Timeframes& own = is_urgent ? urgent : usual;
  const auto version = [](const Policy* p) { return p ? p->revision : 0; };
  return {.claim_on = settled(knobs.claim_on),
          .on_decline = settled(knobs.on_decline),
          .on_unknown = settled(knobs.on_unknown),
          .review_working_days = own.review_working_days,
          .close_working_days = own.close_working_days,
          .no_response_working_days = settled(knobs.no_response_working_days),
          .unresolved_reminder_working_days = settled(knobs.unresolved_reminder_working_days),
          .capacity_fresh_days = settled(knobs.capacity_fresh_days),
          .store_version = version(store),
          .organization_version = version(organization),
          .issue_version = version(issue),
          .send_back_working_days = settled(knobs.send_back_working_days),
          .withdrawal_confirmed_by_receiver = settled(knobs.withdrawal_confirmed_by_receiver),
          .otherwise = is_urgent ? usual : urgent,
          .disclosure_before_acknowledge = settled(knobs.disclosure_before_acknowledge)};
}

FrozenPolicy policy_of(const Need& need, Urgency urgency) {
  FrozenPolicy out = need.policy;
  if ((urgency == Urgency::urgent) == (need.urgency == Urgency::urgent)) return out;
  out.review_working_days = need.policy.otherwise.review_working_days;
  out.close_working_days = need.policy.otherwise.close_working_days;
  return out;
}

}  // namespace onward
