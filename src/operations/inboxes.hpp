// Items of inboxes: put in, done with, and read by others when their reader is gone.
#pragma once

#include "onward/model/inbox.hpp"
#include "operations/tables.hpp"

namespace onward {

constexpr std::chrono::days read_kept{30};  // a month, to look something up again

// What an item says, whoever reads it.
struct News {
  InboxEvent event{};
  InboxMatter matter = InboxMatter::need;
  std::int64_t matter_id = 0;
  NeedId need_id{};
  ReferralId referral_id{};
  ReferringProviderId referring_provider_id{};
};
News news_of(InboxEvent, NeedId, ReferralId);  // of the referral; of the whole need when it is 0

// The organisation that runs the store: it keeps house, and hears what nobody else would.
OrganizationId housekeeper(Tables&);
// Whether a member of staff may do this for an organisation, which is active.
bool works_for(Tables&, StaffId, OrganizationId, Permission);
// Whether somebody can act there: it is active, and has staff who may read referrals.
bool anybody_works_at(Tables&, OrganizationId);

// For one member of staff, or 0 for everybody in the organisation.
void put_item(Tables&, Instant at, OrganizationId, StaffId, const News&);
// Whether they asked not to be told of it.
bool is_muted(Tables&, OrganizationId, StaffId, const News&);

// These events of the matter call for nothing any more: unread items are marked as read. With an
// organisation named, in its inboxes alone.
void settle_items(Tables&, Instant now, InboxMatter, std::int64_t id,
                  const std::vector<InboxEvent>&, OrganizationId only = {});
// The matter has another organisation on this side: what waits for the one before waits for it.
void move_items(Tables&, InboxMatter, std::int64_t id, OrganizationId from, OrganizationId to);
// Nobody works there any more: what waits for everybody there waits for whoever runs the store.
void hand_items_over(Tables&, OrganizationId);
// Somebody has left: what they were told, and had not read, is told to everybody there. When all
// have, what was for them alone is marked as read: nobody else would.
void leave_items(Tables&, OrganizationId, StaffId, std::optional<Instant> closed_at = {});

}  // namespace onward
