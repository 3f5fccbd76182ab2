#include "storage/sqlite_migrations.hpp"

#include "hash.hpp"

namespace onward::storage {

namespace {

std::string digest_of(std::string_view text) {
  return to_hex(sha256(std::as_bytes(std::span(text))));
}

// What each migration said when the store went through it. Absent in a store that another build
// began: it has digests of its own, or none.
std::string digest_kept(Database& database, std::int64_t number) {
  if (database.number("SELECT count(*) FROM sqlite_schema WHERE name = 'migration'") == 0)
    return {};
  Statement read(database, "SELECT digest FROM migration WHERE number = ?1", "migration");
  read.bind(1, number);
  return read.step() ? std::string(read.text(0)) : std::string();
}

void refuse_other_builds(Database& database, std::int64_t version) {
  for (auto& migration : migrations())
    if (migration.number <= version &&
        digest_kept(database, migration.number) != digest_of(migration.text))
      throw StorageError(database.path() +
                         ": the store was made by another build, whose tables of " + "version " +
                         std::to_string(migration.number) + " are not those of this one");
}

void apply(Database& database, const Migration& migration) {
  database.execute(std::string(migration.text));
  Statement keep(database, "INSERT INTO migration (number, digest) VALUES (?1, ?2)", "migration");
  const std::string digest = digest_of(migration.text);
  keep.bind(1, std::int64_t{migration.number});
  keep.bind(2, std::string_view(digest));
  keep.run();
}

}  // namespace

void migrate(Database& database, std::int64_t until) {
  const auto version = database.number("PRAGMA user_version");
  if (version > newest_version())
    throw StorageError(database.path() + ": the store is of version " + std::to_string(version) +
                       ", and this program knows " + std::to_string(newest_version()));
  refuse_other_builds(database, version);
  if (version >= until) return;
  database.execute("BEGIN IMMEDIATE");
  database.execute(
      "CREATE TABLE IF NOT EXISTS migration (number INTEGER PRIMARY KEY, digest TEXT NOT NULL) "
      "STRICT");
  for (auto& migration : migrations())
    if (migration.number > version && migration.number <= until) apply(database, migration);
  database.execute("PRAGMA application_id = " + std::to_string(application_id));
  database.execute("PRAGMA user_version = " + std::to_string(until));
  database.execute("COMMIT");
}

}  // namespace onward::storage
