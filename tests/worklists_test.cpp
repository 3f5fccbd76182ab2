// What a case line cannot say of worklists: that each count's list has as many rows, page by page,
// whatever happened; that a list by time is sorted; and that a missing timer is found.
#include <boost/json.hpp>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "counting_storage.hpp"
#include "dates.hpp"
#include "onward/operations/dashboard.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/specialist_referrals.hpp"
#include "onward/operations/system.hpp"
#include "onward/storage.hpp"
#include "random_store.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

namespace json = boost::json;

struct Lists : RandomStore {
  using RandomStore::RandomStore;

  // Every row of a list, by pages of three.
  json::array all_rows(const SessionOptions& who, std::string_view operation, json::object in) {
    const char* rows = operation == need::list::name                  ? "needs"
                       : operation == specialist_referral::list::name ? "specialist_referrals"
                                                                      : "referrals";
    json::array out;
    in["limit"] = 3;
    for (;;) {
      const auto page = ask(who, operation, json::serialize(in));
      for (auto& row : page.at(rows).as_array()) out.push_back(row);
      if (page.at("cursor").as_string().empty()) return out;
      in["cursor"] = page.at("cursor");
    }
  }
};

// One of each organisation who may ask now.
std::vector<SessionOptions> askers(Lists& store) {
  std::vector<SessionOptions> out;
  for (auto& [staff, organization] : store.people) {
    const SessionOptions who{staff, organization, {}};
    const bool is_new =
        std::ranges::find(out, organization, &SessionOptions::organization_id) == out.end();
    if (is_new && !store.store.engine().session(who).call(dashboard::counts::name, "{}").refused)
      out.push_back(who);
  }
  return out;
}

// Compares each count with its list; answers how many rows were seen.
std::int64_t check_counts(Lists& store, const SessionOptions& who, const std::string& in) {
  std::int64_t seen = 0;
  const auto answer = store.ask(who, dashboard::counts::name, in);
  for (auto& item : answer.at("counts").as_array()) {
    const auto& count = item.as_object();
    const auto operation = count.at("operation").as_string();
    const auto rows =
        store.all_rows(who, {operation.data(), operation.size()}, count.at("request").as_object());
    INFO(json::serialize(count));
    CHECK(std::ssize(rows) == count.at("count").as_int64());
    seen += std::ssize(rows);
  }
  return seen;
}

// A network with one referral, whose timers are what the test writes into them.
struct OneReferral {
  OneReferral()
      : engine(open_memory(), {.clock = [this] { return now; }}),
        session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    REQUIRE(session.call<policy::set>(
        {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
    REQUIRE(session.call("issue.create", R"({"code":"h","name":"H"})").refused == false);
    REQUIRE(session.call<organization::create>({.name = "R"}));
    REQUIRE_FALSE(session
                      .call("staff.create",
                            R"({"login":"b","name":"B","organization_id":2,"role":"caseworker"})")
                      .refused);
    REQUIRE_FALSE(
        session.call("client.create", R"({"details":{"given_name":"E","family_name":"H"}})")
            .refused);
    REQUIRE_FALSE(session.call("consent.record", R"({"client_id":1})").refused);
    REQUIRE(session.call<need::send>(
        {.client_id = 1, .issue_id = 1, .consent_id = 1, .receivers = {{.organization_id = 2}}}));
  }
  template <Kept T> void plant(std::int64_t id, FunctionRef<void(T&)> change) {
    const auto t = engine.storage().begin(Mode::write);
    T row;
    t->get(noun_of<T>, {&id, 1}, all_columns, [&](const void* found) {
      row = *static_cast<const T*>(found);
      return true;
    });
    change(row);
    row.revision += 1;
    REQUIRE(t->update(noun_of<T>, &row));
    REQUIRE(t->commit() == Commit::done);
  }
  std::vector<StuckRow> stuck() {
    const auto page = session.call<system_::stuck>({});
    REQUIRE(page);
    CHECK(page.value().cursor.empty());
    return page.value().rows;
  }

  Instant now = Date(std::chrono::year(2025) / 3 / 3);
  Engine engine;
  Session session;
};

// Answers how many rows stood in the lists.
std::int64_t check_orders(Lists& store, const SessionOptions& who) {
  std::int64_t compared = 0;
  for (const auto* view : {"received", "sent"}) {
    const auto rows = [&](std::string_view order) {
      return store.all_rows(who, referral::list::name, {{"view", view}, {"order", order}});
    };
    auto oldest = rows("oldest"), newest = rows("newest"), by_phase = rows("phase");
    const auto key = [](const json::value& row) {
      return std::pair(std::string(row.at("requested_at").as_string()), row.at("id").as_int64());
    };
    CHECK(std::ranges::is_sorted(oldest, {}, key));
    CHECK(std::ranges::is_sorted(newest, std::ranges::greater{}, key));
    std::ranges::sort(by_phase, {}, key);
    CHECK(oldest == by_phase);
    std::ranges::reverse(newest);
    CHECK(oldest == newest);
    compared += std::ssize(oldest);
  }
  return compared;
}

// A network of two organisations with an issue, a client and a consent; the first one asks.
Session founded(Engine& engine) {
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});
  for (auto& [operation, request] : std::initializer_list<std::pair<const char*, const char*>>{
           {"policy.set", R"({"scope":"store","knobs":{"client_requires_referral":false}})"},
           {"issue.create", R"({"code":"h","name":"H"})"},
           {"organization.create", R"({"name":"R"})"},
           {"client.create", R"({"details":{"given_name":"E","family_name":"H"}})"},
           {"consent.record", R"({"client_id":1})"}})
    REQUIRE_FALSE(session.call(operation, request).refused);
  return session;
}

}  // namespace

TEST_CASE("each count of a dashboard leads to a list of as many rows, in random networks") {
  std::int64_t seen = 0;
  for (const auto storage : storages)
    for (std::uint64_t seed = 1; seed <= 8; ++seed) {
      Lists store(storage, seed, 3'000);
      for (auto& who : askers(store)) seen += check_counts(store, who, "{}");
      seen += check_counts(store, {1, 1, {}}, R"({"whole_store":true})");
    }
  CHECK(seen > 500);
}

TEST_CASE("a list by time is sorted, and has the rows of the list by phase") {
  std::int64_t compared = 0;
  for (std::uint64_t seed = 6; seed <= 8; ++seed) {
    Lists store("memory", seed, 3'000);
    for (auto& who : askers(store)) compared += check_orders(store, who);
  }
  CHECK(compared > 100);
}

TEST_CASE("a list of the whole network by phase leaves out the other phases and nothing else") {
  const SessionOptions administrator{1, 1, {}};
  const auto phase_of = [](const json::value& row) {
    const auto& text = row.at("phase").as_string();
    return std::string_view(text.data(), text.size());
  };
  const auto text = [](std::string_view name) { return json::string(name.data(), name.size()); };
  std::int64_t compared = 0;
  const auto check = [&](Lists& store, std::string_view operation, json::object asked,
                         const json::array& all, auto&& stands) {
    json::array expected;
    for (auto& row : all)
      if (stands(row)) expected.push_back(row);
    const auto rows = store.all_rows(administrator, operation, asked);
    INFO(json::serialize(asked));
    CHECK(rows == expected);
    compared += std::ssize(rows);
  };
  for (const auto storage : storages)
    for (std::uint64_t seed = 10; seed <= 12; ++seed) {
      Lists store(storage, seed, 3'000);
      const json::object of_all{{"view", "all"}}, of_store{{"whole_store", true}};
      const auto referrals = store.all_rows(administrator, referral::list::name, of_all);
      for (auto& phase : names<ReferralPhase>)
        if (phase.value != ReferralPhase::draft)  // which is its sender's alone
          check(store, referral::list::name, {{"view", "all"}, {"phase", text(phase.name)}},
                referrals, [&](const json::value& row) { return phase_of(row) == phase.name; });
      check(store, referral::list::name, {{"view", "all"}, {"unfinished_only", true}}, referrals,
            [&](const json::value& row) {
              return !is_finished(*named<ReferralPhase>(phase_of(row)));
            });
      check(store, referral::list::name, {{"view", "all"}, {"urgency", "urgent"}}, referrals,
            [](const json::value& row) { return row.at("urgency") == "urgent"; });
      const auto needs = store.all_rows(administrator, need::list::name, of_store);
      for (auto& phase : names<NeedPhase>)
        check(store, need::list::name, {{"whole_store", true}, {"phase", text(phase.name)}}, needs,
              [&](const json::value& row) { return phase_of(row) == phase.name; });
    }
  CHECK(compared > 500);
}

TEST_CASE("a client's referrals go on from page to page, in both directions") {
  Lists store("memory", 9, 3'000);
  std::int64_t compared = 0;
  for (std::int64_t client = 1; client <= 30; ++client)
    for (const auto* order : {"oldest", "newest"}) {
      const auto rows = store.all_rows({1, 1, {}}, referral::list::name,
                                       {{"view", "all"}, {"client_id", client}});
      auto paged = store.all_rows({1, 1, {}}, referral::list::name,
                                  {{"view", "sent"}, {"client_id", client}, {"order", order}});
      if (std::string_view(order) == "newest") std::ranges::reverse(paged);
      json::array sent;
      for (auto& row : rows)
        if (row.at("sender_id") == 1) sent.push_back(row);
      CHECK(paged == sent);
      compared += std::ssize(paged);
    }
  CHECK(compared > 0);
}

TEST_CASE("in random networks nothing is stuck once what is due is done") {
  for (std::uint64_t seed = 1; seed <= 3; ++seed) {
    Lists store("memory", seed, 3'000);
    REQUIRE(CaseRunner(store.store).run("tick").empty());
    std::string cursor;
    do {
      const auto page =
          store.ask({1, 1, {}}, system_::stuck::name, R"({"limit":1,"cursor":")" + cursor + "\"}");
      INFO(json::serialize(page));
      for (auto& row : page.at("rows").as_array())
        CHECK(row.at("because") == "no_owner");  // of organisations that have closed
      cursor = page.at("cursor").as_string();
    } while (!cursor.empty());
  }
}

TEST_CASE("a missing timer is found, and so are a past one and an owner that is not there") {
  OneReferral store;
  CHECK(store.stuck().empty());
  store.plant<Referral>(1, [](Referral& r) { r.due_at = never; });
  auto found = store.stuck();
  REQUIRE(found.size() == 2);  // its need has no other timer
  CHECK(found[0].noun == "referral");
  CHECK(found[0].id == 1);
  CHECK(found[0].because == StuckBecause::no_timer);
  CHECK(found[0].organization_id == 2);
  CHECK(found[1].noun == "need");
  store.plant<Referral>(1, [&](Referral& r) { r.due_at = store.now; });
  found = store.stuck();
  REQUIRE(found.size() == 2);
  CHECK(found[0].because == StuckBecause::timer_past);
  store.plant<Referral>(1, [&](Referral& r) {
    r.due_at = store.now + std::chrono::days(1);
    r.receiver_id = 99;
  });
  found = store.stuck();
  REQUIRE_FALSE(found.empty());
  CHECK(found[0].noun == "need");  // the referral's timer runs, and then its owner is seen missing
}

TEST_CASE("a dashboard reads no more rows for more referrals") {
  const auto looked_with = [](int needs) {
    Looked looked;
    Engine engine(std::make_unique<CountingStorage>(open_memory(), looked));
    Session session = founded(engine);
    for (int i = 0; i < needs; ++i)
      REQUIRE(session.call<need::send>(
          {.client_id = 1, .issue_id = 1, .consent_id = 1, .receivers = {{.organization_id = 2}}}));
    const auto before = looked;
    REQUIRE(session.call<dashboard::counts>({}));
    return Looked{.rows = looked.rows - before.rows, .counts = looked.counts - before.counts};
  };
  const auto few = looked_with(2), many = looked_with(200);
  CHECK(few.rows == many.rows);
  CHECK(few.counts == many.counts);
}

TEST_CASE("a rare phase of the whole network is found without looking at the others") {
  Looked looked;
  Engine engine(std::make_unique<CountingStorage>(open_memory(), looked));
  Session session = founded(engine);
  REQUIRE(session.call<organization::create>({.name = "S"}));
  for (int i = 0; i < 300; ++i)
    REQUIRE(session.call<need::send>({.client_id = 1,
                                      .issue_id = 1,
                                      .consent_id = 1,
                                      .receivers = {{.organization_id = 2 + i % 2}}}));
  REQUIRE_FALSE(
      session.call("referral.withdraw", R"({"referral_id":300,"reason_code":"no_longer_needed"})")
          .refused);
  const auto before = looked.rows;
  const auto page =
      session.call<referral::list>({.view = ReferralView::all, .phase = ReferralPhase::withdrawn});
  REQUIRE(page);
  REQUIRE(page.value().referrals.size() == 1);
  CHECK(page.value().referrals[0].id == ReferralId(300));
  CHECK(page.value().cursor.empty());
  CHECK(looked.rows - before < 20);
}
