// Memory and SQLite give the same answers to the same calls, whatever is asked. A disagreement is
// printed as the shortest list of calls that shows it, ready to be pasted into tests/cases.
#include "agreement.hpp"

#include <iostream>
#include <map>
#include <sstream>

#include "case_runner.hpp"
#include "catch.hpp"
#include "forwarding_storage.hpp"
#include "onward/operations/duplicates.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

constexpr std::uint64_t seeds = 30;
constexpr std::size_t calls_per_seed = 7'000;

OpenStorage memory() { return open_memory; }

// An empty store in the place of the one before.
OpenStorage sqlite(const Folder& folder) {
  return [path = folder.file("store")] {
    for (const char* end : {"", "-wal", "-shm"}) std::filesystem::remove(path + end);
    return open_sqlite({.path = path, .durability = Durability::none});
  };
}

// How an operation was answered: "answered", or the reason it was refused for.
using Tally = std::map<std::string, std::int64_t>;

std::string table_of(const std::map<std::string, Tally>& tallies) {
  std::string out;
  for (auto& [name, tally] : tallies) {
    out += name + ':';
    for (auto& [how, times] : tally) out += ' ' + how + ' ' + std::to_string(times);
    out += '\n';
  }
  return out;
}

std::int64_t member_of(const NounInfo& noun, std::size_t row, const void* object) {
  return *static_cast<const std::int64_t*>(noun.rows[row].at(const_cast<void*>(object)));
}

// Planted: says of a few updates that they were done.
class ForgetsUpdates final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  bool update(Noun noun, const void* row) override {
    const auto id = member_of(info(noun), 0, row), revision = member_of(info(noun), 1, row);
    if (noun == Noun::referral && id % 7 == 3 && revision % 5 == 4) return true;
    return inner->update(noun, row);
  }
};

// Planted: one index is read from its end.
class ReadsBackwards final : public ForwardingTransaction {
 public:
  using ForwardingTransaction::ForwardingTransaction;
  ScanEnd scan(const Scan& scan, Columns columns, RowSink sink) override {
    Scan other = scan;
    if (scan.index->name == by::organization_name.name) other.direction = Direction::down;
    return inner->scan(other, columns, sink);
  }
};

template <class Wrapping> OpenStorage planted() {
  return [] { return std::make_unique<ForwardingStorage<Wrapping>>(open_memory()); };
}

template <class Wrapping> Disagreement caught() {
  const Comparison comparison(memory(), planted<Wrapping>(), 1);
  auto found = comparison.of_random_calls(calls_per_seed);
  if (!found) throw std::logic_error("the planted fault was not seen");
  return comparison.shrunk(*std::move(found));
}

}  // namespace

TEST_CASE("memory and SQLite give the same answers to random calls") {
  const Folder folder;
  std::map<std::string, Tally> tallies;
  for (auto& op : operations()) tallies[std::string(op.name)];
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    const Comparison comparison(memory(), sqlite(folder), seed);
    auto found =
        comparison.of_random_calls(calls_per_seed, [&](const Call& call, const Told& told) {
          const bool refused = told.how == Told::How::refused;
          if (find_operation(call.operation))
            ++tallies[call.operation][refused ? reason_of(told) : "answered"];
        });
    if (!found) continue;
    std::cout << as_case(comparison.shrunk(*std::move(found)), seed);
    FAIL("seed " << seed);
  }
  // A run in which something is never done proves nothing about it. So few people are registered
  // that nothing is learned from them; tests/duplicates_test.cpp has enough.
  std::string never;
  for (auto& [name, tally] : tallies)
    if (!tally.contains("answered") && name != client::train::name) never += name + ' ';
  INFO(table_of(tallies));
  CHECK(never.empty());
}

TEST_CASE("a storage that forgets an update is caught, and a short list of calls shows it") {
  const auto found = caught<ForgetsUpdates>();
  INFO(as_case(found, 1));
  CHECK(found.calls.size() <= 40);
}

TEST_CASE("a storage that reads an index backwards is caught, and a short list shows it") {
  const auto found = caught<ReadsBackwards>();
  const std::string text = as_case(found, 1);
  INFO(text);
  CHECK(found.calls.size() <= 40);

  // What is printed runs as a case, on the storage that is right.
  TestStore store("memory");
  CaseRunner runner(store);
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    const std::string wrong = runner.run(line);
    INFO(wrong);
    CHECK(wrong.empty());
  }
}

}  // namespace onward::tests
