// Whether a row still is as whoever acts on it read it.
//
// Clocks are no news: they move with every note, message and reminder, and nobody has to look at a
// referral again for that. What else changed since is told (docs/decisions/0016).
#pragma once

#include "operations/context.hpp"

namespace onward {

//   refused  revision_changed at /revision
Refused refuse_changed(Context&, const Referral&, const std::optional<std::int64_t>& read);
Refused refuse_changed(Context&, const Need&, std::int64_t read);

}  // namespace onward
