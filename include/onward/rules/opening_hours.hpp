// What a directory says of hours and costs, as a search asks it.
#pragma once

#include "onward/model/directory.hpp"

namespace onward {

// Whether it opens on one of the days, by the service's own hours, or else by the days on which its
// organisation works. Hours with dates count while they hold, and a day on which they say closed is
// closed whatever the weekly hours say.
bool opens_on(const Service&, const Organization&, std::span<const Weekday>, Date today);

// Known to cost nothing: a cost is told, and each is 0.
bool is_free(const Service&);

}  // namespace onward
