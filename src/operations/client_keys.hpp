// Under which keys clients are found, and by whom: one row for each key of a client and each
// organisation that may see who they are.
//
// Whoever looks somebody up reads the rows of its own organisation. So a client it may not see
// takes no time, and stands in nobody's way, whatever keys they share (docs/decisions/0031).
#pragma once

#include "operations/context.hpp"

namespace onward {

// In place of the keys of the row before, for everybody who may see who the client is.
void write_match_keys(Tables&, const Client&, const Client* before);

// A need or a referral was written: who may see by it who the client is finds them from now on.
// Consent is looked at when somebody asks, as it ends by itself.
void let_find(Tables&, const Need* before, const Need& after);
void let_find(Tables&, const Referral* before, const Referral& after);

// Clients with a key that the active organisation may see, or might once; for administrators of the
// store all. A client may come twice. Until `each` answers false.
void clients_found(Context&, const std::string& key, FunctionRef<bool(ClientId)> each);
// The same of everybody's clients, for those who compare them all.
void all_clients_found(Context&, const std::string& key, FunctionRef<bool(ClientId)> each);

}  // namespace onward
