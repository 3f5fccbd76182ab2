// What happens to a store's file behind our back is found, whatever it is: removed, replaced,
// written over, or a byte that turned.
#include <fstream>
#include <map>
#include <sstream>

#include "child.hpp"
#include "damaged_store.hpp"
#include "onward/engine_verify.hpp"
#include "operations/history_replay.hpp"
#include "rounds.hpp"

using namespace onward;
using namespace onward::tests;
namespace files = std::filesystem;

namespace {

std::string error_of(FunctionRef<void()> step) {
  try {
    step();
  } catch (const StorageError& e) { return e.text; }
  return {};
}

void put_role(Storage& storage, const std::string& name) {
  writing(storage, [&](Transaction& t) { put(t, Role{.name = name}); });
}
std::int64_t roles_of(Storage& storage) {
  return reading(storage, [](Transaction& t) {
    std::int64_t out = 0;
    t.scan({.index = &by::role_name}, 1, [&](const void*) { return ++out > 0; });
    return out;
  });
}

// Another process opens the store and closes it again.
void visit(const std::string& path) {
  CHECK(in_child([&] { return roles_of(*open_sqlite(quick(path))) > 0 ? 0 : 1; }) == 0);
}

// Every finding that begins like this.
std::vector<std::string> findings(TestStore& store, std::string_view beginning = {}) {
  std::vector<std::string> out;
  const auto verified = verify(store.engine().storage());
  CHECK(verified.intact == verified.findings.empty());
  for (auto& finding : verified.findings)
    if (finding.starts_with(beginning)) out.push_back(finding);
  return out;
}

std::string bytes_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// Pages of a SQLite file (its format, 1.6), each with bytes that begin at its offset.
class Pages {
 public:
  explicit Pages(std::string& bytes) : bytes_(bytes), size_(number(16, 2)) {
    if (size_ == 1) size_ = 65'536;
  }

  // Turns a bit of the first key on the first leaf below the root; whether there is one.
  bool turn_bit(std::size_t root) {
    constexpr char leaf = 10;
    std::size_t at = (root - 1) * size_;
    while (bytes_[at] != leaf) at = (number(cell(at, 12), 4) - 1) * size_;
    const auto cells = number(at + 3, 2);
    for (std::size_t i = 0; i < cells; ++i) {
      const auto record = cell(at, 8 + 2 * i) + 1;  // behind its size, which is below 128
      const auto header = number(record, 1), size = number(record - 1, 1);
      if (header == size) continue;  // nothing but constants
      bytes_[record + header] ^= 1;
      return true;
    }
    return false;
  }

 private:
  std::size_t number(std::size_t at, std::size_t bytes) const {
    std::size_t out = 0;
    for (; bytes > 0; --bytes) out = out << 8 | static_cast<unsigned char>(bytes_[at++]);
    return out;
  }
  // Where the cell begins whose pointer stands so far behind the page's beginning.
  std::size_t cell(std::size_t page, std::size_t pointer) const {
    return page + number(page + pointer, 2);
  }

  std::string& bytes_;
  std::size_t size_;
};

std::map<std::string, std::size_t> roots_of_indexes(const std::string& path) {
  storage::Database database(path, storage::Database::Access::read, Durability::none,
                             std::chrono::milliseconds{100});
  storage::Statement read(database, "SELECT name, rootpage FROM sqlite_schema WHERE type = 'index'",
                          "schema");
  std::map<std::string, std::size_t> out;
  while (read.step()) out[std::string(read.text(0))] = static_cast<std::size_t>(read.integer(1));
  return out;
}

// Whether a store of these bytes is refused, or not found intact.
bool is_found_damaged(const std::string& bytes) {
  const Folder folder;
  std::ofstream(folder.file("store.db"), std::ios::binary) << bytes;
  try {
    return !verify(*open_sqlite(quick(folder.file("store.db")))).intact;
  } catch (const StorageError&) { return true; }
}

}  // namespace

TEST_CASE("a store whose file was removed takes no more work, and none is lost in silence") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_sqlite(quick(path));
  put_role(*storage, "a");
  files::remove(path);
  const auto is_refused = [&](FunctionRef<void()> step) {
    CHECK_THAT(error_of(step), contains_text("removed or replaced"));
    CHECK_FALSE(files::exists(path));
  };
  is_refused([&] { put_role(*storage, "b"); });
  is_refused([&] { storage->backup(folder.file("copy.db")); });
  is_refused([&] {
    const auto first = storage->begin(Mode::read);
    storage->begin(Mode::read);  // on a connection of its own
  });
}

TEST_CASE("a store whose file was replaced takes no more work, and the other file is left alone") {
  const Folder folder;
  const auto path = folder.file("store.db");
  auto storage = open_sqlite(quick(path));
  put_role(*storage, "a");
  storage->backup(folder.file("copy.db"));
  const auto copy = bytes_of(folder.file("copy.db"));
  files::rename(folder.file("copy.db"), path);
  CHECK_THAT(error_of([&] { put_role(*storage, "b"); }), contains_text("removed or replaced"));
  CHECK(bytes_of(path) == copy);

  // Nor does it take the other one's log along when it ends.
  for (const auto* end : {"-wal", "-shm"}) files::remove(path + end);
  const auto other = open_sqlite(quick(path));
  put_role(*other, "b");
  storage.reset();
  put_role(*other, "c");
  visit(path);
  CHECK(in_child([&] { return static_cast<int>(roles_of(*open_sqlite(quick(path)))); }) == 3);
}

TEST_CASE("a store whose log was removed takes no more work") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_sqlite(quick(path));
  put_role(*storage, "a");
  files::remove(path + "-wal");
  CHECK_THAT(error_of([&] { put_role(*storage, "b"); }), contains_text("store.db-wal: the file"));
}

// A process that opens a file and closes it lets go of all its locks on it. Another one that came
// and went then took itself for the last, and deleted the log under us.
TEST_CASE("whoever opens a store twice writes nothing into a log that others delete") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto first = open_sqlite(quick(path));
  put_role(*first, "a");
  const auto second = open_sqlite(quick(path));
  visit(path);
  put_role(*first, "b");
  put_role(*second, "c");
  CHECK(roles_of(*open_sqlite(quick(path))) == 3);
  CHECK(in_child([&] { return static_cast<int>(roles_of(*open_sqlite(quick(path)))); }) == 3);
}

TEST_CASE("a turned bit is found in each index of a filled store") {
  std::map<std::string, bool> seen;
  for (const auto* name :
       {"stuck", "lists", "relationship_cost", "specialist_corrections", "attribution_compare",
        "inbox_events", "import_ohana", "work", "logged_referral", "codes", "questionnaire_fhir",
        "referring_provider"}) {
    TestStore store("sqlite");
    CaseRunner(store).run_file("tests/cases/" + std::string(name) + ".txt");
    store.close();
    const auto whole = bytes_of(store.path());
    REQUIRE_FALSE(is_found_damaged(whole));
    for (auto& [index, root] : roots_of_indexes(store.path())) {
      auto bytes = whole;
      if (seen.contains(index) || !Pages(bytes).turn_bit(root)) continue;
      INFO(name << ": " << index);
      CHECK(is_found_damaged(bytes));
      seen[index] = true;
    }
  }
  CHECK(seen.size() >= 100);
}

TEST_CASE("a name that was changed is found, also when its history was taken away") {
  TestStore store("sqlite");
  fill(store);
  damage(store,
         "DELETE FROM journal_personal WHERE sequence IN (SELECT sequence FROM journal WHERE "
         "operation IN ('client.create', 'note.add')); "
         "UPDATE client SET family_name = 'Mallory'; UPDATE note SET text = 'She is fine.'");
  const auto found = findings(store, "entry ");
  REQUIRE(found.size() == 2);
  for (auto& finding : found) CHECK_THAT(finding, contains_text("its personal part is gone"));
}

TEST_CASE("a row that cannot be read does not hide what is damaged elsewhere") {
  TestStore store("sqlite");
  fill(store);
  damage(store,
         "UPDATE service SET genders = '[\"x\"]'; UPDATE client SET populations = '[1]'; "
         "UPDATE note SET revision = 7; UPDATE counter SET value = value + 1 WHERE counter = 3");
  CHECK(findings(store, "tables: ").size() == 2);
  CHECK(findings(store, "note 1: revision is not what the journal says").size() == 1);
  CHECK(findings(store, "counter needs_sent 1 1: is 2").size() == 1);
  const Answer answer = store.engine()
                            .session({.staff_id = 1, .organization_id = 1})
                            .call("journal.verify", R"({"deep":true})");
  CHECK_THAT(answer.json, contains_text("note 1: revision"));
}

TEST_CASE("what is damaged is told where the rows that say who may are gone") {
  TestStore store("sqlite");
  fill(store);
  damage(store, "DELETE FROM membership");
  const Answer answer = store.engine()
                            .session({.staff_id = 1, .organization_id = 1})
                            .call("journal.verify", R"({"deep":true})");
  CHECK_THAT(answer.json, contains_text("session_invalid"));
  CHECK(findings(store) ==
        std::vector<std::string>{"membership 1: stands in the journal, not in the tables"});
}

TEST_CASE("damage is told in words, also when it is no text") {
  Findings out;
  out.add("row \xff\xfe of role");
  CHECK(std::move(out).take() == std::vector<std::string>{"row \xef\xbf\xbd\xef\xbf\xbd of role"});
}
