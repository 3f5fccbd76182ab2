// What a case line cannot say of an export: its bytes. tests/python/test_hsds.py holds the files of
// tests/expected/directory against the schema of HSDS 3.0.
#include <fstream>

#include "case_runner.hpp"
#include "catch.hpp"
#include "interchange/hsds_writer.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/directory_search.hpp"
#include "onward/operations/history.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

const std::string expected_file = "tests/expected/directory/exported.json";

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string blob(Session& session, std::string_view id) {
  std::string out;
  std::array<std::byte, 4'096> piece;
  for (;;) {
    const auto read = session.get_blob(id, std::ssize(out), piece);
    REQUIRE(read);
    out.append(reinterpret_cast<const char*>(piece.data()), read.value().copied);
    if (std::ssize(out) == read.value().size) return out;
  }
}

void put_blob(Session& session, std::string_view id, std::string_view text) {
  REQUIRE(session.put_blob(id, 0, std::as_bytes(std::span(text))));
}

std::string exported(Session& session, const std::string& feed, std::int64_t limit) {
  ExportDirectory request{.blob = "out", .source_system = feed, .limit = limit};
  do {
    const auto slice = session.call<directory::export_>(request);
    REQUIRE(slice);
    request.cursor = slice.value().cursor;
  } while (!request.cursor.empty());
  return blob(session, "out");
}

Import imported(Session& session, const std::string& feed, std::vector<std::string> blobs) {
  const auto import = session.call<directory::import>(
      {.source_system = feed, .blobs = std::move(blobs), .limit = 10'000});
  REQUIRE(import);
  return import.value();
}

std::string root_of(Session& session) { return session.call("journal.checkpoint", "{}").json; }

// A store with one organisation, its administrator, and a feed of real services.
struct Florida {
  TestStore store{"memory"};
  Session session{store.engine(), {.staff_id = 1, .organization_id = 1}};

  explicit Florida(bool with_feed = true) {
    const auto made = store.engine().session({}).call(
        "system.create", R"({"network":"Lee","organization":"County","login":"ada","name":"Ada"})");
    REQUIRE(!made.refused);
    if (!with_feed) return;
    std::vector<std::string> files{"organizations", "locations", "services"};
    for (auto& file : files) put_blob(session, file, text_of("examples/data/" + file + ".csv"));
    CHECK(imported(session, "florida", files).added == 532);
  }
};

}  // namespace

TEST_CASE("an export that is read again changes nothing, not even the history") {
  Florida county;
  const auto before = root_of(county.session);
  exported(county.session, "florida", 1'000);
  const auto again = imported(county.session, "florida", {"out"});
  CHECK(again.unchanged == 532);
  CHECK(root_of(county.session) == before);
}

TEST_CASE("an export is the same in slices of every size, and from the store that read it") {
  Florida county, other(false);
  const auto text = exported(county.session, "florida", 10'000);
  for (const std::int64_t limit : {1, 7, 532})
    CHECK(exported(county.session, "florida", limit) == text);
  put_blob(other.session, "in", text);
  CHECK(imported(other.session, "florida", {"in"}).added == 532);
  const bool is_the_same = exported(other.session, "florida", 1'000) == text;
  CHECK(is_the_same);
}

TEST_CASE("what is exported is what is expected") {
  TestStore store("memory");
  CaseRunner runner(store);
  CHECK(runner.run_file("tests/cases/directory_export.txt").empty());
  Session session(store.engine(), {.staff_id = 1, .organization_id = 1});
  const auto text = blob(session, "lee");
  CHECK(text == text_of(expected_file));
}

TEST_CASE("places travel: as many are free there as were free here, when they were counted") {
  TestStore here("memory"), there("memory");
  CaseRunner at_home(here), abroad(there);
  const auto run = [](CaseRunner& runner, std::initializer_list<std::string_view> lines) {
    for (const auto line : lines) CHECK(runner.run(line) == "");
  };
  const std::string_view setting[]{
      "as 0 0",
      R"(system.create {"network":"Lee","organization":"County","login":"ada","name":"Ada"} > {})",
      "as 1 1"};
  for (auto* runner : {&at_home, &abroad})
    for (const auto line : setting) CHECK(runner->run(line) == "");
  run(at_home,
      {"now 2025-01-01T09:00:00Z",
       R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}} > {})",
       R"(issue.create {"code":"beds","name":"Beds"} > {"id":1})",
       R"(organization.create {"name":"Shelter"} > {"id":2})",
       R"(staff.create {"login":"bob","name":"Bob","organization_id":2,"role":"caseworker"} > {})",
       R"(service.create {"organization_id":2,"name":"Beds","issues":[1],"capacity_limit":5,)"
       R"("waitlist":true,"radius_meters":2500} > {"id":1})",
       R"(client.create {"details":{"given_name":"Eve","family_name":"Hill",)"
       R"("latitude_microdegrees":0,"longitude_microdegrees":0}} > {"id":1})",
       R"(consent.record {"client_id":1} > {"id":1})",
       R"(policy.set {"scope":"store","knobs":{"on_unknown":"include_flagged"}} > {})",
       R"(need.send {"client_id":1,"issue_id":1,"consent_id":1,)"
       R"("receivers":[{"service_id":1}]} > {})",
       "as 2 2", R"(referral.acknowledge {"referral_id":1} > {})", "as 1 1"});
  Session home(here.engine(), {.staff_id = 1, .organization_id = 1});
  Session away(there.engine(), {.staff_id = 1, .organization_id = 1});
  const auto carry = [&](std::string_view id) { put_blob(away, id, exported(home, "", 1'000)); };

  carry("in");
  const auto text = blob(away, "in");
  CHECK(text.find(R"("available":4,"maximum":5,"updated":"2025-01-01T09:00:00.000000Z")") !=
        text.npos);
  run(abroad,
      {"now 2025-01-02T09:00:00Z",
       R"(directory.import {"source_system":"home","blobs":["in"]} > {"added":3,"refused":0})",
       R"(service.get {"service_id":1} > {"capacity_limit":4,"waitlist":true,"radius_meters":2500,)"
       R"("capacity_reported_at":"2025-01-01T09:00:00.000000Z"})",
       R"(directory.export {"blob":"again","source_system":"home"} > {"objects":3})",
       R"(directory.import {"source_system":"home","blobs":["again"]} > {"unchanged":3})",
       R"(service.update {"service_id":1,"capacity_limit":1} > {})",
       R"(directory.import {"source_system":"home","blobs":["in"]} > {"unchanged":3})",
       R"(service.get {"service_id":1} > {"capacity_limit":1})"});

  run(at_home, {"now 2025-01-03T09:00:00Z",
                R"(service.update {"service_id":1,"capacity_limit":9,"waitlist":false} > {})"});
  carry("later");
  run(abroad, {"now 2025-01-04T09:00:00Z",
               R"(directory.import {"source_system":"home","blobs":["later"]} > {"changed":1})",
               R"(service.get {"service_id":1} > {"capacity_limit":8,"waitlist":false,)"
               R"("capacity_reported_at":"2025-01-03T09:00:00.000000Z"})"});
}

TEST_CASE("identifiers of an export are UUIDs, each of its own row") {
  const auto id = hsds_id("service", "store", "1");
  CHECK(id == hsds_id("service", "store", "1"));
  CHECK(id.size() == 36);
  CHECK(id[14] == '8');
  for (const std::size_t at : {8u, 13u, 18u, 23u}) CHECK(id[at] == '-');
  CHECK(id != hsds_id("service", "store1", ""));
  CHECK(id != hsds_id("location", "store", "1"));
}
