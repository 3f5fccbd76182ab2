// What stands in a store's files: a copy made while others write is a store, and what was erased
// does not stay in the log.
#include <atomic>
#include <fstream>
#include <sstream>
#include <thread>

#include "catch.hpp"
#include "folder.hpp"
#include "onward/engine.hpp"
#include "onward/engine_verify.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// A network with its administrator.
Session begun(Engine& engine) {
  const auto made = engine.session().call(
      "system.create", R"({"network":"N","organization":"County","login":"a","name":"Ada"})");
  CHECK_FALSE(made.refused);
  return engine.session({.staff_id = 1, .organization_id = 1});
}
void create_issue(Session& session, int number) {
  std::string request = R"({"name":"Issue","code":"c)";
  const auto made = session.call("issue.create", request.append(std::to_string(number) + "\"}"));
  if (made.refused) throw std::logic_error(made.json);
}
std::int64_t entries_of(Engine& engine) { return engine.storage().begin(Mode::read)->head().size; }

// How often it stands in the store's file and its log.
int times(const std::string& path, const std::string& mark) {
  std::ostringstream both;
  for (const auto* end : {"", "-wal"}) {
    std::ifstream file(path + end, std::ios::binary);
    if (file.peek() != std::ifstream::traits_type::eof()) both << file.rdbuf();
  }
  const auto text = both.str();
  int out = 0;
  for (auto at = text.find(mark); at != text.npos; at = text.find(mark, at + 1)) ++out;
  return out;
}

}  // namespace

TEST_CASE("a copy made while another thread writes is a store of one moment") {
  const Folder folder;
  Engine engine({.store = folder.file("store.db")});
  begun(engine);
  std::atomic<int> written = 0;
  std::atomic<bool> enough = false;
  std::thread writer([&] {
    auto session = engine.session({.staff_id = 1, .organization_id = 1});
    while (!enough) create_issue(session, ++written);
  });
  std::int64_t last = 0;
  for (int copies = 0; copies < 3; ++copies) {
    const int before = written;
    while (written < before + 20) std::this_thread::yield();
    const auto path = folder.file("copy" + std::to_string(copies) + ".db");
    const auto at_least = entries_of(engine);
    engine.storage().backup(path);
    const auto at_most = entries_of(engine);
    Engine copy({.store = path});
    const auto verified = verify(copy.storage());
    CHECK(verified.findings.empty());
    CHECK(verified.size >= at_least);
    CHECK(verified.size <= at_most);
    CHECK(verified.size > last);
    last = verified.size;
  }
  enough = true;
  writer.join();
  CHECK(verify(engine.storage()).findings.empty());
}

TEST_CASE("erased bytes leave the log when system.tick runs, and not before the next writes") {
  const Folder folder;
  const auto path = folder.file("store.db");
  Engine engine({.store = path});
  auto ada = begun(engine);
  const std::string mark = "SECRETMARK";
  std::string bytes;
  for (int i = 0; i < 200; ++i) bytes += mark;
  const auto put_and_erase = [&] {
    CHECK(ada.put_blob("feed", 0, std::as_bytes(std::span(bytes))));
    CHECK_FALSE(ada.erase_blob("feed"));
  };
  put_and_erase();
  CHECK(times(path, mark) > 0);
  CHECK(engine.session().call<system_::tick>({}));
  CHECK(times(path, mark) == 0);

  // Somebody who reads stands in the way; the next tick sees to it.
  {
    const auto reader = engine.storage().begin(Mode::read);
    put_and_erase();
    CHECK(engine.session().call<system_::tick>({}));
    CHECK(times(path, mark) > 0);
  }
  CHECK(engine.session().call<system_::tick>({}));
  CHECK(times(path, mark) == 0);

  // And so does the tick of another host than the one that erased.
  put_and_erase();
  Engine third({.store = path});
  CHECK(third.session().call<system_::tick>({}));
  CHECK(times(path, mark) == 0);
}
