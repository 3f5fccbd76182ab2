// The list of open requests shows exactly those that may be claimed, page by page.
#include <algorithm>
#include <set>

#include "catch.hpp"
#include "chance.hpp"
#include "counting_storage.hpp"
#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/codes.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/open_requests.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr int requests = 250;
constexpr std::int64_t issues = 3;

template <class T> T one_of(Chance& chance, std::initializer_list<T> values) {
  return values.begin()[chance.below(std::ssize(values))];
}

// A council that sends for anyone, and organisations that help some; 2 is paused, 3 has no service.
class Network {
 public:
  Network() {
    auto nobody = engine_.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "County", .login = "a", .name = "Ada"}));
    REQUIRE(council_.call<policy::set>({.knobs = {.client_requires_referral = false}}));
    REQUIRE(council_.call<code::add_standard>({.list = CodeList::population}));
    for (std::int64_t n = 1; n <= issues; ++n)
      REQUIRE(
          council_.call<issue::create>({.code = "issue_" + std::to_string(n), .name = "Issue"}));
    for (std::int64_t id = 2; id <= 6; ++id) open_organization(id);
    for (int n = 0; n < requests; ++n) ask();
  }

  std::int64_t rows_looked_at() const { return looked_.rows; }
  std::vector<Session>& helpers() { return helpers_; }

 private:
  void open_organization(std::int64_t id) {
    REQUIRE(council_.call<organization::create>({.name = "Helpers", .accepting = id != 2}));
    REQUIRE(council_.call<staff::create>({.login = "staff" + std::to_string(id),
                                          .name = "Staff",
                                          .organization_id = id,
                                          .role = "caseworker"}));
    for (int n = 0; n < 3 && id != 3; ++n) REQUIRE(council_.call<service::create>(service_of(id)));
    helpers_.push_back(engine_.session({.staff_id = id, .organization_id = id}));
  }

  CreateService service_of(std::int64_t id) {
    CreateService out{.organization_id = id, .name = "Service"};
    out.issues = {IssueId{chance_.between(1, issues)}};
    out.accepting = chance_.percent(80);
    if (chance_.percent(40)) out.localities = {one_of(chance_, {"lee", "polk"})};
    if (chance_.percent(20)) out.languages = {one_of(chance_, {"en", "pl"})};
    if (chance_.percent(20)) out.genders = {one_of(chance_, {Gender::female, Gender::male})};
    if (chance_.percent(20)) out.income_percent_limit = 100;
    if (chance_.percent(20)) out.age_from_months = 216;
    if (chance_.percent(20)) out.capacity_limit = 0;
    if (chance_.percent(10)) out.populations = {"veteran"};
    return out;
  }

  void ask() {
    ClientDetails details{.given_name = "Eve", .family_name = "Hill"};
    details.gender = one_of(chance_, {Gender::unknown, Gender::female, Gender::male});
    details.locality = one_of(chance_, {"lee", "polk", "mars", ""});
    details.language = one_of(chance_, {"en", "pl", ""});
    if (chance_.percent(70)) details.income_percent = one_of(chance_, {50, 150});
    if (chance_.percent(80))
      details.birth_date = Date(std::chrono::year(one_of(chance_, {1980, 2020})) / 1 / 1);
    if (chance_.percent(30)) details.populations = {"veteran"};
    const auto client = council_.call<client::create>({details}).value();
    RecordConsent consent{.client_id = client.id};
    if (chance_.percent(20)) consent.receivers = {OrganizationId{chance_.between(2, 6)}};
    REQUIRE(
        council_.call<need::send>({.client_id = client.id,
                                   .issue_id = chance_.between(1, issues),
                                   .consent_id = council_.call<consent::record>(consent).value().id,
                                   .open = true}));
  }

  Chance chance_{11};
  Looked looked_{};
  Engine engine_{std::make_unique<CountingStorage>(open_memory(), looked_),
                 {.clock = [] { return Instant{Date(std::chrono::year(2025) / 6 / 2)}; }}};
  Session council_ = engine_.session({.staff_id = 1, .organization_id = 1});
  std::vector<Session> helpers_{};
};

std::vector<NeedId> listed(Session& session, std::int64_t limit, IssueId issue = {}) {
  std::vector<NeedId> out;
  ListOpenNeeds asked{.issue_id = issue, .limit = limit};
  do {
    const auto page = session.call<need::list_open>(asked).value();
    for (auto& need : page.needs) {
      CHECK((!issue || need.issue_id == issue));
      out.push_back(need.need_id);
    }
    CHECK(std::ssize(page.needs) <= limit);
    asked.cursor = page.cursor;
  } while (!asked.cursor.empty());
  return out;
}

}  // namespace

TEST_CASE("an open request is listed for those, and only those, who may claim it") {
  std::size_t found = 0;
  for (std::size_t helper = 0; helper < 5; ++helper) {
    Network network;  // each has the whole list to itself
    auto& session = network.helpers()[helper];
    const auto all = listed(session, 500);
    CHECK(listed(session, 3) == all);
    std::vector<NeedId> by_issue;
    for (std::int64_t n = 1; n <= issues; ++n)
      for (const auto id : listed(session, 7, n)) by_issue.push_back(id);
    std::ranges::sort(by_issue);
    CHECK(by_issue == all);
    for (std::int64_t id = 1; id <= requests; ++id) {
      INFO("need " << id << " for organization " << helper + 2);
      const bool claimed{session.call<need::claim_open>({.need_id = id})};
      CHECK(claimed == std::ranges::binary_search(all, NeedId(id)));
    }
    found += all.size();
  }
  CHECK(found > 50);
}

TEST_CASE("who helps nobody today reads no client for it") {
  Network network;
  auto& paused = network.helpers()[0];
  CHECK(listed(paused, 50).empty());  // and what is read of it alone is in the cache
  const auto before = network.rows_looked_at();
  CHECK(listed(paused, 50).empty());
  CHECK(network.rows_looked_at() - before < requests + 20);
}
