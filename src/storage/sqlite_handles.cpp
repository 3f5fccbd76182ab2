#include "storage/sqlite_handles.hpp"

#include <atomic>

namespace onward::storage {

namespace {

struct All {
  std::mutex mutex;
  std::vector<std::shared_ptr<Handles>> handles;
};
// Never destroyed: when a child exits, its parent's connections must not be closed.
All& all() {
  static All& out = *new All;
  return out;
}

// The child has one thread, but another one of the parent may have held a mutex in the fork.
std::unique_lock<std::mutex> lock_after_fork(std::mutex& mutex, const std::string& path) {
  std::unique_lock<std::mutex> guard(mutex, std::defer_lock);
  if (!guard.try_lock())
    throw StorageError(path + ": was in use while this process was forked; it cannot be opened");
  return guard;
}

}  // namespace

Handles::Handles(const SqliteOptions& options)
    : path(options.path), lock(options.path + ".lock", options.wait) {
  readers.reserve(idle_readers_max);  // so that giving back cannot fail
}

void remember(const std::shared_ptr<Handles>& handles) {
  const std::lock_guard guard(all().mutex);
  all().handles.push_back(handles);
}

void forget(const Handles* handles) {
  const std::lock_guard guard(all().mutex);
  std::erase_if(all().handles, [&](auto& other) { return other.get() == handles; });
}

void let_go_of_parents(const std::string& path) {
  static std::atomic<pid_t> process = getpid();
  const bool forked = process != getpid();
  if (!forked) return;
  const auto guard = lock_after_fork(all().mutex, path);
  for (auto& handles : all().handles) {
    if (handles->process == getpid() || handles->path != path || handles->let_go) continue;
    const auto inner = lock_after_fork(handles->mutex, path);
    if (!handles->writer || handles->lent)
      throw StorageError(path + ": was in use while this process was forked; it cannot be opened");
    for (auto& reader : handles->readers) reader->database.keep_log_on_close();
    handles->writer->database.keep_log_on_close();
    handles->readers.clear();
    handles->writer.reset();
    handles->lock.leave();
    handles->let_go = true;
  }
}

}  // namespace onward::storage
