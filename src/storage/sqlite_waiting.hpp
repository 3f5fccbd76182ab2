// A store in SQLite whose host is asked while it waits for other writers.
#pragma once

#include <functional>

#include "onward/storage.hpp"

namespace onward {

// `cancelled` ends the waiting with Cancelled. It is called by any thread that waits, and by none
// that holds anything of the store.
std::unique_ptr<Storage> open_sqlite(const SqliteOptions&, std::function<bool()> cancelled);

}  // namespace onward
