// Rows of an older version lack members inside their records. What one row has is not the next
// one's.
#include "catch.hpp"
#include "folder.hpp"
#include "onward/nouns.hpp"
#include "storage/sqlite_database.hpp"

using namespace onward;
using namespace onward::tests;
using storage::Database;

namespace {

Policy policy(std::int64_t id, std::optional<std::int64_t> days) {
  Policy out{.id = id, .revision = 1, .scope = PolicyScope::organization, .organization_id = id};
  out.knobs.no_response_working_days = days;
  return out;
}

}  // namespace

TEST_CASE("a member that a row does not have yet is not taken from the row before") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_sqlite({.path = path, .durability = Durability::none});
  {
    auto t = storage->begin(Mode::write);
    for (std::int64_t id = 1; id <= 2; ++id) {
      const Organization organization{.id = id, .revision = 1};
      t->insert(Noun::organization, &organization);
      const Policy row = policy(id, 7);
      t->insert(Noun::policy, &row);
    }
    REQUIRE(t->commit() == Commit::done);
  }
  Database(path, Database::Access::write, Durability::none, std::chrono::milliseconds(100))
      .execute("UPDATE policy SET knobs = '{}' WHERE id = 2");

  std::vector<std::optional<std::int64_t>> days;
  const auto read = [&](const void* row) {
    days.push_back(static_cast<const Policy*>(row)->knobs.no_response_working_days);
    return true;
  };
  auto t = storage->begin(Mode::read);
  t->scan({.index = &by::policy_scope}, all_columns, read);
  const std::array<std::int64_t, 2> ids{1, 2};
  t->get(Noun::policy, ids, all_columns, read);
  CHECK(days == std::vector<std::optional<std::int64_t>>{7, std::nullopt, 7, std::nullopt});
}
