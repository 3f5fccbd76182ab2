// Facts kept in the store between processes: pages of bytes, which are only ever a saving of time.
// What cannot be read, or was written by another library, is folded from the journal again.
#pragma once

#include "operations/facts_index.hpp"

namespace onward {

// Of which facts are made; the journal is asked for no others.
inline constexpr NounSet nouns_of_facts = set_of(
    Noun::need, Noun::referral, Noun::client, Noun::client_merge, Noun::lead, Noun::touchpoint,
    Noun::attribution, Noun::relationship_cost, Noun::referring_provider, Noun::referral_source);

// The kept facts, if they are of no more than `committed` entries and nobody was erased since;
// otherwise all stays empty.
void read_kept_facts(Transaction&, Facts&, FactsAsOf&, std::int64_t committed);
// Writes the pages that changed since `kept_entries` were kept; all, if that was rolled back.
void keep_facts(Transaction&, Facts&, const FactsAsOf&, std::int64_t kept_entries);

// Erases all pages when somebody was erased since they were kept; says whether it did.
bool drop_facts_of_erased(Transaction&);

}  // namespace onward
