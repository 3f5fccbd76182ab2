// The store in a SQLite file: opening, migrating, lending connections, and the engine lock.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "storage/sqlite_handles.hpp"
#include "storage/sqlite_migrations.hpp"
#include "storage/sqlite_waiting.hpp"

namespace onward::storage {

namespace {

namespace files = std::filesystem;

// Who closes may be beside a writer that is stopped. It has the store open, so the log is not left
// to nobody.
constexpr std::chrono::milliseconds closing_wait{1'000};

// A link and its target are one store with one lock.
SqliteOptions resolved(SqliteOptions options) {
  if (options.path.empty()) throw StorageError("the store has no path");
  std::error_code error;
  const auto path = files::weakly_canonical(files::absolute(options.path, error), error);
  if (error) throw StorageError(options.path + ": " + error.message());
  options.path = path.string();
  return options;
}

// Before a lock is laid beside it. An empty file is a store that has not begun; the answer is
// whether it has, as far as its first bytes tell.
bool look_at(const std::string& path) {
  std::error_code absent;
  const auto status = files::status(path, absent);
  if (!files::exists(status)) return false;
  if (!files::is_regular_file(status))
    throw StorageError(path + ": is a " + (files::is_directory(status) ? "folder" : "device") +
                       ", and a store is a file");
  // Source: SQLite's file format, 1.3: the magic, and as bytes 18 and 19 that there is a log.
  constexpr std::string_view magic("SQLite format 3\0", 16);
  constexpr std::size_t written_as = 18, read_as = 19;
  constexpr char with_log = 2;
  std::array<char, 20> begins{};
  std::ifstream file(path, std::ios::binary);
  file.read(begins.data(), begins.size());
  const std::string_view found(begins.data(), static_cast<std::size_t>(file.gcount()));
  if (!found.empty() && !found.starts_with(magic))
    throw SqliteError(SqliteError::Kind::damaged,
                      path + ": is no store, or is damaged at its beginning");
  return found.size() == begins.size() && found[written_as] == with_log &&
         found[read_as] == with_log;
}

void sync(const files::path& path) {
  const int file = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  const bool done = file >= 0 && fsync(file) == 0;
  const int error = errno;
  if (file >= 0) close(file);
  if (!done) throw StorageError(path.string() + ": " + std::strerror(error));
}

class SqliteStorage final : public Storage, private Lender {
 public:
  SqliteStorage(const SqliteOptions&, std::function<bool()> cancelled);
  ~SqliteStorage() override;
  SqliteStorage(const SqliteStorage&) = delete;
  SqliteStorage& operator=(const SqliteStorage&) = delete;

  std::unique_ptr<Transaction> begin(Mode) override;
  std::string_view kind() const override { return "sqlite"; }
  void maintain() override;
  void backup(const std::string& path) override;

 private:
  bool is_forked() const override { return getpid() != handles_->process; }
  void take_back(std::unique_ptr<Connection>, Mode) noexcept override;
  void poison() noexcept override { poisoned_ = true; }
  void erased() noexcept override { erased_ = true; }

  void open_writer();
  void close_all() noexcept;
  std::string log() const { return options_.path + "-wal"; }
  std::uintmax_t log_size() const;
  void refuse_poisoned() const;
  bool is_replaced() const { return identity_of(options_.path) != file_; }
  bool is_log_lost() const { return handles_->log && identity_of(log()) != handles_->log; }
  void refuse_replaced() const;
  void refuse_lost_log() const;
  std::unique_ptr<SqliteTransaction> lend_reader();
  std::unique_ptr<SqliteTransaction> lend_writer();
  bool log_is_long() const;

  const SqliteOptions options_;
  std::atomic<bool> poisoned_ = false;
  std::atomic<bool> erased_ = false;  // whether the log may hold what was erased
  std::optional<FileIdentity> file_{};

  std::shared_ptr<Handles> handles_;
};

SqliteStorage::SqliteStorage(const SqliteOptions& options, std::function<bool()> cancelled)
    : options_(resolved(options)) {
  let_go_of_parents(options_.path);
  handles_ = remembered(options_, std::move(cancelled), [&] { return look_at(options_.path); });
  erased_ = log_size() > 0;  // others may have erased, or have been killed
  try {
    open_writer();
  } catch (...) {
    forget(handles_.get());
    throw;
  }
  is_open(*handles_);
  file_ = handles_->file;
}

// Tables that are as they should be want nothing written, so no writer is waited for.
void SqliteStorage::open_writer() {
  if (handles_->begun) {
    auto writer = std::make_unique<Connection>(options_, Database::Access::write);
    if (writer->database.number("PRAGMA user_version") >= newest_version()) {
      migrate(writer->database);
      handles_->writer = std::move(writer);
      return;
    }
  }
  const EngineLocked locked(handles_->lock);
  {
    Database database(options_.path, Database::Access::write, options_.durability, options_.wait);
    migrate(database);
  }
  handles_->writer = std::make_unique<Connection>(options_, Database::Access::write);
}

SqliteStorage::~SqliteStorage() {
  if (is_forked()) return;  // they are the parent's
  auto& writer = handles_->writer->database;
  // The last connection to close empties the log, which is a checkpoint.
  try {
    const EngineLocked locked(handles_->lock, std::min(options_.wait, closing_wait));
    if (poisoned_ || is_replaced() || is_log_lost())  // what lies there now is not ours
      writer.keep_log_on_close();
    else if (log_is_long())
      writer.checkpoint();
    close_all();
  } catch (...) {
    writer.keep_log_on_close();
    close_all();
  }
  forget(handles_.get());  // not before: who opens it next must know that it is open
}

void SqliteStorage::close_all() noexcept {
  handles_->readers.clear();
  handles_->writer.reset();
}

void SqliteStorage::refuse_poisoned() const {
  if (is_forked())
    throw StorageError(options_.path + ": opened before a fork; the child must open it anew");
  if (poisoned_)
    throw StorageError(options_.path +
                       ": a commit's outcome is unknown; the store must be reopened");
}

// What is written to a file that nobody can open again is lost, whatever the commit says.
void SqliteStorage::refuse_replaced() const {
  if (is_replaced())
    throw StorageError(options_.path + ": the file was removed or replaced since it was opened");
}
void SqliteStorage::refuse_lost_log() const {
  if (is_log_lost())
    throw StorageError(log() + ": the file was removed or replaced since the store was opened");
}

std::unique_ptr<Transaction> SqliteStorage::begin(Mode mode) {
  refuse_poisoned();
  auto transaction = mode == Mode::read ? lend_reader() : lend_writer();
  transaction->begin(newest_version());
  if (mode == Mode::write && !handles_->log) handles_->log = identity_of(log());
  return transaction;
}

std::unique_ptr<SqliteTransaction> SqliteStorage::lend_reader() {
  std::unique_ptr<Connection> connection;
  {
    const std::lock_guard guard(handles_->mutex);
    if (!handles_->readers.empty()) {
      connection = std::move(handles_->readers.back());
      handles_->readers.pop_back();
    }
  }
  if (!connection) {
    refuse_replaced();  // or an empty one would be made
    connection = std::make_unique<Connection>(options_, Database::Access::read);
  }
  Lender& lender = *this;
  auto out = std::make_unique<SqliteTransaction>(lender, std::move(connection), Mode::read);
  const std::lock_guard guard(handles_->mutex);
  ++handles_->lent;
  return out;
}

std::unique_ptr<SqliteTransaction> SqliteStorage::lend_writer() {
  EngineLocked locked(handles_->lock);
  refuse_poisoned();  // it may have become so while we waited
  refuse_replaced();
  refuse_lost_log();
  Lender& lender = *this;
  auto out = std::make_unique<SqliteTransaction>(lender, std::move(handles_->writer), Mode::write);
  locked.keep();  // until it is given back with the writer
  return out;
}

void SqliteStorage::take_back(std::unique_ptr<Connection> connection, Mode mode) noexcept {
  if (mode == Mode::write) {
    handles_->writer = std::move(connection);
    return handles_->lock.release();
  }
  const std::lock_guard guard(handles_->mutex);
  --handles_->lent;
  if (handles_->readers.size() < idle_readers_max)
    handles_->readers.push_back(std::move(connection));
}

std::uintmax_t SqliteStorage::log_size() const {
  std::error_code absent;
  const auto size = files::file_size(log(), absent);
  return absent ? 0 : size;
}
bool SqliteStorage::log_is_long() const {
  constexpr std::uintmax_t bytes = 4 << 20;
  return log_size() > bytes;
}

void SqliteStorage::maintain() {
  refuse_poisoned();
  if (!log_is_long() && !erased_) return;
  const EngineLocked locked(handles_->lock);
  refuse_poisoned();
  refuse_replaced();
  refuse_lost_log();
  if (handles_->writer->database.checkpoint()) erased_ = false;
}

void SqliteStorage::backup(const std::string& path) {
  refuse_poisoned();
  refuse_replaced();
  std::error_code error;
  const auto target = files::absolute(path, error);
  if (files::exists(target, error)) throw StorageError(path + ": exists already");
  const auto part = files::path(target) += ".part";
  files::remove(part, error);  // of a copy that was broken off
  try {
    {
      Database database(options_.path, Database::Access::write, options_.durability, options_.wait);
      Statement copy(database, "VACUUM INTO ?1", "the copy");
      const std::string text = part.string();
      copy.bind(1, std::string_view(text));
      copy.run();
    }
    sync(part);
    files::rename(part, target, error);
    if (error) throw StorageError(path + ": " + error.message());
  } catch (...) {
    files::remove(part, error);
    throw;
  }
  sync(target.parent_path());
}

}  // namespace

}  // namespace onward::storage

namespace onward {

std::unique_ptr<Storage> open_sqlite(const SqliteOptions& options,
                                     std::function<bool()> cancelled) {
  return std::make_unique<storage::SqliteStorage>(options, std::move(cancelled));
}
std::unique_ptr<Storage> open_sqlite(const SqliteOptions& options) {
  return open_sqlite(options, {});
}

}  // namespace onward
