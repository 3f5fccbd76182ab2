// Services and locations.
#pragma once

#include "onward/operations/directory.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request, not_found (the organisation)
//   writes   the location
Result<Location> create_location(Context&, const CreateLocation&);

// Absent members stay; a place on the map is changed by both its numbers, or taken away.
//   refused  malformed_request, not_found (the location), locality_unknown
//   writes   the location, when it differs
Result<Location> update_location(Context&, const UpdateLocation&);

// The directory is open inside the network.
//   refused  not_found
Result<Location> get_location(Context&, const LocationRef&);
//   refused  malformed_request (limit), cursor_invalid, not_found (the organisation)
Result<LocationPage> list_locations(Context&, const ListLocations&);

// Places are counted from the moment at which their number is told.
//   refused  malformed_request, not_found (the organisation, issues, locations that are not its
//   own) writes   the service
Result<Service> create_service(Context&, const CreateService&);

// What stays the same is not written; a capacity that is told again is fresh again. Limits are
// taken away by members of their own. One age may be said alone, and goes with the one that stands.
//   refused  malformed_request, not_found (the service, issues, locations that are not its own),
//            locality_unknown, code_unknown (populations, attributes that did not stand)
//   writes   the service, when it differs
Result<Service> update_service(Context&, const UpdateService&);

// The directory is open inside the network.
//   refused  not_found
Result<Service> get_service(Context&, const ServiceRef&);
//   refused  malformed_request (limit), cursor_invalid, not_found (the organisation)
Result<ServicePage> list_services(Context&, const ListServices&);

}  // namespace onward
