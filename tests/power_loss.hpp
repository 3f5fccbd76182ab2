// A disk whose power fails: what was written and not synced may be gone.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "chance.hpp"

namespace onward::tests {

// What happened to files, in its order; a FaultyDisk writes it.
struct DiskEvent {
  enum class What : std::uint8_t { create, write, truncate, sync, sync_names, remove, mark };
  What what{};
  std::string path{};
  std::int64_t at = 0;  // of a write; the size after a truncation; the number of a mark
  std::string bytes{};

  // Whether it is what a program waits for before it relies on something.
  bool is_barrier() const {
    return what == What::sync || what == What::sync_names || what == What::remove;
  }
};

class DiskLog {
 public:
  void add(DiskEvent event) { events_.push_back(std::move(event)); }
  void mark(std::int64_t number) { add({.what = DiskEvent::What::mark, .at = number}); }
  const std::vector<DiskEvent>& events() const { return events_; }

 private:
  std::vector<DiskEvent> events_{};
};

// The files of a log as far as it was played.
class Medium {
 public:
  // The event must outlive the medium.
  void play(const DiskEvent&);

  // By path, what is found after a loss of power: nothing but what was synced.
  std::map<std::string, std::string> left() const;
  // The same, and of what was not synced this and that.
  std::map<std::string, std::string> left(Chance&) const;

 private:
  struct File {
    std::string synced{};
    std::vector<const DiskEvent*> pending{};
  };
  File& file(const std::string& path) { return files_[names_.at(path)]; }

  std::vector<File> files_{};
  std::map<std::string, std::size_t> names_{}, synced_names_{};
};

}  // namespace onward::tests
