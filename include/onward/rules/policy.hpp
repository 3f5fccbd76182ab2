// Policies of three scopes, folded into the one that holds for a need.
#pragma once

#include <stdexcept>

#include "onward/model/referral.hpp"

namespace onward {

// The knobs that hold where no policy says otherwise; nothing is absent.
//   source   claim_on, on_decline: lifecycles A.2, A.3; days:
//   docs/decisions/0005-policy-defaults.md
PolicyKnobs policy_default();

// The narrower scope wins, knob by knob. A pointer may be null.
PolicyKnobs effective(const Policy* store, const Policy* organization, const Policy* issue);

// A knob of policy_default() or of effective().
template <class T> T settled(const std::optional<T>& knob) {
  if (!knob) throw std::logic_error("a knob has no default");
  return *knob;
}

// What a need keeps for its whole life, with the timeframes of its urgency.
FrozenPolicy freeze(const Policy* store, const Policy* organization, const Policy* issue, Urgency);

// The same for one of its referrals, whose urgency may have become another.
FrozenPolicy policy_of(const Need&, Urgency);

}  // namespace onward
