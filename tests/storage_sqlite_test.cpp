#include <algorithm>
#include <atomic>
#include <fstream>
#include <set>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "storage/migrations.hpp"
#include "storage/sqlite_lock.hpp"
#include "storage/sqlite_rows.hpp"
#include "storage_conformance.hpp"

using namespace onward;
using namespace onward::tests;
using onward::storage::Database;
using onward::storage::Statement;
using std::chrono::milliseconds;

namespace {

std::unique_ptr<Storage> open_quick(const std::string& path) {
  return open_sqlite({.path = path, .durability = Durability::none});
}
Database direct(const std::string& path) {
  return {path, Database::Access::write, Durability::none, milliseconds{100}};
}

std::string bytes_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// The text of an error, or nothing.
template <class Step> std::string error_of(Step step) {
  try {
    step();
  } catch (const StorageError& e) { return e.text; }
  return {};
}

struct ColumnFound {
  std::string name, type;
  bool not_null = false, key = false;
};
std::vector<ColumnFound> columns_of_table(Database& database, std::string_view table) {
  std::vector<ColumnFound> out;
  Statement read(database, "PRAGMA table_info(" + std::string(table) + ")", "schema");
  while (read.step())
    out.push_back({std::string(read.text(1)), std::string(read.text(2)), read.integer(3) != 0,
                   read.integer(5) != 0});
  return out;
}

std::string_view sql_type(Type::Cell cell) {
  switch (cell) {
    case Type::Cell::integer:
    case Type::Cell::instant:
    case Type::Cell::boolean: return "INTEGER";
    case Type::Cell::real: return "REAL";
    default: return "TEXT";
  }
}

// Collects the names of an enumeration out of its schema.
struct NameCollector final : Writer {
  std::vector<std::string> names{};
  bool inside = false;
  void null() override {}
  void boolean(bool) override {}
  void integer(std::int64_t) override {}
  void real(double) override {}
  void text(std::string_view v) override {
    if (inside) names.emplace_back(v);
  }
  void date(Date) override {}
  void instant(Instant) override {}
  void begin_array(std::size_t) override {}
  void end_array() override { inside = false; }
  void begin_object(std::size_t) override {}
  void member(std::string_view name, int) override { inside = name == "enum"; }
  void end_object() override {}
};

// The check that the table must have for a member; empty when its type says it all.
std::string check_of(const Row& row) {
  const std::string name(row.name);
  switch (row.type->cell) {
    case Type::Cell::boolean: return "CHECK (" + name + " IN (0, 1))";
    case Type::Cell::composite: return "CHECK (json_valid(" + name + "))";
    case Type::Cell::symbol: break;
    default: return name == "id" || name == "revision" ? "CHECK (" + name + " > 0)" : "";
  }
  NameCollector collector;
  row.type->schema(collector, row);
  std::string out;
  for (auto& value : collector.names)
    out.append(out.empty() ? "CHECK (" : " OR ").append(name).append(" = '").append(value) += "'";
  return out + ")";
}

std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (c != ' ' && c != '\n') out += c;
  return out;
}

}  // namespace

TEST_CASE("the store in SQLite keeps the contract of storages") {
  for (auto& promise : storage_contract()) {
    DYNAMIC_SECTION(promise.sentence) {
      const Folder folder;
      const auto storage = open_quick(folder.file("store.db"));
      CHECK(storage->kind() == "sqlite");
      promise.check(*storage);
    }
  }
}

TEST_CASE("tables have exactly the columns of the rows, each with its type and check") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  for (auto& noun : nouns()) {
    INFO(noun.name);
    const auto found = columns_of_table(database, noun.name);
    if (!noun.in_tables) {
      CHECK(found.empty());
      continue;
    }
    REQUIRE(found.size() == noun.rows.size());
    Statement schema(database, "SELECT sql FROM sqlite_schema WHERE name = ?1", "schema");
    schema.bind(1, noun.name);
    REQUIRE(schema.step());
    const auto sql = squeezed(schema.text(0));
    for (std::size_t i = 0; i < found.size(); ++i) {
      auto& row = noun.rows[i];
      INFO(row.name);
      CHECK(found[i].name == row.name);
      CHECK(found[i].type == sql_type(row.type->cell));
      CHECK(found[i].key == (row.name == "id"));
      CHECK((found[i].not_null || found[i].key) == !row.type->nullable);
      CHECK_THAT(sql, contains_text(squeezed(check_of(row))));
    }
    CHECK(sql.ends_with(")STRICT"));
  }
}

TEST_CASE("the tables and indexes are those of nouns.cpp and the storage's own") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  std::set<std::string> tables{"counter",  "journal", "journal_personal", "journal_tile",
                               "sequence", "blob",    "blob_chunk",       "migration"};
  std::set<std::string> indexes{"journal_row ON journal (noun, id, sequence)"};
  for (auto& noun : nouns()) {
    if (noun.in_tables) tables.emplace(noun.name);
    for (auto& index : noun.indexes) {
      std::string text = std::string(index.name) + " ON " + std::string(noun.name) + " (";
      for (std::size_t m = 0; m < index.size; ++m)
        text.append(m ? ", " : "").append(index.members[m]->name);
      if (index.beside[0]) text += ", id";
      for (auto* member : index.beside)
        if (member) text.append(", ").append(member->name);
      indexes.insert((index.unique ? "UNIQUE " : "") + text + ")");
    }
  }
  std::set<std::string> tables_found, indexes_found;
  Statement read(database, "SELECT type, name, sql FROM sqlite_schema", "schema");
  while (read.step()) {
    const std::string name(read.text(1));
    std::string sql(read.text(2));
    for (std::size_t at; (at = sql.find("\n  ")) != sql.npos;) sql.replace(at, 3, " ");
    if (read.text(0) == "table") tables_found.insert(name);
    if (read.text(0) != "index" || sql.empty()) continue;
    const bool unique = sql.starts_with("CREATE UNIQUE ");
    indexes_found.insert((unique ? "UNIQUE " : "") + sql.substr(sql.find("INDEX ") + 6));
  }
  CHECK(tables_found == tables);
  CHECK(indexes_found == indexes);
}

namespace {

using Shape = storage::ScanShape;

// What SQLite says when it seeks for the prefix and the position, and for nothing else.
std::string seek_of(const Index& index, const Shape& shape) {
  std::string equal, behind, marks;
  for (std::size_t m = 0; m < index.size; ++m)
    if (m < shape.prefix) {
      equal.append(m ? " AND " : "").append(index.members[m]->name).append("=?");
    } else {
      behind.append(behind.empty() ? "" : ",").append(index.members[m]->name);
      marks += marks.empty() ? "?" : ",?";
    }
  if (index.size - shape.prefix > 1) {
    behind.insert(0, "(").append(")");
    marks.insert(0, "(").append(")");
  }
  if (shape.after == Shape::After::id) behind = index.beside[0] ? "id" : "rowid", marks = "?";
  std::string out = equal;
  if (shape.after != Shape::After::nothing)
    out.append(equal.empty() ? "" : " AND ")
        .append(behind)
        .append(shape.direction == Direction::up ? ">" : "<")
        .append(marks);
  std::string text(out.empty() ? "SCAN " : "SEARCH ");
  text.append(info(index.noun).name).append(" USING INDEX ").append(index.name);
  return out.empty() ? text : text.append(" (").append(out).append(")");
}

}  // namespace

TEST_CASE("every scan seeks in its index and never sorts or filters") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  const auto check = [&](const Index& index, const Shape& shape) {
    Statement plan(database, "EXPLAIN QUERY PLAN " + storage::scan_sql(index, shape), "plan");
    REQUIRE(plan.step());
    CHECK(plan.text(3) == seek_of(index, shape));
    CHECK_FALSE(plan.step());
  };
  for (auto& noun : nouns())
    for (auto& index : noun.indexes)
      for (const auto direction : {Direction::up, Direction::down})
        for (std::size_t prefix = 0; prefix <= index.size; ++prefix) {
          Shape shape{.columns = storage::columns_of(noun, all_columns),
                      .prefix = prefix,
                      .direction = direction};
          check(index, shape);
          shape.after = prefix == index.size ? Shape::After::id : Shape::After::members;
          check(index, shape);
        }
}

TEST_CASE("what stands beside the order of an index is read without its rows") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  int indexes = 0;
  for (auto& noun : nouns())
    for (auto& index : noun.indexes) {
      if (!index.beside[0]) continue;
      ++indexes;
      Shape shape{.columns = 1, .prefix = 1, .direction = Direction::up};
      const auto add = [&](const Row* member) {
        if (member) shape.columns |= Columns{1} << (member - noun.rows.data());
      };
      std::ranges::for_each(index.members, add);
      std::ranges::for_each(index.beside, add);
      Statement plan(database, "EXPLAIN QUERY PLAN " + storage::scan_sql(index, shape), "plan");
      REQUIRE(plan.step());
      CHECK(std::string(plan.text(3)).find(" USING COVERING INDEX ") != std::string::npos);
    }
  CHECK(indexes == 4);
}

TEST_CASE("the statements of the journal use their index") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  Statement plan(database,
                 "EXPLAIN QUERY PLAN SELECT sequence FROM journal INDEXED BY journal_row "
                 "WHERE noun = 1 AND id = 1 ORDER BY sequence",
                 "plan");
  REQUIRE(plan.step());
  CHECK_THAT(std::string(plan.text(3)), contains_text("journal_row (noun=? AND id=?)"));
  CHECK_FALSE(plan.step());
}

TEST_CASE("a store is what it was when it is opened again") {
  const Folder folder;
  const auto path = folder.file("store.db");
  {
    const auto storage = open_sqlite({.path = path});
    writing(*storage, [](Transaction& t) {
      put(t, Role{.name = "a"});
      put(t, Idempotency{.key = "k"});
      t.erase(Noun::idempotency, 1, 1);
      t.add({}, 3);
    });
  }
  CHECK_FALSE(std::filesystem::exists(path + "-wal"));
  const auto storage = open_sqlite({.path = path});
  writing(*storage, [](Transaction& t) {
    CHECK(find<Role>(t, 1)->name == "a");
    CHECK(t.count({}) == 3);
    CHECK(t.next_id(Noun::idempotency) == 2);
  });
  auto database = direct(path);
  CHECK(database.number("PRAGMA user_version") == storage::migrations().back().number);
  CHECK(database.number("PRAGMA application_id") == storage::application_id);
}

TEST_CASE("pragmas hold on every connection, and one that does not is named") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  Database database(folder.file("store.db"), Database::Access::write, Durability::full,
                    milliseconds{100});
  CHECK(database.number("PRAGMA synchronous") == 2);
  CHECK(database.number("PRAGMA foreign_keys") == 1);
  CHECK(database.number("PRAGMA secure_delete") == 1);
  CHECK(database.number("PRAGMA wal_autocheckpoint") == 20'000);
  CHECK(database.number("PRAGMA cell_size_check") == 1);

  // A file that cannot have a log beside it cannot be in WAL mode.
  std::filesystem::create_directory(folder.file("stuck.db-wal"));
  CHECK_FALSE(error_of([&] { open_quick(folder.file("stuck.db")); }).empty());

  Database reader(folder.file("store.db"), Database::Access::read, Durability::full,
                  milliseconds{100});
  CHECK_THROWS_AS(reader.execute("DELETE FROM role"), StorageError);
}

TEST_CASE("a store of a newer version is refused by name") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_quick(path);
  direct(path).execute("PRAGMA user_version = 99");
  CHECK_THAT(error_of([&] { open_quick(path); }), contains_text("version 99"));
  // And so it is when it becomes newer while it is open.
  CHECK_THAT(error_of([&] { storage->begin(Mode::read); }), contains_text("version 99"));
  CHECK_THAT(error_of([&] { storage->begin(Mode::write); }), contains_text("version 99"));
  direct(path).execute("PRAGMA user_version = " +
                       std::to_string(storage::migrations().back().number));
  writing(*storage, [](Transaction& t) { put(t, Role{.name = "a"}); });
}

TEST_CASE("a file of another program is refused and left alone") {
  const Folder folder;
  const auto text = folder.file("text.db"), other = folder.file("other.db");
  std::ofstream(text) << std::string(5'000, 'x');
  CHECK_THAT(error_of([&] { open_quick(text); }), contains_text("damaged"));
  CHECK_FALSE(std::filesystem::exists(text + ".lock"));
  CHECK(bytes_of(text) == std::string(5'000, 'x'));
  direct(other).execute("PRAGMA journal_mode = DELETE; CREATE TABLE theirs (a)");
  const auto before = bytes_of(other);
  CHECK_THAT(error_of([&] { open_quick(other); }), contains_text("another program"));
  CHECK(bytes_of(other) == before);
  CHECK_THAT(error_of([&] { open_quick(""); }), contains_text("no path"));
  CHECK_FALSE(error_of([&] { open_quick(folder.file("absent/store.db")); }).empty());
}

TEST_CASE("names that SQLite would not take for a file are files all the same") {
  const Folder folder;
  const auto here = std::filesystem::current_path();
  std::filesystem::current_path(folder.file(""));
  for (const auto* name : {":memory:", "file:store.db?mode=memory"}) {
    writing(*open_quick(name), [](Transaction& t) { put(t, Role{.name = "a"}); });
    CHECK(std::filesystem::file_size(name) > 0);
    CHECK(reading(*open_quick(name), [](Transaction& t) { return find<Role>(t, 1); }));
  }
  std::filesystem::current_path(here);
}

TEST_CASE("two handles on one store exclude each other, also through a link") {
  const Folder folder;
  const auto path = folder.file("store.db"), link = folder.file("link.db");
  const auto first = open_quick(path);
  std::filesystem::create_symlink(path, link);
  const auto second =
      open_sqlite({.path = link, .durability = Durability::none, .wait = milliseconds{100}});
  {
    const auto held = first->begin(Mode::write);
    put(*held, Role{.name = "a"});
    CHECK_THAT(error_of([&] { second->begin(Mode::write); }), contains_text("has not let go"));
    CHECK_FALSE(reading(*second, [](Transaction& t) { return find<Role>(t, 1); }));
    held->commit();
  }
  writing(*second, [](Transaction& t) { put(t, Role{.name = "b"}); });
  CHECK(reading(*first, [](Transaction& t) { return find<Role>(t, 2); }));
}

TEST_CASE("a program that does not know our lock is waited for, but not for ever") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage =
      open_sqlite({.path = path, .durability = Durability::none, .wait = milliseconds{100}});
  auto stranger = direct(path);
  stranger.execute("BEGIN IMMEDIATE");
  CHECK_THAT(error_of([&] { storage->begin(Mode::write); }), contains_text("locked"));
  std::thread later([&] {
    std::this_thread::sleep_for(milliseconds{20});
    stranger.execute("COMMIT");
  });
  writing(*storage, [](Transaction& t) { put(t, Role{.name = "a"}); });
  later.join();
}

TEST_CASE("who waits for the lock gets it in turn, and too late is an error") {
  const Folder folder;
  storage::EngineLock lock(folder.file("lock"), milliseconds{50});
  storage::EngineLock other(folder.file("lock"), milliseconds{10'000});
  lock.acquire();
  CHECK_THAT(error_of([&] { lock.acquire(); }), contains_text("50 ms"));
  std::atomic<int> turns = 0;
  std::thread waiting([&] {
    other.acquire();
    ++turns;
    other.release();
  });
  std::this_thread::sleep_for(milliseconds{20});
  // The one that lets go does not overtake the one that waits, though it asks at once.
  lock.release();
  CHECK(error_of([&] { lock.acquire(); }).empty());
  CHECK(turns == 1);
  std::filesystem::remove(folder.file("lock"));
  lock.release();
  waiting.join();
  lock.acquire();  // makes the file anew
  CHECK(std::filesystem::exists(folder.file("lock")));
  storage::EngineLock third(folder.file("lock"), milliseconds{10});
  CHECK_FALSE(error_of([&] { third.acquire(); }).empty());
  lock.release();
}

TEST_CASE("a copy is the store of one moment, and never replaces a file") {
  const Folder folder;
  const auto storage = open_quick(folder.file("store.db"));
  writing(*storage, [](Transaction& t) {
    put(t, Role{.name = "a"});
    t.put_blob("b", 0, std::as_bytes(std::span("bytes")));
  });
  {
    const auto t = storage->begin(Mode::write);
    put(*t, Role{.name = "not yet"});
    storage->backup(folder.file("copy.db"));
    t->commit();
  }
  CHECK_FALSE(error_of([&] { storage->backup(folder.file("copy.db")); }).empty());
  CHECK_FALSE(error_of([&] { storage->backup(folder.file("absent/copy.db")); }).empty());
  const auto copy = open_quick(folder.file("copy.db"));
  reading(*copy, [](Transaction& t) {
    CHECK(find<Role>(t, 1));
    CHECK_FALSE(find<Role>(t, 2));
    CHECK(t.blob_size("b") == 6);
  });
  CHECK_FALSE(std::filesystem::exists(folder.file("copy.db.part")));
}

TEST_CASE("maintenance empties a long log, and one with erased bytes") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_quick(path);
  writing(*storage, [](Transaction& t) {
    Entry e;
    e.sequence = 1;
    e.personal = "Ada Lovelace, 12 St James's Square";
    t.append(e);
  });
  const auto stands = [&] {
    return (bytes_of(path) + bytes_of(path + "-wal")).find("Lovelace") != std::string::npos;
  };
  storage->maintain();
  CHECK(std::filesystem::file_size(path + "-wal") > 0);  // too short to bother
  CHECK(stands());
  writing(*storage, [](Transaction& t) { t.erase_personal(1); });
  storage->maintain();
  CHECK(std::filesystem::file_size(path + "-wal") == 0);
  CHECK_FALSE(stands());

  const std::vector<std::byte> bytes(5'000'000);
  writing(*storage, [&](Transaction& t) { t.put_blob("b", 0, bytes); });
  const auto reader = storage->begin(Mode::read);
  storage->maintain();  // a reader is not waited for
  CHECK(reader->blob_size("b") == 5'000'000);
}

TEST_CASE("the database refuses what no row could be") {
  const Folder folder;
  open_quick(folder.file("store.db"));
  auto database = direct(folder.file("store.db"));
  const auto refuses = [&](const char* sql) {
    INFO(sql);
    CHECK_FALSE(error_of([&] { database.execute(sql); }).empty());
  };
  database.execute("INSERT INTO role VALUES (1, 1, 'a', '[]')");
  refuses("INSERT INTO role VALUES (2, 1, 'b', '[')");
  refuses("INSERT INTO role VALUES (2, 0, 'b', '[]')");
  refuses("INSERT INTO role VALUES (2, 1, NULL, '[]')");
  refuses("INSERT INTO role VALUES (2, 1, 'a', '[]')");
  refuses("INSERT INTO role VALUES (-2, 1, 'b', '[]')");
  refuses("INSERT INTO staff VALUES (1, 1, 'a', 'a', 2)");
  refuses("INSERT INTO staff VALUES (1, 1, 'a', 'a', 'yes')");
  refuses("INSERT INTO membership VALUES (1, 1, 1, 1, 1, 1)");
  refuses("INSERT INTO import VALUES (1, 1, '', '[]', 'paused', 0, 0, 0, 0, 0, 0, 0, 0)");
}
