// Directories of others, read into the store slice by slice.
#pragma once

#include "onward/operations/directory.hpp"
#include "operations/row.hpp"

namespace onward {

// Begins an import, or goes on with one: reads so many records, writes what is new or differs, and
// reports every record or cell that could not be used. What a slice did stays, whatever becomes of
// the next one. The last slices deactivate rows of the feed that are absent, if all of it was read.
// Each byte is read once, as long as one engine runs the slices of one import after the other.
// A row that stays the same is not written. New organisations take the importing one's time zone.
//   refused  malformed_request, permission_missing (only administrators of the store), not_found,
//            import_finished, blob_missing, import_unreadable; import_changed where a file is
//            another than the slices before have read
//   writes   the import, its problems; organisations, locations, services, issues
//   source   docs/decisions/0004
Result<Import> import_directory(Context&, const ImportDirectory&);

//   refused  permission_missing (only administrators of the store), malformed_request (limit),
//            cursor_invalid
Result<ImportPage> list_imports(Context&, const ListImports&);

//   refused  permission_missing (only administrators of the store), not_found, cursor_invalid
Result<ImportProblems> import_problems(Context&, const ImportRef&);

}  // namespace onward
