// Calls that write at the same time share one commit; one that breaks spares the others; and a
// commit whose outcome is unknown says so, until the same key tells the truth.
#include <atomic>
#include <condition_variable>
#include <latch>
#include <mutex>
#include <thread>

#include "catch.hpp"
#include "faulty_disk.hpp"
#include "folder.hpp"
#include "forwarding_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "onward_answers.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr int callers = 16;

// How writing transactions begin and end, for a test to look at and to hold up.
struct Desk {
  std::mutex mutex{};
  std::condition_variable changed{};
  bool is_closed = false;  // whoever begins to write waits
  bool is_waited_at = false;
  int commits = 0;
  std::optional<bool> unknown{};  // the next commit's outcome is not told; whether it is done

  void close() {
    const std::lock_guard lock(mutex);
    is_closed = true;
  }
  void open() {
    const std::lock_guard lock(mutex);
    is_closed = false;
    changed.notify_all();
  }
  void pass() {
    std::unique_lock lock(mutex);
    is_waited_at = true;
    changed.notify_all();
    changed.wait(lock, [&] { return !is_closed; });
  }
  void wait_for_somebody() {
    std::unique_lock lock(mutex);
    changed.wait(lock, [&] { return is_waited_at; });
  }
};

class WatchedTransaction final : public ForwardingTransaction {
 public:
  WatchedTransaction(std::unique_ptr<Transaction> wrapped, Desk& desk)
      : ForwardingTransaction(std::move(wrapped)), desk_(desk) {}
  Commit commit() override {
    ++desk_.commits;
    const auto unknown = std::exchange(desk_.unknown, std::nullopt);
    if (unknown == false) return Commit::unknown;  // and is rolled back, since it goes
    const auto outcome = inner->commit();
    return unknown ? Commit::unknown : outcome;
  }

 private:
  Desk& desk_;
};

class WatchedStorage final : public ForwardingStorage<ForwardingTransaction> {
 public:
  WatchedStorage(std::unique_ptr<Storage> wrapped, Desk& desk)
      : ForwardingStorage(std::move(wrapped)), desk_(desk) {}
  std::unique_ptr<Transaction> begin(Mode mode) override {
    if (mode == Mode::read) return inner->begin(mode);
    desk_.pass();
    return std::make_unique<WatchedTransaction>(inner->begin(mode), desk_);
  }

 private:
  Desk& desk_;
};

CreateIssue issue_of(int caller) {
  return {.code = "issue_" + std::to_string(caller), .name = "Issue"};
}

// One call leads and is held up; the others come while it waits, and all are let go at once.
// Whatever each of them threw is given back, by caller.
std::vector<std::exception_ptr> call_together(Engine& engine, Desk& desk) {
  std::vector<std::exception_ptr> thrown(callers);
  std::latch others(callers - 1);
  const auto write = [&](int caller) {
    try {
      if (caller != 0) others.count_down();
      const auto key = "key " + std::to_string(caller);
      const auto made = engine.session({1, 1, {}})
                            .call<issue::create>(issue_of(caller), {.idempotency_key = key});
      if (!made) throw std::logic_error("refused");
    } catch (...) { thrown[static_cast<std::size_t>(caller)] = std::current_exception(); }
  };
  desk.close();
  desk.is_waited_at = false;
  std::vector<std::thread> threads;
  threads.emplace_back(write, 0);
  desk.wait_for_somebody();
  for (int caller = 1; caller < callers; ++caller) threads.emplace_back(write, caller);
  others.wait();
  std::this_thread::sleep_for(std::chrono::milliseconds(200));  // they queue behind the first
  desk.open();
  for (auto& thread : threads) thread.join();
  return thrown;
}

void begin(Engine& engine) {
  REQUIRE(engine.session().call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
}

std::size_t issues_of(Engine& engine) {
  return engine.session({1, 1, {}}).call<issue::list>({.limit = 500}).value().issues.size();
}

std::unique_ptr<Storage> open_again(const std::string& path) {
  return open_sqlite({.path = path, .durability = Durability::none});
}

}  // namespace

TEST_CASE("calls that come while another writes share the next commit") {
  Desk desk;
  Engine engine(std::make_unique<WatchedStorage>(open_memory(), desk));
  begin(engine);
  desk.commits = 0;
  for (auto& thrown : call_together(engine, desk)) CHECK_FALSE(thrown);
  CHECK(issues_of(engine) == callers);
  CHECK(desk.commits >= 2);
  CHECK(desk.commits <= callers / 2);  // 2, unless a thread was not let run for a while
}

TEST_CASE("whoever breaks in a shared commit is told, and the others stand once") {
  for (int breaks = 1; breaks <= callers; ++breaks) {
    Desk desk;
    std::atomic<int> asked = -1'000'000;
    Host host;
    host.clock = [&] {
      if (++asked == breaks) throw std::runtime_error("the clock fell down");
      return Instant(std::chrono::sys_days{std::chrono::year{2025} / 3 / 3});
    };
    Engine engine(std::make_unique<WatchedStorage>(open_memory(), desk), host);
    begin(engine);
    asked = 0;
    std::size_t broken = 0;
    for (auto& thrown : call_together(engine, desk)) {
      if (!thrown) continue;
      ++broken;
      CHECK_THROWS_WITH(std::rethrow_exception(thrown), "the clock fell down");
    }
    asked = callers + 1'000;
    CHECK(broken == 1);
    CHECK(issues_of(engine) == callers - broken);
  }
}

TEST_CASE(
    "a commit of unknown outcome is told to all who share it, and their keys tell the truth") {
  for (const bool done : {false, true}) {
    const Folder folder;
    const auto path = folder.file("store.db");
    std::size_t unknown = 0;
    {
      Desk desk;
      Engine engine(std::make_unique<WatchedStorage>(open_again(path), desk));
      begin(engine);
      desk.unknown = done;
      for (auto& thrown : call_together(engine, desk)) {
        if (!thrown) continue;
        ++unknown;
        CHECK_THROWS_AS(std::rethrow_exception(thrown), CommitUnknown);
      }
    }
    CHECK(unknown >= 1);
    Engine engine(open_again(path));
    CHECK(issues_of(engine) == (done ? callers : callers - unknown));
    for (int caller = 0; caller < callers; ++caller) {
      const auto key = "key " + std::to_string(caller);
      CHECK(engine.session({1, 1, {}})
                .call<issue::create>(issue_of(caller), {.idempotency_key = key}));
    }
    CHECK(issues_of(engine) == callers);
  }
}

TEST_CASE("after a disk failed at a commit the engine answers nothing until it is opened again") {
  FaultyDisk disk;
  const Folder folder;
  int unknown = 0;
  for (int operation = 0; operation < 40; ++operation) {
    const auto path = folder.file("store" + std::to_string(operation) + ".db");
    onward_status status = ONWARD_OK;
    {
      Engine engine(open_sqlite({.path = path}));
      begin(engine);
      auto ada = engine.session({1, 1, {}});
      const auto write = [&] {
        onward_text* text = nullptr;
        const auto said = onward_capi::guarded(&text, [&] {
          const auto made = ada.call<issue::create>(issue_of(1), {.idempotency_key = "k"});
          return made ? ONWARD_OK : ONWARD_REFUSED;
        });
        delete text;
        return said;
      };
      disk.fail_at(operation, FaultyDisk::Fault::io, true);
      status = write();
      disk.heal();
      if (status == ONWARD_COMMIT_UNKNOWN) {
        ++unknown;
        CHECK(write() == ONWARD_BROKEN);
        CHECK_THROWS_AS(ada.call<issue::list>({}), StorageError);
      }
    }
    Engine engine(open_again(path));
    if (status != ONWARD_COMMIT_UNKNOWN)
      CHECK(issues_of(engine) == (status == ONWARD_OK ? 1U : 0U));
    auto ada = engine.session({1, 1, {}});
    REQUIRE(ada.call<issue::create>(issue_of(1), {.idempotency_key = "k"}));
    CHECK(issues_of(engine) == 1);
  }
  CHECK(unknown > 0);
}
