// Puts into inboxes and the outbox what a write means to people.
#pragma once

#include "onward/model/inbox.hpp"
#include "operations/tables.hpp"

namespace onward {

// An item for everybody in an organisation; for whoever runs the store, where nobody works.
void tell_organization(Tables&, Instant at, OrganizationId, InboxEvent, NeedId, ReferralId);

// The same of a referring provider, for everybody in the practice.
void tell_of_provider(Tables&, Instant at, InboxEvent, const ReferringProvider&);

// News that nobody takes for three days is old, and an hour is enough to say it.
constexpr std::chrono::hours outbox_queued{72}, outbox_taken{1};

// The item as it is when its client permits what is best now; given up, and the organisation told,
// when they permit nothing.
void choose_channel(OutboxItem&, const Client&, Instant now);
// Ends the item without success.
void give_up(OutboxItem&, OutboxFailure, Instant now);
// Counts a failure: waits for another try, or gives up.
void count_failure(OutboxItem&, OutboxFailure, Instant now);
// Writes the item, and tells the organisation when it was given up, unless nobody need say it.
void update_outbox(Tables&, OutboxItem&, Instant now);

}  // namespace onward
