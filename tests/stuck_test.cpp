// A timer that is missing is found, whichever noun it belongs to: each that has a clock, as the
// description of the nouns tells, is planted once.
#include <fstream>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/storage.hpp"
#include "operations/clocks.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// The network of tests/cases/stuck.txt, which has one of each, before anything is due.
struct OneOfEach {
  OneOfEach() {
    CaseRunner runner(store);
    std::ifstream lines("tests/cases/stuck.txt");
    REQUIRE(lines);
    for (std::string line; std::getline(lines, line) && !line.starts_with("# Nobody calls");) {
      const auto wrong = runner.run(line);
      INFO(line << '\n' << wrong);
      REQUIRE(wrong.empty());
    }
  }
  std::vector<StuckRow> stuck() {
    auto session = store.engine().session({1, 1, {}});
    auto page = session.call<system_::stuck>({});
    REQUIRE(page);
    CHECK(page.value().cursor.empty());
    return page.value().rows;
  }
  template <Clocked T> void set_clock(const T& row, Instant due) {
    const auto t = store.engine().storage().begin(Mode::write);
    T changed = row;
    changed.*clock_of<T>() = due;
    changed.revision += 1;
    REQUIRE(t->update(noun_of<T>, &changed));
    REQUIRE(t->commit() == Commit::done);
  }
  // The row whose clock strikes first.
  template <Clocked T> std::optional<T> first() {
    std::optional<T> out;
    const auto t = store.engine().storage().begin(Mode::read);
    t->scan({.index = &clock_index(noun_of<T>)}, all_columns, [&](const void* row) {
      out = *static_cast<const T*>(row);
      return false;
    });
    return out;
  }

  TestStore store{"memory"};
};

// Its first timer is taken away, found missing, and put back.
template <Clocked T> void check_planted(OneOfEach& network) {
  const auto name = info(noun_of<T>).name;
  INFO(name);
  const auto row = network.first<T>();
  REQUIRE(row);
  const Instant due = (*row).*clock_of<T>();
  REQUIRE(due < never);
  network.set_clock(*row, never);
  const auto found = network.stuck();
  const auto planted = std::ranges::find_if(
      found, [&](const StuckRow& s) { return s.noun == name && s.id == row->id.value; });
  REQUIRE(planted != found.end());
  CHECK(planted->because == StuckBecause::no_timer);
  CHECK(planted->organization_id > 0);
  T taken = *row;
  taken.revision += 1;
  network.set_clock(taken, due);
  CHECK(network.stuck().empty());
}

template <class... T> void check_all(OneOfEach& network, NounList<T...>) {
  (check_planted<T>(network), ...);
}

}  // namespace

TEST_CASE("a missing timer of any noun is found") {
  OneOfEach network;
  CHECK(network.stuck().empty());
  check_all(network, ClockedNouns());
}

TEST_CASE("every index by one instant is a clock that is looked at") {
  std::set<std::string_view> clocks, looked_at;
  for (auto& noun : nouns())
    for (auto& index : noun.indexes)
      if (index.size == 1 && index.members[0]->type->cell == Type::Cell::instant) {
        clocks.insert(noun.name);
        CHECK(clock_index(noun.noun).name == index.name);
      }
  [&]<class... T>(NounList<T...>) {
    (looked_at.insert(info(noun_of<T>).name), ...);
  }(ClockedNouns());
  CHECK(clocks == looked_at);
  CHECK(clocks.size() == 14);
}
