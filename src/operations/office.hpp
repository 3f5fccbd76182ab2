// Where a provider of a practice's directory works, as an organisation of the network.
#pragma once

#include "operations/context.hpp"

namespace onward {

// The provider's office; it is made when there is none yet, and then the provider is written.
OrganizationId office_of(Context&, ReferringProvider&);
// After a change of the provider: their office has the name of the practice.
void rename_office(Context&, const ReferringProvider& before, const ReferringProvider& after);

}  // namespace onward
