// The directory's way out.
#pragma once

#include "onward/operations/directory_search.hpp"
#include "operations/row.hpp"

namespace onward {

// A slice of the directory as a list of HSDS 3.0 objects: organisations, then locations, then
// services, of what is active. The file is a blob of the session's organisation, of which an
// import reads the same again. The first slice begins the file anew. Each slice is of the
// directory as it is then. Nothing is journalled: no row changes.
//   refused  malformed_request, permission_missing (only administrators of the store),
//            cursor_invalid (also where the file is not as the cursor left it)
//   writes   the blob
//   source   docs/decisions/0019
Result<ExportedSlice> export_directory(Context&, const ExportDirectory&);

template <> struct Again<ExportedSlice> : KeptAnswer {};

}  // namespace onward
