// One call's road through the engine, where case files cannot look: forks and repeated keys.
#include "onward/engine.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/system.hpp"

using namespace onward;

namespace {

void begin(Engine& engine) {
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
}

}  // namespace

TEST_CASE("a child that is forked while a parent's thread writes is told, and does not wait") {
  Engine* opened = nullptr;
  bool forks = false;
  int status = -1;
  Host host;
  host.clock = [&] {
    if (std::exchange(forks, false)) {  // in the midst of a call that leads
      const pid_t child = fork();
      if (child == 0) {
        try {
          auto nobody = opened->session();
          static_cast<void>(nobody.call<system_::tick>({}));
        } catch (const StorageError&) { _exit(7); }
        _exit(8);
      }
      waitpid(child, &status, 0);
    }
    return Instant(std::chrono::sys_days{std::chrono::year{2025} / 3 / 3});
  };
  Engine engine(open_memory(), host);
  opened = &engine;
  begin(engine);
  forks = true;
  auto ada = engine.session({1, 1, {}});
  CHECK(ada.call<system_::tick>({}));
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 7);
}

TEST_CASE("who looks says why, and it is kept") {
  Engine engine(open_memory());
  begin(engine);
  auto ada = engine.session({1, 1, "assessment"});
  REQUIRE(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
  REQUIRE(ada.call<client::get>({.client_id = 1}));
  REQUIRE_FALSE(ada.call<client::get>({.client_id = 2}));
  const auto size = ada.call<system_::status>({}).value().journal_size;
  const auto entries = ada.call<journal::list>({.from = size - 1}).value().entries;
  REQUIRE(entries.size() == 2);
  for (auto& entry : entries)
    CHECK(entry.open.text.find(R"("purpose":"assessment")") != std::string::npos);
}

TEST_CASE("only what writes takes an idempotency key") {
  Engine engine(open_memory());
  begin(engine);
  auto ada = engine.session({1, 1, {}});
  REQUIRE(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}},
                                   {.idempotency_key = "k"}));
  const auto looked = ada.call<client::get>({.client_id = 1}, {.idempotency_key = "k"});
  REQUIRE_FALSE(looked);
  CHECK(looked.refusal().reason == Reason::malformed_request);
  CHECK(looked.refusal().path == "/idempotency_key");
}
