// What undoing a merge gives back of the details that were chosen for it.
#pragma once

#include "onward/model/client.hpp"

namespace onward {

// Each member that the choice changed is again what it was before, unless somebody changed it
// since: what happened after the merge stays.
ClientDetails details_without_choice(const ClientDetails& before, const ClientDetails& chosen,
                                     ClientDetails now);

}  // namespace onward
