#include "storage/sqlite_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <thread>

#include "onward/host.hpp"

namespace onward::storage {

namespace {

constexpr std::chrono::milliseconds between_questions{50};  // to the host, of who waits

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

EngineLock::EngineLock(std::string path, std::chrono::milliseconds wait,
                       std::function<bool()> cancelled)
    : path_(std::move(path)), wait_(wait), cancelled_(std::move(cancelled)) {
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
  const auto now = Clock::now();
  const auto asks_next = cancelled_ ? now + between_questions : Clock::time_point::max();
  acquire({.wait = wait_, .ends = now + wait_, .asks_next = asks_next});
}

void EngineLock::acquire_within(std::chrono::milliseconds wait) {
  acquire({.wait = wait, .ends = Clock::now() + wait, .asks_next = Clock::time_point::max()});
}

void EngineLock::acquire(Patience patience) {
  take_turn(patience);
  try {
    if (file_ < 0) open_file();
    lock_file(patience);
  } catch (...) {
    give_turn();
    throw;
  }
}

void EngineLock::go_on_waiting(Patience& patience) const {
  const auto now = Clock::now();
  if (now > patience.ends)
    throw StorageError(path_ + ": another writer has not let go for " +
                       std::to_string(patience.wait.count()) + " ms");
  if (now < patience.asks_next) return;
  patience.asks_next = now + between_questions;
  if (cancelled_()) throw Cancelled();
}

void EngineLock::release() {
  flock(file_, LOCK_UN);
  give_turn();
}

void EngineLock::take_turn(Patience& patience) {
  std::unique_lock guard(mutex_);
  const auto ticket = ++tickets_;
  queue_.push_back(ticket);
  const auto is_ours = [&] { return queue_.front() == ticket; };
  while (!changed_.wait_until(guard, std::min(patience.ends, patience.asks_next), is_ours)) {
    guard.unlock();  // the host may take its time
    std::exception_ptr ends;
    try {
      go_on_waiting(patience);
    } catch (...) { ends = std::current_exception(); }
    guard.lock();
    if (!ends) continue;
    std::erase(queue_, ticket);
    changed_.notify_all();  // it may have become ours meanwhile
    std::rethrow_exception(ends);
  }
}

void EngineLock::give_turn() {
  {
    std::lock_guard guard(mutex_);
    queue_.pop_front();
  }
  changed_.notify_all();
}

void EngineLock::lock_file(Patience& patience) {
  using Pause = std::chrono::microseconds;
  for (;;) {
    poll(patience, Pause{1'000}, [&] { return lock_door(file_, F_WRLCK); });
    try {
      poll(patience, Pause{100}, [&] { return flock(file_, LOCK_EX | LOCK_NB) == 0; });
    } catch (...) {
      lock_door(file_, F_UNLCK);
      throw;
    }
    lock_door(file_, F_UNLCK);
    if (!file_was_replaced()) return;
    open_file();
  }
}

void EngineLock::poll(Patience& patience, std::chrono::microseconds longest,
                      FunctionRef<bool()> done) const {
  for (std::chrono::microseconds pause{10}; !done(); pause = std::min(2 * pause, longest)) {
    if (errno != EWOULDBLOCK && errno != EACCES) fail(path_, "cannot be locked");
    go_on_waiting(patience);
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

}  // namespace onward::storage
