// Services and locations, and the search over them.
#pragma once

#include "onward/operations/directory.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request, not_found (the organisation)
//   writes   the location
Result<Location> create_location(Context&, const CreateLocation&);

// Places are counted from the moment at which their number is told.
//   refused  malformed_request, not_found (the organisation, issues, locations that are not its
//   own) writes   the service
Result<Service> create_service(Context&, const CreateService&);

// What stays the same is not written; a capacity that is told again is fresh again.
//   refused  malformed_request, not_found (the service, issues)
//   writes   the service, when it differs
Result<Service> update_service(Context&, const UpdateService&);

// The directory is open inside the network.
//   refused  not_found
Result<Service> get_service(Context&, const ServiceRef&);

// What is offered now, by active organisations. Upper and lower case, and marks on letters, make
// no difference; areas and languages of which nothing is known differ: no area is everywhere, no
// language is none.
//   refused  malformed_request, cursor_invalid, not_found (the issue)
Result<DirectoryPage> search_directory(Context&, const SearchDirectory&);

}  // namespace onward
