#include "operations/client_merging.hpp"

#include <algorithm>

#include "journal_format.hpp"
#include "json.hpp"
#include "lists.hpp"
#include "onward/rules/client_merging.hpp"
#include "operations/access_grounds.hpp"
#include "operations/client_keys.hpp"
#include "operations/clients.hpp"
#include "operations/codes.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"
#include "operations/touchpoints.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t linked_max = 10;

// Who was merged into whom, and back again.
std::vector<ClientMerge> merges_about(Context& c, ClientId id) {
  auto out = c.tables.all<ClientMerge>(by::client_merge_client, id);
  for (auto& merge : c.tables.all<ClientMerge>(by::client_merge_survivor, id)) out.push_back(merge);
  return out;
}

Refusal merged_away(const ClientMerge& merge, std::string path) {
  return refuse(Reason::client_merged, std::move(path), "the client was merged into another one",
                {{"survivor_id", merge.survivor_id.value}});
}

Result<Client> standing(Context& c, ClientId id, std::string path) {
  auto client = c.tables.get<Client>(id);
  if (!client) return not_found(std::move(path));
  if (const auto merge = standing_merge(c, id)) return merged_away(*merge, std::move(path));
  return *std::move(client);
}

bool is_said(Context& c, ClientId one, ClientId other, ClientLinkKind kind) {
  for (const auto record : records_of_person(c, other))
    for (auto& told : links_of(c, one))
      if (told.other == record && told.kind == kind) return true;
  return false;
}

// Whether a lead of one of them came by the other, as a practice noted it: merged, they would have
// sent themselves.
bool has_sent(Context& c, ClientId sender, ClientId other) {
  const auto senders = records_of_person(c, sender);
  const auto is_sender = [&](const Touchpoint& touch) {
    return std::ranges::find(senders, touch.referring_client_id) != senders.end();
  };
  for (const auto record : records_of_person(c, other))
    for (auto& lead : c.tables.all<Lead>(by::lead_client, record))
      if (std::ranges::any_of(standing_touches(c, lead.id), is_sender)) return true;
  return false;
}

Refusal contradicts(std::string path) {
  return refuse(Reason::link_contradicts, std::move(path), "the opposite was said of them");
}

Refused shape_of(const LinkClients& in) {
  Shape shape;
  shape.require(in.clients.size() >= 2 && in.clients.size() <= linked_max, "/clients",
                "expected 2 to 10 clients");
  shape.no_repeats(in.clients, "/clients");
  return std::move(shape).refused();
}

// What was said of a pair, or is taken back, gives way to what is said now.
ClientLink linked(Context& c, ClientId one, ClientId other, const LinkClients& in) {
  const auto [first, second] = std::minmax(one, other);
  auto row = c.tables.first<ClientLink>(by::client_link_first, first, second)
                 .value_or(ClientLink{.first_id = first, .second_id = second});
  if (row.id && !row.ended_at) return row;
  row.kind = in.kind;
  row.organization_id = c.subject.organization_id;
  row.staff_id = c.subject.staff_id;
  row.linked_at = c.now;
  row.note = in.note;
  row.ended_at = std::nullopt;
  if (row.id)
    c.tables.update(row);
  else
    c.tables.insert(row);
  return row;
}

Result<Client> mergeable(Context& c, const MergeClients& in) {
  auto survivor = standing(c, in.survivor_id, "/survivor_id");
  if (!survivor) return survivor.refusal();
  if (const auto gone = standing(c, in.client_id, "/client_id"); !gone) return gone.refusal();
  if (is_said(c, in.survivor_id, in.client_id, ClientLinkKind::different))
    return contradicts("/client_id");
  if (has_sent(c, in.survivor_id, in.client_id) || has_sent(c, in.client_id, in.survivor_id))
    return refuse(Reason::link_contradicts, "/client_id",
                  "one of them is noted as having sent the other, and nobody sends themselves; the "
                  "practice corrects that touch first");
  const auto revision = survivor.value().revision;
  if (in.revision != revision)
    return refuse(Reason::revision_changed, "/revision", "the survivor has changed",
                  {{"revision", revision}});
  return survivor;
}

// Whether anything differed.
bool put_details(Context& c, Client& client, ClientDetails details) {
  const Client before = client;
  client.details = std::move(details);
  if (!differs(before, client)) return false;
  c.tables.update(client);
  write_match_keys(c.tables, client, &before);
  return true;
}

// The client as one revision had it; nothing when what was personal then has been erased.
std::optional<Client> at_revision(Context& c, ClientId id, std::int64_t revision) {
  std::optional<Client> out;
  c.tables.transaction().history(Noun::client, id.value, [&](const Entry& e) {
    Client client;
    if (e.personal.empty()) return true;
    read_cells(info(Noun::client), e.format, e.open, personal_cells(e), &client);
    if (client.revision == revision) out = std::move(client);
    return !out;
  });
  return out;
}

// What was chosen for the merge is taken back, as far as nobody changed it since.
void take_choice_back(Context& c, const ClientMerge& merge, Client& survivor) {
  if (merge.details_revision == 0) return;
  const auto chosen = at_revision(c, merge.survivor_id, merge.details_revision);
  const auto before = at_revision(c, merge.survivor_id, merge.details_revision - 1);
  if (chosen && before)
    put_details(c, survivor,
                details_without_choice(before->details, chosen->details, survivor.details));
}

DataClasses shown_of(Context& c, ClientId id) {
  return classes_shown(c, c.tables.known<Client>(id));
}

// By name: of a client who is shown without, a merge would tell it.
bool is_known(Context& c, ClientId id) { return shown_of(c, id).has(DataClass::identity); }

}  // namespace

std::optional<ClientMerge> standing_merge(Context& c, ClientId id) {
  std::optional<ClientMerge> out;
  c.tables.scan<ClientMerge>(
      by::client_merge_client,
      [&](const ClientMerge& merge) {
        if (!merge.undone_at) out = merge;
        return !out;
      },
      id);
  return out;
}

ClientId shown_as(Context& c, ClientId id) {
  auto merge = standing_merge(c, id);
  if (!merge) return id;
  const auto shown = shown_of(c, id);
  if (!shown.has(DataClass::identity)) return id;
  ClientId out = id;
  for (; merge; merge = standing_merge(c, merge->survivor_id)) {
    const auto less = shown.bits & ~shown_of(c, merge->survivor_id).bits;
    if ((less & all_classes.bits) == 0) out = merge->survivor_id;
  }
  return out;
}

Result<Client> standing_client(Context& c, ClientId id, std::string path) {
  auto client = known_client(c, id, path);
  if (!client) return client;
  if (const auto shown = shown_as(c, id); shown != id)
    return merged_away({.survivor_id = shown}, std::move(path));
  return client;
}

std::vector<ClientId> records_of_person(Context& c, ClientId id, Merges which) {
  std::vector<ClientId> out{id};
  for (std::size_t i = 0; i < out.size(); ++i)
    for (auto& merge : merges_about(c, out[i])) {
      if (merge.undone_at && which == Merges::standing) continue;
      for (const auto other : {merge.client_id, merge.survivor_id})
        if (std::ranges::find(out, other) == out.end()) out.push_back(other);
    }
  std::ranges::sort(out);
  return out;
}

std::vector<ClientId> visible_records(Context& c, ClientId id) {
  auto out = records_of_person(c, id);
  if (out.size() == 1) return out;
  if (!is_known(c, id)) return {id};
  std::erase_if(out, [&](ClientId record) { return record != id && !is_known(c, record); });
  return out;
}

std::vector<LinkTold> links_of(Context& c, ClientId id) {
  std::vector<LinkTold> out;
  const auto add = [&](const ClientLink& link, ClientId other) {
    if (!link.ended_at) out.push_back({other, link.kind});
    return true;
  };
  for (const auto record : records_of_person(c, id)) {
    c.tables.scan<ClientLink>(
        by::client_link_first, [&](const ClientLink& l) { return add(l, l.second_id); }, record);
    c.tables.scan<ClientLink>(
        by::client_link_second, [&](const ClientLink& l) { return add(l, l.first_id); }, record);
  }
  return out;
}

Result<ClientLinks> link_clients(Context& c, const LinkClients& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  for (std::size_t i = 0; i < in.clients.size(); ++i)
    if (const auto found = standing(c, in.clients[i], Shape::at("/clients", i)); !found)
      return found.refusal();
  const auto opposite =
      in.kind == ClientLinkKind::same ? ClientLinkKind::different : ClientLinkKind::same;
  for (std::size_t b = 0; b < in.clients.size(); ++b)
    for (std::size_t a = 0; a < b; ++a)
      if (is_said(c, in.clients[a], in.clients[b], opposite))
        return contradicts(Shape::at("/clients", b));
  ClientLinks out;
  for (std::size_t b = 0; b < in.clients.size(); ++b)
    for (std::size_t a = 0; a < b; ++a)
      out.links.push_back(linked(c, in.clients[a], in.clients[b], in));
  return out;
}

Result<ClientLink> unlink_clients(Context& c, const ClientLinkRef& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  auto link = c.tables.get<ClientLink>(in.link_id);
  if (!link || link->ended_at) return not_found("/link_id");
  link->ended_at = c.now;
  c.tables.update(*link);
  return *std::move(link);
}

Result<ClientMerged> merge_clients(Context& c, const MergeClients& in) {
  if (in.survivor_id == in.client_id) return malformed({{"/client_id", "is the survivor"}});
  auto details = in.details;
  if (details)
    if (auto refused = complete(c, *details)) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  auto found = mergeable(c, in);
  if (!found) return found.refusal();
  if (details)
    if (auto refused = unknown_facts(c, *details, "/details", &found.value().details))
      return *std::move(refused);
  ClientMerged out{.survivor = std::move(found.value())};
  const bool is_changed = details && put_details(c, out.survivor, *std::move(details));
  out.merge = {.client_id = in.client_id,
               .survivor_id = in.survivor_id,
               .details_revision = is_changed ? out.survivor.revision : 0,
               .organization_id = c.subject.organization_id,
               .staff_id = c.subject.staff_id,
               .merged_at = c.now,
               .note = in.note};
  c.tables.insert(out.merge);
  return out;
}

Result<ClientMerged> unmerge_client(Context& c, const ClientRef& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto merge = standing_merge(c, in.client_id);
  if (!merge) return not_found("/client_id");
  ClientMerged out{*merge, c.tables.known<Client>(merge->survivor_id)};
  take_choice_back(c, out.merge, out.survivor);
  out.merge.undone_at = c.now;
  c.tables.update(out.merge);
  return out;
}

Result<ClientLinksAndMerges> client_links(Context& c, const ClientRef& in) {
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  if (!c.tables.get<Client>(in.client_id)) return not_found("/client_id");
  ClientLinksAndMerges out{.client_id = in.client_id, .merges = merges_about(c, in.client_id)};
  out.links = c.tables.all<ClientLink>(by::client_link_first, in.client_id);
  for (auto& link : c.tables.all<ClientLink>(by::client_link_second, in.client_id))
    out.links.push_back(std::move(link));
  std::ranges::sort(out.links, {}, &ClientLink::id);
  std::ranges::sort(out.merges, {}, &ClientMerge::id);
  return out;
}

std::optional<ClientLink> seen(Context& c, ClientLinkId id) {
  return sees_all(c.subject) ? c.tables.get<ClientLink>(id) : std::nullopt;
}

std::vector<std::int64_t> Again<ClientLinks>::ids(const ClientLinks& links) {
  std::vector<std::int64_t> out;
  for (auto& link : links.links) out.push_back(link.id.value);
  return out;
}

std::optional<ClientLinks> Again<ClientLinks>::load(Context& c, std::span<const std::int64_t> ids) {
  ClientLinks out;
  for (const auto id : ids)
    if (auto link = seen(c, ClientLinkId(id))) out.links.push_back(*std::move(link));
  return out.links.empty() ? std::nullopt : std::optional(std::move(out));
}

std::optional<ClientMerged> Again<ClientMerged>::load(Context& c,
                                                      std::span<const std::int64_t> ids) {
  if (ids.empty() || !sees_all(c.subject)) return std::nullopt;
  auto merge = c.tables.get<ClientMerge>(ClientMergeId(ids[0]));
  if (!merge) return std::nullopt;
  return ClientMerged{*merge, c.tables.known<Client>(merge->survivor_id)};
}

Withheld withheld(Context& c, const ClientLink&) { return withheld_unless(c, Relation::none); }
Withheld withheld(Context& c, const ClientMerge&) { return withheld_unless(c, Relation::none); }

}  // namespace onward
