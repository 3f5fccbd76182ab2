// History played again: rebuilds every table from the journal, and compares it with the tables.
#pragma once

#include <map>
#include <memory>
#include <set>

#include "onward/host.hpp"
#include "onward/storage.hpp"

namespace onward {

// What is damaged, in words; the first hundred findings, since one damage may cause thousands.
class Findings {
 public:
  void add(std::string_view finding);
  std::vector<std::string> take() && { return std::move(texts_); }

 private:
  static constexpr std::size_t findings_max = 100;
  std::vector<std::string> texts_;
};

// Long work, step by step: tells the host, and throws Cancelled when it says so.
class Steps {
 public:
  Steps(const Host& host, std::string_view what, std::int64_t total)
      : host_(host), what_(what), total_(total) {}
  void took(std::int64_t more);

 private:
  const Host& host_;
  std::string_view what_;
  std::int64_t total_;
  std::int64_t done_ = 0;
};

// A row of any noun.
using AnyRow = std::unique_ptr<void, void (*)(void*)>;

// The rows stand as they were written, in a store in memory of their own; counters are counted
// anew by the same rules. Personal members whose part of the journal was erased are not compared.
class Replay {
 public:
  explicit Replay(Findings& findings);

  void take(const Entry&);
  // Every row of every kept noun, and every counter, in both directions. What cannot be read is a
  // finding, and the next noun's turn.
  void compare(Transaction& live, const Host&);

 private:
  void attempt(FunctionRef<void()> comparison);
  void write(const NounInfo&, const Entry&, const void* row);
  void compare_rows(Transaction& live, const NounInfo&, Steps&);
  void compare_row(const NounInfo&, std::int64_t id, const void* live, const void* replayed);
  void compare_counters(Transaction& live, Steps&);

  Findings& findings_;
  std::unique_ptr<Storage> store_;
  std::unique_ptr<Transaction> replayed_;
  std::map<Noun, std::set<std::int64_t>> subjects_;  // of counters, on either side
  std::set<std::pair<Noun, std::int64_t>> erased_;  // rows whose last entry lost its personal part
};

}  // namespace onward
