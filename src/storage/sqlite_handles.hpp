// The connections of one open store, and what becomes of them in the child of a fork.
#pragma once

#include <unistd.h>

#include "storage/sqlite_lock.hpp"
#include "storage/sqlite_transaction.hpp"

namespace onward::storage {

constexpr std::size_t idle_readers_max = 16;

struct Handles {
  const std::string path;
  const pid_t process = getpid();
  EngineLock lock;
  std::unique_ptr<Connection> writer{};  // whoever holds the lock may use it
  std::mutex mutex{};                    // for what follows
  std::vector<std::unique_ptr<Connection>> readers{};  // idle ones
  std::size_t lent = 0;                                // readers that are not
  bool let_go = false;                                 // in a child

  explicit Handles(const SqliteOptions&);
};

// SQLite remembers the locks of a file per image of a process. A child that opened the file beside
// its parent's connections would believe that it held their locks, and hold none: the parent could
// then delete the log under it. So every handle is known here, and outlives its store in a child.
void remember(const std::shared_ptr<Handles>&);
void forget(const Handles*);

// Closes a parent's connections to the file, none of which was in use, without touching the file;
// otherwise throws StorageError. Called before a file is opened.
void let_go_of_parents(const std::string& path);

}  // namespace onward::storage
