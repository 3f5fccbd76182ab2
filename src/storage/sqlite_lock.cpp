#include "storage/sqlite_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <thread>

namespace onward::storage {

namespace {

// Whoever waits for the file stands in the door, and a process that has just let go must wait
// for the door: without it a busy writer would take its own lock again before others wake up. The
// door is a lock of another kind on the same file; the two kinds do not see each other.
bool lock_door(int file, short type) {
  struct flock door{};
  door.l_type = type;
  door.l_whence = SEEK_SET;
  door.l_len = 1;
  return fcntl(file, F_OFD_SETLK, &door) == 0;
}

[[noreturn]] void fail(const std::string& path, const char* what) {
  throw StorageError(path + ": " + what + ": " + std::strerror(errno));
}

}  // namespace

EngineLock::EngineLock(std::string path, std::chrono::milliseconds wait)
    : path_(std::move(path)), wait_(wait) {
  open_file();
}

EngineLock::~EngineLock() { leave(); }

void EngineLock::leave() {
  if (file_ >= 0) close(file_);
  file_ = -1;
}

void EngineLock::open_file() {
  leave();
  file_ = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (file_ < 0) fail(path_, "cannot be opened");
}

void EngineLock::acquire() {
  const auto deadline = Clock::now() + wait_;
  take_turn(deadline);
  try {
    if (file_ < 0) open_file();
    lock_file(deadline);
  } catch (const StorageError&) {
    give_turn();
    throw;
  }
}

void EngineLock::release() {
  flock(file_, LOCK_UN);
  give_turn();
}

void EngineLock::take_turn(Clock::time_point deadline) {
  std::unique_lock guard(mutex_);
  const auto ticket = ++tickets_;
  queue_.push_back(ticket);
  if (changed_.wait_until(guard, deadline, [&] { return queue_.front() == ticket; })) return;
  std::erase(queue_, ticket);
  too_late();
}

void EngineLock::give_turn() {
  {
    std::lock_guard guard(mutex_);
    queue_.pop_front();
  }
  changed_.notify_all();
}

void EngineLock::lock_file(Clock::time_point deadline) {
  using Pause = std::chrono::microseconds;
  for (;;) {
    poll(deadline, Pause{1'000}, [&] { return lock_door(file_, F_WRLCK); });
    try {
      poll(deadline, Pause{100}, [&] { return flock(file_, LOCK_EX | LOCK_NB) == 0; });
    } catch (const StorageError&) {
      lock_door(file_, F_UNLCK);
      throw;
    }
    lock_door(file_, F_UNLCK);
    if (!file_was_replaced()) return;
    open_file();
  }
}

void EngineLock::poll(Clock::time_point deadline, std::chrono::microseconds longest,
                      FunctionRef<bool()> done) const {
  for (std::chrono::microseconds pause{10}; !done(); pause = std::min(2 * pause, longest)) {
    if (errno != EWOULDBLOCK && errno != EACCES) fail(path_, "cannot be locked");
    if (Clock::now() > deadline) too_late();
    std::this_thread::sleep_for(pause);
  }
}

// Somebody who deletes the file would let two writers in, each with its own.
bool EngineLock::file_was_replaced() const {
  struct stat ours{}, theirs{};
  if (fstat(file_, &ours) != 0) fail(path_, "cannot be read");
  return stat(path_.c_str(), &theirs) != 0 || ours.st_ino != theirs.st_ino ||
         ours.st_dev != theirs.st_dev;
}

void EngineLock::too_late() const {
  throw StorageError(path_ + ": another writer has not let go for " +
                     std::to_string(wait_.count()) + " ms");
}

}  // namespace onward::storage
