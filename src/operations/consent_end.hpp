// What becomes of needs whose consent has ended.
#pragma once

#include "operations/context.hpp"

namespace onward {

// An open request is offered no more, and whoever has not yet acknowledged is asked no more.
// Whoever has is asked whether it ends, and all that is unfinished says since when nothing may be
// shared.
//   source   lifecycles A.8, consent; decisions/0029
void withdraw_for_consent(Context&, const Consent&);

// It ran out, or was taken back.
bool has_ended(Context&, const Consent&);

// Whether a referral whose timer is due learns by it that its consent has ended. Who has
// acknowledged learns it once, by the first timer after: who goes on is not asked again.
bool strikes(Context&, const Consent&, const Need&, const Referral& due);

}  // namespace onward
