// What one entry of a directory says of a provider and the other entry of the same person does not.
//   source   docs/decisions/0025
#pragma once

#include <span>

#include "onward/model/referring_provider.hpp"

namespace onward {

// Whoever stays takes over what they do not say themselves, which is what stands at its default: so
// a number is not lost, and "no reports" holds in whichever entry it was said. An address is taken
// over whole or not at all, and their field and the portal are not. Answers the names of what was.
std::vector<std::string> take_over_details(ReferringProviderDetails& stays,
                                           const ReferringProviderDetails& goes);

// What was taken over goes back, unless somebody changed it since.
void give_back_details(ReferringProviderDetails& stays, const ReferringProviderDetails& goes,
                       std::span<const std::string> taken_over);

}  // namespace onward
