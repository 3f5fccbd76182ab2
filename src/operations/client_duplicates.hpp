// Who is in the store twice, for administrators.
#pragma once

#include "onward/operations/duplicates.hpp"
#include "operations/row.hpp"

namespace onward {

// Looks at so many clients, by number, and answers the clusters whose smallest number is among
// them: who may be one person, and why, pair by pair. Clients that an administrator called
// different are never together. Nothing is merged by it, and nothing is written when a client is
// registered: a new one with a hidden client's NHS number is found here, by administrators alone.
//   refused  permission_missing (only administrators of the store), malformed_request (limit),
//            cursor_invalid, not_found; in this order
//   source   lifecycles A.7; docs/decisions/0010 and 0021
Result<ClientClusters> find_duplicates(Context&, const FindDuplicates&);

template <> struct Again<ClientClusters> {
  static std::vector<std::int64_t> ids(const ClientClusters&);
};

}  // namespace onward
