// Whether a store is whole, for whoever has its file.
#pragma once

#include "onward/host.hpp"
#include "onward/operations/history.hpp"
#include "onward/storage.hpp"

namespace onward {

// What journal.verify answers with `deep`. It asks for no session, and so answers where the rows
// that say who may are damaged. Throws Cancelled when the host says so.
JournalVerified verify(Storage&, const Host& = {});

}  // namespace onward
