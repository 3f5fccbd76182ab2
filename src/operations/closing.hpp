// An organisation is closed while others count on it.
#pragma once

#include "operations/context.hpp"

namespace onward {

// Whoever it has not answered is told no; whoever it works for hears at once that somebody must
// act; and what its own people have not read waits for whoever runs the store.
//   writes   its unfinished referrals, and their needs; unread items
//   source   docs/decisions/0029
void call_for_unfinished(Context&, OrganizationId closed);

// It is open again: who waits for it may choose it.
//   writes   needs of its unfinished referrals
void offer_again(Context&, OrganizationId opened);

}  // namespace onward
