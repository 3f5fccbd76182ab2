// The engine lock: one write transaction or checkpoint at a time, in this process and in others.
//
// SQLite before 3.51.3 can corrupt a log whose checkpoint races a writer, and its own locks are
// lost when another copy of SQLite in the process closes the file. BSD locks have neither fault,
// and waiting here is fairer than SQLite's busy handler.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>

#include "onward/storage.hpp"

namespace onward::storage {

class EngineLock {
 public:
  // Whoever waits asks `cancelled` now and then, and ends with Cancelled when it says so.
  EngineLock(std::string path, std::chrono::milliseconds wait,
             std::function<bool()> cancelled = {});
  ~EngineLock();
  EngineLock(const EngineLock&) = delete;
  EngineLock& operator=(const EngineLock&) = delete;

  // First come, first served within the process. Throws StorageError when the time is over. The
  // two may be called by different threads.
  void acquire();
  // For no longer than this, and without asking anybody.
  void acquire_within(std::chrono::milliseconds wait);
  void release();
  // In the child of a fork: lets go of the file, which the parent may hold, without unlocking it.
  void leave();

 private:
  using Clock = std::chrono::steady_clock;
  struct Patience {
    std::chrono::milliseconds wait;
    Clock::time_point ends, asks_next;
  };
  void acquire(Patience);
  void go_on_waiting(Patience&) const;
  void take_turn(Patience&);
  void give_turn();
  void lock_file(Patience&);
  // Neither kind of lock can be waited for with an end, so it is asked for again and again.
  void poll(Patience&, std::chrono::microseconds longest, FunctionRef<bool()> done) const;
  void open_file();
  bool file_was_replaced() const;

  std::string path_;
  std::chrono::milliseconds wait_;
  std::function<bool()> cancelled_;
  int file_ = -1;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::uint64_t> queue_;  // the first one holds the turn
  std::uint64_t tickets_ = 0;
};

// Holds the lock for a scope.
class EngineLocked {
 public:
  explicit EngineLocked(EngineLock& lock) : lock_(&lock) { lock_->acquire(); }
  EngineLocked(EngineLock& lock, std::chrono::milliseconds wait) : lock_(&lock) {
    lock_->acquire_within(wait);
  }
  ~EngineLocked() {
    if (lock_) lock_->release();
  }
  EngineLocked(const EngineLocked&) = delete;
  EngineLocked& operator=(const EngineLocked&) = delete;
  void keep() { lock_ = nullptr; }  // somebody else will release it

 private:
  EngineLock* lock_;
};

}  // namespace onward::storage
