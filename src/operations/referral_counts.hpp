// How many people a provider has sent, and when: counted with the touches that say so.
#pragma once

#include "operations/context.hpp"

namespace onward {

// A touch that names a provider was kept. Somebody whom they sent twice counts once; the times are
// of touches. When they become dormant is counted anew; who was so is not, now that somebody came.
//   writes   the provider
void count_referral(Context&, const Touchpoint&);

// A touch that named the provider does so no more; when they become dormant is counted anew.
//   writes   the provider, when anything differs
void recount_referrals(Context&, ReferringProviderId);

}  // namespace onward
