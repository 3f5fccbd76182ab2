// Whether a consent covers what is about to be shared.
#pragma once

#include "onward/model/client.hpp"
#include "onward/result.hpp"

namespace onward {

// Nothing when data on `issue` may be shared with `receiver` on `day`; a receiver of 0 asks
// whether anybody may be told.
//   refused  consent_withdrawn, consent_expired, consent_out_of_scope; in this order
//   source   lifecycles A.8, consent
std::optional<Reason> consent_forbids(const Consent&, IssueId issue, OrganizationId receiver,
                                      Date day);

}  // namespace onward
