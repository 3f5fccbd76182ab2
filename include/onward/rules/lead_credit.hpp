// What is kept when a lead converts: which touches count, and how much of the credit each is given.
#pragma once

#include "onward/model/attribution.hpp"

namespace onward {

struct CreditRules {
  AttributionModel model = AttributionModel::last_non_direct_touch;
  std::optional<Instant> counts_from{};  // touches before it count for nothing; absent: all count
  std::int64_t half_life_days = 0;  // of time_decay
};

// The shares of a lead's touches, which come in the order of their times and, of equal ones, of
// their numbers; a million in all. When no touch counts, the million goes to one that is unknown
// and has no number: nobody brought them whom the practice wants to count.
//   source   lifecycles A.8, attribution window and ties; docs/decisions/0026
std::vector<AttributedTouch> share_credit(std::span<const Touchpoint>, const CreditRules&);

// What of an amount falls to each touch; together all of it. Figures of every kind share an amount
// by this, so that they add up.
std::vector<std::int64_t> value_shares(std::int64_t minor_units, std::span<const AttributedTouch>);

// What each provider is credited with, by number; none with nothing.
struct CreditedProvider {
  ReferringProviderId referring_provider_id{};
  std::int64_t credit_millionths = 0;
};
std::vector<CreditedProvider> credited_providers(std::span<const AttributedTouch>);

}  // namespace onward
