// Runs the lines of tests/cases: what the domain does, one line per call.
//
//   now 2025-01-01T09:00:00Z         sets the clock; `day 2025-01-01` is its first instant in UTC
//   as STAFF_ID ORGANIZATION_ID      who calls from here on; `as 0 0` before there is a store
//   blob NAME PATH                   puts a file of the repository
//   tick                             system.tick until nothing more is due
//   reopen                           closes the store and opens it again
//   operation {request} > {answer}   the members that the answer must have; items of arrays one
//                                    by one and no more of them, records by the named members
//   operation {request} ! reason /path
//   # a comment
//
// A file begins with an empty store. Ids count from 1, and random bytes come from a seed, so that
// the journal's root is the same on every storage and with every compiler.
#pragma once

#include <filesystem>
#include <functional>

#include "chance.hpp"
#include "folder.hpp"
#include "onward/engine.hpp"

namespace onward::tests {

// Names of the storages that every case runs on.
inline constexpr std::string_view storages[] = {"memory", "sqlite"};

// An empty store of its own, with a clock and chance of its own; gone with the object.
class TestStore {
 public:
  explicit TestStore(std::string_view storage);

  Engine& engine() { return *engine_; }
  void reopen();
  void close() { engine_.reset(); }  // until reopen
  void set_key(const std::array<std::byte, 32>& key) { key_ = key; }
  std::string path() const { return folder_.file("store.db"); }  // sqlite's file

  Instant now = Date(std::chrono::year(2025) / 1 / 1);
  std::function<bool(std::string_view what, std::int64_t done)> go_on{};  // asked by long work
  // Puts something between the engine and its storage, from the next time on that it is opened.
  std::function<std::unique_ptr<Storage>(std::unique_ptr<Storage>)> between{};

 private:
  std::unique_ptr<Storage> open_storage();

  Folder folder_{};
  std::shared_ptr<Storage> memory_;  // null for sqlite
  Chance chance_{20'250'101};
  std::optional<std::array<std::byte, 32>> key_;
  bool stopped_ = false;
  std::unique_ptr<Engine> engine_;
};

// In the order of their names.
std::vector<std::filesystem::path> case_files();

// One line after another. Each answers what is wrong, or nothing.
class CaseRunner {
 public:
  explicit CaseRunner(TestStore& store) : store_(store) {}

  std::string run(std::string_view line);
  // What is wrong, with file and line, one text per line that is.
  std::vector<std::string> run_file(const std::filesystem::path&);

  std::function<void(const std::string& json)> on_refusal{};  // hears of each
  // Calls in place of the runner, which looks at the answer; is told whether one is expected.
  std::function<Answer(Session&, std::string_view operation, const std::string& request,
                       bool is_answered)>
      calls{};

 private:
  std::string directive(std::string_view name, std::string_view rest);
  std::string tick();

  TestStore& store_;
  SessionOptions session_;
};

// The reason of a line that expects a refusal; empty for others.
std::string reason_expected(std::string_view line);
// The operation of a line that expects members of an answer; empty for others.
std::string operation_answered(std::string_view line);

}  // namespace onward::tests
