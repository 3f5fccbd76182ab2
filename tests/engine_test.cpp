// One call's road through the engine, where case files cannot look: forks and repeated keys.
#include "onward/engine.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;

namespace {

void begin(Engine& engine) {
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  REQUIRE(engine.session({1, 1, {}})
              .call<policy::set>(
                  {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
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

TEST_CASE("a clock that cannot be right is broken before anything is written") {
  Instant at = std::chrono::sys_days{std::chrono::year{2025} / 3 / 3};
  const Instant right = at;
  Host host;
  host.clock = [&] { return at; };
  Engine engine(open_memory(), host);
  begin(engine);
  auto ada = engine.session({1, 1, {}});
  const auto size = ada.call<system_::status>({}).value().journal_size;
  for (const Instant wrong :
       {Instant::max(), Instant::min(), Instant{} - std::chrono::microseconds{1},
        Instant{std::chrono::sys_days{std::chrono::year{9900} / 1 / 1}}}) {
    at = wrong;
    CHECK_THROWS_AS(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}),
                    std::range_error);
    CHECK_THROWS_AS(ada.call<system_::tick>({}), std::range_error);
    CHECK_THROWS_AS(ada.call<system_::status>({}), std::range_error);
  }
  at = right;
  CHECK(ada.call<system_::status>({}).value().journal_size == size);
  CHECK(ada.call<system_::tick>({}));
}

TEST_CASE("one wrong reading of the clock ends nothing, since nobody jumps years unasked") {
  for (const bool may_jump : {false, true}) {
    Instant at = std::chrono::sys_days{std::chrono::year{1970} / 1 / 1};
    Host host;
    host.clock = [&] { return at; };
    host.clock_may_jump = may_jump;
    Engine engine(open_memory(), host);
    at = std::chrono::sys_days{std::chrono::year{2025} / 3 / 3};  // the first entry is free
    begin(engine);
    auto ada = engine.session({1, 1, {}});
    REQUIRE(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
    const auto size = ada.call<system_::status>({}).value().journal_size;
    const Instant last = at;
    const auto reads = [&] { return ada.call<system_::status>({}); };
    const auto looks = [&] { return ada.call<client::get>({.client_id = 1}); };
    const auto writes = [&] { return ada.call<issue::create>({.code = "food", .name = "Food"}); };
    at = last + std::chrono::days{400} + std::chrono::microseconds{1};
    if (may_jump) {
      CHECK(reads());
      CHECK(looks());
      CHECK(writes());
      continue;
    }
    for (const auto days : {400, 7'244}) {
      at = last + std::chrono::days{days} + std::chrono::microseconds{1};
      for (const auto& call :
           {std::function([&] { static_cast<void>(reads()); }),
            std::function([&] { static_cast<void>(looks()); }),
            std::function([&] { static_cast<void>(writes()); }),
            std::function([&] { static_cast<void>(ada.call<system_::tick>({})); })}) {
        try {
          call();
          FAIL("a clock that cannot be right was believed");
        } catch (const std::range_error& wrong) {
          CHECK_THAT(wrong.what(), tests::contains_text(std::to_string(days) + " days ahead"));
          CHECK_THAT(wrong.what(), tests::contains_text("clock_may_jump"));
        }
      }
    }
    at = last;
    CHECK(reads().value().journal_size == size);
    at = last + std::chrono::days{400};
    CHECK(writes());
    at += std::chrono::days{400};  // from there on
    CHECK(looks());
  }
}

TEST_CASE("the last instant a clock may say leaves room for whatever is due after it") {
  Host host;
  host.clock = [] {
    return Instant{std::chrono::sys_days{std::chrono::year{9900} / 1 / 1}} -
           std::chrono::microseconds{1};
  };
  Engine engine(open_memory(), host);
  begin(engine);
  auto ada = engine.session({1, 1, {}});
  REQUIRE(ada.call<issue::create>({.code = "food", .name = "Food"}));
  REQUIRE(ada.call<organization::create>({.name = "Kitchen"}));
  REQUIRE(ada.call<policy::set>({.scope = PolicyScope::store,
                                 .knobs = {.review_working_days = 3'650,
                                           .close_working_days = 3'650,
                                           .client_requires_referral = false}}));
  REQUIRE(ada.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
  REQUIRE(ada.call<consent::record>({.client_id = 1}));
  const auto sent =
      ada.call("need.send", R"({"client_id":1,"issue_id":1,"consent_id":1,"urgency":"routine",)"
                            R"("receivers":[{"organization_id":2}]})");
  CHECK(sent.json.find(R"("review_due_at":"99)") != std::string::npos);
  CHECK(ada.call("system.tick", "{}").json == R"({"done":0,"more":false,"failed":[]})");
}

TEST_CASE("whoever may not touch a blob leaves an entry") {
  Engine engine(open_memory());
  begin(engine);
  auto ada = engine.session({1, 1, {}});
  REQUIRE(ada.call<role::create>({.name = "guest", .permissions = {}}));
  REQUIRE(ada.call<staff::create>(
      {.login = "bob", .name = "Bob", .organization_id = 1, .role = "guest"}));
  auto bob = engine.session({2, 1, "curious"});
  const auto size = [&] { return ada.call<system_::status>({}).value().journal_size; };
  const auto before = size();
  std::array<std::byte, 1> byte{};
  CHECK(bob.put_blob("b", 0, byte).refusal().reason == Reason::permission_missing);
  CHECK(bob.get_blob("b", 0, byte).refusal().reason == Reason::permission_missing);
  CHECK(bob.erase_blob("b")->reason == Reason::permission_missing);
  REQUIRE(size() == before + 3);
  const auto entries = ada.call<journal::list>({.from = before + 1}).value().entries;
  CHECK(entries[0].operation == "blob.put");
  CHECK(entries[1].operation == "blob.get");
  CHECK(entries[2].operation == "blob.erase");
  CHECK(entries[1].open.text.find(R"("reason":"permission_missing")") != std::string::npos);
  CHECK(ada.get_blob("b", 0, byte).refusal().reason == Reason::blob_missing);
  CHECK(size() == before + 3);
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
