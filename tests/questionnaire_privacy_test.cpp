// Who sees which answers: every kind of session, every kind of response, at every turn of a need.
#include <map>
#include <set>

#include "case_runner.hpp"
#include "catch.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/questionnaire_responses.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr const char* network = "tests/cases/answers_network.txt";
constexpr std::int64_t responses = 7;

struct Kind {
  const char* who;
  SessionOptions session;
};
const Kind kinds[] = {
    {"administrator of the store", {.staff_id = 1, .organization_id = 1}},
    {"caseworker of the store's first organisation", {.staff_id = 8, .organization_id = 1}},
    {"caseworker of the sender", {.staff_id = 2, .organization_id = 2}},
    {"analyst of the sender", {.staff_id = 9, .organization_id = 2}},
    {"caseworker of Homes", {.staff_id = 3, .organization_id = 3}},
    {"administrator of Homes", {.staff_id = 10, .organization_id = 3}},
    {"caseworker of Keys", {.staff_id = 4, .organization_id = 4}},
    {"caseworker of the Kitchen", {.staff_id = 5, .organization_id = 5}},
    {"caseworker of the registrar", {.staff_id = 6, .organization_id = 6}},
    {"caseworker of an organisation elsewhere", {.staff_id = 7, .organization_id = 7}},
    {"somebody of no organisation", {.staff_id = 7, .organization_id = 2}},
};

// What an organisation sees: its own, and what the table of the turn says beside.
using Seen = std::map<std::int64_t, std::set<std::int64_t>>;
const Seen own{{1, {}}, {2, {2, 3, 4, 5, 6}}, {3, {7}}, {4, {}}, {5, {}}, {6, {1}}, {7, {}}};

struct Turn {
  const char* what;
  std::vector<const char*> lines;
  Seen received;               // responses, by the organisation that receives them
  std::set<std::int64_t> met;  // organisations that see the client
};
const Turn turns[] = {
    {"both are asked", {}, {{3, {3}}, {4, {3}}, {5, {4}}}, {2, 3, 4, 5, 6}},
    {"one has claimed, the other is superseded",
     {"as 4 4", R"(referral.acknowledge {"referral_id":3} > {})"},
     {{4, {3}}, {5, {4}}},
     {2, 4, 5, 6}},
    {"the claimant has declined, and the other is asked again",
     {R"(referral.decline {"referral_id":3,"reason_code":"capacity"} > {})"},
     {{3, {3}}, {4, {3}}, {5, {4}}},
     {2, 3, 4, 5, 6}},
    {"nobody helps, and the need is continued",
     {"as 3 3", R"(referral.decline {"referral_id":2,"reason_code":"capacity"} > {})", "as 2 2",
      R"(need.re_refer {"need_id":2,"receivers":[{"service_id":3}]} > {"need":{"id":4}})"},
     {{3, {3}}, {4, {3, 6}}, {5, {4}}},  // the newest answers go with the new need
     {2, 3, 4, 5, 6}},
    {"what was begun for the first need is completed",
     {R"(questionnaire_response.complete {"response_id":5,"revision":1} > {})"},
     {{3, {3, 5}}, {4, {3, 5, 6}}, {5, {4}}},
     {2, 3, 4, 5, 6}},
    {"a referral was entered in error",
     {"as 2 2", R"(referral.mark_error {"referral_id":4,"reason_code":"duplicate"} > {})"},
     {{3, {3, 5}}, {4, {3, 5, 6}}},
     {2, 3, 4, 6}},
    {"consent has ended", {"as 2 2", R"(consent.withdraw {"consent_id":2} > {})"}, {}, {2, 6}},
};

std::set<std::int64_t> ids_of(const ResponsePage& page) {
  std::set<std::int64_t> out;
  for (auto& r : page.responses) out.insert(r.id.value);
  return out;
}

std::set<std::int64_t> visible_to(const Kind& kind, const Turn& turn) {
  const auto organization = kind.session.organization_id.value;
  if (kind.session.staff_id == StaffId(1)) return {1, 2, 3, 4, 5, 6, 7};
  auto out = own.at(organization);
  if (const auto received = turn.received.find(organization); received != turn.received.end())
    out.insert(received->second.begin(), received->second.end());
  return out;
}

void check_reads(Session& session, const std::set<std::int64_t>& visible) {
  for (const char* operation : {"questionnaire_response.get", "questionnaire_response.score",
                                "questionnaire_response.suggest"}) {
    const auto asked = [&](std::int64_t id) {
      return session.call(operation, "{\"response_id\":" + std::to_string(id) + "}");
    };
    const auto absent = asked(999);
    CHECK(absent.refused);
    for (std::int64_t id = 1; id <= responses; ++id) {
      INFO(operation << " of response " << id);
      const auto answer = asked(id);
      CHECK(answer.refused != visible.contains(id));
      if (answer.refused) CHECK(answer.json == absent.json);
    }
  }
}

// Nobody writes in answers that others recorded.
void check_writes(Session& session, const std::set<std::int64_t>& mine) {
  for (std::int64_t id = 1; id <= responses; ++id) {
    if (mine.contains(id)) continue;
    INFO("response " << id);
    CHECK_FALSE(session.call<questionnaire_response::save>({.response_id = id, .revision = 1}));
    CHECK_FALSE(session.call<questionnaire_response::amend>({.response_id = id, .revision = 1}));
    CHECK_FALSE(session.call<questionnaire_response::complete>({.response_id = id, .revision = 1}));
  }
}

}  // namespace

TEST_CASE("answers are seen by their recorder and by the receivers of their issue alone") {
  TestStore store("memory");
  CaseRunner runner(store);
  const auto run = [&](const char* line) {
    const auto wrong = runner.run(line);
    INFO(line << '\n' << wrong);
    REQUIRE(wrong.empty());
  };
  REQUIRE(runner.run_file(network).empty());
  for (auto& turn : turns) {
    for (const char* line : turn.lines) run(line);
    for (auto& kind : kinds) {
      INFO(turn.what << ": " << kind.who);
      auto session = store.engine().session(kind.session);
      const bool is_nobody =
          kind.session.staff_id == StaffId(7) && kind.session.organization_id == OrganizationId(2);
      const bool runs_store = kind.session.staff_id == StaffId(1);
      const auto visible = is_nobody ? std::set<std::int64_t>() : visible_to(kind, turn);
      check_reads(session, visible);
      const auto page = session.call<questionnaire_response::list>({.client_id = 1});
      const bool meets = runs_store || turn.met.contains(kind.session.organization_id.value);
      CHECK(!!page == (meets && !is_nobody));
      if (page) CHECK(ids_of(page.value()) == visible);
      if (!runs_store)
        check_writes(session, is_nobody ? visible : own.at(kind.session.organization_id.value));
    }
  }
}

TEST_CASE("answers stand apart in the journal, and every look at them is an entry") {
  TestStore store("memory");
  CaseRunner runner(store);
  REQUIRE(runner.run_file(network).empty());
  REQUIRE(runner.run("as 2 2").empty());
  REQUIRE(runner
              .run(R"(questionnaire_response.start {"questionnaire_id":1,"client_id":1,)"
                   R"("items":[{"link_id":"1","answers":[{"value":{"boolean":true}}]}]} > {})")
              .empty());
  auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
  const auto size = [&] { return session.call<journal::checkpoint>({}).value().size; };
  const auto entry = session.call<journal::list>({.from = size()}).value().entries.at(0);
  CHECK(entry.operation == "questionnaire_response.start");
  CHECK(entry.open.text.find("boolean") == std::string::npos);
  CHECK_FALSE(entry.personal_digest.empty());
  for (const char* operation : {"questionnaire_response.get", "questionnaire_response.score",
                                "questionnaire_response.suggest"}) {
    const auto before = size();
    CHECK_FALSE(session.call(operation, R"({"response_id":8})").refused);
    REQUIRE(size() == before + 1);
    const auto audit = session.call<journal::list>({.from = before + 1}).value().entries.at(0);
    CHECK(audit.operation == operation);
    CHECK(audit.open.text.find("\"ids\":[8]") != std::string::npos);
  }
  const auto before = size();
  CHECK_FALSE(session.call("questionnaire_response.list", R"({"client_id":1})").refused);
  CHECK(size() == before + 1);
}
