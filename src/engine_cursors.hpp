// A cursor goes on with the list that gave it: where anything but `limit` is asked otherwise, it
// would pass over rows, and is refused.
#pragma once

#include "operations/context.hpp"

namespace onward {

// Runs an operation. The cursor of its answer is bound to what was asked, and one that comes back
// is handed to the operation as it was; one that is bound to something else as no cursor at all,
// which the operation refuses where it looks at cursors.
Refused run_page(Context&, const Operation&, const void* request, void* response);

}  // namespace onward
