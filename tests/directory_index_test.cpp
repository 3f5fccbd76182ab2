// The directory in memory while others write: who sees what, and what it costs to follow.
#include "operations/directory_index.hpp"

#include <future>

#include "case_runner.hpp"
#include "catch.hpp"
#include "counting_storage.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr OrganizationId kitchen{1};
constexpr IssueId food{1};

constexpr auto no_chance = [](std::span<std::byte> out) { std::ranges::fill(out, std::byte{7}); };

// A store whose rows are written as operations write them, and an index over it.
struct Directory {
  TestStore file{"sqlite"};
  Looked looked{};
  std::unique_ptr<Storage> storage{};
  Journal journal{};
  DirectoryIndex index{};

  struct Writer {
    std::unique_ptr<Transaction> transaction;
    Tables tables;
  };

  Directory() {
    file.close();
    storage = std::make_unique<CountingStorage>(
        open_sqlite({.path = file.path(), .durability = Durability::none}), looked);
    auto writer = write();
    Organization organization{.name = "Kitchen"};
    Issue issue{.code = "food", .name = "Food"};
    writer.tables.insert(organization);
    writer.tables.insert(issue);
    commit(writer);
  }

  Writer write() {
    auto transaction = storage->begin(Mode::write);
    journal.begin(*transaction);
    auto& t = *transaction;
    return {std::move(transaction), Tables(t, &journal, {.operation = "test"}, no_chance)};
  }
  void commit(Writer& writer) {
    REQUIRE(writer.transaction->commit() == Commit::done);
    writer.transaction.reset();
    journal.committed();
  }
  void roll_back(Writer& writer) {
    writer.transaction.reset();
    journal.rolled_back();
    index.forget_after(journal.size());
  }

  std::int64_t found(Tables& tables) {
    return index.find(tables, {.issue_id = food, .sender_id = OrganizationId(99)}, {})
        .eligible_total;
  }
  // As a session on another thread.
  std::int64_t found_elsewhere() {
    return std::async(std::launch::async, [&] { return found_by_reader(); }).get();
  }
  std::int64_t found_by_reader() {
    const auto transaction = storage->begin(Mode::read);
    Tables tables(*transaction, nullptr, {}, no_chance);
    return found(tables);
  }
};

ServiceId add_service(Tables& tables, std::vector<LocationId> locations = {}) {
  Service service{.organization_id = kitchen,
                  .name = "Meals",
                  .issues = {food},
                  .locations = std::move(locations)};
  tables.insert(service);
  return service.id;
}

}  // namespace

TEST_CASE("what a transaction has not committed is found by itself alone") {
  Directory d;
  CHECK(d.found_elsewhere() == 0);
  auto writer = d.write();
  add_service(writer.tables);
  CHECK(d.found(writer.tables) == 1);
  CHECK(d.found_elsewhere() == 0);
  CHECK(d.found(writer.tables) == 1);
  add_service(writer.tables);
  CHECK(d.found(writer.tables) == 2);
  CHECK(d.found_elsewhere() == 0);
  add_service(writer.tables);
  CHECK(d.found(writer.tables) == 3);
  SECTION("until it commits") {
    d.commit(writer);
    CHECK(d.found_elsewhere() == 3);
  }
  SECTION("and by nobody when it is rolled back") {
    const bool looks = GENERATE(true, false);  // somebody, before the next one writes
    d.roll_back(writer);
    if (looks) CHECK(d.found_elsewhere() == 0);
    auto next = d.write();
    CHECK(d.found(next.tables) == 0);
    add_service(next.tables);
    CHECK(d.found(next.tables) == 1);
    CHECK(d.found_elsewhere() == 0);
    d.commit(next);
    CHECK(d.found_elsewhere() == 1);
  }
}

TEST_CASE("what was changed and rolled back is as it was") {
  Directory d;
  auto writer = d.write();
  const auto id = add_service(writer.tables);
  d.commit(writer);
  CHECK(d.found_elsewhere() == 1);
  auto next = d.write();
  auto service = next.tables.known<Service>(id);
  service.accepting = false;
  next.tables.update(service);
  auto organization = next.tables.known<Organization>(kitchen);
  organization.active = false;
  next.tables.update(organization);
  CHECK(d.found(next.tables) == 0);
  CHECK(d.found_elsewhere() == 1);
  CHECK(d.found(next.tables) == 0);
  d.roll_back(next);
  CHECK(d.found_elsewhere() == 1);
}

TEST_CASE("who began before others committed does not take their rows away from those after") {
  Directory d;
  auto writer = d.write();
  add_service(writer.tables);
  d.commit(writer);
  CHECK(d.found_elsewhere() == 1);
  const auto before = d.storage->begin(Mode::read);  // sees one
  Tables old(*before, nullptr, {}, no_chance);
  std::async(std::launch::async, [&] {
    auto second = d.write();
    add_service(second.tables);
    d.commit(second);
    CHECK(d.found_by_reader() == 2);
    auto third = d.write();
    auto service = third.tables.get<Service>(ServiceId(2)).value();
    service.name = "Soup";
    third.tables.update(service);
    CHECK(d.found(third.tables) == 2);
    d.commit(third);
  }).get();
  d.found(old);
  CHECK(d.found_elsewhere() == 2);
}

TEST_CASE("a location that becomes another organisation's is no longer where a service is given") {
  Directory d;
  auto writer = d.write();
  Organization other{.name = "Hall"};
  writer.tables.insert(other);
  Location location{.organization_id = kitchen,
                    .name = "Hall",
                    .latitude_microdegrees = 1,
                    .longitude_microdegrees = 1};
  writer.tables.insert(location);
  add_service(writer.tables, {location.id});
  d.commit(writer);
  const auto distance = [&](Tables& tables) {
    const Ask ask{.issue_id = food, .sender_id = OrganizationId(99), .place = Point{1, 1}};
    return d.index.find(tables, ask, {}).receivers.at(0).distance_meters;
  };
  auto next = d.write();
  CHECK(distance(next.tables) == 0);
  location.organization_id = other.id;
  next.tables.update(location);
  CHECK_FALSE(distance(next.tables));
  SECTION("once that stands") {
    d.commit(next);
    auto later = d.write();
    CHECK_FALSE(distance(later.tables));
  }
  SECTION("and is again when it does not") {
    d.roll_back(next);
    auto later = d.write();
    CHECK(distance(later.tables) == 0);
  }
}

TEST_CASE("a batch that was rolled back costs what it touched, not the directory") {
  Directory d;
  auto writer = d.write();
  for (int i = 0; i < 500; ++i) add_service(writer.tables);
  d.commit(writer);
  CHECK(d.found_elsewhere() == 500);
  auto next = d.write();
  add_service(next.tables);
  CHECK(d.found(next.tables) == 501);
  d.roll_back(next);
  d.looked = {};
  CHECK(d.found_elsewhere() == 500);
  CHECK(d.looked.rows < 10);
}

TEST_CASE("an organisation's locations are read by the services that are given there, once") {
  constexpr std::int64_t size = 300;
  Directory d;
  auto writer = d.write();
  std::vector<Location> locations(size);
  for (auto& location : locations) {
    location = {.organization_id = kitchen,
                .name = "Hall",
                .latitude_microdegrees = 1,
                .longitude_microdegrees = 1};
    writer.tables.insert(location);
    add_service(writer.tables, {location.id});
  }
  d.commit(writer);
  CHECK(d.found_elsewhere() == size);
  CHECK(d.looked.rows < 3 * size);
  auto next = d.write();
  for (auto& location : locations) {
    location.address = "1 Main St";
    next.tables.update(location);
  }
  d.commit(next);
  d.looked = {};
  CHECK(d.found_elsewhere() == size);
  CHECK(d.looked.rows < 4 * size);
}
