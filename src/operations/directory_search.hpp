// The search over the directory.
#pragma once

#include "onward/operations/directory_search.hpp"
#include "operations/row.hpp"

namespace onward {

// What is offered now, by active organisations. Upper and lower case, and marks on letters, make
// no difference; areas and languages of which nothing is known differ: no area is everywhere, no
// language is none. A distance, a cost or a wait that is unknown is not near, free or short.
// In the order of organisations a page is read from the index; another order, and counts, read the
// directory once for each page, and hold one page.
//   refused  malformed_request, cursor_invalid, not_found (the issue), locality_unknown
Result<DirectoryPage> search_directory(Context&, const SearchDirectory&);

}  // namespace onward
