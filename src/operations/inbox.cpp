#include "operations/inbox.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/rules/notification.hpp"
#include "operations/columns.hpp"
#include "operations/inboxes.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"

namespace onward {

namespace {

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

StaffId owner_of(const Context& c, InboxOf inbox) {
  return inbox == InboxOf::own ? c.subject.staff_id : StaffId();
}

std::vector<Subscription> wishes_of(Context& c, InboxOf inbox, NeedId need_id) {
  return c.tables.all<Subscription>(by::subscription_need, need_id, c.subject.organization_id,
                                    owner_of(c, inbox));
}

Refused shape_of(const Subscribe& in) {
  Shape shape;
  shape.no_repeats(in.events, "/events");
  for (std::size_t i = 0; i < in.events.size(); ++i) {
    const auto told = rule_of(in.events[i]).told;
    shape.require(told == Told::when_chosen, Shape::at("/events", i),
                  "is told in any case, and cannot be chosen");
    shape.require(in.inbox == InboxOf::own, Shape::at("/events", i),
                  "is chosen by people, each for themselves");
  }
  shape.no_repeats(in.muted, "/muted");
  for (std::size_t i = 0; i < in.muted.size(); ++i)
    shape.require(rule_of(in.muted[i]).told == Told::unless_muted, Shape::at("/muted", i),
                  "cannot be muted");
  return std::move(shape).refused();
}

// Where the store is run, everybody's inbox holds what is for its administrators alone: that they
// are called, and what is said in the place of an organisation where nobody works.
bool reads_all(const Context& c) { return !c.subject.runs_store || sees_all(c.subject); }

// Whether the need is to be handed over to the active organisation, which does not see it before.
bool is_offered(Context& c, NeedId need) {
  const auto transfers = c.tables.all<Transfer>(by::transfer_need, need);
  return std::ranges::find(transfers, c.subject.organization_id, &Transfer::to_id) !=
         transfers.end();
}

bool may_read(Context& c, const InboxItem& item) {
  if (item.organization_id != c.subject.organization_id) return false;
  if (item.staff_id) return item.staff_id == c.subject.staff_id;
  if (reads_all(c)) return true;
  if (rule_of(item.event).to.has(Addressee::administrators)) return false;
  if (item.event == InboxEvent::transfer_requested && is_offered(c, item.need_id)) return true;
  return !item.need_id || seen(c, item.need_id);
}

std::int64_t unread(Context& c, InboxOf inbox) {
  const std::array<Cell, 3> prefix{Cell(c.subject.organization_id.value),
                                   Cell(owner_of(c, inbox).value),
                                   Tables::cell(InboxState::unread)};
  constexpr Columns id_alone = 1;
  constexpr Columns judged =
      columns<InboxItem>({"id", "organization_id", "staff_id", "event", "need_id"});
  std::vector<InboxItem> items;
  c.tables.transaction().scan(
      {.index = &by::inbox_owner, .prefix = prefix, .limit = unread_counted_max},
      reads_all(c) ? id_alone : judged, [&](const void* row) {
        items.push_back(*static_cast<const InboxItem*>(row));
        return true;
      });
  if (reads_all(c)) return std::ssize(items);
  return std::ranges::count_if(items, [&](const InboxItem& item) { return may_read(c, item); });
}

}  // namespace

Result<Subscription> subscribe(Context& c, const Subscribe& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto need = need_of(c, in.need_id, in.referral_id);
  if (!need) return need.refusal();
  constexpr auto changes_organization = Permission::referral_manage_providers;
  if (in.inbox == InboxOf::organization && !c.subject.has(changes_organization))
    return permission_missing(changes_organization, "/inbox");
  Subscription row{.organization_id = c.subject.organization_id,
                   .staff_id = owner_of(c, in.inbox),
                   .need_id = need.value(),
                   .referral_id = in.referral_id};
  for (auto& kept : wishes_of(c, in.inbox, need.value()))
    if (kept.referral_id == in.referral_id) row = kept;
  const Subscription before = row;
  row.events = in.events;
  row.muted = in.muted;
  if (!row.id)
    c.tables.insert(row);
  else if (differs(before, row))
    c.tables.update(row);
  return row;
}

Result<Subscription> subscription_held(Context& c, const SubscriptionRef& in) {
  const auto need = need_of(c, in.need_id, in.referral_id);
  if (!need) return need.refusal();
  auto wishes = wishes_of(c, in.inbox, {});
  if (need.value())
    for (auto& s : wishes_of(c, in.inbox, need.value())) wishes.push_back(std::move(s));
  const auto* holds = holding(wishes, need.value(), in.referral_id);
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
    if (!may_read(c, item)) return false;
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
    if (!item || !may_read(c, *item)) return not_found(Shape::at("/item_ids", i));
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
  return may_read(c, row) ? Withheld(0) : std::nullopt;
}

}  // namespace onward
