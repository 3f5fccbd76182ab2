#include "storage/sqlite_handles.hpp"

#include <sys/stat.h>

#include <algorithm>
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

std::optional<FileIdentity> identity_of(const std::string& path) {
  struct stat found{};
  if (stat(path.c_str(), &found) != 0) return std::nullopt;
  return FileIdentity{found.st_dev, found.st_ino};
}

Handles::Handles(const SqliteOptions& options, std::function<bool()> cancelled)
    : path(options.path), lock(options.path + ".lock", options.wait, std::move(cancelled)) {
  readers.reserve(idle_readers_max);  // so that giving back cannot fail
}

std::shared_ptr<Handles> remembered(const SqliteOptions& options, std::function<bool()> cancelled,
                                    FunctionRef<bool()> look) {
  const std::lock_guard guard(all().mutex);
  const auto file = identity_of(options.path);
  const auto other = std::ranges::find_if(all().handles, [&](auto& handles) {
    return file && handles->file == file && handles->process == getpid();
  });
  const bool begun = other == all().handles.end() ? look() : (*other)->begun;
  auto out = std::make_shared<Handles>(options, std::move(cancelled));
  out->file = file;
  out->begun = begun;
  all().handles.push_back(out);
  return out;
}

void is_open(Handles& handles) {
  const std::lock_guard guard(all().mutex);
  handles.file = identity_of(handles.path);
  handles.begun = true;
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
