// Rows as operations see them: what a call comes back to is read once, and is never stale.
#include "operations/tables.hpp"

#include "catch.hpp"
#include "counting_storage.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr auto no_chance = [](std::span<std::byte> out) { std::ranges::fill(out, std::byte{7}); };

struct Store {
  Looked looked{};
  CountingStorage storage{open_memory(), looked};
  Journal journal{};

  // Runs a call of its own, and answers how many rows were read for it.
  template <class Body> std::int64_t call(Body body) {
    const auto before = looked.rows;
    const auto transaction = storage.begin(Mode::write);
    journal.begin(*transaction);
    Tables tables(*transaction, &journal, {.operation = "test"}, no_chance);
    body(tables);
    REQUIRE(transaction->commit() == Commit::done);
    journal.committed();
    return looked.rows - before;
  }
};

Client named(std::string name) { return {.details = {.given_name = std::move(name)}}; }
std::string name_of(Tables& t, ClientId id) { return t.known<Client>(id).details.given_name; }

}  // namespace

TEST_CASE("what a call has met is not read again, and stands as it was written last") {
  Store store;
  ClientId eve, ada;
  const auto written = store.call([&](Tables& t) {
    Client one = named("Eve"), other = named("Ada");
    t.insert(one);
    eve = one.id;
    CHECK(name_of(t, eve) == "Eve");
    one.details.given_name = "Eva";
    t.update(one);
    CHECK(name_of(t, eve) == "Eva");
    t.insert(other);
    ada = other.id;
    CHECK(name_of(t, ada) == "Ada");
  });
  CHECK(written == 0);
  const auto read = store.call([&](Tables& t) {
    CHECK(name_of(t, eve) == "Eva");
    CHECK(name_of(t, eve) == "Eva");
    CHECK(name_of(t, ada) == "Ada");
    Client row = t.known<Client>(ada);
    row.details.given_name = "Ida";
    t.update(row);
    CHECK(name_of(t, ada) == "Ida");
    CHECK(!t.get<Client>(ClientId(99)));
    CHECK(name_of(t, eve) == "Eva");
  });
  CHECK(read == 3);  // Eve, Ada, and Eve again
}

TEST_CASE("a change of an outdated row is found out, also when a later one was met") {
  Store store;
  store.call([](Tables& t) {
    Client row = named("Eve");
    t.insert(row);
    Client outdated = row;
    row.details.given_name = "Eva";
    t.update(row);
    CHECK_THROWS_AS(t.update(outdated), std::logic_error);
  });
}
