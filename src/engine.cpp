#include "engine_inside.hpp"

#include <unistd.h>

#include "engine_cursors.hpp"
#include "hash.hpp"
#include "journal_format.hpp"
#include "json.hpp"
#include "onward/operations/system.hpp"
#include "operations/tick.hpp"
#include "storage/sqlite_waiting.hpp"
#include "text.hpp"

namespace onward {

namespace {

using std::chrono::days;

constexpr auto idempotency_kept = days{35};  // design 2
constexpr std::size_t idempotency_key_bytes_max = 200;
constexpr std::size_t kept_answer_bytes_max = std::size_t{64} << 20;

bool is_denial(Reason r) { return r == Reason::not_found || r == Reason::permission_missing; }

// Calls of a batch have keys of their own, which no host can name.
std::string key_of(const SessionOptions& s, const Operation& op, std::string_view key,
                   bool is_in_batch) {
  return (is_in_batch ? "batch/" : "") + std::to_string(s.staff_id.value) + '/' +
         std::to_string(s.organization_id.value) + '/' + std::string(op.name) + '/' +
         std::string(key);
}

std::string digest_of(const Operation& op, const void* request) {
  std::string bytes;
  CellWriter cells(bytes);
  write(cells, op.request, request);
  return to_hex(sha256(std::as_bytes(std::span(bytes))));
}

// Passes over requests within the request, which are held to their limits when they are read.
class CellsOfShape final : public CellWriter {
 public:
  using CellWriter::CellWriter;
  void json(std::string_view) override { null(); }
};

std::vector<Problem> problems_of(const Operation& op, const void* request) {
  std::string cells;
  CellsOfShape writer(cells);
  write(writer, op.request, request);
  std::vector<Problem> problems;
  op.frame([&](void* copy, void*) {
    CellReader reader(cells);
    onward::read(reader, op.request, copy, {}, problems);
  });
  return problems;
}

// Questions of analysis can be long: they are answered where they hold up nobody who writes.
bool analyses(const Operation& op) {
  return op.effect == Effect::audited_read && op.permission == Permission::referral_analytics;
}

// What the request names, for the record of a denial.
std::vector<std::int64_t> ids_named(const Operation& op, const void* request) {
  std::vector<std::int64_t> ids;
  for (auto& row : op.request) {
    const bool is_id = row.name.ends_with("_id") && row.type->cell == Type::Cell::integer;
    if (!is_id || row.type->nullable) continue;
    const auto id = *static_cast<const std::int64_t*>(row.at(const_cast<void*>(request)));
    if (id > 0) ids.push_back(id);
  }
  return ids;
}

struct DeniedCall {
  std::size_t call = 0;
  std::string reason{};
};

// The call of a batch that was denied, if it was refused for that.
std::optional<DeniedCall> denied_in_batch(const Refusal& refusal) {
  if (refusal.reason != Reason::batch_refused) return std::nullopt;
  DeniedCall out{};
  for (auto& fact : refusal.facts) {
    if (fact.name == "call")
      out.call = static_cast<std::size_t>(std::get<std::int64_t>(fact.value));
    if (fact.name == "reason") out.reason = std::get<std::string>(fact.value);
  }
  const auto reason = named<Reason>(out.reason);
  return reason && is_denial(*reason) ? std::optional(std::move(out)) : std::nullopt;
}

// Whatever is counted from it, such as a due time, ends before the year 9999 does.
constexpr Instant clock_end{std::chrono::sys_days{std::chrono::year{9900} / 1 / 1}};
// Longer than any store in use is left alone, shorter than clocks err that have lost their battery.
constexpr auto clock_jump_max = days{400};

Refused answer_kept(const Operation& op, const Idempotency& row, void* response) {
  if (read_json(row.answer, op.response, response, {.bytes = kept_answer_bytes_max})) return {};
  throw StorageError("damaged store: the answer that an idempotency key keeps is none");
}

Host with(const Options& options, Host host) {
  host.clock_may_jump = host.clock_may_jump || options.clock_may_jump;
  return host;
}

Instant system_now() {
  return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now());
}

}  // namespace

Refusal lacking(Permission permission) {
  return refuse(Reason::permission_missing, "", "the role lacks the permission",
                {{"permission", std::string(name_of(permission))}});
}

bool is_idempotency_key(std::string_view key) {
  return !key.empty() && key.size() <= idempotency_key_bytes_max && is_text(key);
}

// Membership, role and permissions, as they are at this moment.
Result<Subject> Engine::Inside::subject_of(Transaction& transaction, const SessionOptions& session,
                                           SmallRows small) {
  Tables tables(transaction, nullptr, {}, [](std::span<std::byte>) {}, small);
  const auto invalid = [](const char* why) { return refuse(Reason::session_invalid, "", why); };
  const auto staff = tables.small<Staff>(session.staff_id);
  if (!staff || !staff->active) return invalid("no such active member of staff");
  const auto membership =
      tables.first<Membership>(by::membership_staff, session.staff_id, session.organization_id);
  if (!membership || !membership->active) return invalid("not a member of the organisation");
  const auto organization = tables.small<Organization>(session.organization_id);
  if (!organization) return invalid("no such organisation");
  if (!organization->active)
    return refuse(Reason::organization_inactive, "", "the session's organisation is not active");
  const auto role = tables.small<Role>(membership->role_id);
  const auto store = tables.small<StoreIdentity>(Id<StoreTag>(1));
  return Subject{.staff_id = session.staff_id,
                 .organization_id = session.organization_id,
                 .permissions = role ? permission_bits(role->permissions) : 0,
                 .runs_store = store && store->first_organization_id == session.organization_id};
}

// Who calls again and again in a writing transaction is looked up once, until a row that says who
// may do what is written.
Result<Subject> Engine::Inside::acting(Transaction& transaction, const SessionOptions& session,
                                       SmallRows small) {
  const bool is_known = acting_ && !small_were_written_ && acting_->staff_id == session.staff_id &&
                        acting_->organization_id == session.organization_id;
  if (is_known) return *acting_;
  auto found = subject_of(transaction, session, small);
  if (found) acting_ = found.value();
  return found;
}

Host with_defaults(Host host) {
  if (!host.clock) host.clock = system_now;
  if (!host.random) host.random = onward::random_bytes;
  if (!host.cancelled) host.cancelled = [] { return false; };
  if (!host.progress) host.progress = [](auto, auto, auto) {};
  if (!host.key) host.key = [](auto, auto) { return false; };
  if (!host.locality_of) host.locality_of = [](auto, auto) { return std::string(); };
  if (!host.parallel_for)
    host.parallel_for = [](std::size_t n, const std::function<void(std::size_t)>& body) {
      for (std::size_t i = 0; i < n; ++i) body(i);
    };
  return host;
}

Engine::Inside::Inside(std::unique_ptr<Storage> s, Host h)
    : storage(std::move(s)), host(with_defaults(std::move(h))), process_(getpid()) {}

// A wrong time would stand in the journal for good, and everything that is due by it would be done.
Instant Engine::Inside::now(const JournalHead& head) const {
  const Instant at = host.clock();
  if (at < Instant{} || at >= clock_end)
    throw std::range_error("the host's clock is outside the years 1970 to 9899");
  const auto ahead = at - head.last_time;
  if (head.size > 0 && ahead > clock_jump_max && !host.clock_may_jump)
    throw std::range_error(
        "the host's clock is " + std::to_string(std::chrono::floor<days>(ahead).count()) +
        " days ahead of the journal's last entry; if it is right, open the store "
        "with clock_may_jump");
  return std::max(at, head.last_time);
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
                                const void* request, void* response, std::string_view key,
                                Gathered& gathered, Place place, TickRound* round) {
  const bool is_in_batch = place == Place::in_batch;
  const Instant now = this->now(writer ? writer->head() : transaction.head());
  const auto random = [this](std::span<std::byte> out) { random_bytes(out); };
  const SmallRows small = writer ? SmallRows{&small_rows, begun_at_, &small_were_written_}
                                 : SmallRows{&small_rows, transaction.head().size, nullptr};
  Subject subject;
  Journal::Call call{.time = now, .operation = op.name};
  if (op.permission) {
    auto found =
        writer ? acting(transaction, session, small) : subject_of(transaction, session, small);
    if (!found) return found.refusal();
    subject = found.value();
    call.actor = subject.staff_id.value;
    call.organization = subject.organization_id.value;
  }
  Tables tables(transaction, writer, call, random, small);
  const auto deny = [&](Refusal refusal) {
    if (writer && op.permission && is_denial(refusal.reason) && !is_in_batch)
      tables.note({.kind = AuditKind::denied,
                   .reason = std::string(name_of(refusal.reason)),
                   .ids = ids_named(op, request),
                   .purpose = session.purpose});
    return refusal;
  };
  if (op.permission && !subject.has(*op.permission)) return deny(lacking(*op.permission));

  const auto nested = [&](const Operation& inner, std::size_t number, const void* in, void* out) {
    std::string inner_key;
    if (!key.empty() && takes_key(inner))
      inner_key = std::string(key) + '/' + std::to_string(number);
    return perform(transaction, writer, session, inner, in, out, inner_key, gathered,
                   Place::in_batch);
  };
  Context context{tables,    subject,        now,           host,  random,
                  directory, gathered.facts, op.permission, nested};
  context.round = round;

  std::optional<Idempotency> kept;
  std::string digest;
  if (!key.empty()) {
    digest = digest_of(op, request);
    kept = tables.first<Idempotency>(by::idempotency_key, key_of(session, op, key, is_in_batch));
    if (kept && kept->digest != digest)
      return refuse(Reason::idempotency_key_reused, "/idempotency_key",
                    "the key was used with another request");
    if (kept && op.again) return op.again(context, kept->ids, response);
    if (kept && op.keeps_answer) return answer_kept(op, *kept, response);
  }
  if (auto refused = run_page(context, op, request, response)) {
    if (tables.wrote()) throw std::logic_error("an operation refused after it wrote");
    return deny(*std::move(refused));
  }
  if (op.effect == Effect::audited_read) {
    Audit audit{.ids = op.ids(response), .purpose = session.purpose};
    if (writer)
      tables.note(audit);
    else
      gathered.looks.push_back({op.name, std::move(audit)});
  }
  if (!key.empty() && !kept) {
    Idempotency row{.key = key_of(session, op, key, is_in_batch),
                    .digest = digest,
                    .ids = op.ids(response),
                    .expires_at = now + idempotency_kept};
    if (op.keeps_answer) {
      JsonWriter w(row.answer);
      onward::write(w, op.response, response);
    }
    tables.insert(row);
  }
  return std::nullopt;
}

Refused Engine::Inside::perform(Transaction& transaction, const SessionOptions& session,
                                const Operation& op, const void* request, void* response,
                                std::string_view key, TickRound* round) {
  Gathered gathered{FactsIndex(facts)};
  return perform(transaction, &journal, session, op, request, response, key, gathered, Place::alone,
                 round);
}

void Engine::Inside::note(Transaction& transaction, const SessionOptions& session,
                          std::string_view operation, const Audit& audit) {
  const Journal::Call call{.time = now(journal.head()),
                           .actor = session.staff_id.value,
                           .organization = session.organization_id.value,
                           .operation = operation};
  Tables tables(transaction, &journal, call,
                [this](std::span<std::byte> out) { random_bytes(out); });
  tables.note(audit);
}

Refusal Engine::Inside::denied(Transaction& transaction, const SessionOptions& session,
                               std::string_view operation, Refusal refusal) {
  note(transaction, session, operation,
       {.kind = AuditKind::denied,
        .reason = std::string(name_of(refusal.reason)),
        .purpose = session.purpose});
  return refusal;
}

// Of one moment. When others have asked of a later one meanwhile, it is asked again.
Refused Engine::Inside::answer_reading(const Session& session, const Operation& op,
                                       const void* request, void* response,
                                       std::vector<Look>& looks) {
  for (std::int64_t seen = -1;;) {
    const auto transaction = storage->begin(Mode::read);
    const auto entries = transaction->head().size;
    try {
      Gathered gathered{FactsIndex(facts)};
      auto refused =
          perform(*transaction, nullptr, session.options(), op, request, response, {}, gathered);
      looks = std::move(gathered.looks);
      return refused;
    } catch (const FactsAreAhead&) {
      if (host.cancelled()) throw Cancelled();
      // Whoever is ahead has seen what the next transaction sees.
      if (entries <= seen) throw StorageError("the journal is shorter than it was");
      seen = entries;
    }
  }
}

// Who looked stands in the journal before they see anything, if they may still look.
Refused Engine::Inside::enter(Transaction& transaction, const SessionOptions& session,
                              const Operation& op, std::span<const Look> looks) {
  const auto subject = acting(transaction, session, {&small_rows, begun_at_, &small_were_written_});
  if (!subject) return subject.refusal();
  if (!subject.value().has(*op.permission))
    return denied(transaction, session, op.name, lacking(*op.permission));
  for (auto& look : looks) note(transaction, session, look.operation, look.audit);
  return std::nullopt;
}

Refused Engine::Inside::read(const Session& session, const Operation& op, const void* request,
                             void* response) {
  std::vector<Look> looks;
  auto refused = answer_reading(session, op, request, response, looks);
  // A denial is journalled, so it is asked again where that can be done.
  if (refused && op.permission && is_denial(refused->reason))
    return write(session, op, request, response, {});
  if (refused || looks.empty()) return refused;
  return write([&](Transaction& t) { return enter(t, session.options(), op, looks); });
}

// Each due item is committed by itself: a long night's work is never lost as a whole, and what
// cannot be done holds up nothing else.
Refused Engine::Inside::tick(const Session& session, const Operation& op, const Tick& request,
                             Ticked& response) {
  TickRound round;
  Ticked one{.more = true};
  response = {};
  do {
    if (host.cancelled()) throw Cancelled();
    try {
      const auto refused = write([&](Transaction& t) {
        return perform(t, session.options(), op, &request, &one, {}, &round);
      });
      if (refused) return refused;
      response.done += one.done;
    } catch (const TickItemFailed&) {}
  } while (one.more && response.done < request.limit);
  if (response.done == 0 && !round.failed.empty()) must_be_writable();
  response.more = one.more;
  response.failed = std::move(round.failed);
  storage->maintain();
  return std::nullopt;
}

// Where nothing at all could be done it may be the disk, and not what was to be done.
void Engine::Inside::must_be_writable() {
  write([](Transaction& t) {
    constexpr std::string_view blob = "tick";  // no organisation's: theirs begin with a number
    t.put_blob(blob, 0, std::as_bytes(std::span(blob)));
    t.erase_blob(blob);
    return Refused();
  });
}

Refused Engine::Inside::write(const Session& session, const Operation& op, const void* request,
                              void* response, std::string_view key) {
  return write(
      [&](Transaction& t) { return perform(t, session.options(), op, request, response, key); });
}

// A denial that ended a batch was rolled back with it, so it is journalled by itself.
Refused Engine::Inside::batch(const Session& session, const Operation& op, const Batch& request,
                              BatchDone& response, std::string_view key) {
  auto refused = write(session, op, &request, &response, key);
  const auto denied = refused ? denied_in_batch(*refused) : std::nullopt;
  if (!denied) return refused;
  const auto& inner = request.calls[denied->call];
  const Operation& inner_op = *find_operation(inner.operation);
  Audit audit{
      .kind = AuditKind::denied, .reason = denied->reason, .purpose = session.options().purpose};
  inner_op.frame([&](void* in, void*) {
    if (read_json(inner.request.text, inner_op.request, in)) audit.ids = ids_named(inner_op, in);
  });
  write([&](Transaction& t) {
    note(t, session.options(), inner_op.name, audit);
    return Refused();
  });
  return refused;
}

Refused Engine::Inside::run(const Session& session, const Operation& op, const void* request,
                            void* response, std::string_view key) {
  if (op.name == system_::tick::name)
    return tick(session, op, *static_cast<const Tick*>(request), *static_cast<Ticked*>(response));
  if (op.name == system_::batch::name)
    return batch(session, op, *static_cast<const Batch*>(request),
                 *static_cast<BatchDone*>(response), key);
  if (op.effect == Effect::reads || analyses(op)) return read(session, op, request, response);
  return write(session, op, request, response, key);
}

// What C++ hands in is held to the limits of the text road.
Refused Session::run(const Operation& op, const void* request, void* response,
                     const CallOptions& options) {
  const auto key = options.idempotency_key;
  auto problems = problems_of(op, request);
  if (!key.empty() && !takes_key(op))
    problems.push_back({"/idempotency_key", "is not known here"});
  else if (!key.empty() && !is_idempotency_key(key))
    problems.push_back({"/idempotency_key", "expected a text of 1 to 200 bytes"});
  if (!problems.empty()) return malformed(std::move(problems));
  return engine_->inside_->run(*this, op, request, response, key);
}

Engine::Engine(std::unique_ptr<Storage> storage, Host host)
    : inside_(std::make_unique<Inside>(std::move(storage), std::move(host))) {}
Engine::Engine(const Options& options, Host host) {
  auto storage = options.store == ":memory:" ? open_memory()
                                             : open_sqlite({.path = options.store}, host.cancelled);
  inside_ = std::make_unique<Inside>(std::move(storage), with(options, std::move(host)));
}
Engine::~Engine() = default;

Storage& Engine::storage() { return *inside_->storage; }

}  // namespace onward
