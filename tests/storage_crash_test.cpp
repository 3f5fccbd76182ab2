// Broken disks, damaged files, forks and killed processes.
#include <fcntl.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <unistd.h>

#include <fstream>
#include <functional>
#include <random>

#include "catch.hpp"
#include "child.hpp"
#include "faulty_disk.hpp"
#include "rounds.hpp"

using namespace onward;
using namespace onward::tests;
using onward::storage::SqliteError;

namespace {

template <class Step> bool throws(Step step) {
  try {
    step();
  } catch (const StorageError&) { return true; }
  return false;
}

enum class Ended : std::uint8_t { done, failed, unknown };

// Writes the second round on a disk that fails at one operation; tells how it ended.
Ended second_round(Storage& storage) {
  try {
    const auto t = storage.begin(Mode::write);
    round_of(*t, 2);
    return t->commit() == Commit::done ? Ended::done : Ended::unknown;
  } catch (const StorageError&) { return Ended::failed; }
}

struct Faults {
  FaultyDisk::Fault fault;
  bool for_ever;
  bool killed;  // the process ends where it stands, without closing the store
};

// What the handle says after the fault.
Ended with_fault(FaultyDisk& disk, const std::string& path, int operation, const Faults& faults) {
  auto storage = open_sqlite({.path = path});
  disk.fail_at(operation, faults.fault, faults.for_ever);
  const auto ended = second_round(*storage);
  if (faults.killed) _exit(static_cast<int>(ended) + (disk.has_failed() ? 10 : 0));
  disk.heal();
  if (ended == Ended::unknown) {
    CHECK(faults.fault == FaultyDisk::Fault::io);
    CHECK(throws([&] { storage->begin(Mode::read); }));
    CHECK(throws([&] { storage->begin(Mode::write); }));
  } else {
    CHECK(rounds_of(*storage) == (ended == Ended::done ? 2 : 1));
  }
  return ended;
}

// One fault at one operation; false when there were not so many operations.
bool survives(FaultyDisk& disk, const std::string& first, int operation, const Faults& faults) {
  const Folder folder;
  const auto path = folder.file("store.db");
  std::filesystem::copy(first, path);
  Ended ended{};
  bool failed = false;
  if (faults.killed) {
    const int code = in_child([&] {
      with_fault(disk, path, operation, faults);
      return 90;
    });
    REQUIRE((code >= 0 && code < 13));
    failed = code >= 10;
    ended = static_cast<Ended>(code % 10);
  } else {
    ended = with_fault(disk, path, operation, faults);
    failed = disk.has_failed();
  }
  auto storage = open_sqlite(quick(path));
  const auto rounds = rounds_of(*storage);
  if (ended == Ended::unknown)
    CHECK((rounds == 1 || rounds == 2));
  else
    CHECK(rounds == (ended == Ended::done ? 2 : 1));
  writing(*storage, [&](Transaction& t) { round_of(t, rounds + 1); });
  CHECK(rounds_of(*storage) == rounds + 1);
  CHECK(is_sound(path));
  return failed;
}

}  // namespace

TEST_CASE("a disk that fails at any operation leaves the old state or the new one") {
  FaultyDisk disk;
  const Folder folder;
  const auto first = folder.file("first.db");
  writing(*open_sqlite(quick(first)), [](Transaction& t) { round_of(t, 1); });
  for (const auto fault : {FaultyDisk::Fault::io, FaultyDisk::Fault::full})
    for (const bool for_ever : {false, true})
      for (const bool killed : {false, true}) {
        int operation = 0;
        while (survives(disk, first, operation, {fault, for_ever, killed})) ++operation;
        CHECK(operation > 10);
      }
}

TEST_CASE("a disk that fails while a store is opened spoils nothing") {
  FaultyDisk disk;
  const Folder folder;
  const auto path = folder.file("store.db");
  writing(*open_sqlite({.path = path}), [](Transaction& t) { round_of(t, 1); });
  for (int operation = 0;; ++operation) {
    disk.fail_at(operation, FaultyDisk::Fault::io, true);
    throws([&] { open_sqlite({.path = path}); });
    const bool failed = disk.has_failed();
    disk.heal();
    CHECK(rounds_of(*open_sqlite({.path = path})) == 1);
    if (!failed) break;
  }
}

TEST_CASE("memory that runs out leaves the old state") {
  const Folder folder;
  auto storage = open_sqlite(quick(folder.file("store.db")));
  writing(*storage, [](Transaction& t) { round_of(t, 1); });
  auto rounds = rounds_of(*storage);
  int failures = 0;
  for (std::int64_t room = 0; room < 400'000; room += 1'000) {
    sqlite3_hard_heap_limit64(sqlite3_memory_used() + room + 1);
    const bool failed =
        throws([&] { writing(*storage, [&](Transaction& t) { round_of(t, rounds + 1); }); });
    sqlite3_hard_heap_limit64(0);
    failures += failed;
    rounds += !failed;
    if (throws([&] { storage->begin(Mode::read); }))  // the outcome was unknown
      storage = open_sqlite(quick(folder.file("store.db")));
    const auto now = rounds_of(*storage);
    CHECK(now == rounds);
    rounds = now;
  }
  CHECK(failures > 5);
  CHECK(rounds > 1);
}

TEST_CASE("a full disk is an error that says so, and leaves the old state") {
  const Folder folder;
  const auto path = folder.file("store.db");
  writing(*open_sqlite(quick(path)), [](Transaction& t) { round_of(t, 1); });
  const int code = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{1'000'000, 1'000'000};
    setrlimit(RLIMIT_FSIZE, &limit);
    const auto storage = open_sqlite(quick(path));
    for (const std::size_t size : {1'500'000U, 3'000'000U, 90'000'000U}) {
      const std::vector<std::byte> bytes(size);
      try {
        writing(*storage, [&](Transaction& t) { t.put_blob("big", 0, bytes); });
        return 1;
      } catch (const SqliteError& e) {
        if (e.kind != SqliteError::Kind::full) return 2;
        if (!std::string_view(e.what()).ends_with("the disk is full")) return 5;
      }
      if (rounds_of(*storage) != 1) return 3;
    }
    writing(*storage, [](Transaction& t) { round_of(t, 2); });
    return rounds_of(*storage) == 2 ? 0 : 4;
  });
  CHECK(code == 0);
  CHECK(rounds_of(*open_sqlite(quick(path))) == 2);
}

TEST_CASE("a store on a disk that is full already says so when it is opened") {
  const Folder folder;
  const auto path = folder.file("store.db");
  writing(*open_sqlite(quick(path)), [](Transaction& t) { round_of(t, 1); });
  const int code = in_child([&] {
    signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{10'000, 10'000};  // less than the index of the log takes
    setrlimit(RLIMIT_FSIZE, &limit);
    try {
      open_sqlite(quick(path));
      return 1;
    } catch (const SqliteError& e) {
      if (e.kind != SqliteError::Kind::full) return 2;
      return std::string_view(e.what()).ends_with("the disk is full") ? 0 : 3;
    }
  });
  CHECK(code == 0);
  CHECK(rounds_of(*open_sqlite(quick(path))) == 1);
}

namespace {

void read_everything(Storage& storage) {
  reading(storage, [](Transaction& t) {
    const auto go_on = [](const void*) { return true; };
    for (auto& noun : nouns())
      for (auto& index : noun.indexes) t.scan({.index = &index}, all_columns, go_on);
    const std::array<std::int64_t, 3> ids{1, 2, 3};
    for (auto& noun : nouns())
      if (noun.in_tables) t.get(noun.noun, ids, all_columns, go_on);
    t.journal(1, 1'000, [](const Entry&) { return true; });
    for (std::int64_t id = 1; id < 4; ++id)
      t.history(Noun::role, id, [](const Entry&) { return true; });
    std::vector<std::byte> bytes(30'000);
    for (const auto* id : {"1", "2", "3"}) t.read_blob(id, 0, bytes);
    std::array<Hash, 3> leaves{};
    t.leaves(1, leaves);
    t.tile(1, 0);
    t.counts(Counter::needs_all, 0, [](const CounterKey&, std::int64_t) {});
  });
}

void write_everything(Storage& storage) {
  writing(storage, [](Transaction& t) {
    const Desk desk(t);
    const auto need = put(t, desk.need());
    put(t, desk.referral(need.id));
    round_of(t, 1'000);
    if (auto role = find<Role>(t, 1)) {
      role->revision += 1;
      role->name = "changed";
      update(t, *role);
    }
    t.erase(Noun::role, 2, 1);
  });
}

std::string bytes_of(const std::string& path) {
  std::ostringstream out;
  out << std::ifstream(path, std::ios::binary).rdbuf();
  return out.str();
}

// Whether the damage was noticed; anything but a StorageError or an answer ends the test.
bool notices(const std::string& bytes) {
  const Folder folder;
  const auto path = folder.file("damaged.db");
  std::ofstream(path, std::ios::binary) << bytes;
  try {
    const auto storage = open_sqlite(quick(path));
    read_everything(*storage);
    write_everything(*storage);
    read_everything(*storage);
  } catch (const StorageError& e) {
    CHECK_THAT(e.text, contains_text("damaged.db"));
    return true;
  }
  return false;
}

}  // namespace

TEST_CASE("a damaged file is an error that names it, and never a crash") {
  const Folder folder;
  const auto path = folder.file("store.db");
  {
    const auto storage = open_sqlite(quick(path));
    writing(*storage, [](Transaction& t) {
      for (int i = 1; i <= 3; ++i) {
        const Desk desk(t);
        Need need = desk.need();
        need.blocking = {{"age", 2}};
        put(t, desk.referral(put(t, need).id));
        round_of(t, i);
        Issue issue = *find<Issue>(t, desk.issue);
        issue.revision = 2;
        issue.code += std::to_string(i);
        update(t, issue);
      }
      t.put_tile(1, 0, Hash{});
    });
  }
  const auto sound = bytes_of(path);
  REQUIRE_FALSE(notices(sound));
  CHECK(notices(sound.substr(0, sound.size() / 2)));
  CHECK(notices(sound.substr(0, 5'000)));

  std::mt19937 random(7);
  int noticed = 0;
  constexpr int rounds = 300;
  for (int i = 0; i < rounds; ++i) {
    auto bytes = sound;
    const auto page = random() % (bytes.size() / 4'096);
    for (int flips = 0; flips < 20; ++flips)
      bytes[page * 4'096 + random() % (flips < 10 ? 200 : 4'096)] = static_cast<char>(random());
    noticed += notices(bytes);
  }
  CHECK(noticed > rounds / 4);  // the rest stands where nothing is kept, or is a text
}

TEST_CASE("what no program of ours wrote is damage, and spoils no other row") {
  const Folder folder;
  const auto path = folder.file("store.db");
  const auto storage = open_sqlite(quick(path));
  writing(*storage, [](Transaction& t) {
    round_of(t, 1);
    put(t, Policy{.knobs = {.review_working_days = 3}});
    put(t, Policy{.scope = PolicyScope::issue});
  });
  storage::Database database(path, storage::Database::Access::write, Durability::none,
                             std::chrono::milliseconds{100});
  database.execute("UPDATE policy SET knobs = '{}' WHERE id = 2; UPDATE journal SET noun = 99");
  reading(*storage, [](Transaction& t) {
    const std::array<std::int64_t, 2> ids{1, 2};
    const auto check = [](const void* row) {
      const auto& policy = *static_cast<const Policy*>(row);
      CHECK(policy.knobs.review_working_days.has_value() == (policy.id == 1));
      return true;
    };
    t.get(Noun::policy, ids, all_columns, check);
    t.scan({.index = &by::policy_scope, .direction = Direction::down}, all_columns, check);
    CHECK(throws([&] { t.journal(1, 1, [](const Entry&) { return true; }); }));
  });
}

TEST_CASE("damage is named by table, row and member") {
  const Folder folder;
  const auto path = folder.file("store.db");
  writing(*open_sqlite(quick(path)), [](Transaction& t) {
    put(t, Role{.name = "a", .permissions = {Permission::referral_read}});
  });
  const auto replaced = [&](const std::string& from, const std::string& to) -> std::string {
    auto bytes = bytes_of(path);
    bytes.replace(bytes.find(from), from.size(), to);
    const auto other = folder.file("other.db");
    std::ofstream(other, std::ios::binary) << bytes;
    try {
      reading(*open_sqlite(quick(other)), [](Transaction& t) { return find<Role>(t, 1); });
    } catch (const StorageError& e) { return e.text; }
    return {};
  };
  CHECK_THAT(replaced("[\"referral:read\"]", "[\"referral:rood\"]"),
             contains_text("damaged at role 1/permissions/0: expected one of"));
  CHECK_THAT(replaced("[\"referral:read\"]", "[\"referral:read\")"),
             contains_text("damaged at role 1/permissions: expected an array"));
}

TEST_CASE("after a fork the child's handle does nothing, and the parent's everything") {
  const Folder folder;
  const auto path = folder.file("store.db");
  for (const bool memory : {false, true}) {
    auto storage = memory ? open_memory() : open_sqlite(quick(path));
    writing(*storage, [](Transaction& t) { round_of(t, 1); });
    CHECK(in_child([&] {
            if (!throws([&] { storage->begin(Mode::read); })) return 1;
            if (!throws([&] { storage->begin(Mode::write); })) return 2;
            if (!memory && !throws([&] { storage->maintain(); })) return 3;
            storage.reset();
            return 0;
          }) == 0);
    writing(*storage, [](Transaction& t) { round_of(t, 2); });
    CHECK(rounds_of(*storage) == 2);
  }
}

TEST_CASE("a fork in the midst of a transaction leaves it to the parent") {
  const Folder folder;
  const auto path = folder.file("store.db");
  auto storage = open_sqlite(quick(path));
  auto t = storage->begin(Mode::write);
  round_of(*t, 1);
  CHECK(in_child([&] {
          if (!throws([&] { t->commit(); })) return 1;
          t.reset();
          storage.reset();
          // What SQLite remembers of the parent's locks cannot be untangled now.
          return throws([&] { open_sqlite(quick(path)); }) ? 0 : 2;
        }) == 0);
  round_of(*t, 2);
  CHECK(t->commit() == Commit::done);
  CHECK(rounds_of(*storage) == 2);
}

TEST_CASE("a child may open the store anew, and outlive the parent's handle") {
  const Folder folder;
  const auto path = folder.file("store.db");
  int to_child[2], to_parent[2];
  REQUIRE((pipe(to_child) == 0 && pipe(to_parent) == 0));
  const auto tell = [](const int* ends) { return write(ends[1], "x", 1) == 1; };
  const auto wait = [](const int* ends) {
    char c = 0;
    return read(ends[0], &c, 1) == 1;
  };
  auto storage = open_sqlite({.path = path});
  writing(*storage, [](Transaction& t) { round_of(t, 1); });
  const pid_t child = start_child([&]() -> int {
    auto own = open_sqlite({.path = path});
    writing(*own, [](Transaction& t) { round_of(t, 2); });
    tell(to_parent);
    wait(to_child);
    writing(*own, [](Transaction& t) { round_of(t, 3); });
    tell(to_parent);
    wait(to_child);
    _exit(0);  // without closing: as if killed
  });
  wait(to_parent);
  CHECK(rounds_of(*storage) == 2);
  storage.reset();  // would empty and remove the log, if the child did not hold it
  tell(to_child);
  wait(to_parent);
  storage = open_sqlite({.path = path});
  CHECK(rounds_of(*storage) == 3);
  storage.reset();
  tell(to_child);
  CHECK(end_of(child) == 0);
  storage = open_sqlite({.path = path});
  CHECK(rounds_of(*storage) == 3);
  for (const int end : {to_child[0], to_child[1], to_parent[0], to_parent[1]}) close(end);
}

TEST_CASE("processes that write the same counter lose nothing") {
  const Folder folder;
  const auto path = folder.file("store.db");
  open_sqlite(quick(path));
  constexpr std::int64_t processes = 4, rounds = 100;
  Children children;
  for (int i = 0; i < processes; ++i)
    children.start([&] {
      const auto storage = open_sqlite(quick(path));
      for (int n = 0; n < rounds; ++n)
        writing(*storage, [](Transaction& t) { round_of(t, t.count(counter_of_rounds) + 1); });
      return 0;
    });
  CHECK(children.join() == 0);
  CHECK(rounds_of(*open_sqlite(quick(path))) == processes * rounds);
  CHECK(is_sound(path));
}

TEST_CASE("a writer that is killed frees the lock and leaves no trace") {
  const Folder folder;
  const auto path = folder.file("store.db");
  writing(*open_sqlite(quick(path)), [](Transaction& t) { round_of(t, 1); });
  for (int i = 0; i < 5; ++i)
    CHECK(in_child([&] {
            const auto storage = open_sqlite(quick(path));
            const auto t = storage->begin(Mode::write);
            round_of(*t, 2);
            return raise(SIGKILL);
          }) == -SIGKILL);
  const auto storage = open_sqlite(quick(path));
  CHECK(rounds_of(*storage) == 1);
  writing(*storage, [](Transaction& t) { round_of(t, 2); });
  CHECK(rounds_of(*storage) == 2);
}
