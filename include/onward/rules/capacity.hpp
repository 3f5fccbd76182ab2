// Whether a receiver has a free place: six states that are told apart.
#pragma once

#include "onward/model/directory.hpp"

namespace onward {

// Places are taken from acknowledge to the end of a referral (lifecycles A.6).
struct Capacity {
  std::optional<std::int64_t> limit{};   // absent is unlimited, 0 is full
  std::int64_t used = 0;                 // referrals that hold a place now
  bool waitlist = false;                 // people are put on a list once it is full
  std::optional<Instant> reported_at{};  // absent: never told, and never stale
  bool paused = false;                   // nothing is taken for now
};

// Paused wins over all; then a limit that is reached, since we count who holds a place; then a
// limit that was reported more than fresh_days whole UTC days ago, which promises no place. A
// fresh_days of 0 trusts every report.
CapacityState capacity_state(const Capacity&, Instant now, std::int64_t fresh_days);

// A service has no more room than its organisation: the worse of two states, from best to worst
// unlimited, limited, waitlist, stale, full, paused.
CapacityState worse(CapacityState, CapacityState);

}  // namespace onward
