#include "operations/referral_counts.hpp"

#include <algorithm>
#include <set>

#include "operations/relationships.hpp"
#include "operations/shape.hpp"

namespace onward {

void count_referral(Context& c, const Touchpoint& touch) {
  auto provider = c.tables.known<ReferringProvider>(touch.referring_provider_id);
  bool sent_before = false;
  c.tables.scan<Touchpoint>(
      by::touchpoint_lead,
      [&](const Touchpoint& t) {
        sent_before = t.id != touch.id && !t.voided_at &&
                      t.referring_provider_id == touch.referring_provider_id;
        return !sent_before;
      },
      touch.lead_id);
  const Instant at = touch.occurred_at;
  if (!sent_before) provider.referrals += 1;
  provider.first_referral_at = std::min(provider.first_referral_at.value_or(at), at);
  provider.last_referral_at = std::max(provider.last_referral_at.value_or(at), at);
  look_soon(c, provider);
  c.tables.update(provider);
}

void recount_referrals(Context& c, ReferringProviderId id) {
  auto provider = c.tables.known<ReferringProvider>(id);
  const ReferringProvider before = provider;
  std::set<LeadId> sent;
  provider.first_referral_at = provider.last_referral_at = std::nullopt;
  c.tables.scan<Touchpoint>(
      by::touchpoint_provider,
      [&](const Touchpoint& t) {
        if (t.voided_at) return true;
        sent.insert(t.lead_id);
        if (!provider.first_referral_at) provider.first_referral_at = t.occurred_at;
        provider.last_referral_at = t.occurred_at;
        return true;
      },
      id);
  provider.referrals = std::ssize(sent);
  look_soon(c, provider);
  if (differs(before, provider)) c.tables.update(provider);
}

}  // namespace onward
