// What a case line cannot say of imports: slices of every size, a host that stops one.
#include <algorithm>
#include <fstream>

#include "catch.hpp"
#include "counting_storage.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/operations/directory.hpp"
#include "onward/operations/system.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

struct File {
  std::string name{};
  std::string text{};
};

std::string text_of(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<File> files_of(const std::string& folder) {
  std::vector<File> out;
  for (const std::string name : {"organizations.csv", "locations.csv", "services.csv"})
    out.push_back({name, text_of(folder + name)});
  return out;
}

// Locations stand before their organisations, which stand inside other records; a row is said again
// otherwise, one refers to a row that was refused, and the text is cut off.
std::vector<File> tangled() {
  return {{"feed.json", R"([
{"id": "l1", "organization_id": "o2", "name": "Pier", "location_type": "physical"},
{"id": "s1", "name": "Debt", "status": "active", "organization": {"id": "o1", "name": "Aid"},
 "attributes": [{"taxonomy_term": {"name": "Debt"}}], "service_areas": [{"name": "Coast"}]},
{"id": "l2", "organization_id": "o1", "name": "Mole", "location_type": "physical"},
{"id": "o2", "name": "Bay", "description": "", "services": [{"id": "s2", "name": "Rent",
 "status": "active", "attributes": [{"taxonomy_term": {"name": "Housing"}}]}]},
{"id": "s1", "name": "Debts", "status": "active", "organization_id": "o1"},
{"id": "z1", "service": {"id": "s1", "name": "Debt", "status": "active", "organization_id": "o1"},
 "location": {"id": "l2", "name": "Mole", "organization_id": "o1"}},
{"id": "z2", "service": {"id": "s3", "name": "Food", "status": "active", "organization_id": "o2"},
 "location": {"id": "l2", "name": "Mole", "organization_id": "o1"}},
{"id": "s3", "name": "Food", "status": "active", "organization_id": "o2",
 "attributes": [{"taxonomy_term": {"name": "Food"}}], "service_areas": [],
 "service_at_locations": [{"id": "z3", "location_id": "l1"}]},
)"}};
}

// A store with one organisation, and its administrator's session.
struct Store {
  explicit Store(const std::vector<File>& files, Host host = {})
      : engine(std::make_unique<CountingStorage>(open_memory(), looked), stopping(std::move(host))),
        session(engine.session({1, 1, {}})) {
    auto nobody = engine.session();
    REQUIRE(nobody.call<system_::create>(
        {.network = "N", .organization = "O", .login = "a", .name = "A"}));
    for (auto& file : files) put(file);
  }

  // What stands already is of the same feed.
  Store(const std::vector<File>& before, const std::vector<File>& files) : Store(before) {
    if (!before.empty()) whole(10'000);
    blobs.clear();
    for (auto& file : files) put({"then " + file.name, file.text});
  }

  void put(const File& file) {
    REQUIRE(session.put_blob(file.name, 0, std::as_bytes(std::span(file.text))));
    blobs.push_back(file.name);
  }
  Import begin(std::int64_t limit) {
    return answered({.source_system = "feed", .blobs = blobs, .limit = limit});
  }
  Import go_on(const Import& import, std::int64_t limit) {
    return answered({.import_id = import.id, .limit = limit});
  }
  Import whole(std::int64_t limit, bool forgetful = false) {
    Import import = begin(limit);
    for (int slice = 0; import.phase == ImportPhase::running; ++slice) {
      REQUIRE(slice < 10'000);
      if (forgetful) forget(import);
      import = go_on(import, limit);
    }
    return import;
  }
  std::int64_t journal_size() {
    auto status = session.call<system_::status>({});
    REQUIRE(status);
    return status.value().journal_size;
  }

  // Every row that imports write, problems included, as JSON.
  template <Kept T> void rows_into(std::vector<std::string>& out) {
    std::vector<std::int64_t> ids(2'000);
    for (std::size_t i = 0; i < ids.size(); ++i) ids[i] = static_cast<std::int64_t>(i) + 1;
    engine.storage().begin(Mode::read)->get(noun_of<T>, ids, all_columns, [&](const void* row) {
      out.push_back(json_of(*static_cast<const T*>(row)));
      return true;
    });
  }
  std::vector<std::string> rows() {
    std::vector<std::string> out;
    rows_into<Organization>(out);
    rows_into<Location>(out);
    rows_into<Service>(out);
    rows_into<Issue>(out);
    rows_into<ImportProblem>(out);
    return out;
  }

  // Rolls a slice back, so that the engine has no memory of those before.
  void forget(const Import& import) {
    stopped = true;
    CHECK_THROWS_AS(go_on(import, 1), Cancelled);
    stopped = false;
  }

  bool stopped = false;
  Looked looked{};
  Engine engine;
  Session session;
  std::vector<std::string> blobs{};

 private:
  Host stopping(Host host) {
    if (!host.cancelled) host.cancelled = [this] { return stopped; };
    if (!host.clock)
      host.clock = [] { return Instant(std::chrono::sys_days{std::chrono::days{20'000}}); };
    return host;
  }
  Import answered(const ImportDirectory& request) {
    auto import = session.call<directory::import>(request);
    if (!import) FAIL(import.refusal().message);
    return import.value();
  }
};

// What the import counted, without its id and revision.
std::string counts_of(const Import& import) {
  return std::to_string(import.added) + ' ' + std::to_string(import.changed) + ' ' +
         std::to_string(import.unchanged) + ' ' + std::to_string(import.deactivated) + ' ' +
         std::to_string(import.refused);
}

}  // namespace

TEST_CASE("an import in slices of any size does what one slice would") {
  const auto check = [](const std::vector<File>& before, const std::vector<File>& files,
                        std::initializer_list<int> limits) {
    Store at_once(before, files);
    const auto counts = counts_of(at_once.whole(10'000));
    const auto rows = at_once.rows();
    CHECK(rows.size() > 5);
    for (const int limit : limits)
      for (const bool forgetful : {false, true}) {
        INFO("in slices of " << limit << (forgetful ? ", forgotten each time" : ""));
        Store sliced(before, files);
        CHECK(counts_of(sliced.whole(limit, forgetful)) == counts);
        CHECK(sliced.rows() == rows);
        CHECK(sliced.journal_size() == at_once.journal_size());
      }
  };
  SECTION("of a small feed") { check({}, files_of("tests/feed/"), {1, 2, 3, 4, 5, 6, 7, 13}); }
  SECTION("of a real one") { check({}, files_of("examples/data/"), {41, 200}); }
  SECTION("of a tangled one, cut off") { check({}, tangled(), {1, 2, 3, 4, 5}); }
  SECTION("over rows of which one is refused now, and others are absent") {
    check(files_of("tests/feed_later/"), files_of("tests/feed/"), {1, 2, 3, 4, 9});
    check(files_of("tests/feed/"), files_of("tests/feed_later/"), {1, 2, 3, 4, 9});
  }
}

TEST_CASE("a slice that was rolled back with its batch is done again") {
  const auto files = files_of("tests/feed/");
  Store plain(files), store(files);
  const auto counts = counts_of(plain.whole(3));
  const Import begun = store.begin(3);
  const auto id = std::to_string(begun.id.value);
  const auto refused = store.session.call(
      "system.batch",
      R"({"calls":[{"operation":"directory.import","request":{"import_id":)" + id +
          R"(,"limit":3}},{"operation":"service.get","request":{"service_id":99}}]})");
  CHECK(refused.refused);
  Import import = begun;
  while (import.phase == ImportPhase::running) import = store.go_on(import, 3);
  CHECK(counts_of(import) == counts);
  CHECK(store.rows() == plain.rows());
}

TEST_CASE("an import in slices reads each byte once, and its work grows as its feed does") {
  const auto services = [](int count) {
    std::string text = text_of("tests/feed/services.csv");
    text.resize(text.find('\n') + 1);
    for (int i = 0; i < count; ++i)
      text += "s" + std::to_string(i) + ",,o1,Tenants,0,200,125,Housing,,,,,Lee County\n";
    return std::vector<File>{{"o.csv", "organization_uuid,organization_name\no1,Aid\n"},
                             {"s.csv", std::move(text)}};
  };
  const auto looked = [&](int count, bool again) {
    const auto files = services(count);
    Store store(files);
    if (again) store.whole(1'000);
    const auto before = store.looked;
    const Import import = store.whole(1'000);
    CHECK(import.added + import.unchanged == count + 1);
    std::int64_t bytes = 0;
    for (auto& file : files) bytes += static_cast<std::int64_t>(file.text.size());
    const auto probed = static_cast<std::int64_t>(files.size()) * (64 << 10);
    const auto ends_again = (count / 1'000 + 2) * std::int64_t{4'096};  // of each slice before
    CHECK(store.looked.blob_bytes - before.blob_bytes <= bytes + probed + ends_again);
    return store.looked.rows - before.rows;
  };
  CHECK(looked(20'000, false) < 21 * looked(1'000, false));
  CHECK(looked(4'000, true) < 5 * looked(1'000, true));

  Store store(services(4'000));
  store.whole(1'000);
  store.put({"fewer.csv", services(1)[1].text});
  store.blobs = {"o.csv", "fewer.csv"};
  const auto before = store.looked.rows;
  CHECK(store.whole(100).deactivated == 3'999);
  CHECK(store.looked.rows - before < 20'000);
}

TEST_CASE("a feed that is read again leaves history as it was") {
  const auto files = GENERATE(files_of("tests/feed/"), files_of("examples/data/"), tangled());
  Store store(files);
  const Import first = store.whole(10'000);
  CHECK(first.added > 0);
  const auto rows = store.rows();
  const auto size = store.journal_size();
  const Import again = store.whole(10'000);
  CHECK(store.journal_size() == size);
  CHECK(again.added + again.changed + again.deactivated == 0);
  CHECK(again.refused == first.refused);
}

TEST_CASE("a feed that was not read to its end takes no row for absent") {
  Store store(files_of("tests/feed/"));
  store.whole(10'000);
  const std::string cut =
      "service_uuid,organization_uuid,organization_name,service_name,"
      "service_min_age,service_max_age,service_income_limit,"
      "service_problem_codes,service_require_veteran,service_military_status,"
      "service_immigration_status,service_incarceration_status,service_areas\n"
      "s1,o1,Legal Aid of Lee,Tenants,0,200,125,Housing,,,,,Lee County\n"
      "s2,o1,\"Legal Aid";
  store.put({"cut.csv", cut});
  store.blobs = {"cut.csv"};
  const Import import = store.whole(10'000);
  CHECK(import.changed == 1);
  CHECK(import.deactivated == 0);
  CHECK(import.refused == 1);
}

TEST_CASE("what another import adds between two slices does not undo what was refused") {
  const std::vector<File> feed{{"feed.json", R"([{"id": "o1", "name": "Aid", "description": ""},
{"id": "l1", "organization_id": "o2", "name": "Pier", "location_type": "physical"},
{"id": "s1", "organization_id": "o1", "name": "Debt", "status": "active",
 "service_at_locations": [{"id": "z1", "location_id": "l1"}]}])"}};
  Store store(feed);
  Import import = store.begin(6);  // organisations and locations: o2 is not known yet
  CHECK(counts_of(import) == "1 0 0 0 1");
  store.blobs.clear();
  store.put({"other.json", R"([{"id": "o2", "name": "Bay", "description": ""}])"});
  CHECK(store.whole(10).added == 1);
  import = store.go_on(import, 10);
  CHECK(import.phase == ImportPhase::finished);
  auto service = store.session.call<service::get>({.service_id = 1});
  REQUIRE(service);
  CHECK(service.value().locations.empty());
  const auto told = store.session.call<directory::problems>({.import_id = import.id});
  REQUIRE(told);
  CHECK(std::ranges::count_if(told.value().problems, [](const ImportProblem& problem) {
          return problem.reason.ends_with("Column locations. Found: l1");
        }) == 1);
}

TEST_CASE("a file that was replaced between two slices is noticed, whoever goes on") {
  const auto lines = [](std::string_view word) {
    std::string out = "organization_uuid,organization_name,organization_alternate_name\n";
    for (int i = 0; i < 5'000; ++i)
      out += std::to_string(10'000 + i) + ',' + std::string(word) + ",\n";
    return out;
  };
  Store store({{"feed.csv", lines("Shelter")}});
  const Import begun = store.begin(4'500);  // beyond the first piece that is read
  const bool is_forgotten = GENERATE(false, true);
  if (is_forgotten) store.forget(begun);
  const auto size = store.journal_size();
  const auto before = store.rows();

  REQUIRE(!store.session.erase_blob("feed.csv"));
  store.put({"feed.csv", lines("Library")});  // as long as the other one
  const auto told = store.session.call<directory::import>({.import_id = begun.id});
  REQUIRE(!told);
  CHECK(told.refusal().reason == Reason::import_changed);
  CHECK(told.refusal().path == "/import_id");
  CHECK(store.journal_size() == size);
  CHECK(store.rows() == before);

  REQUIRE(!store.session.erase_blob("feed.csv"));
  store.put({"feed.csv", lines("Shelter")});
  CHECK(store.go_on(begun, 10'000).added == 5'000);
}

TEST_CASE("a host that cancels an import keeps the slices that were done") {
  bool stop = false;
  std::vector<std::pair<std::int64_t, std::int64_t>> told;
  Host host;
  host.cancelled = [&] { return stop; };
  host.progress = [&](std::string_view what, std::int64_t done, std::int64_t total) {
    CHECK(what == "directory.import");
    told.emplace_back(done, total);
  };
  const auto files = files_of("tests/feed/");
  Store store(files, host);
  const Import begun = store.begin(5);
  const auto size = store.journal_size();
  stop = true;
  CHECK_THROWS_AS(store.go_on(begun, 100), Cancelled);
  CHECK(store.journal_size() == size);
  stop = false;
  CHECK(store.go_on(begun, 100).phase == ImportPhase::finished);

  std::int64_t total = 0;
  for (auto& file : files) total += static_cast<std::int64_t>(file.text.size());
  REQUIRE(told.size() == 2);
  CHECK(told[0].first > 0);
  CHECK(told[0].first < total);
  CHECK(told[1] == std::pair(total, total));
}
