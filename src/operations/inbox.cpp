#include "operations/inbox.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/rules/notification.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"

namespace onward {

namespace {

constexpr std::chrono::days read_kept{30};  // a month, to look something up again
constexpr std::int64_t unread_counted_max = 1'000;

// The need that a wish is for, whether it was named or its referral; 0 for all.
Result<NeedId> need_of(Context& c, NeedId need_id, ReferralId referral_id) {
  if (referral_id) {
    const auto referral = visible_referral(c, referral_id, involved, "/referral_id");
    if (!referral) return referral.refusal();
    if (need_id && need_id != referral.value().need_id) return not_found("/need_id");
    return referral.value().need_id;
  }
  if (need_id)
    if (const auto need = visible_need(c, need_id, involved, "/need_id"); !need)
      return need.refusal();
  return need_id;
}

std::vector<Subscription> own_subscriptions(Context& c, NeedId need_id) {
  return c.tables.all<Subscription>(by::subscription_need, need_id, c.subject.organization_id,
                                    c.subject.staff_id);
}

StaffId owner_of(const Context& c, InboxOf inbox) {
  return inbox == InboxOf::own ? c.subject.staff_id : StaffId();
}

std::int64_t unread(Context& c, InboxOf inbox) {
  const std::array<Cell, 3> prefix{Cell(c.subject.organization_id.value),
                                   Cell(owner_of(c, inbox).value),
                                   Tables::cell(InboxState::unread)};
  constexpr Columns id_alone = 1;
  std::int64_t out = 0;
  c.tables.transaction().scan(
      {.index = &by::inbox_owner, .prefix = prefix, .limit = unread_counted_max}, id_alone,
      [&](const void*) {
        ++out;
        return true;
      });
  return out;
}

}  // namespace

Result<Subscription> subscribe(Context& c, const Subscribe& in) {
  Shape shape;
  shape.no_repeats(in.events, "/events");
  for (std::size_t i = 0; i < in.events.size(); ++i)
    shape.require(addressee_of(in.events[i]) == Addressee::subscribers, Shape::at("/events", i),
                  "is always told, and cannot be chosen");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto need = need_of(c, in.need_id, in.referral_id);
  if (!need) return need.refusal();
  Subscription row{.organization_id = c.subject.organization_id,
                   .staff_id = c.subject.staff_id,
                   .need_id = need.value(),
                   .referral_id = in.referral_id};
  for (auto& kept : own_subscriptions(c, need.value()))
    if (kept.referral_id == in.referral_id) row = kept;
  const Subscription before = row;
  row.events = in.events;
  if (!row.id)
    c.tables.insert(row);
  else if (differs(before, row))
    c.tables.update(row);
  return row;
}

Result<Subscription> subscription_held(Context& c, const SubscriptionRef& in) {
  const auto need = need_of(c, in.need_id, in.referral_id);
  if (!need) return need.refusal();
  auto own = own_subscriptions(c, {});
  if (need.value())
    for (auto& s : own_subscriptions(c, need.value())) own.push_back(std::move(s));
  const auto* holds = holding(own, need.value(), in.referral_id);
  return holds ? *holds : Subscription{};
}

Result<InboxPage> list_inbox(Context& c, const ListInbox& in) {
  Paging::List list{
      .name = "inbox.list",
      .index = &by::inbox_owner,
      .prefix = {Cell(c.subject.organization_id.value), Cell(owner_of(c, in.inbox).value)},
      .direction = Direction::down};
  if (in.unread_only) list.prefix.push_back(Tables::cell(InboxState::unread));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  InboxPage out;
  out.cursor = paging.value().page<InboxItem>(c.tables, [&](InboxItem& item) {
    out.items.push_back(std::move(item));
    return true;
  });
  return out;
}

Result<InboxCounts> mark_read(Context& c, const MarkRead& in) {
  Shape shape;
  shape.no_repeats(in.item_ids, "/item_ids");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  std::vector<InboxItem> items;
  for (std::size_t i = 0; i < in.item_ids.size(); ++i) {
    auto item = c.tables.get<InboxItem>(in.item_ids[i]);
    if (!item || item->organization_id != c.subject.organization_id ||
        (item->staff_id && item->staff_id != c.subject.staff_id))
      return not_found(Shape::at("/item_ids", i));
    if (item->state == InboxState::unread) items.push_back(*std::move(item));
  }
  for (auto& item : items) {
    item.state = InboxState::read;
    item.read_by = c.subject.staff_id;
    item.erase_at = c.now + read_kept;
    c.tables.update(item);
  }
  return count_inbox(c, {});
}

Result<InboxCounts> count_inbox(Context& c, const Empty&) {
  return InboxCounts{.own_unread = unread(c, InboxOf::own),
                     .organization_unread = unread(c, InboxOf::organization)};
}

std::optional<InboxCounts> Again<InboxCounts>::load(Context& c, std::span<const std::int64_t>) {
  return count_inbox(c, {}).value();
}

Withheld withheld(Context& c, const Subscription& row) {
  const bool is_own =
      row.organization_id == c.subject.organization_id && row.staff_id == c.subject.staff_id;
  return is_own ? Withheld(0) : std::nullopt;
}
Withheld withheld(Context& c, const InboxItem& row) {
  const bool is_own = row.organization_id == c.subject.organization_id &&
                      (!row.staff_id || row.staff_id == c.subject.staff_id);
  return is_own ? Withheld(0) : std::nullopt;
}

}  // namespace onward
