// What a case line cannot say of lists: pages over many rows, and every cursor that is none.
#include "catch.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/directory_search.hpp"
#include "onward/operations/needs.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/system.hpp"

using namespace onward;

namespace {

struct Store {
  Store() : engine(open_memory()), session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    REQUIRE(session.call<policy::set>(
        {.scope = PolicyScope::store, .knobs = {.client_requires_referral = false}}));
  }
  // So many rows, named by their number from 1.
  template <class Op> void create(int count, FunctionRef<typename Op::Request(int)> request) {
    Batch batch;
    for (int i = 1; i <= count; ++i) {
      batch.calls.push_back({std::string(Op::name), {json_of(request(i))}});
      if (batch.calls.size() < 1'000 && i < count) continue;
      REQUIRE(session.call<system_::batch>(batch));
      batch.calls.clear();
    }
  }

  Engine engine;
  Session session;
};

// A need that was sent to two, with so many notes by its sender between the receivers' acts: the
// second, whose one note is the last, lost the need to the first.
constexpr int notes_of_sender = 2'100;
struct NotedNeed : Store {
  NotedNeed() {
    REQUIRE(session.call<issue::create>({.code = "housing", .name = "Housing"}));
    create<organization::create>(2, [](int) { return CreateOrganization{.name = "O"}; });
    create<staff::create>(2, [](int i) {
      const auto login = std::to_string(i);
      return CreateStaff{
          .login = login, .name = login, .organization_id = i + 1, .role = "caseworker"};
    });
    REQUIRE(session.call<client::create>({.details = {.given_name = "Eve", .family_name = "H"}}));
    REQUIRE(session.call<consent::record>({.client_id = 1}));
    REQUIRE(
        session.call<need::send>({.client_id = 1,
                                  .issue_id = 1,
                                  .consent_id = 1,
                                  .receivers = {{.organization_id = 2}, {.organization_id = 3}}}));
    REQUIRE(loser.call<referral::open>({.referral_id = 2}));
    create<note::add>(notes_of_sender, [](int) { return AddNote{.need_id = 1, .text = "."}; });
    REQUIRE(claimant.call<referral::acknowledge>({.referral_id = 1}));
    REQUIRE(loser.call<note::add>({.need_id = 1, .text = "."}));
  }

  Session claimant = engine.session({2, 2, {}});
  Session loser = engine.session({3, 3, {}});
};

}  // namespace

TEST_CASE("pages of any size hold every row once, in order") {
  Store store;
  store.create<organization::create>(60, [](int i) {
    return CreateOrganization{.name = std::string(1, static_cast<char>('a' + i % 3))};
  });
  const auto names_in_pages_of = [&](std::int64_t limit) {
    std::vector<std::string> out;
    ListOrganizations request{.limit = limit};
    do {
      auto page = store.session.call<organization::list>(request);
      REQUIRE(page);
      CHECK(std::ssize(page.value().organizations) <= limit);
      CHECK_FALSE(page.value().organizations.empty());
      for (auto& o : page.value().organizations)
        out.push_back(o.name + ' ' + std::to_string(o.id.value));
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
    return out;
  };
  const auto all = names_in_pages_of(500);
  CHECK(all.size() == 61);
  CHECK(all[1] == "a 4");
  for (const int limit : {1, 2, 7, 60, 61, 62}) CHECK(names_in_pages_of(limit) == all);
}

TEST_CASE("however many issues a feed has brought, they come page by page") {
  Store store;
  store.create<issue::create>(1'203, [](int i) {
    return CreateIssue{.code = "code-" + std::to_string(10'000 + i), .name = "Name"};
  });
  for (const int limit : {50, 499, 500}) {
    std::vector<std::int64_t> ids;
    ListIssues request{.limit = limit};
    do {
      auto page = store.session.call<issue::list>(request);
      REQUIRE(page);
      CHECK(std::ssize(page.value().issues) <= limit);
      for (auto& issue : page.value().issues) ids.push_back(issue.id.value);
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
    CHECK(ids.size() == 1'203);
    CHECK(std::ranges::is_sorted(ids));
  }
  auto page = store.session.call<issue::list>({});
  REQUIRE(page);
  CHECK(page.value().issues.size() == 50);
}

TEST_CASE("a page looks at 2,000 rows at most, and says where to go on") {
  Store store;
  store.create<service::create>(2'003, [](int i) {
    return CreateService{.organization_id = 1, .name = i == 2'002 ? "needle" : "hay"};
  });
  SearchDirectory search{.text = "needle"};
  auto page = store.session.call<directory::search>(search);
  REQUIRE(page);
  CHECK(page.value().entries.empty());
  CHECK_FALSE(page.value().cursor.empty());
  search.cursor = page.value().cursor;
  page = store.session.call<directory::search>(search);
  REQUIRE(page);
  REQUIRE(page.value().entries.size() == 1);
  CHECK(page.value().entries[0].service.id == ServiceId(2'002));
  CHECK(page.value().cursor.empty());
}

TEST_CASE("notes come page by page, and hidden ones are looked past") {
  NotedNeed need;
  const auto all_for = [](Session& session, std::int64_t limit) {
    std::vector<std::int64_t> out;
    ListNotes request{.need_id = 1, .limit = limit};
    do {
      auto page = session.call<note::list>(request);
      REQUIRE(page);
      for (auto& note : page.value().notes) out.push_back(note.id.value);
      CHECK(std::ssize(page.value().notes) <= limit);
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
    return out;
  };
  const auto all = all_for(need.session, 500);
  REQUIRE(std::ssize(all) == notes_of_sender + 1);
  CHECK(std::ranges::is_sorted(all));
  CHECK(all_for(need.session, 77) == all);
  const std::vector<std::int64_t> of_sender(all.begin(), all.end() - 1);
  CHECK(all_for(need.claimant, 500) == of_sender);  // the loser wrote to the sender alone
  CHECK(all_for(need.loser, 500) == std::vector<std::int64_t>{notes_of_sender + 1});
}

TEST_CASE("a timeline comes page by page, every entry once and in order") {
  NotedNeed need;
  const auto all_for = [](Session& session, std::int64_t limit) {
    std::vector<std::string> out;
    std::int64_t last = 0;
    ListTimeline request{.need_id = 1, .limit = limit};
    do {
      auto page = session.call<need::timeline>(request);
      REQUIRE(page);
      CHECK(std::ssize(page.value().entries) <= limit);
      for (auto& entry : page.value().entries) {
        CHECK(entry.sequence > last);
        last = entry.sequence;
        out.push_back(entry.operation + ' ' + std::to_string(entry.referral_id.value));
      }
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
    return out;
  };
  const auto all = all_for(need.session, 500);
  CHECK(std::ssize(all) == 3 + 1 + notes_of_sender + 3 + 1);
  for (const int limit : {3, 499}) CHECK(all_for(need.session, limit) == all);
  const std::vector<std::string> seen{"need.send 0",
                                      "need.send 2",
                                      "referral.open 2",
                                      "referral.acknowledge 2",
                                      "referral.acknowledge 0",
                                      "note.add 0"};
  for (const int limit : {1, 2, 3, 6, 500}) CHECK(all_for(need.loser, limit) == seen);
}

TEST_CASE("a client's timeline merges those of its needs, page by page") {
  NotedNeed need;
  const auto receivers = std::vector<ReceiverNamed>{{.organization_id = 2}};
  for (int i = 0; i < 3; ++i)
    REQUIRE(need.session.call<need::send>(
        {.client_id = 1, .issue_id = 1, .consent_id = 1, .receivers = receivers}));
  need.create<note::add>(200, [](int i) { return AddNote{.need_id = 1 + i % 4, .text = "."}; });
  std::vector<std::int64_t> expected;
  for (std::int64_t n = 1; n <= 4; ++n) {
    ListTimeline request{.need_id = n, .limit = 500};
    do {
      const auto page = need.session.call<need::timeline>(request);
      for (auto& entry : page.value().entries) expected.push_back(entry.sequence);
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
  }
  std::ranges::sort(expected);
  for (const std::int64_t limit : {13, 50, 499, 500}) {
    std::vector<std::int64_t> found;
    int beside = 0;  // who was registered, and what they agreed to
    ListClientTimeline request{.client_id = 1, .limit = limit};
    do {
      const auto page = need.session.call<client::timeline>(request);
      REQUIRE(page);
      CHECK(std::ssize(page.value().entries) <= limit);
      for (auto& entry : page.value().entries)
        if (entry.need_id)
          found.push_back(entry.sequence);
        else
          ++beside;
      request.cursor = page.value().cursor;
    } while (!request.cursor.empty());
    CHECK(found == expected);
    CHECK(beside == 2);
  }
}

TEST_CASE("a batch answers 8 MiB at most, and says which call was too much") {
  Store store;
  store.create<organization::create>(
      500, [](int) { return CreateOrganization{.name = std::string(1'000, 'x')}; });
  const BatchCall writes{"issue.create", {R"({"code":"food","name":"Food"})"}};
  const BatchCall page{"organization.list", {R"({"limit":500})"}};
  Batch batch{.calls = {writes, page}};
  auto done = store.session.call<system_::batch>(batch);
  REQUIRE(done);
  const auto fitting = (std::size_t{8} << 20) / done.value().responses[1].text.size();
  batch = {.calls = std::vector<BatchCall>(fitting, page)};
  CHECK(store.session.call<system_::batch>(batch));
  batch.calls.push_back(page);
  batch.calls.insert(batch.calls.begin(), {"issue.create", {R"({"code":"debt","name":"Debt"})"}});
  done = store.session.call<system_::batch>(batch);
  REQUIRE_FALSE(done);
  CHECK(done.refusal().reason == Reason::answer_too_large);
  CHECK(done.refusal().path == "/calls/" + std::to_string(fitting + 1));
  CHECK(store.session.call<issue::list>({}).value().issues.size() == 1);  // nothing is left of it
}

TEST_CASE("a cursor survives the longest name") {
  Store store;
  store.create<organization::create>(
      2, [](int) { return CreateOrganization{.name = std::string(1'000, '"')}; });
  auto answer = store.session.call("organization.list", R"({"limit":1})");
  auto page = read_json<OrganizationPage>(answer.json);
  REQUIRE(page);
  const auto request = ListOrganizations{.limit = 1, .cursor = page.value().cursor};
  answer = store.session.call("organization.list", json_of(request));
  CHECK_FALSE(answer.refused);
}

TEST_CASE("a text that is no cursor of the list is refused, whatever it is") {
  Store store;
  store.create<organization::create>(
      3, [](int i) { return CreateOrganization{.name = "n" + std::to_string(i)}; });
  const auto reason_of = [&](std::string cursor) -> std::optional<Reason> {
    auto page = store.session.call<organization::list>({.cursor = std::move(cursor)});
    if (page) return std::nullopt;
    CHECK(page.refusal().path == "/cursor");
    return page.refusal().reason;
  };
  const auto hex = [](std::string_view text) {
    constexpr char digits[] = "0123456789abcdef";
    std::string out;
    for (const char c : text) (out += digits[c >> 4]) += digits[c & 15];
    return out;
  };
  // Behind each stands what a cursor of this list is bound to.
  const auto page = store.session.call<organization::list>({.limit = 1});
  const std::string bound = page.value().cursor.substr(page.value().cursor.size() - 16);
  const std::string list = R"("organization.list","organization_name",[])";
  CHECK_FALSE(reason_of(hex("[" + list + R"(,["n1"],2])") + bound));
  CHECK(reason_of(hex("[" + list + R"(,["n1"],2])")) == Reason::cursor_invalid);
  const std::string wrong[] = {"[" + list + R"(,["n1"], 2])",
                               "[" + list + R"(,["n1"],0])",
                               "[" + list + R"(,["n1"],-2])",
                               "[" + list + R"(,["n1"],2.0])",
                               "[" + list + R"(,["n1"],"2"])",
                               "[" + list + R"(,["n1"]])",
                               "[" + list + R"(,["n1"],2,3])",
                               "[" + list + R"(,[],2])",
                               "[" + list + R"(,["n1","n2"],2])",
                               "[" + list + R"(,[1],2])",
                               "[" + list + R"(,[null],2])",
                               "[" + list + R"(,"n1",2])",
                               "[" + list + R"(,{"n":"n1"},2])",
                               R"(["organization.list","staff_login",[],["n1"],2])",
                               R"(["staff.list","organization_name",[],["n1"],2])",
                               R"(["organization.list","organization_name",["n1"],[],2])",
                               R"({"organization.list":1})",
                               "2",
                               "null",
                               "[]",
                               "[",
                               "\x01",
                               R"(["\ud800"])"};
  for (auto& text : wrong) {
    INFO(text);
    CHECK(reason_of(hex(text) + bound) == Reason::cursor_invalid);
  }
  CHECK(reason_of("[" + list + R"(,["n1"],2])" + bound) == Reason::cursor_invalid);
  CHECK(reason_of(std::string(1, '\0')) == Reason::malformed_request);
}
