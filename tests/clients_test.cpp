// What a case line cannot say of clients: equal to the byte, and names of any length.
#include "operations/clients.hpp"

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

// Two organisations with a caseworker each; the first has registered Eve Hill.
void fill(TestStore& store) {
  CaseRunner runner(store);
  for (const char* line :
       {R"(system.create {"network":"N","organization":"County","login":"a","name":"Ada"})",
        "as 1 1", R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
        R"(organization.create {"name":"Shelter"})",
        R"(staff.create {"login":"b","name":"Bob","organization_id":2,"role":"caseworker"})",
        R"(client.create {"details":{"given_name":"Eve","family_name":"Hill"}})"})
    REQUIRE(runner.run(line).empty());
}

}  // namespace

TEST_CASE("a hidden client is answered as none, to the byte, and audited as none") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto session = store.engine().session({.staff_id = 2, .organization_id = 2});
    const auto hidden =
        session.call("client.match", R"({"given_name":"Eve","family_name":"Hill"})");
    const auto none = session.call("client.match", R"({"given_name":"Una","family_name":"Hill"})");
    CHECK(hidden.json == none.json);
    CHECK(hidden.refused == none.refused);
    const auto not_yours = session.call("client.get", R"({"client_id":1})");
    const auto absent = session.call("client.get", R"({"client_id":2})");
    CHECK(not_yours.json == absent.json);

    auto looking = store.engine().session({.staff_id = 1, .organization_id = 1});
    const auto size = looking.call<system_::status>({}).value().journal_size;
    const auto page = looking.call<journal::list>({.from = size - 3}).value();
    REQUIRE(page.entries.size() == 4);
    CHECK(page.entries[0].open.text == page.entries[1].open.text);
    const auto denied = [](int asked) {
      return R"({"id":0,"revision":0,"kind":"denied","reason":"not_found","ids":[)" +
             std::to_string(asked) + R"(],"purpose":""})";
    };
    CHECK(page.entries[2].open.text == denied(1));
    CHECK(page.entries[3].open.text == denied(2));
  }
}

TEST_CASE("hidden clients change nothing of what is found, however many they are") {
  TestStore store("memory");
  fill(store);
  auto shelter = store.engine().session({.staff_id = 2, .organization_id = 2});
  const auto look = [&] {
    return shelter.call("client.match", R"({"given_name":"Eve","family_name":"Hill"})").json;
  };
  REQUIRE(shelter.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
  const auto alone = look();
  CHECK(alone.find(R"("client":{"id":2,)") != std::string::npos);
  auto county = store.engine().session({.staff_id = 1, .organization_id = 1});
  for (int i = 0; i < 100; ++i)
    REQUIRE(county.call<client::create>({{.given_name = "Eve", .family_name = "Hill"}}));
  CHECK(look() == alone);
}

TEST_CASE("a client is found again by names of any length") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
    const std::string longest = "Ż" + std::string(998, 'x');  // 1,000 bytes
    const std::string other = longest.substr(0, 999) + 'y';
    std::vector<Client> clients;
    for (auto& [given, family] : {std::pair(longest, longest), std::pair(longest, other),
                                  std::pair(other, longest), std::pair(other, other)})
      clients.push_back(
          session.call<client::create>({.details = {.given_name = given, .family_name = family}})
              .value());
    for (auto& client : clients) {
      const auto found = session.call<client::match>(
          {.given_name = client.details.given_name, .family_name = client.details.family_name});
      REQUIRE_FALSE(found.value().matches.empty());
      CHECK(found.value().matches[0].client.id == client.id);
    }
    CHECK(session.call<journal::verify>({.deep = true}).value().intact);
  }
}

TEST_CASE("a corrected client is found under what is right, and no more under what was wrong") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
    const auto found = [&](const char* given, const char* family) {
      return session.call<client::match>({.given_name = given, .family_name = family})
          .value()
          .matches.size();
    };
    CHECK(found("Eve", "Hill") == 1);
    REQUIRE(
        session.call<client::update>({.client_id = 1,
                                      .revision = 1,
                                      .details = {.given_name = "Zofia", .family_name = "Nowak"}}));
    CHECK(found("Eve", "Hill") == 0);
    CHECK(found("Zofia", "Nowak") == 1);
    CHECK(found("Nowak", "Zofia") == 1);
  }
}
