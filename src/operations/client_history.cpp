// What a client was after each change, from the journal.
#include "journal_format.hpp"
#include "onward/rules/directory_feed.hpp"
#include "operations/access_grounds.hpp"
#include "operations/clients.hpp"
#include "operations/paging.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// How a cursor says where a history goes on: after an entry.
constexpr Index history_order{Noun::client, "client_history", {&rows<Client>[0]}, 1, false};
static_assert(rows<Client>[0].name == "id");

// Only what the active organisation is shown of the client now.
void withhold(ClientChange& change, DataClasses shown) {
  withhold(change.client.details, shown);
  const auto classes = classes_of_details();
  std::erase_if(change.changed, [&](const std::string& name) {
    for (std::size_t i = 0; i < classes.size(); ++i)
      if (rows<ClientDetails>[i].name == name) return !shown.has(classes[i]);
    return false;
  });
}

ClientChange change_of(const Entry& e, const Client& before) {
  ClientChange out{.sequence = e.sequence,
                   .at = e.time,
                   .organization_id = e.organization,
                   .staff_id = e.actor,
                   .operation = e.operation,
                   .erased = e.personal.empty()};
  read_cells(info(Noun::client), e.format, e.open, personal_cells(e), &out.client);
  for (const auto name : changed_members(before, out.client)) out.changed.emplace_back(name);
  return out;
}

}  // namespace

Result<ClientHistory> client_history(Context& c, const ListClientHistory& in) {
  const auto paging = Paging::from(
      {.name = "client.history", .index = &history_order, .prefix = {Cell(in.client_id.value)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  const auto& after = paging.value().after();
  const auto limit = static_cast<std::size_t>(paging.value().limit());
  // Receivers are not told of each other.
  const bool is_named = names_registrant(c, client.value());
  const auto is_told = [&](OrganizationId who) {
    return sees_all(c.subject) || who == c.subject.organization_id ||
           (is_named && who == client.value().registered_by);
  };
  const auto shown = classes_shown(c, client.value());
  ClientHistory out;
  Client before;
  c.tables.transaction().history(Noun::client, in.client_id.value, [&](const Entry& e) {
    auto change = change_of(e, before);
    before = change.client;
    if (after && e.sequence <= after->id) return true;
    if (!is_told(change.organization_id)) change.organization_id = {}, change.staff_id = {};
    if (!is_named) change.client.registered_by = {};
    if (out.changes.size() == limit) {
      out.cursor = paging.value().cursor_at({{}, out.changes.back().sequence});
      return false;
    }
    withhold(change, shown);
    out.changes.push_back(std::move(change));
    return true;
  });
  return out;
}

std::vector<std::int64_t> Again<ClientHistory>::ids(const ClientHistory& history) {
  if (history.changes.empty()) return {};
  return {history.changes.front().client.id.value};
}

}  // namespace onward
