// Why an act on a group is not possible now.
#pragma once

#include "onward/rules/grouping.hpp"

#include <algorithm>

namespace onward {

inline bool is_error(const Member& m) { return m.phase == ReferralPhase::error; }
inline bool is_completed(const Member& m) { return m.phase == ReferralPhase::completed; }
inline bool is_failed(const Member& m) { return m.phase == ReferralPhase::failed; }
inline bool is_unfinished(const Member& m) { return !is_finished(m.phase); }

// Service is promised, and not ended.
inline bool has_promised(const Member& m) {
  return m.phase >= ReferralPhase::accepted && m.phase <= ReferralPhase::on_hold;
}

// A later referral to the same organisation has taken this one's place, unless it was a mistake.
inline bool is_replaced(const Group& g, std::size_t index) {
  return std::any_of(
      g.members.begin() + static_cast<std::ptrdiff_t>(index) + 1, g.members.end(),
      [&](auto& later) { return later.receiver == g.members[index].receiver && !is_error(later); });
}

// Whether the receiver has to confirm that it is taken back: by policy, or since it is the client
// who does so, and service may go on without the sender (lifecycles A.8, consent).
inline bool must_confirm(const Group& g, const Member& m, bool consent_ended = false) {
  return (g.confirms_withdrawal || consent_ended) && holds_capacity(m.phase);
}

using Refused = std::optional<Refusal>;

Refused refuse(const Group&, const Event&, ReferralAction);
Refused refuse(const Group&, const Event&, NeedAction);

// What refuse() says of an act, but for what a request adds. The sender's choice is asked for of
// the need.
Refused refuse_choice(const Group&, std::size_t member, ReferralAction, Parties);
Refused refuse_choice(const Group&, NeedAction, Parties);

}  // namespace onward
