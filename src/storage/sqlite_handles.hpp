// The connections of one open store, and what becomes of them in the child of a fork.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include "storage/sqlite_lock.hpp"
#include "storage/sqlite_transaction.hpp"

namespace onward::storage {

constexpr std::size_t idle_readers_max = 16;

// Which file a path names.
struct FileIdentity {
  dev_t device = 0;
  ino_t number = 0;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};
std::optional<FileIdentity> identity_of(const std::string& path);

struct Handles {
  const std::string path;
  const pid_t process = getpid();
  EngineLock lock;
  std::unique_ptr<Connection> writer{};  // whoever holds the lock may use it, and the log
  std::optional<FileIdentity> log{};     // once it was written to
  std::mutex mutex{};                    // for what follows
  std::vector<std::unique_ptr<Connection>> readers{};  // idle ones
  std::size_t lent = 0;                                // readers that are not
  bool let_go = false;                                 // in a child
  std::optional<FileIdentity> file{};  // none before there is one
  bool begun = false;                  // whether tables may stand in it, and it has a log

  Handles(const SqliteOptions&, std::function<bool()> cancelled);
};

// SQLite remembers the locks of a file per image of a process. A child that opened the file beside
// its parent's connections would believe that it held their locks, and hold none: the parent could
// then delete the log under it. So every handle is known here, and outlives its store in a child.
// `look` reads the file's beginning, and answers whether it has begun. That is left out where this
// process has the file open: whoever closes it, by any descriptor, lets go of SQLite's locks
// (POSIX), and another process could delete the log.
std::shared_ptr<Handles> remembered(const SqliteOptions&, std::function<bool()> cancelled,
                                    FunctionRef<bool()> look);
void is_open(Handles&);  // the file is there, with tables and log
void forget(const Handles*);

// Closes a parent's connections to the file, none of which was in use, without touching the file;
// otherwise throws StorageError. Called before a file is opened.
void let_go_of_parents(const std::string& path);

}  // namespace onward::storage
