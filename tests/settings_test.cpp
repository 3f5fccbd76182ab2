// What case lines cannot say of a network's settings: documents equal to the byte, and the host.
#include <fstream>
#include <sstream>

#include "case_runner.hpp"
#include "catch.hpp"
#include "json.hpp"
#include "onward/operations/agreements.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/configuration.hpp"
#include "onward/operations/enquiries.hpp"
#include "onward/operations/open_requests.hpp"
#include "onward/operations/people.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

std::string text_of(const char* path) {
  std::ifstream file(path);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

void run(TestStore& store, std::initializer_list<const char*> lines) {
  CaseRunner runner(store);
  for (const char* line : lines) {
    INFO(line);
    REQUIRE(runner.run(line) == "");
  }
}

void begin(TestStore& store) {
  run(store, {R"(system.create {"network":"N","organization":"County","login":"a","name":"Ada"})"});
}

Session ada(TestStore& store) {
  return store.engine().session({.staff_id = 1, .organization_id = 1});
}

}  // namespace

TEST_CASE("a configuration that is taken into an empty store is given out with the same bytes") {
  const std::string districts = text_of("tests/data/uk_ids/localities.json");
  for (const auto storage : storages) {
    TestStore store(storage);
    begin(store);
    auto from = ada(store);
    REQUIRE_FALSE(from.call("locality.import", districts).refused);
    run(store,
        {"as 1 1",
         R"(issue.create {"code":"housing","name":"Housing"})",
         R"(issue.create {"code":"food","name":"Food"})",
         R"(issue.update {"issue_id":1,"active":false})",
         R"(calendar.set {"name":"England and Wales","holidays":["2025-12-26","2025-12-25"]})",
         R"(reason_code.add {"code":"no_pets","text":"No pets.","actions":["fail","decline"]})",
         R"(reason_code.add {"code":"a","text":"A.","actions":["hold"]})",
         R"(reason_code.retire {"code":"a"})",
         R"(role.create {"name":"volunteer","permissions":["referral:update","referral:read"]})",
         R"(policy.set {"scope":"issue","issue_id":1,"knobs":{"claim_on":"accept"}})",
         R"(policy.set {"scope":"issue","issue_id":2,"knobs":{}})",
         R"(policy.set {"scope":"organization","organization_id":1,"knobs":{}})",
         R"(organization.create {"name":"Shelter","time_zone":"Europe/Paris","working_days":["m)"
         R"(onday"],"holidays":["2025-12-24"],"accepting":false})",
         R"(organization.update {"organization_id":2,"calendar_id":1})",
         R"(policy.set {"scope":"organization","organization_id":2,"knobs":{"soon_close_working)"
         R"(_days":3}})",
         R"(role.update {"role_id":3,"permissions":["referral:read","referral:update"]})",
         R"(code.set {"list":"category","code":"basics","name":"Basics"})",
         R"(code.add_standard {"list":"population"})",
         R"(code.set {"list":"attribute","code":"pets","name":"Pets","choices":["yes","no"],"ac)"
         R"(tive":false})",
         R"(issue.update {"issue_id":2,"category":"basics"})",
         R"(questionnaire.define {"code":"meals","version":"1","issue_id":2,"items":[{"link_id")"
         R"(:"1","type":"boolean","text":"Hungry?"}]})",
         R"(questionnaire.retire {"questionnaire_id":1})",
         R"(questionnaire.define {"code":"meals","version":"2","title":"Meals","issue_id":2,"it)"
         R"(ems":[{"link_id":"1","type":"boolean","text":"Hungry now?","required":true}]})",
         R"(questionnaire.define {"code":"first","status":"draft","items":[{"link_id":"a","type)"
         R"(":"choice","options":[{"value":{"coding":{"code":"never"}},"points":2}],"scales":[")"
         R"(total"]}],"scales":[{"code":"total"}],"suggestions":[{"issue":"housing","scores":[{)"
         R"("scale":"total","points":2}],"reason":"Not safe."}]})",
         R"(issue.update {"issue_id":2,"questionnaire_id":2,"questionnaire_required":true})",
         R"(policy.set {"scope":"store","knobs":{"review_working_days":2}})"});
    const std::string document = from.call("configuration.export", "{}").json;
    const auto districts_known = from.call<locality::list>({.parent = "W92000004"}).value();
    CHECK(districts_known.localities.size() == 22);  // the principal areas of Wales

    TestStore other(storage);
    begin(other);
    auto to = ada(other);
    const auto first = to.call("configuration.import", document);
    INFO(first.json);
    REQUIRE_FALSE(first.refused);
    CHECK(to.call("configuration.export", "{}").json == document);

    const auto size = to.call<system_::status>({}).value().journal_size;
    const auto again = to.call("configuration.import", document);
    CHECK(again.json.starts_with(R"({"added":0,"changed":0,"unchanged":)"));
    CHECK(to.call<system_::status>({}).value().journal_size == size);
    CHECK(to.call("configuration.export", "{}").json == document);
  }
}

TEST_CASE("a configuration is taken in whole when more was defined than other requests may hold") {
  TestStore store("memory"), other("memory");
  begin(store);
  begin(other);
  auto from = ada(store), to = ada(other);
  const std::string notice(1'000, 'n');
  constexpr int versions = 1'100;  // over 1,000 forms, and over 1 MiB
  for (int version = 1; version <= versions; ++version)
    REQUIRE_FALSE(from.call("questionnaire.define",
                            R"({"code":"meals","version":")" + std::to_string(version) +
                                R"(","copyright":")" + notice +
                                R"(","items":[{"link_id":"1","type":"boolean"}]})")
                      .refused);
  const std::string document = from.call("configuration.export", "{}").json;
  REQUIRE(document.size() > std::size_t{1} << 20);
  const auto taken = to.call("configuration.import", document);
  INFO(taken.json);
  REQUIRE(taken.json.starts_with(R"({"added":1100,)"));
  CHECK(to.call("configuration.export", "{}").json == document);
}

TEST_CASE("a configuration is not given out when no store could take it in") {
  TestStore store("memory");
  begin(store);
  auto session = ada(store);
  std::string document = R"({"format":1})";
  const auto is_read = [&](std::int64_t bytes) {
    document.resize(static_cast<std::size_t>(bytes), ' ');
    return !session.call("configuration.import", document).refused;
  };
  CHECK(is_read(configuration_bytes_max));
  CHECK_FALSE(is_read(configuration_bytes_max + 1));

  Questionnaire form{.revision = 1,
                     .code = "meals",
                     .title = std::string(std::size_t(configuration_bytes_max), 't')};
  const auto write = [&](auto how) {
    auto t = store.engine().storage().begin(Mode::write);
    how(*t);
    REQUIRE(t->commit() == Commit::done);
  };
  write([&](Transaction& t) {
    form.id = t.next_id(Noun::questionnaire);
    t.insert(Noun::questionnaire, &form);
  });
  const auto given = session.call<configuration::export_>({});
  REQUIRE_FALSE(given);
  CHECK(given.refusal().reason == Reason::answer_too_large);
  write([&](Transaction& t) {
    form.title.resize(std::size_t(configuration_bytes_max) - 2'000);
    ++form.revision;
    REQUIRE(t.update(Noun::questionnaire, &form));
  });
  CHECK(session.call<configuration::export_>({}));
}

TEST_CASE("an import with one problem changes nothing at all") {
  TestStore store("memory");
  begin(store);
  auto session = ada(store);
  const auto before = session.call("configuration.export", "{}").json;
  const auto size = session.call<system_::status>({}).value().journal_size;
  Configuration in{.issues = {{"food", "Food"}}, .localities = {{"lee", "Lee", ""}}};
  in.policies = {{"", {.review_working_days = 2}}, {"food", {.close_working_days = -1}}};
  const auto refused = session.call<configuration::import>(in);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().path == "/policies/1/knobs/close_working_days");
  CHECK(session.call("configuration.export", "{}").json == before);
  CHECK(session.call<system_::status>({}).value().journal_size == size);
}

TEST_CASE("whether an enquiry was won by another or closed by its sender looks the same") {
  TestStore store("memory");
  begin(store);
  run(store,
      {"as 1 1", R"(issue.create {"code":"housing","name":"Housing"})",
       R"(organization.create {"name":"Shelter"})", R"(organization.create {"name":"Homes"})",
       R"(staff.create {"login":"b","name":"Bob","organization_id":2,"role":"caseworker"})",
       R"(staff.create {"login":"c","name":"Cid","organization_id":3,"role":"caseworker"})",
       R"(enquiry.ask {"issue_id":1,"receivers":[2,3],"first_wins":true} > {"enquiry":{"id":1}})",
       R"(enquiry.ask {"issue_id":1,"receivers":[3],"first_wins":true} > {"enquiry":{"id":2}})",
       R"(enquiry.close {"enquiry_id":2})", "as 2 2",
       R"(enquiry.answer {"enquiry_id":1,"places":1} > {"enquiry":{"won_by":2}})"});
  auto cid = store.engine().session({.staff_id = 3, .organization_id = 3});
  auto seen = cid.call<enquiry::list>({}).value().enquiries;
  REQUIRE(seen.size() == 2);
  seen[0].enquiry.id = seen[1].enquiry.id;
  seen[0].answers.at(0).id = seen[1].answers.at(0).id;
  seen[0].answers.at(0).enquiry_id = seen[1].answers.at(0).enquiry_id;
  CHECK(json_of(seen[0]) == json_of(seen[1]));
  CHECK(cid.call("enquiry.answer", R"({"enquiry_id":1,"places":1})").json ==
        cid.call("enquiry.answer", R"({"enquiry_id":2,"places":1})").json);
}

TEST_CASE("the host says in which locality an address lies, and a code that is told goes before") {
  std::string asked;
  Host host;
  host.locality_of = [&](std::string_view address, std::string_view postcode) {
    asked = std::string(address) + '|' + std::string(postcode);
    return std::string(postcode == "AA1 1AA" ? "lee" : postcode == "ZZ9 9ZZ" ? "mars" : "");
  };
  Engine engine(open_memory(), host);
  auto nobody = engine.session();
  REQUIRE(nobody.call<system_::create>(
      {.network = "N", .organization = "O", .login = "a", .name = "A"}));
  auto session = engine.session({1, 1, {}});
  REQUIRE(session.call<policy::set>({.knobs = {.client_requires_referral = false}}));
  REQUIRE(session.call<locality::import>({{{"lee", "Lee", ""}, {"polk", "Polk", ""}}}));
  const auto locality = [&](ClientDetails details) {
    details.given_name = "Eve";
    details.family_name = "Hill";
    return session.call<client::create>({details}).value().details.locality;
  };
  CHECK(locality({.address = "1 Main St", .postcode = "AA1 1AA"}) == "lee");
  CHECK(asked == "1 Main St|AA1 1AA");
  asked.clear();
  CHECK(locality({.locality = "polk", .address = "1 Main St", .postcode = "AA1 1AA"}) == "polk");
  CHECK(locality({}).empty());
  CHECK(asked.empty());
  CHECK(locality({.address = "1 Main St"}).empty());
  CHECK(locality({.address = "1 Main St", .postcode = "ZZ9 9ZZ"}).empty());  // no such code here

  // Of an address that is not shown nothing is asked.
  const auto done = [](Session& who, const char* operation, const char* request) {
    const auto answer = who.call(operation, request);
    INFO(operation << answer.json);
    REQUIRE_FALSE(answer.refused);
    return answer.json;
  };
  REQUIRE(session.call<locality::import>({{{"mars", "Mars", ""}}}));
  done(session, "issue.create", R"({"code":"housing","name":"Housing"})");
  done(session, "organization.create", R"({"name":"Shelter"})");
  done(session, "staff.create",
       R"({"login":"b","name":"Bob","organization_id":2,"role":"caseworker"})");
  done(session, "service.create", R"({"organization_id":2,"name":"Beds","issues":[1]})");
  done(session, "consent.record", R"({"client_id":5})");
  done(session, "need.send",
       R"({"client_id":5,"issue_id":1,"consent_id":1,"receivers":[{"service_id":1}]})");
  auto bob = engine.session({2, 2, {}});
  done(bob, "referral.acknowledge", R"({"referral_id":1})");
  asked.clear();
  const char* update =
      R"({"client_id":5,"revision":1,"details":{"given_name":"Eve","family_name":"Moor"}})";
  CHECK(done(bob, "client.update", update).find(R"("locality":"")") != std::string::npos);
  CHECK(asked.empty());
}

TEST_CASE("an open request tells nothing of the client, and one of two who hurry gets it") {
  TestStore store("sqlite");
  begin(store);
  run(store,
      {"as 1 1", R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}})",
       R"(issue.create {"code":"housing","name":"Housing"})",
       R"(organization.create {"name":"Shelter"})", R"(organization.create {"name":"Homes"})",
       R"(staff.create {"login":"b","name":"Bob","organization_id":2,"role":"caseworker"})",
       R"(staff.create {"login":"c","name":"Cid","organization_id":3,"role":"caseworker"})",
       R"(service.create {"organization_id":2,"name":"Beds","issues":[1]})",
       R"(service.create {"organization_id":3,"name":"Flats","issues":[1]})",
       R"(client.create {"details":{"given_name":"Zebedee","family_name":"Quill","phone":"7"}})",
       R"(consent.record {"client_id":1})",
       R"(need.send {"client_id":1,"issue_id":1,"consent_id":1,"open":true})"});
  auto bob = store.engine().session({.staff_id = 2, .organization_id = 2});
  auto cid = store.engine().session({.staff_id = 3, .organization_id = 3});
  const auto listed = bob.call("need.list_open", "{}").json;
  for (const char* word : {"client", "Zebedee", "Quill", "phone", "N-"})
    CHECK(listed.find(word) == std::string::npos);
  CHECK(bool(bob.call<need::claim_open>({.need_id = 1})) !=
        bool(cid.call<need::claim_open>({.need_id = 1})));
}
