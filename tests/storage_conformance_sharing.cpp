// What storage.hpp promises about many threads and moments.
#include <atomic>
#include <thread>

#include "catch.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

namespace {

constexpr CounterKey counter{Counter::needs_all, 0, 0};

Role role_of(Transaction& t) { return find<Role>(t, 1).value_or(Role{}); }

// One step forward, in the row, the counter, the journal and an index together.
void step(Transaction& t) {
  Role row = role_of(t);
  row.revision += 1;
  row.name = std::to_string(row.revision);
  if (!update(t, row)) throw StorageError("the row changed under its transaction");
  t.add(counter, 1);
  Entry e;
  e.sequence = t.head().size + 1;
  e.noun = Noun::role;
  e.id = 1;
  t.append(e);
}

// Whether everything is of one moment.
bool agrees(Transaction& t) {
  const Role row = role_of(t);
  const Cell name = row.name;
  std::int64_t found = 0;
  t.scan({.index = &by::role_name, .prefix = {&name, 1}}, Columns{1}, [&](const void* at) {
    found = static_cast<const Role*>(at)->id.value;
    return true;
  });
  return found == 1 && t.count(counter) == row.revision && t.head().size == row.revision &&
         row.name == std::to_string(row.revision);
}

void begin_stepping(Storage& storage) {
  writing(storage, [](Transaction& t) {
    put(t, Role{.name = "1"});
    t.add(counter, 1);
    Entry e;
    e.sequence = 1;
    e.noun = Noun::role;
    e.id = 1;
    t.append(e);
  });
}

void a_read_sees_one_moment(Storage& storage) {
  begin_stepping(storage);
  std::atomic<bool> begun = false;
  std::thread writer;
  {
    const auto t = storage.begin(Mode::read);
    writer = std::thread([&] {
      begun = true;
      writing(storage, step);
    });
    while (!begun) std::this_thread::yield();
    std::this_thread::sleep_for(std::chrono::milliseconds{20});
    CHECK(agrees(*t));
    CHECK(role_of(*t).revision == 1);
  }
  writer.join();
  CHECK(reading(storage, [](Transaction& t) { return role_of(t).revision; }) == 2);
}

void threads_share_a_store(Storage& storage) {
  begin_stepping(storage);
  constexpr int steps = 100;
  std::atomic<int> wrong = 0, running = 2;
  const auto write = [&] {
    for (int i = 0; i < steps; ++i) {
      writing(storage, step);
      const auto rolled_back = storage.begin(Mode::write);
      step(*rolled_back);
    }
    --running;
  };
  const auto read = [&] {
    for (std::int64_t last = 0; running;) {
      const auto t = storage.begin(Mode::read);
      const auto now = role_of(*t).revision;
      if (!agrees(*t) || now < last) ++wrong;
      last = now;
    }
  };
  std::vector<std::thread> threads;
  for (int i = 0; i < 2; ++i) {
    threads.emplace_back(write);
    threads.emplace_back(read);
  }
  for (auto& thread : threads) thread.join();
  CHECK(wrong == 0);
  reading(storage, [](Transaction& t) {
    CHECK(agrees(t));
    CHECK(role_of(t).revision == 1 + 2 * steps);
  });
}

void a_transaction_may_change_threads(Storage& storage) {
  auto t = storage.begin(Mode::write);
  std::thread([&] {
    put(*t, Role{.name = "a"});
    t->commit();
    t.reset();
  }).join();
  writing(storage, [](Transaction& other) { CHECK(role_of(other).name == "a"); });
}

void maintaining_changes_nothing(Storage& storage) {
  storage.maintain();
  begin_stepping(storage);
  storage.maintain();
  CHECK(reading(storage, agrees));
  CHECK_FALSE(storage.kind().empty());
}

}  // namespace

std::span<const Promise> sharing_promises() {
  static constexpr Promise all[] = {
      {"a read sees one moment", a_read_sees_one_moment},
      {"threads share a store, and writes exclude each other", threads_share_a_store},
      {"a transaction may go from thread to thread", a_transaction_may_change_threads},
      {"maintenance changes nothing", maintaining_changes_nothing},
  };
  return all;
}

}  // namespace onward::tests
