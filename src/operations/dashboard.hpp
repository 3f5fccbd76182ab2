// How much there is to do, from counter rows alone; and what nobody would notice.
#pragma once

#include "onward/operations/dashboard.hpp"
#include "operations/row.hpp"

namespace onward {

// Costs a look at the counters, whatever the store holds.
//   refused  permission_missing (the whole store, without being its administrator)
Result<DashboardCounts> count_dashboard(Context&, const CountDashboard&);

// Looks at 500 rows for a page; administrators of the store alone.
//   refused  malformed_request, cursor_invalid, permission_missing
Result<StuckPage> list_stuck(Context&, const ListStuck&);

}  // namespace onward
