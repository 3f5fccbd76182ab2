#include "engine_inside.hpp"

#include "hash.hpp"
#include "journal_format.hpp"
#include "json.hpp"
#include "onward/operations/system.hpp"
#include "text.hpp"

namespace onward {

namespace {

using std::chrono::days;

constexpr auto idempotency_kept = days{35};  // design 2
constexpr std::size_t idempotency_key_bytes_max = 200;

bool is_denial(Reason r) { return r == Reason::not_found || r == Reason::permission_missing; }

// Who the session's actor is at this moment: membership, role, permissions.
Refused identify(Tables& tables, const SessionOptions& session, Subject& subject) {
  const auto invalid = [](const char* why) { return refuse(Reason::session_invalid, "", why); };
  const auto staff = tables.get<Staff>(session.staff_id);
  if (!staff || !staff->active) return invalid("no such active member of staff");
  const auto membership =
      tables.first<Membership>(by::membership_staff, session.staff_id, session.organization_id);
  if (!membership || !membership->active) return invalid("not a member of the organisation");
  const auto organization = tables.get<Organization>(session.organization_id);
  if (!organization) return invalid("no such organisation");
  if (!organization->active)
    return refuse(Reason::organization_inactive, "", "the session's organisation is not active");
  const auto role = tables.get<Role>(membership->role_id);
  const auto store = tables.get<StoreIdentity>(Id<StoreTag>(1));
  subject = {.staff_id = session.staff_id,
             .organization_id = session.organization_id,
             .permissions = role ? permission_bits(role->permissions) : 0,
             .runs_store = store && store->first_organization_id == session.organization_id};
  return std::nullopt;
}

std::string key_of(const SessionOptions& s, const Operation& op, std::string_view key) {
  return std::to_string(s.staff_id.value) + '/' + std::to_string(s.organization_id.value) + '/' +
         std::string(op.name) + '/' + std::string(key);
}

std::string digest_of(const Operation& op, const void* request) {
  std::string bytes;
  CellWriter cells(bytes);
  write(cells, op.request, request);
  return to_hex(sha256(std::as_bytes(std::span(bytes))));
}

Instant system_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

bool is_idempotency_key(std::string_view key) {
  return !key.empty() && key.size() <= idempotency_key_bytes_max && is_text(key);
}

Engine::Inside::Inside(std::unique_ptr<Storage> s, Host h)
    : storage(std::move(s)), host(std::move(h)) {
  if (!host.clock) host.clock = system_now;
  if (!host.random) host.random = onward::random_bytes;
  if (!host.cancelled) host.cancelled = [] { return false; };
  if (!host.progress) host.progress = [](auto, auto, auto) {};
  if (!host.key) host.key = [](auto, auto) { return false; };
  if (!host.parallel_for)
    host.parallel_for = [](std::size_t n, const std::function<void(std::size_t)>& body) {
      for (std::size_t i = 0; i < n; ++i) body(i);
    };
}

void Engine::Inside::random_bytes(std::span<std::byte> out) {
  if (pool_.size() < out.size()) {
    pool_.resize(4'096);
    host.random(pool_);
  }
  std::copy(pool_.end() - static_cast<std::ptrdiff_t>(out.size()), pool_.end(), out.begin());
  pool_.resize(pool_.size() - out.size());
}

Refused Engine::Inside::perform(Transaction& transaction, Journal* writer,
                                const SessionOptions& session, const Operation& op,
                                const void* request, void* response, std::string_view key) {
  const Instant now = writer ? writer->time(host.clock()) : host.clock();
  const auto random = [this](std::span<std::byte> out) { random_bytes(out); };
  Subject subject;
  Journal::Call call{.time = now, .operation = op.name};
  if (op.permission) {
    Tables looking(transaction, nullptr, call, random);
    if (auto refused = identify(looking, session, subject)) return refused;
    call.actor = subject.staff_id.value;
    call.organization = subject.organization_id.value;
  }
  Tables tables(transaction, writer, call, random);
  const auto deny = [&](Refusal refusal, std::vector<std::int64_t> ids) {
    if (writer && op.permission && is_denial(refusal.reason))
      tables.note({.kind = AuditKind::denied,
                   .reason = std::string(name_of(refusal.reason)),
                   .ids = std::move(ids)});
    return refusal;
  };
  if (op.permission && !subject.has(*op.permission))
    return deny(refuse(Reason::permission_missing, "", "the role lacks the permission",
                       {{"permission", std::string(name_of(*op.permission))}}),
                {});

  const auto nested = [&](const Operation& inner, const void* in, void* out) {
    return perform(transaction, writer, session, inner, in, out, {});
  };
  Context context{tables, subject, now, host, random, directory, op.permission, nested};

  std::optional<Idempotency> kept;
  std::string digest;
  if (!key.empty()) {
    digest = digest_of(op, request);
    kept = tables.first<Idempotency>(by::idempotency_key, key_of(session, op, key));
    if (kept && kept->digest != digest)
      return refuse(Reason::idempotency_key_reused, "/idempotency_key",
                    "the key was used with another request");
    if (kept) return op.again(context, kept->ids, response);
  }
  if (auto refused = op.run(context, request, response)) {
    if (tables.wrote()) throw std::logic_error("an operation refused after it wrote");
    return deny(*std::move(refused), {});
  }
  if (op.effect == Effect::audited_read) tables.note({.ids = op.ids(response)});
  if (!key.empty()) {
    Idempotency row{.key = key_of(session, op, key),
                    .digest = digest,
                    .ids = op.ids(response),
                    .expires_at = now + idempotency_kept};
    tables.insert(row);
  }
  return std::nullopt;
}

Refused Engine::Inside::read(const Session& session, const Operation& op, const void* request,
                             void* response) {
  Refused refused;
  {
    const auto transaction = storage->begin(Mode::read);
    refused = perform(*transaction, nullptr, session.options(), op, request, response, {});
  }
  if (!refused || !op.permission || !is_denial(refused->reason)) return refused;
  // A denial is journalled, so it is asked again where that can be done.
  return write([&](Transaction& t) {
    return perform(t, &journal, session.options(), op, request, response, {});
  });
}

// Each due item is committed by itself: a long night's work is never lost as a whole.
Refused Engine::Inside::tick(const Session& session, const Operation& op, const Tick& request,
                             Ticked& response) {
  Ticked one{.more = true};
  for (response = {}; one.more && response.done < request.limit; response.done += one.done) {
    if (host.cancelled()) throw Cancelled();
    const auto refused = write([&](Transaction& t) {
      return perform(t, &journal, session.options(), op, &request, &one, {});
    });
    if (refused) return refused;
  }
  response.more = one.more;
  return std::nullopt;
}

Refused Session::run(const Operation& op, const void* request, void* response,
                     const CallOptions& options) {
  auto& inside = *engine_->inside_;
  const auto key = options.idempotency_key;
  if (!key.empty() && !is_idempotency_key(key))
    return malformed({{"/idempotency_key", "expected a text of 1 to 200 bytes"}});
  if (op.name == system_::tick::name)
    return inside.tick(*this, op, *static_cast<const Tick*>(request),
                       *static_cast<Ticked*>(response));
  if (op.effect == Effect::reads) return inside.read(*this, op, request, response);
  return inside.write([&](Transaction& t) {
    return inside.perform(t, &inside.journal, options_, op, request, response, key);
  });
}

Engine::Engine(std::unique_ptr<Storage> storage, Host host)
    : inside_(std::make_unique<Inside>(std::move(storage), std::move(host))) {}
Engine::Engine(const Options& options, Host host)
    : Engine(options.store == ":memory:" ? open_memory() : open_sqlite({.path = options.store}),
             std::move(host)) {}
Engine::~Engine() = default;

Storage& Engine::storage() { return *inside_->storage; }

bool Engine::put_blob(std::string_view id, std::int64_t offset, std::span<const std::byte> bytes) {
  bool put = false;
  const auto refused = inside_->write([&](Transaction& t) -> Refused {
    put = t.put_blob(id, offset, bytes);
    return std::nullopt;
  });
  return put && !refused;
}
std::optional<std::int64_t> Engine::blob_size(std::string_view id) {
  return inside_->storage->begin(Mode::read)->blob_size(id);
}
std::size_t Engine::get_blob(std::string_view id, std::int64_t offset, std::span<std::byte> out) {
  return inside_->storage->begin(Mode::read)->read_blob(id, offset, out);
}

}  // namespace onward
