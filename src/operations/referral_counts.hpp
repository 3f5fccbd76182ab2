// How many leads came by a provider, and when: counted with the touches that say so.
#pragma once

#include "operations/context.hpp"

namespace onward {

// A touch that names a provider was kept. A lead whom they sent twice counts once; the times are
// of touches. Tick looks at how the relationship stands now.
//   writes   the provider
void count_referral(Context&, const Touchpoint&);

// A touch that named the provider does so no more, or is another lead's. Tick looks again.
//   writes   the provider, when anything differs
void recount_referrals(Context&, ReferringProviderId);

}  // namespace onward
