// The whole configuration of a network, out and in as one document.
#pragma once

#include "onward/operations/configuration.hpp"
#include "operations/row.hpp"

namespace onward {

// In the order of names and codes, without ids and revisions: the same settings are the same bytes.
// Of organisations those that have policies of their own, and no more than it takes to begin one.
//   refused  permission_missing (only the store's first organisation), name_taken (two
//            organisations of one name, one of them with a policy), answer_too_large (what
//            could not be taken in again)
Result<Configuration> export_configuration(Context&, const Empty&);

// Adds what is new and changes what differs, all or nothing; what the document does not name stays
// as it is. An organisation that stands keeps its days; one that does not is added with referrals
// paused.
//   refused  malformed_request, permission_missing (only administrators of the store), code_unknown
//            (a category), name_taken (several organisations of a name), not_found (what is named
//            and neither stands nor comes along), what configuration_forms.hpp says of
//            questionnaires, malformed_request (one's own role); in this order
//   writes   whatever of it differs
Result<SettingsImported> import_configuration(Context&, const Configuration&);

}  // namespace onward
