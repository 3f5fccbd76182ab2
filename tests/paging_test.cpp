// What a case line cannot say of lists: pages over many rows, and every cursor that is none.
#include "catch.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;

namespace {

struct Store {
  Store() : engine(open_memory()), session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
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
  const std::string list = R"("organization.list","organization_name",[])";
  CHECK_FALSE(reason_of(hex("[" + list + R"(,["n1"],2])")));
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
    CHECK(reason_of(hex(text)) == Reason::cursor_invalid);
  }
  CHECK(reason_of("[" + list + R"(,["n1"],2])") == Reason::cursor_invalid);
  CHECK(reason_of(std::string(1, '\0')) == Reason::malformed_request);
}
