// The journal: its entries and whether it is intact, for administrators of the store; and proofs,
// which tell nothing but hashes, for everybody.
#pragma once

#include "onward/operations/history.hpp"
#include "operations/row.hpp"

namespace onward {

// Entries in the order of their numbers, with the open members of the rows they wrote.
//   refused  malformed_request (from, limit), permission_missing; in this order
Result<JournalPage> list_journal(Context&, const ListJournal&);

// Reads all of history and says what does not fit; nothing is written. Throws Cancelled.
//   refused  permission_missing
Result<JournalVerified> verify_journal(Context&, const VerifyJournal&);
JournalVerified verify_history(Transaction&, const Host&, bool deep);

// Hashes with which a stranger who knows a root can check that an entry is in the tree, or that
// the tree goes on from a smaller one.
//   refused  malformed_request (neither or both, ranges), checkpoint_unknown; in this order
Result<JournalProof> prove_journal(Context&, const ProveJournal&);

// What partners keep: the size and the root, signed when the host has a key.
Result<Checkpoint> journal_checkpoint(Context&, const Empty&);

}  // namespace onward
