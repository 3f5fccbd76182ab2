#include "onward/rules/directory_feed.hpp"

#include <boost/json.hpp>
#include <set>
#include <sstream>

#include "feed_reading.hpp"
#include "hash.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

const std::string shipped = "examples/data/";
const std::string hsds = "tests/feed_hsds/";

// A page of two organisations in our own words: one with a location and a service there.
const std::string page = R"({"total_items": 2, "total_pages": 1, "contents": [
  {"id": "o1", "name": "Harbour Aid", "description": "d", "website": "harbour.example",
   "locations": [
     {"id": "l1", "location_type": "physical", "name": "Pier 3",
      "latitude": 51.5, "longitude": -0.1,
      "addresses": [{"address_1": "PO Box 1", "address_type": "postal"},
                    {"address_1": "3 Pier Road", "city": "Port", "region": "Coast",
                     "address_type": "physical"}]}],
   "services": [
     {"id": "s1", "name": "Debt advice", "status": "active", "minimum_age": 16, "maximum_age": 17,
      "service_areas": [{"name": "Coast"}, {"name": "Hills"}],
      "languages": [{"code": "EN"}, {"code": "ur", "name": "Urdu"}],
      "attributes": [{"link_type": "service_type",
                      "taxonomy_term": {"code": "BH-1800.8500", "name": "Debt"}}],
      "service_at_locations": [
        {"id": "a", "location": {"id": "l1", "location_type": "physical", "name": "Pier 3"}}]}]},
  {"id": "o2", "name": "Hill House", "description": "d",
   "services": [{"id": "s2", "name": "Meals", "status": "temporarily closed"},
                {"id": "s3", "name": "Rides", "status": "defunct", "service_areas": []}]}
]})";

const std::string services_header =
    "service_uuid,organization_uuid,organization_name,service_name,service_min_age,"
    "service_max_age,service_income_limit,service_problem_codes,service_require_veteran,"
    "service_military_status,service_immigration_status,service_incarceration_status,"
    "service_areas,,\n";
const std::string organizations_csv =
    "organization_uuid,organization_name\no1,Harbour Aid\no2,Hill House\n";

Feed services(const std::string& lines) {
  Feed feed;
  feed.read("o", organizations_csv).read("s", services_header + lines);
  return feed;
}

}  // namespace

TEST_CASE("of the real directory one row of 533 is refused, and is named") {
  Feed feed;
  feed.florida(shipped);
  CHECK(feed.count(FeedKind::organization) == 20);
  CHECK(feed.count(FeedKind::location) == 378);
  CHECK(feed.count(FeedKind::service) == 134);
  CHECK(feed.per_record == [&] {
    std::vector<std::size_t> once(533, 1);
    once[20 + 378 + 63] = 3;  // the refused row, with three problems
    return once;
  }());
  CHECK(feed.found(FeedSeverity::file).empty());
  CHECK(feed.found(FeedSeverity::row) == Lines{"services.csv:65 age_not_a_number service_min_age",
                                               "services.csv:65 cell_without_column",
                                               "services.csv:65 cell_without_column"});
  CHECK(sentence(feed.problems.at(1)) ==
        "An age must be a whole number of years, for example 18. Column service_min_age. Found: "
        "http://gulfcoastlegal.org/financial-stability-assistance");
  std::set<std::int64_t> no_issue, no_area;
  for (auto& p : feed.problems) {
    if (p.reason == FeedReason::no_issue) no_issue.insert(p.place.line);
    if (p.reason == FeedReason::no_area) no_area.insert(p.place.line);
  }
  CHECK(no_issue == std::set<std::int64_t>{43, 71, 74, 78, 80, 91, 92, 96, 99, 122, 123, 124, 126,
                                           127, 128, 129, 130});
  CHECK(no_area == std::set<std::int64_t>{65, 67, 122, 129, 130});
}

TEST_CASE("the shipped directory is the one that reduce.py made, to the byte") {
  std::istringstream sums(text_of(shipped + "SHA256SUMS"));
  std::set<std::string> checked;
  for (std::string sum, name; sums >> sum >> name;) {
    CAPTURE(name);
    const std::string bytes = text_of(shipped + name);
    CHECK(to_hex(sha256(std::as_bytes(std::span(bytes)))) == sum);
    checked.insert(name);
  }
  CHECK(checked ==
        std::set<std::string>{"LICENSE", "locations.csv", "organizations.csv", "services.csv"});
}

TEST_CASE("the real columns become typed criteria") {
  Feed feed;
  feed.florida(shipped);
  auto& clinic = feed.service(3);  // ages 0 to 200: any
  CHECK(clinic.name == "Bay Pines VA Medical Legal Partnership Clinic");
  CHECK(!clinic.age_from_months);
  CHECK(!clinic.age_below_months);
  CHECK(clinic.income_percent_limit == 125);
  CHECK(clinic.localities == Lines{"Pinellas County"});
  REQUIRE(clinic.attributes.size() == 3);
  CHECK(clinic.attributes[0].name == "immigration_status");
  CHECK(clinic.attributes[0].any_of ==
        Lines{"Lawful Permanent Resident (LPR)", "United States Citizen"});
  CHECK(clinic.attributes[1].name == "military_status");
  CHECK(clinic.attributes[2].name == "veteran");
  CHECK(clinic.attributes[2].any_of == Lines{"yes"});

  CHECK(feed.service(10).age_below_months == 60 * 12);  // 0 to 59 years, inclusive
  CHECK(feed.service(12).age_from_months == 18 * 12);   // 18 to 999
  CHECK(!feed.service(12).age_below_months);
  CHECK(feed.service(4).age_from_months == 60 * 12);
  CHECK(feed.service(4).localities.size() == 67);  // every county of Florida
  // Commas and brackets inside an entry do not end it, and blanks are single.
  auto& status = feed.service(2).attributes.at(0).any_of;
  CHECK(std::ranges::count(status,
                           "Victim/Survivor of battery,extreme cruelty,or sexual assault "
                           "(including domestic / family / intimate partner violence)") == 1);
  CHECK(std::ranges::count(status, "Victim of Trafficking (18 and over)") == 1);

  std::map<std::string, std::string> issues;
  for (auto& row : feed.rows)
    for (auto& issue : row.issues) {
      const auto [at, first] = issues.try_emplace(issue.code, issue.name);
      CHECK((first || at->second == issue.name));  // no two codes fall together
    }
  CHECK(issues.size() == 79);
  CHECK(issues.at("childrens-health-insurance-programs") == "Children's Health Insurance Programs");
  CHECK(issues.at("powers-of-attorney-advance-directives-living-wills") ==
        "Powers of attorney/advance directives/living wills");
  CHECK(issues.at("supplemental-security-income-ssi") == "Supplemental Security Income (SSI)");
}

TEST_CASE("a service without areas is offered to nobody by silence") {
  Feed feed;
  feed.florida(shipped);
  const Service fresh = merged(Service{}, feed.at(FeedKind::service, 67), {});
  CHECK(fresh.localities.empty());
  const auto asked =
      std::ranges::find(fresh.attributes, feed_area_confirmed, &AttributeCriterion::name);
  REQUIRE(asked != fresh.attributes.end());
  CHECK(asked->any_of == Lines{"yes"});
}

TEST_CASE("issue codes are lower case words joined by hyphens") {
  CHECK(issue_code("Abuse & Neglect") == "abuse-neglect");
  CHECK(issue_code("  Wills/Estates, etc. ") == "wills-estates-etc");
  CHECK(issue_code("Tenants\u2019 Rights") == "tenants-rights");
  CHECK(issue_code("BH-1800.8500") == "bh-1800-8500");
  CHECK(issue_code("\u00c9ducation") == "\u00c9ducation");
  CHECK(issue_code("&-/").empty());
}

TEST_CASE("an HSDS page gives organisations, their locations and their services") {
  Feed feed;
  feed.read("page.json", page);
  CHECK(feed.found() ==
        Lines{"page.json:18 no_issue attributes", "page.json:18 no_area service_areas",
              "page.json:19 no_issue attributes", "page.json:19 no_area service_areas"});
  CHECK(feed.said_again == 1);  // the location, inside its service
  auto& pier = std::get<Location>(feed.at(FeedKind::location, 4).draft);
  CHECK(pier.address == "3 Pier Road, Port");
  CHECK(pier.locality == "Coast");
  CHECK(pier.latitude_microdegrees == 51'500'000);
  CHECK(pier.longitude_microdegrees == -100'000);
  auto& row = feed.at(FeedKind::service, 10);
  auto& debt = feed.service(10);
  CHECK(row.organization == "o1");
  CHECK(row.locations == Lines{"l1"});
  CHECK(row.issues == std::vector<FeedIssue>{{"bh-1800-8500", "Debt"}});
  CHECK(debt.age_from_months == 192);
  CHECK(debt.age_below_months == 216);
  CHECK(debt.localities == Lines{"Coast", "Hills"});
  CHECK(debt.languages == Lines{"en", "ur"});
  CHECK((feed.service(18).active && !feed.service(18).accepting));
  CHECK(!feed.service(19).active);
  // s2 says nothing of areas, s3 says none: new, neither is everywhere.
  for (const std::int64_t line : {18, 19})
    CHECK(merged(Service{}, feed.at(FeedKind::service, line), {}).attributes.size() == 1);
  Service standing;
  standing.id = 5;
  standing.localities = {"Coast"};
  CHECK(merged(standing, feed.at(FeedKind::service, 18), {}).localities == Lines{"Coast"});
  CHECK(merged(standing, feed.at(FeedKind::service, 19), {}).localities.empty());
}

TEST_CASE("the HSDS examples are read, and their placeholders are reported") {
  const auto read = [](const std::string& name) {
    Feed feed;
    feed.read(name, text_of(hsds + name));
    return feed;
  };
  for (const std::string name :
       {"organization_full.json", "service_full.json", "service_at_location_full.json"}) {
    CAPTURE(name);
    const auto feed = read(name);
    CHECK(feed.rows.size() == 3);
    CHECK(feed.found(FeedSeverity::file).empty());
    CHECK(feed.found(FeedSeverity::row).empty());
    CHECK(feed.found(FeedSeverity::cell).size() ==
          8);  // hours that recur by more than days, thrice
    const auto service = std::ranges::find(feed.rows, FeedKind::service, &FeedRow::kind);
    REQUIRE(service != feed.rows.end());
    CHECK(service->organization == "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610");
    CHECK(service->locations == Lines{"3a19ff88-4620-4d17-9830-ac1d859eb5d5"});
    auto& draft = std::get<Service>(service->draft);
    CHECK(draft.age_from_months == 144);
    CHECK(draft.age_below_months == 1212);
    CHECK(draft.languages == Lines{"ur"});
    CHECK(draft.localities.empty());  // the example's area is two sentences
  }
  CHECK(read("organization_list.json").found() ==
        Lines{"organization_list.json:1 more_pages total_pages"});
  CHECK(read("service_list.json").rows.size() == 2);
  CHECK(read("service_at_location_list.json").rows.size() == 3);
  CHECK(read("location.json").found().front() ==
        "location.json:1 organization_missing organization_id");
  CHECK(read("taxonomy_term_list.json").found(FeedSeverity::row) ==
        Lines{"taxonomy_term_list.json:10 not_a_directory_row"});
  CHECK(read("tabular.json").found() == Lines{"tabular.json:1 tabular_form organizations.csv"});
}

TEST_CASE("every table of HSDS's tabular form is refused by that name, and not as Ohana's") {
  const auto tables = boost::json::parse(text_of(hsds + "tabular.json"));
  for (auto& [name, rows] : tables.as_object()) {
    std::string header;
    for (auto& [column, value] : rows.as_array().at(0).as_object())
      header.append(header.empty() ? "" : ",").append(column);
    Feed feed;
    feed.read(std::string(name), header + "\n1\n");
    CHECK(feed.found() == Lines{std::string(name) + ":1 tabular_form"});
  }
  CHECK(tables.as_object().size() == 21);
}

TEST_CASE("merging a row changes members that it carries, and no others") {
  Feed feed;
  feed.florida(shipped).read("page.json", page);
  std::set<std::string_view> seen;
  for (auto& row : feed.rows) {
    const FeedReferences references{.organization_id = 1, .issues = {2}, .locations = {3}};
    const auto check = [&]<class T>(const T& standing, const T& after) {
      for (const auto name : changed_members(standing, after)) {
        const auto member = std::ranges::find(rows_of<T>(), name, &Row::name);
        CAPTURE(name, row.place.file, row.place.line);
        CHECK(row.carries(member->number));
        seen.insert(name);
      }
    };
    // Rows that stand and differ from the feed in everything.
    if (row.kind() == FeedKind::organization) {
      const Organization standing{.id = 1, .name = "?", .alternate_name = "?", .active = false};
      check(standing, merged(standing, row));
    } else if (row.kind() == FeedKind::location) {
      const Location standing{.id = 1, .name = "?", .active = false, .address = "?"};
      check(standing, merged(standing, row, references));
    } else {
      Service standing{.id = 1, .name = "?", .active = false, .accepting = false};
      standing.age_from_months = standing.age_below_months = 1;
      standing.income_percent_limit = 1;
      standing.localities = standing.languages = {"?"};
      check(standing, merged(standing, row, references));
    }
  }
  CHECK(seen == std::set<std::string_view>{
                    "name", "alternate_name", "active", "accepting", "website", "address",
                    "locality", "latitude_microdegrees", "longitude_microdegrees",
                    "organization_id", "issues", "locations", "age_from_months", "age_below_months",
                    "income_percent_limit", "localities", "languages", "attributes",
                    "description"});
}

TEST_CASE("of two reports of places the newer one holds, and as many are free as it says") {
  const auto row_of = [](const std::string& capacities) {
    Feed feed;
    feed.read("o.json", R"([{"id": "o", "name": "O", "description": ""}])");
    feed.read("s.json", R"([{"id": "s", "organization_id": "o", "name": "N", "status": "active",
        "attributes": [{"taxonomy_term": {"name": "Debt"}}], "service_areas": [{"name": "Coast"}],
        "capacities": [)" + capacities +
                            "]}]");
    CHECK(feed.found().empty());
    return feed.rows.back();
  };
  const Instant noon = Date(std::chrono::year(2025) / 1 / 2) + std::chrono::hours{12};
  const FeedReferences known{.organization_id = 1, .held = 4, .now = noon};
  const auto told = row_of(
      R"({"available": 3, "maximum": 10, "updated": "2025-01-02T12:30:00.5+01:00",
          "description": "waitlist"})");
  const Instant counted = noon - std::chrono::minutes{30} + std::chrono::milliseconds{500};

  const Service fresh = merged(Service{}, told, {.organization_id = 1, .now = noon});
  CHECK(fresh.capacity_limit == 3);
  CHECK(fresh.capacity_reported_at == counted);
  CHECK(fresh.waitlist);

  Service standing{.id = 1, .capacity_limit = 9};
  const auto limit_of = [&](std::optional<Instant> reported_at, const FeedRow& row) {
    standing.capacity_reported_at = reported_at;
    return merged(standing, row, known).capacity_limit;
  };
  CHECK(limit_of({}, told) == 7);
  CHECK(limit_of(counted - std::chrono::microseconds{1}, told) == 7);
  CHECK(limit_of(counted, told) == 9);
  CHECK(limit_of(noon, told) == 9);
  CHECK_FALSE(merged(standing, told, known).waitlist);
  CHECK(limit_of(counted, row_of("")) == 9);

  const auto ahead = row_of(R"({"available": 0, "updated": "2999-01-01T00:00:00Z"})");
  CHECK(limit_of(counted, ahead) == 4);
  CHECK(merged(standing, ahead, known).capacity_reported_at == noon);
}

TEST_CASE("a link adds a location to its service and takes none away") {
  const auto link = [](const std::string& location) {
    return R"({"id": "x", "service": {"id": "s", "name": "N", "status": "active",
      "organization": {"id": "o", "name": "O", "description": ""}},
      "location": {"id": ")" +
           location + R"(", "location_type": "physical", "name": "L"}})";
  };
  Feed feed;
  feed.read("links.json", '[' + link("a") + ',' + link("b") + ']');
  REQUIRE(feed.count(FeedKind::service) == 2);
  Service standing;
  standing.locations = {LocationId{7}};
  const auto& row = feed.rows.back();
  CHECK(row.adds_locations);
  CHECK(merged(standing, row, {.organization_id = 1, .issues = {}, .locations = {3}}).locations ==
        std::vector<LocationId>{3, 7});
}

TEST_CASE("rows are taken for absent only when the feed was read whole and lists their kind") {
  const std::string good = "s1,o1,,Debt,,,,Debt,,,,,Coast,,\n";
  CHECK(services(good).index.is_absent(FeedKind::service, "s9"));
  CHECK_FALSE(services(good).index.is_absent(FeedKind::service, "s1"));
  CHECK_FALSE(services(good).index.is_absent(FeedKind::location, "l1"));
  // A refused row is there. When it cannot be told which row was refused, it may be any.
  CHECK_FALSE(
      services(good + "s2,o1,,Debt,x,,,,,,,,,,\n").index.is_absent(FeedKind::service, "s2"));
  CHECK(services(good + "s2,o1,,Debt,x,,,,,,,,,,\n").index.is_absent(FeedKind::service, "s9"));
  for (const std::string bad : {"s2,\xFF,,\n", "s2,\"\n", ",o1,,Debt,,,,,,,,,,,\n", "s2,o\"1\n"}) {
    CAPTURE(bad);
    CHECK_FALSE(services(good + bad).index.is_absent(FeedKind::service, "s9"));
  }
  CHECK_FALSE(services("").index.is_absent(FeedKind::service, "s9"));
  // Services that only mention an organisation are no list of organisations.
  Feed mention;
  mention.read("s.json", R"([{"id": "s", "name": "N", "status": "active",
    "organization": {"id": "o", "name": "O", "description": ""}}])");
  CHECK(mention.index.is_absent(FeedKind::service, "s9"));
  CHECK_FALSE(mention.index.is_absent(FeedKind::organization, "o9"));
  Feed paged;
  paged.read("p.json", R"({"total_pages": 2, "contents": [
    {"id": "o", "name": "O", "description": ""}]})");
  CHECK_FALSE(paged.index.is_absent(FeedKind::organization, "o9"));
}
