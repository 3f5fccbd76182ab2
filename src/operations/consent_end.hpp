// What becomes of needs whose consent has ended.
#pragma once

#include "operations/context.hpp"

namespace onward {

// An open request is offered no more, and whoever has not yet acknowledged is asked no more. When
// the client took the consent back, whoever has acknowledged is asked whether it ends, and all that
// is unfinished says since when nothing may be shared.
//   source   lifecycles A.8, consent; decisions/0029
void withdraw_for_consent(Context&, const Consent&);

}  // namespace onward
