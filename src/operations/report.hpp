// Figures that are read from counter rows alone: they cost the same for ten needs and ten million.
#pragma once

#include "onward/operations/history.hpp"
#include "operations/row.hpp"

namespace onward {

// Needs and referrals of the active organisation by phase, reason and outcome; or of all.
//   refused  permission_missing at /whole_store
Result<Summary> summarize(Context&, const Summarize&);

}  // namespace onward
