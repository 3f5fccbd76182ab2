// Who is found by name among very many, and that those who are hidden cost nothing.
#include "onward/operations/clients.hpp"

#include <algorithm>
#include <set>

#include "catch.hpp"
#include "counting_storage.hpp"
#include "folder.hpp"
#include "json.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"
#include "random_operations.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

const SessionOptions ada{.staff_id = 1, .organization_id = 1};
const SessionOptions bob{.staff_id = 2, .organization_id = 2};

struct Found {
  std::string json;
  std::int64_t rows;
};

// What the second organisation is answered when it looks for Eve Hill, and how many rows that
// takes. Before it registers one of its own, if it does, the first has registered so many.
Found look_for_eve(std::unique_ptr<Storage> storage, int hidden, bool is_own_there) {
  Looked looked;
  Engine engine(std::make_unique<CountingStorage>(std::move(storage), looked),
                {.clock = [] { return Instant{Date(std::chrono::year(2025) / 1 / 1)}; }});
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "County", .login = "a", .name = "Ada"}));
  auto county = engine.session(ada), shelter = engine.session(bob);
  REQUIRE(county.call<policy::set>({.knobs = {.client_requires_referral = false}}));
  REQUIRE(county.call<organization::create>({.name = "Shelter"}));
  REQUIRE(county.call<staff::create>(
      {.login = "b", .name = "Bob", .organization_id = 2, .role = "caseworker"}));
  const CreateClient eve{{.given_name = "Eve", .family_name = "Hill"}};
  if (is_own_there) REQUIRE(shelter.call<client::create>(eve));
  for (int i = 0; i < hidden; ++i) REQUIRE(county.call<client::create>(eve));
  if (is_own_there) REQUIRE(shelter.call<client::create>(eve));
  REQUIRE(shelter.call<client::match>({.given_name = "Una", .family_name = "Moss"}));  // who asks
  const auto before = looked.rows;
  auto answer = shelter.call("client.match", R"({"given_name":"Eve","family_name":"Hill"})");
  return {std::move(answer.json), looked.rows - before};
}

std::vector<std::int64_t> found_by(const Found& found) {
  std::vector<std::int64_t> out;
  const auto read = read_json<ClientMatches>(found.json);
  for (auto& match : read.value().matches) out.push_back(match.client.id.value);
  std::ranges::sort(out);
  return out;
}

// A few hundred calls of a random network, and who made them.
class RandomNetwork {
 public:
  explicit RandomNetwork(std::uint64_t seed) : operations_(seed) {}

  void live(int calls) {
    for (; calls > 0; --calls) {
      const Call call = operations_.next();
      now_ = call.now;
      people_.insert({call.session.staff_id, call.session.organization_id});
      operations_.observe(call, engine_.session(call.session).call(call.operation, call.request));
    }
  }
  std::vector<Session> sessions() {
    std::vector<Session> out;
    for (auto& [staff, organization] : people_)
      out.push_back(engine_.session({.staff_id = staff, .organization_id = organization}));
    return out;
  }
  std::int64_t clients() {
    auto t = engine_.storage().begin(Mode::read);
    std::int64_t last = 0;
    for (bool found = true; found; last += found) {
      const auto next = last + 1;
      found = false;
      t->get(Noun::client, {&next, 1}, Columns{1}, [&](const void*) { return found = true; });
    }
    return last;
  }

 private:
  RandomOperations operations_;
  Instant now_{};
  std::set<std::pair<StaffId, OrganizationId>> people_{};
  Engine engine_{open_memory(), {.clock = [this] { return now_; }}};
};

// Which clients a look-up by the name, birth date and numbers of one that is seen has to find.
std::int64_t check_sight(Session& session, std::int64_t clients) {
  std::int64_t named = 0;
  for (std::int64_t id = 1; id <= clients; ++id) {
    const auto seen = session.call<client::get>({.client_id = id});
    if (!seen) continue;
    const Client& client = seen.value().client;
    const auto& details = client.details;
    if (details.given_name.empty() || details.family_name.empty()) continue;
    ++named;
    const auto found = session.call<client::match>({.given_name = details.given_name,
                                                    .family_name = details.family_name,
                                                    .birth_date = details.birth_date,
                                                    .limit = 50});
    REQUIRE(found);
    const auto& matches = found.value().matches;
    INFO("client " << id << " for organization " << session.options().organization_id.value);
    CHECK(std::ranges::any_of(matches,
                              [&](const ClientMatch& m) { return m.client.id == client.id; }));
    for (auto& match : matches) CHECK(session.call<client::get>({.client_id = match.client.id}));
  }
  return named;
}

}  // namespace

TEST_CASE("thousands of hidden clients of one name hide nobody, and cost not one row") {
  Folder folder;
  const auto sqlite = [&](const char* name) {
    return open_sqlite({.path = folder.file(name), .durability = Durability::none});
  };
  const auto alone = look_for_eve(open_memory(), 0, true);
  const auto in_memory = look_for_eve(open_memory(), 2'500, true);
  CHECK(found_by(alone) == std::vector<std::int64_t>{1, 2});
  CHECK(found_by(in_memory) == std::vector<std::int64_t>{1, 2'502});
  CHECK(in_memory.rows == alone.rows);
  const auto on_disk = look_for_eve(sqlite("many"), 2'500, true);
  CHECK(on_disk.json == in_memory.json);
  CHECK(on_disk.rows == look_for_eve(sqlite("alone"), 0, true).rows);

  const auto none = look_for_eve(open_memory(), 0, false);
  const auto hidden = look_for_eve(open_memory(), 2'500, false);
  CHECK(hidden.json == none.json);
  CHECK(hidden.rows == none.rows);
}

TEST_CASE("whoever sees who a client is finds them by name, whatever happened") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    RandomNetwork network(seed);
    std::int64_t named = 0;
    for (int part = 0; part < 4; ++part) {
      network.live(1'500);
      for (auto& session : network.sessions()) named += check_sight(session, network.clients());
    }
    CHECK(named > 100);
  }
}
