#include "onward/rules/lead_credit.hpp"

#include <map>

#include "onward/rules/attribution.hpp"

namespace onward {

namespace {

constexpr std::int64_t seconds_a_day = 86'400;

}  // namespace

std::vector<AttributedTouch> share_credit(std::span<const Touchpoint> touches,
                                          const CreditRules& rules) {
  std::vector<AttributedTouch> out;
  std::vector<PathTouch> path;
  for (auto& t : touches) {
    if (rules.counts_from && t.occurred_at < *rules.counts_from) continue;
    out.push_back({.touchpoint_id = t.id,
                   .type = t.type,
                   .referring_provider_id = t.referring_provider_id,
                   .referring_client_id = t.referring_client_id,
                   .referral_source_id = t.referral_source_id});
    const auto at = std::chrono::floor<std::chrono::seconds>(t.occurred_at);
    path.push_back({at.time_since_epoch().count(), is_direct(t.type)});
  }
  if (out.empty()) {
    out.push_back({.type = ReferrerType::unknown});
    path.push_back({0, true});
  }
  const auto shares = touch_shares(rules.model, path, rules.half_life_days * seconds_a_day);
  for (std::size_t i = 0; i < out.size(); ++i) out[i].credit_millionths = shares[i];
  return out;
}

std::vector<std::int64_t> value_shares(std::int64_t minor_units,
                                       std::span<const AttributedTouch> touches) {
  std::vector<std::int64_t> credit;
  credit.reserve(touches.size());
  for (auto& t : touches) credit.push_back(t.credit_millionths.value_or(0));
  return allot(minor_units, credit);
}

std::vector<CreditedProvider> credited_providers(std::span<const AttributedTouch> touches) {
  std::map<ReferringProviderId, std::int64_t> credit;
  for (auto& t : touches)
    if (t.referring_provider_id && t.credit_millionths > 0)
      credit[t.referring_provider_id] += *t.credit_millionths;
  std::vector<CreditedProvider> out;
  for (auto& [id, millionths] : credit) out.push_back({id, millionths});
  return out;
}

}  // namespace onward
