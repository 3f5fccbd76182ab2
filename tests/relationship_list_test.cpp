// Whoever reads one page of a standing sees who stands so, however many others were imported.
#include "catch.hpp"
#include "onward/engine.hpp"
#include "onward/operations/leads.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/operations/relationships.hpp"
#include "onward/operations/system.hpp"
#include "operations/paging.hpp"

using namespace onward;

TEST_CASE("a dormant provider is on the first page, behind more than a page looks at") {
  Instant now{std::chrono::sys_days{std::chrono::year{2025} / 3 / 3}};
  Engine engine(open_memory(), {.clock = [&] { return now; }});
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});
  for (std::int64_t i = 0; i <= page_visits_max; ++i)
    REQUIRE(session.call<referring_provider::create>({.details = {.family_name = "Abbott"}}));
  const auto zed = session.call<referring_provider::create>({.details = {.family_name = "Zed"}});
  REQUIRE(zed);
  const auto id = zed.value().provider.id;
  REQUIRE(session.call<lead::create>(
      {.given_name = "Eve", .touch = {.type = ReferrerType::doctor, .referring_provider_id = id}}));
  now += std::chrono::days{365};
  for (bool more = true; more;) {
    const auto ticked = session.call<system_::tick>({});
    REQUIRE(ticked);
    more = ticked.value().more;
  }
  const auto page = session.call<relationship::list>({.standing = RelationshipStanding::dormant});
  REQUIRE(page);
  REQUIRE(page.value().relationships.size() == 1);
  CHECK(page.value().relationships[0].referring_provider_id == id);
  CHECK(page.value().cursor.empty());
  const auto providers =
      session.call<referring_provider::list>({.standing = RelationshipStanding::dormant});
  REQUIRE(providers);
  CHECK(providers.value().providers.size() == 1);
  CHECK(providers.value().cursor.empty());
}
