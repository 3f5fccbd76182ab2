#include "storage/sqlite_transaction.hpp"

#include <algorithm>

#include "storage/erasures.hpp"

namespace onward::storage {

// How long SQLite itself waits for programs that do not know our lock, such as the sqlite3 shell.
Connection::Connection(const SqliteOptions& options, Database::Access access)
    : database(options.path, access, options.durability, options.wait) {}

SqliteTransaction::SqliteTransaction(Lender& lender, std::unique_ptr<Connection> connection,
                                     Mode mode)
    : lender_(lender), connection_(std::move(connection)), mode_(mode) {}

SqliteTransaction::~SqliteTransaction() {
  if (!connection_) return;
  // The handles are the parent's: in the child not even closing them is safe.
  if (lender_.is_forked()) {
    const auto* parents = connection_.release();
    static_cast<void>(parents);
  } else {
    end();
  }
}

template <class Step> auto SqliteTransaction::run(Step&& step) {
  if (state_ != State::open || !connection_)
    throw StorageError(state_ == State::failed ? "the transaction has failed before"
                                               : "the transaction has ended");
  try {
    return step(*connection_);
  } catch (const StorageError&) {
    // What was only read leaves nothing behind, and what is read next may be sound.
    if (mode_ == Mode::write) state_ = State::failed;
    throw;
  }
}

template <class Step> auto SqliteTransaction::write(Step&& step) {
  if (mode_ == Mode::read) throw StorageError("a reading transaction does not write");
  return run(step);
}

// Another program may have brought the tables up to its own version in the meantime.
void SqliteTransaction::begin(std::int64_t version) {
  run([&](Connection& c) {
    if (mode_ == Mode::write) c.begin.use(c.database)->run();
    const std::int64_t found = c.version.step() ? c.version.integer(0) : 0;
    if (mode_ == Mode::write) c.version.reset();
    if (found != version)
      throw StorageError(c.database.path() + ": the store has become of version " +
                         std::to_string(found) + ", and this program knows " +
                         std::to_string(version));
  });
}

// Rolls back what is not committed, and gives the connection back.
void SqliteTransaction::end() noexcept {
  connection_->version.reset();
  if (mode_ == Mode::write && connection_->database.in_transaction()) {
    try {
      connection_->rollback.use(connection_->database)->run();
    } catch (...) { lender_.poison(); }
  }
  connection_->counters.forget();
  lender_.take_back(std::move(connection_), mode_);
}

SqliteTransaction::Ids& SqliteTransaction::ids(Noun noun) {
  if (ids_.empty()) ids_.resize(nouns().size());
  auto& out = ids_[static_cast<std::size_t>(noun)];
  if (!out.known) out.given = out.kept = connection_->rows.last_id(noun);
  out.known = true;
  return out;
}

std::int64_t SqliteTransaction::next_id(Noun noun) {
  return write([&](Connection&) {
    auto& last = ids(noun);
    return last.given = std::max(last.given, last.kept) + 1;
  });
}

void SqliteTransaction::get(Noun noun, std::span<const std::int64_t> ids, Columns columns,
                            RowSink sink) {
  run([&](Connection& c) { c.rows.get(noun, ids, columns, sink); });
}
void SqliteTransaction::insert(Noun noun, const void* row) {
  write([&](Connection& c) {
    const auto id = std::get<std::int64_t>(key_cell(info(noun).rows[0], row));
    ids(noun).kept = std::max(ids(noun).kept, id);
    c.rows.insert(noun, row);
  });
}
bool SqliteTransaction::update(Noun noun, const void* row) {
  return write([&](Connection& c) { return c.rows.update(noun, row); });
}
bool SqliteTransaction::erase(Noun noun, std::int64_t id, std::int64_t revision) {
  return write([&](Connection& c) {
    auto& last = ids(noun);  // while the row is there
    const bool erased = c.rows.erase(noun, id, revision);
    last.erased |= erased;
    return erased;
  });
}
ScanEnd SqliteTransaction::scan(const Scan& scan, Columns columns, RowSink sink) {
  return run([&](Connection& c) { return c.rows.scan(scan, columns, sink); });
}

void SqliteTransaction::cells(Noun noun, std::int64_t after, Columns columns, CellsSink sink) {
  run([&](Connection& c) { c.rows.cells(noun, after, columns, sink); });
}
std::int64_t SqliteTransaction::last_id(Noun noun) {
  return run([&](Connection&) {
    const auto& last = ids(noun);
    return std::max(last.given, last.kept);
  });
}

void SqliteTransaction::add(const CounterKey& key, std::int64_t delta) {
  write([&](Connection& c) { c.counters.add(key, delta); });
}
std::int64_t SqliteTransaction::count(const CounterKey& key) {
  return run([&](Connection& c) { return c.counters.count(key); });
}
void SqliteTransaction::counts(Counter counter, std::int64_t subject, CounterSink sink) {
  run([&](Connection& c) { c.counters.counts(counter, subject, sink); });
}

const JournalHead& SqliteTransaction::kept_head() {
  if (!head_) head_ = connection_->journal.head();
  return *head_;
}
JournalHead SqliteTransaction::head() {
  return run([&](Connection&) { return kept_head(); });
}
void SqliteTransaction::append(const Entry& entry) {
  write([&](Connection& c) {
    if (entry.sequence != kept_head().size + 1)
      throw StorageError("entry " + std::to_string(entry.sequence) + " does not follow entry " +
                         std::to_string(kept_head().size));
    c.journal.append(entry);
    head_ = {entry.sequence, entry.time};
  });
}
void SqliteTransaction::journal(std::int64_t from, std::int64_t limit, EntrySink sink) {
  run([&](Connection& c) { c.journal.read(from, limit, sink); });
}
void SqliteTransaction::journal_of(const EntryChoice& choice, EntrySink sink) {
  run([&](Connection& c) { c.journal.read(choice, sink); });
}
void SqliteTransaction::history(Noun noun, std::int64_t id, EntrySink sink) {
  run([&](Connection& c) { c.journal.history(noun, id, sink); });
}
void SqliteTransaction::leaves(std::int64_t from, std::span<Hash> out) {
  run([&](Connection& c) { c.journal.leaves(from, out); });
}
void SqliteTransaction::put_tile(int level, std::int64_t index, const Hash& hash) {
  write([&](Connection& c) { c.journal.put_tile(level, index, hash); });
}
Hash SqliteTransaction::tile(int level, std::int64_t index) {
  return run([&](Connection& c) { return c.journal.tile(level, index); });
}
void SqliteTransaction::erase_personal(std::int64_t sequence) {
  write([&](Connection& c) { c.journal.erase_personal(sequence); });
  count_erasure(*this);
  erased_bytes_ = true;
}

bool SqliteTransaction::put_blob(std::string_view id, std::int64_t offset,
                                 std::span<const std::byte> bytes) {
  return write([&](Connection& c) { return c.blobs.put(id, offset, bytes); });
}
std::optional<std::int64_t> SqliteTransaction::blob_size(std::string_view id) {
  return run([&](Connection& c) { return c.blobs.size(id); });
}
std::size_t SqliteTransaction::read_blob(std::string_view id, std::int64_t offset,
                                         std::span<std::byte> out) {
  return run([&](Connection& c) { return c.blobs.read(id, offset, out); });
}
void SqliteTransaction::erase_blob(std::string_view id) {
  write([&](Connection& c) { c.blobs.erase(id); });
  erased_bytes_ = true;
}

void SqliteTransaction::write_pending() {
  connection_->counters.write();
  for (std::size_t i = 0; i < ids_.size(); ++i)
    if (ids_[i].erased) connection_->rows.keep_last_id(static_cast<Noun>(i), ids_[i].kept);
}

void SqliteTransaction::check(DamageSink sink) {
  run([&](Connection& c) { c.database.check(sink); });
}

Commit SqliteTransaction::commit() {
  if (lender_.is_forked()) throw StorageError("the store was opened before a fork");
  const auto outcome = run([&](Connection& c) {
    if (mode_ == Mode::read) return Commit::done;
    write_pending();
    try {
      c.commit.use(c.database)->run();
    } catch (const SqliteError& e) {
      // A commit that found no room, or could not begin, has left the old state. After any other
      // fault the log may hold the whole transaction, and would be replayed when it is opened.
      if (c.database.in_transaction() || e.kind == SqliteError::Kind::full) throw;
      return Commit::unknown;
    }
    return Commit::done;
  });
  state_ = State::ended;
  if (outcome == Commit::unknown) lender_.poison();
  if (erased_bytes_) lender_.erased();
  end();
  return outcome;
}

}  // namespace onward::storage
