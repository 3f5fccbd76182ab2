// A disk that fails when told to: SQLite's default file system, with faults; and one that writes
// down what happens to its files, so that its power can fail afterwards.
#pragma once

#include <atomic>
#include <cstdint>

#include "power_loss.hpp"

namespace onward::tests {

// From construction to destruction every file SQLite opens goes through it.
class FaultyDisk {
 public:
  enum class Fault : std::uint8_t { io, full };

  FaultyDisk();
  ~FaultyDisk();
  FaultyDisk(const FaultyDisk&) = delete;
  FaultyDisk& operator=(const FaultyDisk&) = delete;

  // The operation with this number, counted from now and from 0, fails, and then all or no more.
  void fail_at(int operation, Fault, bool for_ever);
  void heal();
  bool has_failed() const;

  // From now on, of files that are opened from now on; for one thread.
  void record(DiskLog&);
};

}  // namespace onward::tests
