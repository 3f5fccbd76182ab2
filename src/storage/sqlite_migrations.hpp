// The tables of a store, brought up to date step by step.
#pragma once

#include "storage/migrations.hpp"
#include "storage/sqlite_database.hpp"

namespace onward::storage {

inline std::int64_t newest_version() { return migrations().back().number; }

// In one transaction, up to this version. Throws for a store of a later version, and for one whose
// tables came of other texts than this library has: it would break in the midst of work.
void migrate(Database&, std::int64_t until = newest_version());

}  // namespace onward::storage
