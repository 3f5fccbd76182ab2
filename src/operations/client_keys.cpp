#include "operations/client_keys.hpp"

#include <algorithm>
#include <map>

#include "onward/rules/disclosure.hpp"
#include "onward/rules/match_keys.hpp"
#include "operations/client_matching.hpp"
#include "operations/columns.hpp"

namespace onward {

namespace {

using Keys = std::vector<std::string>;  // in order

Keys keys_of(const Client& client) { return match_keys(match_record(client.details)); }

// Whether the referral tells its receiver who the client is, if the consent does not forbid it.
bool shows_identity(Tables& t, const Referral& r) {
  const auto shown = [&](DisclosureBefore before) {
    return disclosed(r.phase, all_classes, before).has(DataClass::identity);
  };
  const bool at_least = shown(DisclosureBefore::minimal), at_most = shown(DisclosureBefore::full);
  if (at_least == at_most) return at_least;
  return shown(t.known<Need>(r.need_id).policy.disclosure_before_acknowledge);
}

void add_key(Tables& t, const std::string& key, ClientId client, OrganizationId whom) {
  ClientKey row{.key = key, .client_id = client, .organization_id = whom};
  t.insert(row);
}

// Those that are not there.
void add_keys(Tables& t, const Keys& keys, ClientId client, OrganizationId whom) {
  for (const auto& key : keys)
    if (!t.first<ClientKey>(by::client_key, key, whom, client)) add_key(t, key, client, whom);
}

void find_from_now_on(Tables& t, ClientId id, OrganizationId whom) {
  const auto client = t.known<Client>(id);
  if (client.registered_by != whom) add_keys(t, keys_of(client), id, whom);
}

// Who is to find a client, and who may have rows from before and is not.
std::map<OrganizationId, bool> finders(Tables& t, const Client& client) {
  std::map<OrganizationId, bool> out{{client.registered_by, true}};
  for (const auto& need : t.all<Need>(by::need_client, client.id)) {
    out[need.sender_id] = true;
    out.try_emplace(need.transferred_from, false);
    for (const auto& r : t.all<Referral>(by::referral_need, need.id))
      out[r.receiver_id] |= shows_identity(t, r);
  }
  return out;
}

void each_row(Context& c, std::span<const Cell> prefix, FunctionRef<bool(ClientId)> each) {
  Scan scan{.index = &by::client_key, .prefix = prefix};
  for (Position after;;) {
    bool goes_on = true;
    const auto end =
        c.tables.transaction().scan(scan, columns<ClientKey>({"client_id"}), [&](const void* row) {
          return goes_on = each(static_cast<const ClientKey*>(row)->client_id);
        });
    if (!goes_on || end.exhausted) return;
    after = end.last;
    scan.after = &after;
  }
}

}  // namespace

void write_match_keys(Tables& t, const Client& client, const Client* before) {
  const Keys keys = keys_of(client);
  if (!before)
    for (const auto& key : keys) add_key(t, key, client.id, client.registered_by);
  if (!before) return;
  const Keys old = keys_of(*before);
  if (keys == old) return;
  for (const auto& [whom, finds] : finders(t, client)) {
    for (const auto& key : old)
      if (!finds || !std::ranges::binary_search(keys, key))
        if (const auto row = t.first<ClientKey>(by::client_key, key, whom, client.id))
          t.erase(*row);
    if (finds) add_keys(t, keys, client.id, whom);
  }
}

void let_find(Tables& t, const Need* before, const Need& after) {
  if (!before || before->sender_id != after.sender_id)
    find_from_now_on(t, after.client_id, after.sender_id);
}

void let_find(Tables& t, const Referral* before, const Referral& after) {
  if (before && before->phase == after.phase) return;
  if (shows_identity(t, after)) find_from_now_on(t, after.client_id, after.receiver_id);
}

void clients_found(Context& c, const std::string& key, FunctionRef<bool(ClientId)> each) {
  if (sees_all(c.subject)) return all_clients_found(c, key, each);
  const std::array<Cell, 2> prefix{Cell(key), Cell(c.subject.organization_id.value)};
  each_row(c, prefix, each);
}

void all_clients_found(Context& c, const std::string& key, FunctionRef<bool(ClientId)> each) {
  const std::array<Cell, 1> prefix{Cell(key)};
  each_row(c, prefix, each);
}

}  // namespace onward
