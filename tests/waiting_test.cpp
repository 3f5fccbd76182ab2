// Who waits for another writer can be called off, keeps nobody else from waiting on, and is not
// made to wait for what he only reads.
#include <atomic>
#include <thread>

#include "catch.hpp"
#include "folder.hpp"
#include "onward/engine.hpp"
#include "storage/sqlite_lock.hpp"

using namespace onward;
using namespace onward::tests;
using std::chrono::milliseconds;

namespace {

// What another process holds while it writes, and when it is stopped in the midst of it.
struct OtherWriter {
  storage::EngineLock lock;
  explicit OtherWriter(const std::string& path) : lock(path + ".lock", milliseconds{10'000}) {}
};

std::string issue(const std::string& code) { return R"({"name":"Issue","code":")" + code + "\"}"; }

struct Network {
  Folder folder{};
  std::string path = folder.file("store.db");
  Network() {
    Engine engine({.store = path});
    engine.session().call("system.create",
                          R"({"network":"N","organization":"County","login":"a","name":"Ada"})");
  }
};

// Calls off as many waits as it is told to, whoever waits.
struct CallsOff {
  std::atomic<int> left = 0;
  std::atomic<int> asked = 0;
  Host host() {
    Host out;
    out.cancelled = [this] {
      ++asked;
      return left > 0 && left-- > 0;
    };
    return out;
  }
};

Session ada(Engine& engine) { return engine.session({.staff_id = 1, .organization_id = 1}); }

}  // namespace

TEST_CASE("a call that waits for another writer ends when the host says so, and writes nothing") {
  Network network;
  CallsOff host;
  Engine engine({.store = network.path}, host.host());
  auto session = ada(engine);
  OtherWriter other(network.path);
  other.lock.acquire();
  host.left = 1;
  CHECK_THROWS_AS(session.call("issue.create", issue("a")), Cancelled);
  CHECK(host.asked > 0);
  CHECK_FALSE(session.call("issue.list", "{}").refused);  // who reads is not waited with
  other.lock.release();
  const int asked = host.asked;
  CHECK_FALSE(session.call("issue.create", issue("a")).refused);
  CHECK(host.asked == asked);  // nobody was in the way
}

TEST_CASE("one who is called off leaves the others waiting, and they get their turn") {
  Network network;
  CallsOff host;
  Engine engine({.store = network.path}, host.host());
  OtherWriter other(network.path);
  other.lock.acquire();
  std::atomic<int> begun = 0, done = 0, cancelled = 0;
  std::vector<std::thread> threads;
  for (const auto* code : {"a", "b", "c", "d"})
    threads.emplace_back([&, code] {
      auto session = ada(engine);
      ++begun;
      try {
        if (!session.call("issue.create", issue(code)).refused) ++done;
      } catch (const Cancelled&) { ++cancelled; }
    });
  while (begun < 4 || host.asked < 2) std::this_thread::yield();
  host.left = 1;
  while (cancelled < 1) std::this_thread::yield();
  const int asked = host.asked;
  while (host.asked < asked + 2) std::this_thread::yield();  // somebody else waits on
  other.lock.release();
  for (auto& thread : threads) thread.join();
  CHECK(done == 3);
  CHECK(cancelled == 1);
}

TEST_CASE("a store that is up to date is opened beside a writer that is stopped") {
  Network network;
  OtherWriter other(network.path);
  other.lock.acquire();
  CallsOff host;
  {
    Engine engine({.store = network.path}, host.host());
    CHECK_FALSE(ada(engine).call("issue.list", "{}").refused);
    CHECK(host.asked == 0);
  }
  other.lock.release();
  Engine engine({.store = network.path});
  CHECK_FALSE(ada(engine).call("issue.create", issue("a")).refused);
}

TEST_CASE("a store that is yet to be made waits for its turn, and can be called off") {
  const Folder folder;
  OtherWriter other(folder.file("store.db"));
  other.lock.acquire();
  CallsOff host;
  host.left = 1;
  CHECK_THROWS_AS(Engine({.store = folder.file("store.db")}, host.host()), Cancelled);
  CHECK(host.asked == 1);
  other.lock.release();
  Engine engine({.store = folder.file("store.db")}, host.host());
  CHECK_FALSE(engine.session()
                  .call("system.create",
                        R"({"network":"N","organization":"County","login":"a","name":"Ada"})")
                  .refused);
}

TEST_CASE("threads of one process wait for each other, and one of them can be called off") {
  const Folder folder;
  std::atomic<int> asked = 0, left = 0;
  storage::EngineLock lock(folder.file("lock"), milliseconds{10'000}, [&] {
    ++asked;
    return left > 0 && left-- > 0;
  });
  lock.acquire();
  std::atomic<int> cancelled = 0, got = 0;
  const auto wait = [&] {
    try {
      lock.acquire();
      ++got;
      lock.release();
    } catch (const Cancelled&) { ++cancelled; }
  };
  std::thread first(wait), second(wait);
  while (asked < 4) std::this_thread::yield();
  left = 1;
  while (cancelled < 1) std::this_thread::yield();
  lock.release();
  first.join();
  second.join();
  CHECK(got == 1);
}
