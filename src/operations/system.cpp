#include "operations/system.hpp"

#include <algorithm>

#include "hash.hpp"
#include "json.hpp"
#include "operations/shape.hpp"
#include "text.hpp"

namespace onward {

namespace {

using P = Permission;

struct FirstRole {
  std::string_view name;
  std::vector<Permission> permissions;
};

// docs/decisions/0007-first-roles.md; the first of them is given to whoever creates the store.
std::vector<FirstRole> first_roles() {
  return {
      {"administrator",
       {P::referral_read, P::referral_create, P::referral_update, P::referral_manage_providers,
        P::referral_analytics, P::referral_send_letters, P::referral_admin, P::referral_configure}},
      {"coordinator",
       {P::referral_read, P::referral_create, P::referral_update, P::referral_manage_providers,
        P::referral_analytics, P::referral_send_letters}},
      {"caseworker", {P::referral_read, P::referral_create, P::referral_update}},
      {"analyst", {P::referral_read, P::referral_analytics}}};
}

// RFC 9562, version 4.
std::string random_uuid(Context& c) {
  std::array<std::byte, 16> bytes{};
  c.random(bytes);
  bytes[6] = (bytes[6] & std::byte{0x0f}) | std::byte{0x40};
  bytes[8] = (bytes[8] & std::byte{0x3f}) | std::byte{0x80};
  std::string out = to_hex(bytes);
  for (const std::size_t dash : {8U, 13U, 18U, 23U}) out.insert(dash, 1, '-');
  return out;
}

std::string random_key(Context& c) {
  std::array<std::byte, 16> bytes{};
  c.random(bytes);
  return to_hex(bytes);
}

StoreIdentity told(StoreIdentity store) {
  store.reference_key.clear();
  return store;
}

constexpr std::size_t batch_answer_bytes_max = std::size_t{8} << 20;

// The refusal of one call, as the batch's: paths lead into the batch.
Refusal within_batch(Refusal refusal, std::int64_t call, const std::string& at) {
  refusal.path = at + refusal.path;
  for (auto& problem : refusal.problems) problem.path = at + problem.path;
  refusal.facts.insert(refusal.facts.begin(), {"call", call});
  return refusal;
}

Refusal too_much(std::int64_t call) {
  return refuse(Reason::answer_too_large, "/calls/" + std::to_string(call),
                "the answers up to this call are too large together",
                {{"call", call}, {"limit_bytes", std::int64_t{batch_answer_bytes_max}}});
}

// The answer is written into `json`, which keeps its memory from call to call, before it is kept.
Refused run_call(Context& c, const Operation* op, const BatchCall& call, std::int64_t n,
                 std::string& json, Json& response) {
  const std::string at = "/calls/" + std::to_string(n);
  if (!op || op->name == system_::batch::name || op->name == system_::tick::name)
    return refuse(Reason::unknown_operation, at + "/operation",
                  "no operation that a batch can hold has this name",
                  {{"call", n}, {"operation", std::string(shortened(call.operation, 100))}});
  Refused refused;
  op->frame([&](void* request, void* answer) {
    auto read = read_json(call.request.text, op->request, request);
    if (!read) {
      refused = within_batch(read.refusal(), n, at + "/request");
    } else if (auto no = c.perform(*op, static_cast<std::size_t>(n), request, answer)) {
      no->facts.insert(no->facts.begin(), {"reason", std::string(name_of(no->reason))});
      no->reason = Reason::batch_refused;
      refused = within_batch(*std::move(no), n, at + "/request");
    } else {
      json.clear();
      JsonWriter w(json);
      write(w, op->response, answer);
      response.text = json;
    }
  });
  return refused;
}

}  // namespace

Result<StoreCreated> create_store(Context& c, const CreateStore& in) {
  Shape shape;
  shape.named(in.network, "/network");
  shape.named(in.organization, "/organization");
  shape.zone(in.time_zone, "/time_zone");
  shape.named(in.login, "/login");
  shape.named(in.name, "/name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (c.tables.get<StoreIdentity>(Id<StoreTag>(1)))
    return refuse(Reason::store_not_empty, "", "the store has its first organisation");

  StoreCreated out;
  out.organization = {.name = in.organization, .time_zone = in.time_zone};
  c.tables.insert(out.organization);
  out.store = {.uuid = random_uuid(c),
               .name = in.network,
               .first_organization_id = out.organization.id,
               .created_at = c.now,
               .reference_key = random_key(c)};
  c.tables.insert(out.store);
  for (auto& role : first_roles()) {
    out.roles.push_back({.name = std::string(role.name), .permissions = role.permissions});
    c.tables.insert(out.roles.back());
  }
  out.staff = {.login = in.login, .name = in.name, .login_key = login_key(in.login)};
  c.tables.insert(out.staff);
  Membership membership{.staff_id = out.staff.id,
                        .organization_id = out.organization.id,
                        .role_id = out.roles.front().id};
  c.tables.insert(membership);
  out.store = told(std::move(out.store));
  return out;
}

Result<StoreStatus> store_status(Context& c, const Empty&) {
  StoreStatus out{.version = ONWARD_VERSION, .journal_size = c.tables.transaction().head().size};
  if (const auto store = c.tables.get<StoreIdentity>(Id<StoreTag>(1))) {
    out.uuid = store->uuid;
    out.network = store->name;
  }
  return out;
}

Result<BatchDone> run_batch(Context& c, const Batch& in) {
  BatchDone out;
  out.responses.resize(in.calls.size());
  bool wrote = false;
  std::string json;
  std::size_t answered_bytes = 0;
  for (std::size_t i = 0; i < in.calls.size(); ++i) {
    const Operation* op = find_operation(in.calls[i].operation);
    const auto n = static_cast<std::int64_t>(i);
    auto refused = run_call(c, op, in.calls[i], n, json, out.responses[i]);
    const bool is_done = !refused;
    answered_bytes += out.responses[i].text.size();
    if (!refused && answered_bytes > batch_answer_bytes_max) refused = too_much(n);
    wrote = wrote || (op && op->effect != Effect::reads && is_done);
    if (refused && wrote) throw RefusedAfterWriting{*std::move(refused)};
    if (refused) return *std::move(refused);
  }
  return out;
}

std::optional<StoreCreated> Again<StoreCreated>::load(Context& c,
                                                      std::span<const std::int64_t> ids) {
  if (ids.size() != 2) return std::nullopt;
  auto store = c.tables.get<StoreIdentity>(Id<StoreTag>(1));
  auto organization = c.tables.get<Organization>(OrganizationId(ids[0]));
  auto staff = c.tables.get<Staff>(StaffId(ids[1]));
  if (!store || !organization || !staff) return std::nullopt;
  auto roles = c.tables.all<Role>(by::role_name);
  std::ranges::sort(roles, {}, &Role::id);  // as they were made
  return StoreCreated{.store = told(*std::move(store)),
                      .organization = *std::move(organization),
                      .staff = *std::move(staff),
                      .roles = std::move(roles)};
}

}  // namespace onward
