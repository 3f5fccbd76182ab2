// Inboxes: reading them, and what one wants to find there.
#pragma once

#include "onward/operations/inbox.hpp"
#include "operations/row.hpp"

namespace onward {

// One's own wish in the place of the one before: for a referral, a need, or all needs one sends.
//   refused  malformed_request (events), not_found (need, referral)
//   writes   the subscription, when it differs
Result<Subscription> subscribe(Context&, const Subscribe&);
// The wish that holds there, narrower ones first; without an id when there is none.
//   refused  not_found (need, referral)
Result<Subscription> subscription_held(Context&, const SubscriptionRef&);

//   refused  malformed_request, cursor_invalid
Result<InboxPage> list_inbox(Context&, const ListInbox&);
// What is read stays for 30 days. Answers what is still unread.
//   refused  malformed_request, not_found
//   writes   the items that were unread
Result<InboxCounts> mark_read(Context&, const MarkRead&);
Result<InboxCounts> count_inbox(Context&, const Empty&);

template <> struct Again<InboxCounts> {
  static std::vector<std::int64_t> ids(const InboxCounts&) { return {}; }
  static std::optional<InboxCounts> load(Context&, std::span<const std::int64_t>);
};

}  // namespace onward
