#include "operations/outbox.hpp"

#include "json.hpp"
#include "onward/rules/notification.hpp"
#include "operations/access_grounds.hpp"
#include "operations/notices.hpp"
#include "operations/paging.hpp"

namespace onward {

namespace {

// An item of the active organisation in the phase that an act wants.
Result<OutboxItem> item_in(Context& c, OutboxItemId id, OutboxPhase phase) {
  auto item = c.tables.get<OutboxItem>(id);
  if (!item || item->organization_id != c.subject.organization_id) return not_found("/item_id");
  if (item->phase != phase)
    return refuse(Reason::phase_forbids, "/item_id", "the item is in another phase",
                  {{"phase", std::string(name_of(item->phase))}});
  return *std::move(item);
}

// Of the need and the referral as they are now.
bool is_so_still(Context& c, const OutboxItem& item) {
  const auto need = c.tables.known<Need>(item.need_id);
  if (!item.referral_id) return holds_still(item.news, need, nullptr);
  const auto referral = c.tables.known<Referral>(item.referral_id);
  return holds_still(item.news, need, &referral);
}

// What was true when it was queued may be so no more, or another organisation's to say.
void choose(Context& c, OutboxItem& item) {
  const auto client = c.tables.known<Client>(item.client_id);
  if (!is_so_still(c, item))
    give_up(item, OutboxFailure::outdated, c.now);
  else if (!may_reach(c, client, item.organization_id))
    give_up(item, OutboxFailure::no_channel, c.now);
  else
    choose_channel(item, client, c.now);
}

OutboxTaken with_address(Context& c, OutboxItem item) {
  OutboxTaken out{.item = std::move(item)};
  if (out.item.phase != OutboxPhase::taken) return out;
  const auto client = c.tables.known<Client>(out.item.client_id).details;
  out.name = client.preferred_name.empty() ? client.given_name : client.preferred_name;
  out.address = address_of(client, out.item.channel);
  out.language = client.language;
  return out;
}

}  // namespace

Result<OutboxPage> list_outbox(Context& c, const ListOutbox& in) {
  Paging::List list{.name = "outbox.list",
                    .index = &by::outbox_organization,
                    .prefix = {Cell(c.subject.organization_id.value)}};
  if (in.phase) list.prefix.push_back(Tables::cell(*in.phase));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  OutboxPage out;
  out.cursor = paging.value().page<OutboxItem>(c.tables, [&](OutboxItem& item) {
    out.items.push_back(std::move(item));
    return true;
  });
  return out;
}

Result<OutboxTaken> take_outbox(Context& c, const OutboxItemRef& in) {
  auto found = item_in(c, in.item_id, OutboxPhase::queued);
  if (!found) return found.refusal();
  OutboxItem& item = found.value();
  item.phase = OutboxPhase::taken;
  item.due_at = c.now + outbox_taken;
  choose(c, item);
  update_outbox(c.tables, item, c.now);
  return with_address(c, std::move(item));
}

Result<OutboxItem> outbox_done(Context& c, const OutboxItemRef& in) {
  auto item = item_in(c, in.item_id, OutboxPhase::taken);
  if (!item) return item.refusal();
  item.value().phase = OutboxPhase::done;
  item.value().due_at = never;
  item.value().finished_at = c.now;
  update_outbox(c.tables, item.value(), c.now);
  return item;
}

Result<OutboxItem> outbox_failed(Context& c, const FailOutboxItem& in) {
  const bool is_hosts =
      in.failure >= OutboxFailure::unreachable && in.failure <= OutboxFailure::host_failed;
  if (!is_hosts) return malformed({{"/failure", "is not the host's to say"}});
  auto item = item_in(c, in.item_id, OutboxPhase::taken);
  if (!item) return item.refusal();
  count_failure(item.value(), in.failure, c.now);
  update_outbox(c.tables, item.value(), c.now);
  return item;
}

void do_due(Context& c, OutboxItem item) {
  if (item.phase == OutboxPhase::taken) {
    count_failure(item, OutboxFailure::no_word, c.now);
  } else if (item.phase == OutboxPhase::queued) {
    give_up(item, is_so_still(c, item) ? OutboxFailure::no_word : OutboxFailure::outdated, c.now);
  } else {
    item.phase = OutboxPhase::queued;
    item.organization_id = c.tables.known<Need>(item.need_id).sender_id;  // it may have changed
    item.due_at = c.now + outbox_queued;
  }
  update_outbox(c.tables, item, c.now);
}

std::optional<OutboxTaken> Again<OutboxTaken>::load(Context& c, std::span<const std::int64_t> ids) {
  auto item = c.tables.get<OutboxItem>(OutboxItemId(ids.empty() ? 0 : ids[0]));
  if (!item || item->organization_id != c.subject.organization_id) return std::nullopt;
  if (!seen(c, item->client_id)) return std::nullopt;
  return with_address(c, *std::move(item));
}

}  // namespace onward
