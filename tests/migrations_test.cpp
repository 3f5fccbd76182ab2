// Stores of every older version are brought up to date with what is in them, or left as they are.
#include <vector>

#include "catch.hpp"
#include "folder.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "storage/sqlite_migrations.hpp"

using namespace onward;
using namespace onward::storage;
using namespace onward::tests;

namespace {

Database direct(const std::string& path) {
  return {path, Database::Access::write, Durability::none, std::chrono::milliseconds{100}};
}

// A store as the first migrations left it, with a role in it.
void make_store(const std::string& path, int version) {
  auto database = direct(path);
  migrate(database, version);
  database.execute("INSERT INTO role VALUES (1, 1, 'keeper', '[]')");
}

std::vector<std::string> schema_of(const std::string& path) {
  auto database = direct(path);
  Statement read(database, "SELECT name || ' ' || coalesce(sql, '') FROM sqlite_schema ORDER BY 1",
                 "the schema");
  std::vector<std::string> out;
  while (read.step()) out.emplace_back(read.text(0));
  return out;
}

}  // namespace

TEST_CASE("a store of any older version becomes one of today, and keeps what is in it") {
  const Folder folder;
  const auto fresh = folder.file("fresh.db");
  open_sqlite({.path = fresh, .durability = Durability::none});
  const int newest = migrations().back().number;
  REQUIRE(newest > 1);
  for (int version = 1; version < newest; ++version) {
    CAPTURE(version);
    const auto path = folder.file("store" + std::to_string(version) + ".db");
    make_store(path, version);
    REQUIRE(schema_of(path) != schema_of(fresh));
    {
      Engine engine(open_sqlite({.path = path, .durability = Durability::none}));
      const auto transaction = engine.storage().begin(Mode::read);
      std::string name;
      const std::int64_t ids[] = {1};
      transaction->get(Noun::role, ids, all_columns, [&](const void* row) {
        name = static_cast<const Role*>(row)->name;
        return true;
      });
      CHECK(name == "keeper");
    }
    CHECK(schema_of(path) == schema_of(fresh));
    CHECK(direct(path).number("PRAGMA user_version") == newest);
  }
}

TEST_CASE("a store that cannot be brought up to date stays as it was") {
  const Folder folder;
  const auto path = folder.file("store.db");
  make_store(path, 1);
  direct(path).execute("CREATE TABLE referring_provider (somebody_elses)");
  const auto before = schema_of(path);
  CHECK_THROWS_AS(open_sqlite({.path = path, .durability = Durability::none}), StorageError);
  CHECK(schema_of(path) == before);
  CHECK(direct(path).number("PRAGMA user_version") == 1);
}

TEST_CASE("a store whose tables came of other texts is refused, and stays as it was") {
  const Folder folder;
  const auto path = folder.file("store.db");
  for (const std::string change : {"UPDATE migration SET digest = '00' WHERE number = 2",
                                   "DELETE FROM migration", "DROP TABLE migration"}) {
    CAPTURE(change);
    std::filesystem::remove(path);
    open_sqlite({.path = path, .durability = Durability::none});
    direct(path).execute(change);
    const auto before = schema_of(path);
    CHECK_THROWS_WITH(open_sqlite({.path = path, .durability = Durability::none}),
                      contains_text("made by another build"));
    CHECK(schema_of(path) == before);
  }
}
