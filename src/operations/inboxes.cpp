#include "operations/inboxes.hpp"

#include <algorithm>

#include "onward/rules/notification.hpp"

namespace onward {

namespace {

std::vector<InboxItem> unread_about(Tables& t, InboxMatter matter, std::int64_t id) {
  auto out = t.all<InboxItem>(by::inbox_matter, matter, id);
  std::erase_if(out, [](const InboxItem& item) { return item.state != InboxState::unread; });
  return out;
}

void mark_read(InboxItem& item, Instant now) {
  item.state = InboxState::read;
  item.erase_at = now + read_kept;
}

// What somebody chose to be told is for them alone, and so is what was given to them.
bool is_for_anybody(const InboxItem& item) {
  const auto& rule = rule_of(item.event);
  return rule.told != Told::when_chosen && !rule.to.has(Addressee::assignee);
}

}  // namespace

News news_of(InboxEvent event, NeedId need, ReferralId referral) {
  News out{.event = event, .need_id = need, .referral_id = referral};
  out.matter = referral ? InboxMatter::referral : InboxMatter::need;
  out.matter_id = referral ? referral.value : need.value;
  return out;
}

OrganizationId housekeeper(Tables& t) {
  return t.known<StoreIdentity>(Id<StoreTag>(1)).first_organization_id;
}

namespace {

bool may(Tables& t, const Membership& m, Permission permission) {
  if (!m.active) return false;
  const auto role = t.known_small<Role>(m.role_id);
  return std::ranges::find(role->permissions, permission) != role->permissions.end();
}

bool is_active(Tables& t, OrganizationId id) {
  const auto organization = t.small<Organization>(id);
  return organization && organization->active;
}

}  // namespace

bool works_for(Tables& t, StaffId staff, OrganizationId organization, Permission permission) {
  if (!staff || !is_active(t, organization)) return false;
  const auto membership = t.first<Membership>(by::membership_staff, staff, organization);
  return membership && may(t, *membership, permission);
}

bool anybody_works_at(Tables& t, OrganizationId id) {
  if (!is_active(t, id)) return false;
  bool found = false;
  t.scan<Membership>(
      by::membership_organization,
      [&](const Membership& m) { return !(found = may(t, m, Permission::referral_read)); }, id);
  return found;
}

void put_item(Tables& t, Instant at, OrganizationId organization, StaffId staff, const News& news) {
  if (rule_of(news.event).again)
    for (auto& item : unread_about(t, news.matter, news.matter_id))
      if (item.event == news.event && item.organization_id == organization &&
          item.staff_id == staff)
        t.erase(item);
  InboxItem item{.organization_id = organization,
                 .staff_id = staff,
                 .event = news.event,
                 .need_id = news.need_id,
                 .referral_id = news.referral_id,
                 .at = at,
                 .referring_provider_id = news.referring_provider_id,
                 .matter = news.matter,
                 .matter_id = news.matter_id};
  t.insert(item);
}

bool is_muted(Tables& t, OrganizationId organization, StaffId staff, const News& news) {
  if (rule_of(news.event).told != Told::unless_muted) return false;
  auto wishes = t.all<Subscription>(by::subscription_need, NeedId(), organization, staff);
  if (news.need_id)
    for (auto& wish : t.all<Subscription>(by::subscription_need, news.need_id, organization, staff))
      wishes.push_back(std::move(wish));
  return mutes(holding(wishes, news.need_id, news.referral_id), news.event);
}

void settle_items(Tables& t, Instant now, InboxMatter matter, std::int64_t id,
                  const std::vector<InboxEvent>& events, OrganizationId only) {
  if (events.empty()) return;
  for (auto& item : unread_about(t, matter, id)) {
    if (only && item.organization_id != only) continue;
    if (std::ranges::find(events, item.event) == events.end()) continue;
    mark_read(item, now);
    t.update(item);
  }
}

void move_items(Tables& t, InboxMatter matter, std::int64_t id, OrganizationId from,
                OrganizationId to) {
  for (auto& item : unread_about(t, matter, id)) {
    if (item.organization_id != from || !is_for_anybody(item)) continue;
    item.organization_id = to;
    item.staff_id = {};
    t.update(item);
  }
}

void hand_items_over(Tables& t, OrganizationId organization) {
  for (auto& item :
       t.all<InboxItem>(by::inbox_owner, organization, StaffId(), InboxState::unread)) {
    item.organization_id = housekeeper(t);
    t.update(item);
  }
}

void leave_items(Tables& t, OrganizationId organization, StaffId staff,
                 std::optional<Instant> closed_at) {
  for (auto& item : t.all<InboxItem>(by::inbox_owner, organization, staff, InboxState::unread)) {
    if (is_for_anybody(item))
      item.staff_id = {};
    else if (closed_at)
      mark_read(item, *closed_at);
    else
      continue;
    t.update(item);
  }
}

}  // namespace onward
