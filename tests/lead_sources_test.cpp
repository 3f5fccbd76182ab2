// Where leads come from is answered for any period, however many clients came since.
#include "catch.hpp"
#include "counting_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/lead_analysis.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

TEST_CASE("sources of a day look at the clients of that day, and at none who came since") {
  Looked looked;
  Instant now{std::chrono::sys_days{std::chrono::year{2025} / 3 / 3} + std::chrono::hours{12}};
  Engine engine(std::make_unique<CountingStorage>(open_memory(), looked),
                {.clock = [&] { return now; }});
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});
  REQUIRE_FALSE(
      session.call("policy.set", R"({"scope":"store","knobs":{"client_requires_referral":false}})")
          .refused);
  const Date first = std::chrono::year{2025} / 3 / 3;
  const auto register_some = [&](int clients) {
    for (int i = 0; i < clients; ++i)
      REQUIRE(session.call<client::create>(
          {.details = {.given_name = "Eve", .family_name = "Hill", .contact_permissions = {}}}));
    now += std::chrono::days{1};
  };
  const auto without_lead = [&](int from, int until) {
    looked.rows = 0;
    const auto counted = session.call<lead::sources>(
        {first + std::chrono::days{from}, first + std::chrono::days{until}});
    REQUIRE(counted);
    return counted.value().clients_without_lead;
  };
  register_some(3);
  register_some(0);
  register_some(2);
  register_some(1'000);
  register_some(1);

  CHECK(without_lead(0, 1) == 3);
  CHECK(looked.rows < 400);
  CHECK(without_lead(1, 2) == 0);
  CHECK(without_lead(2, 3) == 2);
  CHECK(looked.rows < 400);
  CHECK(without_lead(3, 4) == 1'000);
  CHECK(without_lead(4, 5) == 1);
  CHECK(without_lead(0, 9) == 1'006);
  CHECK(without_lead(-3, 0) == 0);
  CHECK(without_lead(7, 9) == 0);
}
