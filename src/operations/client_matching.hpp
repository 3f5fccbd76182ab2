// What matching reads of clients: records to compare, and who shares a stored key.
#pragma once

#include "onward/rules/matching.hpp"
#include "operations/context.hpp"

namespace onward {

// Folded and made comparable.
MatchRecord match_record(const ClientDetails&);

// Of clients that are there, in this order: what is compared, who registered them, nothing else.
std::vector<Client> comparable_clients(Context&, std::span<const std::int64_t> ids);

// Clients with a key of this record, each once. Who shares a key with more than match_key_rows_max
// cannot be told by it, so that it is passed over: two clients share a key both ways or not at all.
std::vector<std::int64_t> sharing_a_key(Context&, const MatchRecord&);

// The number of the newest client; 0 before the first.
std::int64_t last_client(Context&);

// Learned from the store's own clients, or the ones a store begins with. The prior is that of a
// pair drawn blindly.
MatchWeights weights_in_force(Context&);

}  // namespace onward
