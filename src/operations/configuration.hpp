// The whole configuration of a network, out and in as one document.
#pragma once

#include "onward/operations/configuration.hpp"
#include "operations/row.hpp"

namespace onward {

// In the order of names and codes, without ids and revisions: the same settings are the same bytes.
// An organisation's own policy is its own, and no part of it.
//   refused  permission_missing (only the store's first organisation)
Result<Configuration> export_configuration(Context&, const Empty&);

// Adds what is new and changes what differs, all or nothing; what the document does not name stays
// as it is. A role that stands is never changed (decisions/0007).
//   refused  malformed_request, permission_missing (only administrators of the store), not_found
//            (an issue that a policy names), name_taken (a role that allows something else)
//   writes   whatever of it differs
Result<SettingsImported> import_configuration(Context&, const Configuration&);

}  // namespace onward
