#include "storage/sqlite_database.hpp"

#include <sqlite3.h>

#include <cerrno>

namespace onward::storage {

namespace {

// Some limits come as another failure: a quota at a write, no room for the index of the log, whose
// file must grow before anything is read.
bool is_full(int code, int system) {
  if ((code & 0xff) == SQLITE_FULL) return true;
  return (code & 0xff) == SQLITE_IOERR && (system == ENOSPC || system == EFBIG || system == EDQUOT);
}

SqliteError::Kind kind_of(int code, int system) {
  using Kind = SqliteError::Kind;
  if (is_full(code, system)) return Kind::full;
  switch (code & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return Kind::busy;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB: return Kind::damaged;
    case SQLITE_CONSTRAINT: return Kind::constraint;
    default: return Kind::other;
  }
}

struct Pragma {
  const char* name;
  std::string set, kept;  // what is asked for, and what it reads back as
};

std::vector<Pragma> pragmas(Database::Access access, Durability durability,
                            std::chrono::milliseconds wait) {
  const bool writes = access == Database::Access::write;
  const bool full = durability == Durability::full;
  const std::string patience = std::to_string(wait.count());
  const std::string cache = writes ? "-65536" : "-16384";  // KiB
  return {
      {"busy_timeout", patience, patience},
      {"cell_size_check", "ON", "1"},  // a damaged page is found where it is read
      {"journal_mode", "WAL", "wal"},
      {"synchronous", full ? "FULL" : "OFF", full ? "2" : "0"},
      {"foreign_keys", "ON", "1"},
      {"secure_delete", "ON", "1"},             // what is erased is overwritten
      {"wal_autocheckpoint", "20000", "20000"},  // pages; maintain() comes before
      {"cache_size", cache, cache},
      {"temp_store", "MEMORY", "2"},
      {"query_only", writes ? "OFF" : "ON", writes ? "0" : "1"},
  };
}

// Names that SQLite would not take for a file.
std::string file_name(const std::string& path) {
  return path.starts_with(':') || path.starts_with("file:") ? "./" + path : path;
}

}  // namespace

Database::Database(const std::string& path, Access access, Durability durability,
                   std::chrono::milliseconds wait)
    : path_(path) {
  constexpr int flags =
      SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file_name(path).c_str(), &opened, flags, nullptr);
  handle_.reset(opened);
  if (code != SQLITE_OK) fail(code, "the file");
  sqlite3_busy_timeout(opened, static_cast<int>(wait.count()));
  refuse_strangers();
  set_pragmas(access, durability, wait);
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

// Before anything is written to it.
void Database::refuse_strangers() {
  if (number("PRAGMA application_id") == application_id) return;
  if (number("SELECT count(*) FROM sqlite_schema") || number("PRAGMA user_version"))
    throw StorageError(path_ + ": is a database of another program");
}

void Database::set_pragmas(Access access, Durability durability, std::chrono::milliseconds wait) {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  for (auto& pragma : pragmas(access, durability, wait)) {
    const std::string name = std::string("PRAGMA ") + pragma.name;
    execute(name + " = " + pragma.set);
    Statement read(*this, name, pragma.name);
    if (!read.step() || read.text(0) != pragma.kept)
      throw StorageError(path_ + ": pragma " + pragma.name + " is not " + pragma.kept);
  }
}

void Database::execute(const std::string& sql) {
  errno = 0;
  const int code = sqlite3_exec(handle_.get(), sql.c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail(code, "the schema");
}

std::int64_t Database::number(const std::string& sql) {
  Statement read(*this, sql, "the schema");
  return read.step() ? read.integer(0) : 0;
}

bool Database::in_transaction() const { return !sqlite3_get_autocommit(handle_.get()); }
std::int64_t Database::changes() const { return sqlite3_changes64(handle_.get()); }

bool Database::checkpoint() {
  // A reader that stands in the way is not waited for: the log goes on growing until next time.
  const auto patience = static_cast<int>(number("PRAGMA busy_timeout"));
  sqlite3_busy_timeout(handle_.get(), 0);
  const int code = sqlite3_wal_checkpoint_v2(handle_.get(), nullptr, SQLITE_CHECKPOINT_TRUNCATE,
                                             nullptr, nullptr);
  sqlite3_busy_timeout(handle_.get(), patience);
  if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) fail(code, "the log");
  return code == SQLITE_OK;
}

void Database::check(DamageSink sink) {
  Statement sound(*this, "PRAGMA integrity_check(100)", "the store");
  while (sound.step())
    if (sound.text(0) != "ok") sink(sound.text(0));
  Statement references(*this, "PRAGMA foreign_key_check", "the store");
  for (int found = 0; found < 100 && references.step(); ++found)
    sink("row " + std::to_string(references.integer(1)) + " of " + std::string(references.text(0)) +
         " names a row of " + std::string(references.text(2)) + " that is not there");
}

void Database::keep_log_on_close() {
  sqlite3_db_config(handle_.get(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
}

void Database::fail(int code, std::string_view subject) {
  // Ours, cleared before each step: sqlite3_system_errno knows nothing of a commit.
  const auto kind = kind_of(code, errno);
  std::string text = path_;
  text.append(kind == SqliteError::Kind::damaged ? " is damaged at " : ": ").append(subject);
  if (kind == SqliteError::Kind::full)
    text.append(": the disk is full");
  else
    text.append(": ").append(handle_ ? sqlite3_errmsg(handle_.get()) : sqlite3_errstr(code));
  if (kind == SqliteError::Kind::damaged) text += first_damage();
  throw SqliteError(kind, text);
}

// Where SQLite itself finds the first damage, if it does within about a second.
std::string Database::first_damage() {
  constexpr int operations_max = 20'000'000;
  sqlite3_progress_handler(handle_.get(), operations_max, [](void*) { return 1; }, nullptr);
  sqlite3_stmt* check = nullptr;
  std::string found;
  if (sqlite3_prepare_v2(handle_.get(), "PRAGMA quick_check(1)", -1, &check, nullptr) ==
          SQLITE_OK &&
      sqlite3_step(check) == SQLITE_ROW)
    found = " (" + std::string(reinterpret_cast<const char*>(sqlite3_column_text(check, 0))) + ")";
  sqlite3_finalize(check);
  sqlite3_progress_handler(handle_.get(), 0, nullptr, nullptr);
  return found == " (ok)" ? "" : found;
}

Statement::Statement(Database& database, const std::string& sql, std::string_view subject)
    : database_(database), subject_(subject) {
  check(sqlite3_prepare_v3(database.handle_.get(), sql.data(), static_cast<int>(sql.size()),
                           SQLITE_PREPARE_PERSISTENT, &handle_, nullptr));
}
Statement::~Statement() { sqlite3_finalize(handle_); }

void Statement::check(int code) {
  if (code == SQLITE_OK) return;
  database_.fail(code, subject_);
}

void Statement::bind_null(int parameter) { check(sqlite3_bind_null(handle_, parameter)); }
void Statement::bind(int parameter, std::int64_t value) {
  check(sqlite3_bind_int64(handle_, parameter, value));
}
void Statement::bind(int parameter, double value) {
  check(sqlite3_bind_double(handle_, parameter, value));
}
void Statement::bind(int parameter, std::string_view text) {
  // A null pointer would be null and not an empty text.
  check(sqlite3_bind_text64(handle_, parameter, text.empty() ? "" : text.data(), text.size(),
                            SQLITE_STATIC, SQLITE_UTF8));
}
void Statement::bind(int parameter, std::span<const std::byte> bytes) {
  const void* at = bytes.empty() ? static_cast<const void*>("") : bytes.data();
  check(sqlite3_bind_blob64(handle_, parameter, at, bytes.size(), SQLITE_STATIC));
}

bool Statement::step() {
  errno = 0;
  const int code = sqlite3_step(handle_);
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  reset();
  database_.fail(code, subject_);
}
void Statement::run() {
  while (step()) {}
  reset();
}
void Statement::reset() noexcept { sqlite3_reset(handle_); }

Statement::Shape Statement::shape(int column) const {
  switch (sqlite3_column_type(handle_, column)) {
    case SQLITE_INTEGER: return Shape::integer;
    case SQLITE_FLOAT: return Shape::real;
    case SQLITE_TEXT: return Shape::text;
    case SQLITE_BLOB: return Shape::blob;
    default: return Shape::null;
  }
}
std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(handle_, column); }
double Statement::real(int column) const { return sqlite3_column_double(handle_, column); }
std::string_view Statement::text(int column) const {
  // As bytes: sqlite3_column_text would add a zero, and may copy to do so.
  auto* at = static_cast<const char*>(sqlite3_column_blob(handle_, column));
  return {at, at ? static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)) : 0};
}
std::span<const std::byte> Statement::bytes(int column) const {
  auto* at = static_cast<const std::byte*>(sqlite3_column_blob(handle_, column));
  return {at, at ? static_cast<std::size_t>(sqlite3_column_bytes(handle_, column)) : 0};
}

void Statement::cells(std::span<CellView> out) const {
  int column = 0;
  for (auto& cell : out) {
    switch (sqlite3_column_type(handle_, column)) {
      case SQLITE_INTEGER: cell = integer(column); break;
      case SQLITE_FLOAT: cell = real(column); break;
      case SQLITE_TEXT: cell = text(column); break;
      default: cell = std::monostate{}; break;
    }
    ++column;
  }
}

Prepared::Use::~Use() {
  statement_->reset();
  owner_.idle_.push_back(std::move(statement_));
}

Prepared::Use Prepared::use(Database& database) {
  if (idle_.empty()) {
    idle_.reserve(++copies_);  // so that giving back cannot fail
    return {*this, std::make_unique<Statement>(database, sql_, subject_)};
  }
  auto statement = std::move(idle_.back());
  idle_.pop_back();
  return {*this, std::move(statement)};
}

}  // namespace onward::storage
