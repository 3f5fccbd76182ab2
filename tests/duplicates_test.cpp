// What a case line cannot say of duplicates: what the others may not notice, and every slice.
#include "onward/operations/duplicates.hpp"

#include <limits>
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"
#include "onward/rules/client_merging.hpp"
#include "onward/rules/match_clusters.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr std::int64_t organizations = 4;  // the first runs the store
constexpr const char* given_names[] = {"Eve", "Ann", "Zofia"};
constexpr const char* family_names[] = {"Hill", "Lee"};

// Organisations with a caseworker each, whose number is theirs.
void fill(TestStore& store) {
  CaseRunner runner(store);
  std::vector<std::string> lines{
      R"(system.create {"network":"N","organization":"County","login":"a","name":"Ada"})", "as 1 1",
      R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
      R"(issue.create {"code":"housing","name":"Housing"})"};
  for (std::int64_t n = 2; n <= organizations; ++n) {
    const auto number = std::to_string(n);
    lines.push_back(R"(organization.create {"name":"O)" + number + "\"}");
    lines.push_back(R"(staff.create {"login":"l)" + number +
                    R"(","name":"S","role":"caseworker","organization_id":)" + number + "}");
  }
  for (auto& line : lines) REQUIRE(runner.run(line).empty());
}

Session session_of(TestStore& store, std::int64_t organization) {
  return store.engine().session({.staff_id = organization, .organization_id = organization});
}

ClientDetails anybody(Chance& chance) {
  ClientDetails out{.given_name = chance.one_of(given_names),
                    .family_name = chance.one_of(family_names),
                    .birth_date = Date(std::chrono::year(1990) / 5 / 4)};
  if (chance.percent(50)) out.nhs_number = "9990000018";
  return out;
}

// Clients of every organisation, and needs between them.
std::int64_t fill_with_clients(TestStore& store, Chance& chance, std::int64_t clients) {
  std::int64_t needs = 0;
  for (std::int64_t n = 1; n <= clients; ++n) {
    const auto by = chance.between(1, organizations);
    auto session = session_of(store, by);
    const auto id = session.call<client::create>({anybody(chance)}).value().id;
    if (!chance.percent(60)) continue;
    const auto consent = session.call<consent::record>({.client_id = id}).value().id;
    const auto to = by % organizations + 1;
    needs += session.call<need::send>({.client_id = id,
                                       .issue_id = 1,
                                       .consent_id = consent,
                                       .receivers = {{.organization_id = to}}})
                 ? 1
                 : 0;
  }
  return needs;
}

// Everything that an organisation can learn of clients and needs, by the question.
std::map<std::string, std::string> all_told(TestStore& store, std::int64_t organization,
                                            std::int64_t clients, std::int64_t needs) {
  auto session = session_of(store, organization);
  std::map<std::string, std::string> out;
  const auto ask = [&](const char* operation, const std::string& request) {
    out[operation + (' ' + request)] = session.call(operation, request).json;
  };
  for (std::int64_t n = 1; n <= clients; ++n) {
    const auto id = R"({"client_id":)" + std::to_string(n) + "}";
    for (const char* operation :
         {"client.get", "client.history", "client.timeline", "need.list", "referral.list"})
      ask(operation, id);
    ask("referral.list", R"({"view":"sent","client_id":)" + std::to_string(n) + "}");
  }
  for (std::int64_t n = 1; n <= needs; ++n) {
    const auto id = R"({"need_id":)" + std::to_string(n) + "}";
    for (const char* operation : {"need.get", "need.timeline", "note.list"}) ask(operation, id);
  }
  for (const auto* given : given_names)
    for (const auto* family : family_names)
      ask("client.match", std::string(R"({"given_name":")") + given + R"(","family_name":")" +
                              family + R"(","birth_date":"1990-05-04"})");
  return out;
}

bool sees(TestStore& store, std::int64_t organization, ClientId id) {
  return static_cast<bool>(session_of(store, organization).call<client::get>({id}));
}

}  // namespace

TEST_CASE("a merge changes nothing for whoever sees only one of the two, to the byte") {
  for (const auto storage : storages)
    for (std::uint64_t seed = 1; seed <= 6; ++seed) {
      INFO("on " << storage << ", seed " << seed);
      TestStore store(storage);
      Chance chance(seed);
      fill(store);
      constexpr std::int64_t clients = 10;
      const auto needs = fill_with_clients(store, chance, clients);
      std::map<std::int64_t, std::map<std::string, std::string>> before;
      for (std::int64_t o = 1; o <= organizations; ++o)
        before[o] = all_told(store, o, clients, needs);

      const ClientId survivor = chance.between(1, clients);
      const ClientId gone = survivor.value % clients + 1;
      std::map<std::int64_t, bool> both;
      for (std::int64_t o = 1; o <= organizations; ++o)
        both[o] = sees(store, o, survivor) && sees(store, o, gone);
      auto ada = session_of(store, 1);
      REQUIRE(ada.call<client::merge>({.survivor_id = survivor, .revision = 1, .client_id = gone}));
      for (std::int64_t o = 2; o <= organizations; ++o) {
        const auto after = all_told(store, o, clients, needs);
        for (auto& [question, answer] : after) {
          INFO("organisation " << o << " asks " << question);
          // Needs are seen as before by everybody; the rest by who sees one of the two only.
          if (!both[o] || question.starts_with("need.get")) CHECK(answer == before[o][question]);
        }
      }
      REQUIRE(ada.call<client::unmerge>({gone}));
      for (std::int64_t o = 1; o <= organizations; ++o)
        for (auto& [question, answer] : all_told(store, o, clients, needs)) {
          INFO("organisation " << o << " asks " << question);
          const bool tells_of_merges = o == 1 && question.starts_with("client.timeline");
          CHECK((answer == before[o][question] || tells_of_merges));
        }
      CHECK(ada.call<journal::verify>({.deep = true}).value().intact);
    }
}

TEST_CASE("referrals and history of one person's records come page by page, each once") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    INFO("seed " << seed);
    TestStore store("memory");
    Chance chance(seed);
    fill(store);
    fill_with_clients(store, chance, 30);
    auto ada = session_of(store, 1);
    for (std::int64_t n = 2; n <= 20; ++n)
      REQUIRE(ada.call<client::merge>({.survivor_id = 1, .revision = 1, .client_id = n}));
    std::vector<std::int64_t> needs, expected;  // of the twenty, in the order of their needs
    ListReferrals in{.view = ReferralView::all, .limit = 500};
    for (std::int64_t n = 1; n <= 30; ++n) {
      in.client_id = n;
      if (n > 1 && n <= 20) continue;
      const auto page = ada.call<referral::list>(in);
      REQUIRE(page);
      if (n == 1)
        for (auto& r : page.value().referrals) {
          CHECK(r.client_id.value <= 20);
          needs.push_back(r.need_id.value);
          expected.push_back(r.id.value);
        }
      else
        for (auto& r : page.value().referrals) CHECK(r.client_id.value == n);
    }
    CHECK(std::ranges::is_sorted(needs));
    CHECK(expected.size() > 5);
    std::size_t counted = 0;
    for (std::int64_t o = 1; o <= organizations; ++o) {
      const auto page = session_of(store, o).call<need::list>({.limit = 500});
      for (auto& need : page.value().needs) counted += need.client_id.value <= 20 ? 1 : 0;
    }
    CHECK(counted == expected.size());
    for (const std::int64_t limit : {1, 2, 3, 7}) {
      std::vector<std::int64_t> found;
      in = {.view = ReferralView::all, .limit = limit};
      in.client_id = 7;
      do {
        const auto page = ada.call<referral::list>(in);
        REQUIRE(page);
        for (auto& r : page.value().referrals) found.push_back(r.id.value);
        in.cursor = page.value().cursor;
      } while (!in.cursor.empty());
      CHECK(found == expected);

      std::vector<std::int64_t> sequences, members;
      ListClientTimeline history{.client_id = 7, .limit = limit};
      do {
        const auto page = ada.call<client::timeline>(history);
        REQUIRE(page);
        for (auto& entry : page.value().entries) {
          sequences.push_back(entry.sequence);
          if (entry.referral_id) members.push_back(entry.referral_id.value);
        }
        history.cursor = page.value().cursor;
      } while (!history.cursor.empty());
      CHECK(std::ranges::is_sorted(sequences));
      CHECK(std::ranges::adjacent_find(sequences) == sequences.end());
      CHECK(members == expected);
    }
  }
}

TEST_CASE("registering a hidden client's NHS number again leaves no trace but for administrators") {
  for (const auto storage : storages) {
    std::vector<std::string> told;
    for (const bool is_there : {false, true}) {
      TestStore store(storage);
      fill(store);
      auto shelter = session_of(store, 2), homes = session_of(store, 3),
           county = session_of(store, 1);
      const auto eve = [](const char* number) {
        return std::string(
                   R"({"details":{"given_name":"Eve","family_name":"Hill","nhs_number":")") +
               number + "\"}}";
      };
      REQUIRE_FALSE(
          shelter.call("client.create", eve(is_there ? "9990000018" : "9990000026")).refused);
      std::string all = homes.call("client.create", eve("9990000018")).json;
      all += homes
                 .call("client.match",
                       R"({"given_name":"Eve","family_name":"Hill","nhs_number":"9990000018"})")
                 .json;
      all += homes.call("client.get", R"({"client_id":1})").json;
      all += homes.call("client.deduplicate", R"({"client_id":2})").json;
      all += std::to_string(homes.call<system_::status>({}).value().journal_size);
      told.push_back(std::move(all));
      const auto clusters = county.call<client::deduplicate>({.client_id = 2}).value().clusters;
      if (is_there) {
        REQUIRE(clusters.size() == 1);
        CHECK(clusters[0].clients.size() == 2);
      }
    }
    CHECK(told[0] == told[1]);
  }
}

TEST_CASE("needs of one person are listed page by page, each once") {
  TestStore store("memory");
  Chance chance(3);
  fill(store);
  auto ada = session_of(store, 1);
  for (int n = 0; n < 3; ++n) REQUIRE(ada.call<client::create>({anybody(chance)}));
  std::vector<ConsentId> consents;
  for (std::int64_t n = 1; n <= 3; ++n)
    consents.push_back(ada.call<consent::record>({.client_id = n}).value().id);
  constexpr std::int64_t needs = 20;
  for (std::int64_t n = 1; n <= needs; ++n) {
    const auto client = chance.between(1, 3);
    REQUIRE(ada.call<need::send>({.client_id = client,
                                  .issue_id = 1,
                                  .consent_id = consents[static_cast<std::size_t>(client - 1)],
                                  .receivers = {{.organization_id = 2}}}));
  }
  REQUIRE(ada.call<client::merge>({.survivor_id = 2, .revision = 1, .client_id = 1}));
  REQUIRE(ada.call<client::merge>({.survivor_id = 2, .revision = 1, .client_id = 3}));
  for (std::int64_t limit = 1; limit <= needs + 1; ++limit) {
    std::vector<std::int64_t> listed;
    ListNeeds ask{.client_id = 3, .limit = limit};
    do {
      const auto page = ada.call<need::list>(ask).value();
      CHECK(std::ssize(page.needs) <= limit);
      for (auto& need : page.needs) listed.push_back(need.id.value);
      ask.cursor = page.cursor;
    } while (!ask.cursor.empty());
    REQUIRE(listed.size() == needs);
    CHECK(std::ranges::is_sorted(listed));
  }
}

TEST_CASE("clusters are the same in every slice, and never hold two who are different") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    TestStore store("memory");
    Chance chance(seed);
    fill(store);
    constexpr std::int64_t clients = 24;
    auto ada = session_of(store, 1);
    for (std::int64_t n = 0; n < clients; ++n) REQUIRE(ada.call<client::create>({anybody(chance)}));
    std::set<std::pair<ClientId, ClientId>> different;
    for (int n = 0; n < 20; ++n) {
      const ClientId a = chance.between(1, clients - 1), b = chance.between(a.value + 1, clients);
      const auto kind = chance.percent(80) ? ClientLinkKind::different : ClientLinkKind::same;
      if (ada.call<client::link>({.clients = {a, b}, .kind = kind}) &&
          kind == ClientLinkKind::different)
        different.emplace(a, b);
    }
    std::vector<std::string> found;
    for (const std::int64_t limit : {1, 2, 7, 24, 500}) {
      std::string clusters;
      std::set<ClientId> clustered;
      FindDuplicates ask{.limit = limit};
      do {
        const auto slice = ada.call<client::deduplicate>(ask).value();
        for (auto& cluster : slice.clusters) {
          for (auto& client : cluster.clients) {
            CHECK(clustered.insert(client.id).second);
            (clusters += ' ') += std::to_string(client.id.value);
          }
          for (auto& pair : cluster.pairs)
            CHECK_FALSE(different.contains({pair.first_id, pair.second_id}));
          clusters += ';';
        }
        ask.cursor = slice.cursor;
      } while (!ask.cursor.empty());
      found.push_back(std::move(clusters));
    }
    CHECK_FALSE(found.front().empty());
    for (auto& one : found) CHECK(one == found.front());
  }
}

TEST_CASE("training that is cancelled leaves what its slices before did") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto ada = session_of(store, 1);
    Chance chance(5);
    for (int n = 0; n < 250; ++n) REQUIRE(ada.call<client::create>({anybody(chance)}));
    REQUIRE(ada.call<client::train>({.limit = 100}).value().clients_done == 100);
    bool was_told = false;
    store.go_on = [&](std::string_view, std::int64_t) { return was_told = true, false; };
    REQUIRE(ada.call<client::train>({.limit = 100}).value().clients_done == 200);
    CHECK(was_told);
    CHECK_THROWS_AS(ada.call<client::train>({.limit = 100}), Cancelled);
    store.go_on = {};
    store.reopen();
    CHECK(session_of(store, 1).call<client::weights>({}).value().version == 0);
  }
}

TEST_CASE("what was chosen for a merge is taken back member by member, unless changed since") {
  const ClientDetails before{.given_name = "Eve", .family_name = "Hill", .phone = "1"};
  ClientDetails chosen = before;
  chosen.phone = "2";
  chosen.nhs_number = "9990000018";
  chosen.birth_date = Date(std::chrono::year(1990) / 5 / 4);
  CHECK(details_without_choice(before, chosen, chosen).phone == "1");
  CHECK_FALSE(details_without_choice(before, chosen, chosen).birth_date);
  ClientDetails since = chosen;
  since.phone = "3";
  since.family_name = "Moor";
  since.populations = {"veteran"};
  const auto back = details_without_choice(before, chosen, since);
  CHECK(back.phone == "3");
  CHECK(back.family_name == "Moor");
  CHECK(back.populations == since.populations);
  CHECK(back.nhs_number.empty());
}

TEST_CASE("a pair that is never one cluster keeps those apart who would be joined by others") {
  constexpr double apart = -std::numeric_limits<double>::infinity();
  const std::vector<MatchPair> candidates{{0, 1}, {1, 2}, {0, 2}};
  const auto bits = [&](std::size_t a, std::size_t b) { return a == 0 && b == 2 ? apart : 20.0; };
  for (const double minimum : {0.0, -100.0, apart}) {
    const auto clusters = match_clusters(3, candidates, bits, minimum);
    CHECK(clusters == std::vector<std::size_t>{0, 0, 2});
  }
}
