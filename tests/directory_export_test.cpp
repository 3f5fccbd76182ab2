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

TEST_CASE("identifiers of an export are UUIDs, each of its own row") {
  const auto id = hsds_id("service", "store", "1");
  CHECK(id == hsds_id("service", "store", "1"));
  CHECK(id.size() == 36);
  CHECK(id[14] == '8');
  for (const std::size_t at : {8u, 13u, 18u, 23u}) CHECK(id[at] == '-');
  CHECK(id != hsds_id("service", "store1", ""));
  CHECK(id != hsds_id("location", "store", "1"));
}
