#include "interchange/directory_reader.hpp"

#include <random>
#include <set>

#include "feed_reading.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

const std::string header =
    "service_uuid,organization_uuid,organization_name,service_name,service_min_age,"
    "service_max_age,service_income_limit,service_problem_codes,service_require_veteran,"
    "service_military_status,service_immigration_status,service_incarceration_status,"
    "service_areas,,\n";
const std::string organizations =
    "organization_uuid,organization_name\no1,Harbour Aid\no2,Hill House\n";
const std::string good = "s1,o1,Harbour Aid,Debt,18,64,125,Debt,,,,,Coast,,\n";

// A service with one more entry in front of its closing brace.
std::string service_with(const std::string& more) {
  return R"({"id": "s", "organization_id": "o1", "name": "N", "status": "active",
  "attributes": [{"taxonomy_term": {"name": "Debt"}}], "service_areas": [{"name": "Coast"}])" +
         more + "}";
}

std::string capacity(const std::string& available, const std::string& updated) {
  return ", \"capacities\": [{\"available\": " + available + ", \"updated\": \"" + updated + "\"}]";
}

const std::string ohana_services =
    "id,location_id,name,status,description,eligibility,fees,languages,required_documents,"
    "service_areas,program_id,taxonomy_ids\n";

// What is read after the two organisations, and every problem that it has.
struct Bad {
  std::string text{};
  Lines problems{};
};
const std::string nul(1, '\0');
const std::vector<Bad> bad{
    // The file as a whole.
    {"", {"x:1 file_empty"}},
    {"\xEF\xBB\xBF", {"x:1 file_empty"}},
    {" \n\n", {"x:1 header_unknown"}},
    {header, {"x:1 file_empty"}},
    {"a,b\n1,2\n", {"x:1 header_unknown"}},
    {"\xFF\xFEs\n" + good, {"x:1 header_unknown", "x:1 not_utf8"}},
    {"id,name,description,email,year_incorporated\no3,Three,,,\n", {"x:1 tabular_form"}},
    {"id,organization_id,name,alternate_name,description\np,o1,Meals,,\n", {"x:1 tabular_form"}},
    {"{\"organizations.csv\": [], \"services.csv\": []}", {"x:1 tabular_form organizations.csv"}},
    {"service_uuid,service_name\n1,2\n",
     {"x:1 column_missing organization_uuid", "x:1 column_missing service_min_age",
      "x:1 column_missing service_max_age", "x:1 column_missing service_income_limit",
      "x:1 column_missing service_problem_codes", "x:1 column_missing service_require_veteran",
      "x:1 column_missing service_military_status", "x:1 column_missing service_immigration_status",
      "x:1 column_missing service_incarceration_status", "x:1 column_missing service_areas"}},
    {"organization_uuid,organization_name,organization_name\no3,Three,Drei\n",
     {"x:1 column_twice organization_name"}},
    {"organization_uuid,organization_name,mood\no3,Three,\n", {"x:1 column_unknown mood"}},
    {header + good + "s2,\"o1\"x\n" + good, {"x:3 wrong_quoting"}},
    {header + good + "s2,\"o1\n" + good, {"x:3 wrong_quoting"}},
    {"[", {"x:1 file_cut_short"}},
    {"{\"contents\": [\n" + service_with("") + ",\n", {"x:4 file_cut_short"}},
    {"{\"contents\": [\n" + service_with("") + "]", {"x:3 file_cut_short"}},
    {"{\"contents\": [\n" + service_with("") + "] nonsense}", {"x:3 not_json"}},
    {"[" + service_with("") + ",\n{\"id\": }, " + service_with("") + "]", {"x:3 not_json"}},
    {"[" + service_with("") + "]]", {"x:2 not_json"}},
    {service_with("") + " x", {"x:1 not_json"}},
    {"{\"contents\": [], \"contents\": []}", {"x:1 not_json"}},
    {"[]", {"x:1 file_empty"}},
    {"{\"total_pages\": 3, \"contents\": [" + service_with("") + "]}",
     {"x:1 more_pages total_pages"}},
    // A row as a whole.
    {header + "s" + nul + "1\n" + good, {"x:2 nul_character"}},
    {header + good + "s2,\xC3(\n", {"x:3 not_utf8"}},
    {header + std::string(65'537, 'x') + "\n" + good, {"x:2 cell_too_long"}},
    {header + "s2" +
         [] {
           std::string cells;
           for (int i = 0; i < 20; ++i) cells += ',' + std::string(60'000, 'x');
           return cells;
         }() +
         "\n" + good,
     {"x:2 row_too_long"}},
    {header + std::string(1'000, ',') + "\n" + good, {"x:2 too_many_cells"}},
    {header + "s2,o1\n" + good, {"x:2 cells_missing"}},
    {header + "s2,o1,,Debt,,,,Debt,,,,,Coast,,over\n", {"x:2 cell_without_column"}},
    {header + "s2,o1,,Debt,,,,Debt,,,,,Coast,,,over\n", {"x:2 cell_without_column"}},
    {header + ",o1,,Debt,,,,Debt,,,,,Coast,,\n", {"x:2 id_missing service_uuid"}},
    {header + good + good, {"x:3 id_twice"}},
    {organizations, {"x:2 id_twice", "x:3 id_twice"}},
    {header + "s2,o1,, ,,,,Debt,,,,,Coast,,\n", {"x:2 name_missing service_name"}},
    {header + "s2,,,Debt,,,,Debt,,,,,Coast,,\n", {"x:2 organization_missing organization_uuid"}},
    {header + "s2,o9,,Debt,,,,Debt,,,,,Coast,,\n", {"x:2 organization_unknown"}},
    {"[5]", {"x:1 not_a_directory_row"}},
    {"[" + service_with("") + "," + service_with("") + "]", {"x:2 id_twice"}},
    {"[\n{\"id\": \"x\"}]", {"x:2 not_a_directory_row"}},
    {"[" + service_with(", \"id\": \"t\"") + "]", {"x:1 key_twice /id"}},
    {"[" + service_with(", \"minimum_age\": [1]") + "]", {"x:1 wrong_shape minimum_age"}},
    {"[" + service_with(", \"languages\": \"en\"") + "]", {"x:1 wrong_shape languages"}},
    {"[" + service_with(", \"languages\": [\"en\"]") + "]", {"x:1 wrong_shape languages"}},
    {"[{\"service_id\": \"s\", \"location_id\": \"l\"}]", {"x:1 wrong_shape service"}},
    {"[" + service_with(", \"organization\": {\"id\": \"o2\", \"name\": \"Hill House\"}") + "]",
     {"x:1 organization_ambiguous organization_id"}},
    {"[" + service_with(", \"organization\": {\"id\": \"o1\", \"name\": \"Harbor Aid\"}") + "]",
     {"x:2 says_otherwise name"}},
    // A cell that says whom a service is for.
    {header + "s2,o1,,De\x01"
              "bt,,,,Debt,,,,,Coast,,\n",
     {"x:2 control_character service_name", "x:2 name_missing service_name"}},
    {header + "s2,o1,,Debt,,,," + std::string(1'001, 'x') + ",,,,,Coast,,\n",
     {"x:2 text_too_long service_problem_codes", "x:2 no_issue service_problem_codes"}},
    {header + "s2,o1,,Debt,,,,Debt,,,,," +
         [] {
           std::string areas;
           for (int i = 0; i < 1'001; ++i) areas += std::to_string(i) + ';';
           return areas;
         }() +
         ",,\n",
     {"x:2 list_too_long service_areas", "x:2 no_area service_areas"}},
    {header + "s2,o1,,Debt,http://x,,,Debt,,,,,Coast,,\n",
     {"x:2 age_not_a_number service_min_age"}},
    {"[" + service_with(", \"maximum_age\": 17.5") + "]", {"x:1 age_not_a_number maximum_age"}},
    {header + "s2,o1,,Debt,-1,131,,Debt,,,,,Coast,,\n",
     {"x:2 age_out_of_range service_min_age", "x:2 age_out_of_range service_max_age"}},
    {header + "s2,o1,,Debt,200,,,Debt,,,,,Coast,,\n", {"x:2 age_out_of_range service_min_age"}},
    {header + "s2,o1,,Debt,65,64,,Debt,,,,,Coast,,\n", {"x:2 ages_reversed service_min_age"}},
    {header + "s2,o1,,Debt,,,125%,Debt,,,,,Coast,,\n",
     {"x:2 income_not_a_number service_income_limit"}},
    {header + "s2,o1,,Debt,,,10001,Debt,,,,,Coast,,\n",
     {"x:2 income_out_of_range service_income_limit"}},
    {header + "s2,o1,,Debt,,,,Debt,maybe,,,,Coast,,\n",
     {"x:2 not_true_or_false service_require_veteran"}},
    {"[{\"id\": \"s\", \"name\": \"N\", \"status\": \"open\", \"organization_id\": \"o1\"}]",
     {"x:1 status_unknown status", "x:1 no_issue attributes", "x:1 no_area service_areas"}},
    {"[{\"id\": \"o3\", \"name\": \"O\", \"description\": \"\", \"services\": [{\"id\": \"s\", "
     "\"name\": \"N\"}]}]",
     {"x:1 status_unknown status", "x:1 no_issue attributes", "x:1 no_area service_areas"}},
    {header + "s2,o1,,Debt,,,,Debt; & ,,,,,Coast,,\n",
     {"x:2 issue_without_code service_problem_codes"}},
    // A cell that can be done without.
    {header + "s2,o1,,Debt,,,,,,,,,Coast,,\n", {"x:2 no_issue service_problem_codes"}},
    {header + "s2,o1,,Debt,,,,Debt,,,,, ; ,,\n", {"x:2 no_area service_areas"}},
    {header + "s2,o1,,Debt,,,,Debt,,,,,Coast;" + std::string(101, 'x') + ",,\n",
     {"x:2 area_is_prose service_areas"}},
    {"[" + service_with(", \"languages\": [{\"name\": \"Dothraki\"}, {\"code\": \"ur\"}]") + "]",
     {"x:1 language_without_code languages"}},
    {"[{\"id\": \"l\", \"location_type\": \"physical\", \"name\": \"L\", \"organization_id\": "
     "\"o1\", "
     "\"latitude\": 91, \"longitude\": 1}]",
     {"x:1 place_not_on_earth latitude"}},
    {"[{\"id\": \"l\", \"location_type\": \"physical\", \"name\": \"L\", \"organization_id\": "
     "\"o1\", "
     "\"latitude\": 1}]",
     {"x:1 place_not_on_earth longitude"}},
    {"[" + service_with(", \"service_at_locations\": [{\"location_id\": \"l9\"}]") + "]",
     {"x:1 location_unknown locations"}},
    {"[{\"id\": \"s\", \"organization_id\": \"o1\", \"name\": \"N\", \"status\": \"active\", "
     "\"service_areas\": [{\"name\": \"Coast\"}], \"attributes\": [{\"link_type\": \"audience\", "
     "\"taxonomy_term\": {\"name\": \"Veterans\"}}]}]",
     {"x:1 no_issue attributes", "x:1 link_type_unknown attributes"}},
    {"organization_uuid,organization_name\no3,Harbour Aid\n", {"x:2 name_used_twice name"}},
    {header + "s2,o1,Hill House,Debt,,,,Debt,,,,,Coast,,\n",
     {"x:2 organization_name_differs organization_name"}},
    {"[" + service_with(", \"mood\": \"good\"") + "]", {"x:1 column_unknown mood"}},
    {"[" + service_with(", \"description\": \"" + std::string(20'001, 'x') + "\"") + "]",
     {"x:1 text_left_out description"}},
    {"[" + service_with(", \"schedules\": [{\"count\": 3}, {\"byday\": \"MO\"}]") + "]",
     {"x:1 hours_not_kept schedules"}},
    {"[" + service_with(", \"cost_options\": [{\"amount\": 1}]") + "]",
     {"x:1 cost_not_kept cost_options"}},
    {"[" + service_with(", \"cost_options\": [{\"amount\": 1.005, \"currency\": \"USD\"}]") + "]",
     {"x:1 cost_not_kept cost_options"}},
    {"[" + service_with(", \"capacities\": [{\"available\": 3}]") + "]",
     {"x:1 capacity_not_kept capacities"}},
    {"[" + service_with(capacity("-1", "2025-01-01T09:00:00Z")) + "]",
     {"x:1 capacity_not_kept capacities"}},
    {"[" + service_with(capacity("1.5", "2025-01-01T09:00:00Z")) + "]",
     {"x:1 capacity_not_kept capacities"}},
    {"[" + service_with(capacity("1", "2025-01-01T09:00:00+1:00")) + "]",
     {"x:1 capacity_not_kept capacities"}},
    {"[" + service_with(", \"capacities\": [{\"available\": 3}, {\"available\": 4}]") + "]",
     {"x:1 capacity_not_kept capacities"}},
    {"[{\"id\": \"s\", \"organization_id\": \"o1\", \"name\": \"N\", \"status\": \"active\", "
     "\"service_areas\": [{\"name\": \"Coast\"}], \"attributes\": [{\"taxonomy_term\": {\"name\": "
     "\"Debt\"}}, {\"link_type\": \"eligibility\", \"value\": \"many\", \"taxonomy_term\": "
     "{\"code\": \"gender\", \"taxonomy\": \"onward\"}}]}]",
     {"x:1 criterion_unknown attributes"}},
    // Details, and what is told through them.
    {"id,location_id,service_id,weekday,opens_at,closes_at\n1,1,,Someday,noon,5 PM\n",
     {"x:2 weekday_unknown weekday", "x:2 time_unknown opens_at"}},
    {"id,location_id,service_id,start_date,end_date,closed,opens_at,closes_at\n"
     "1,1,,soon,1/1/2014,TRUE,,\n",
     {"x:2 date_unknown start_date"}},
    {"taxonomy_id,name,parent_id,parent_name\n101,,,\n", {"x:2 value_missing name"}},
    {"taxonomy_id,name,parent_id,parent_name\n101,Food\n", {"x:2 cells_missing"}},
    {"taxonomy_id,name,parent_id,parent_name\n101,Food,,,over\n", {"x:2 cell_without_column"}},
    {ohana_services + "s2,l9,N,active,,,,,,Coast,,101\n", {"x:2 parent_unknown location_id"}},
};

// A category that no file names; only told of a service whose location is known.
Feed with_a_category() {
  Feed feed;
  feed.read("o", organizations).read("l", R"([{"id": "l1", "location_type": "physical",
      "name": "L", "organization_id": "o1"}])");
  feed.read("x", ohana_services + "s2,l1,N,active,,,,,,Coast,,101\n");
  return feed;
}

}  // namespace

TEST_CASE("each thing that can be wrong is said with file, line and column") {
  for (auto& [text, problems] : bad) {
    Feed feed;
    feed.read("o", organizations).read("x", text);
    CAPTURE(text.substr(0, 300));
    CHECK(feed.found() == problems);
  }
}

TEST_CASE("every reason is provoked, and has a sentence of its own") {
  std::set<FeedReason> met;
  std::set<std::string> sentences;
  for (auto& b : bad) {
    Feed feed;
    feed.read("o", organizations).read("x", b.text);
    for (auto& p : feed.problems) met.insert(p.reason);
  }
  const auto by_category = with_a_category();
  CHECK(by_category.found() == Lines{"x:2 category_unknown taxonomy_ids"});
  for (auto& p : by_category.problems) met.insert(p.reason);
  for (auto& name : names<FeedReason>) {
    CAPTURE(name.name);
    // Those of providers are provoked in provider_feed_test.cpp.
    const bool is_of_providers =
        name.value >= FeedReason::npi_wrong && name.value != FeedReason::tabular_form;
    CHECK(met.contains(name.value) == !is_of_providers);
    CHECK(sentences.insert(std::string(name.doc)).second);
    CHECK(name.doc.ends_with('.'));
  }
}

TEST_CASE("what is wrong with one row does not keep the next from being read") {
  for (auto& [text, problems] : bad) {
    Feed feed;
    feed.read("o", organizations).read("x", text);
    CAPTURE(text.substr(0, 300));
    const bool is_row_alone = feed.found(FeedSeverity::file).empty();
    if (is_row_alone && text.ends_with(good)) CHECK(feed.rows.back().external_id == "s1");
    for (const auto records : feed.per_record) CHECK(records >= 1);
  }
}

TEST_CASE("a directory reads the same in every cut") {
  std::vector<std::string> texts{text_of("examples/data/services.csv")};
  for (auto& b : bad)
    if (b.text.size() < 5'000) texts.push_back(b.text);
  for (auto& text : texts) {
    const auto read = [&](std::size_t step) {
      Feed feed;
      feed.read("o", organizations)
          .read("organizations.csv", text_of("examples/data/organizations.csv"));
      return all_of(feed.read("x", text, step));
    };
    const auto whole = read(1 << 20);
    for (const std::size_t step : {1u, 2u, 3u, 7u, 4'096u}) {
      CAPTURE(text.substr(0, 300), step);
      CHECK(read(step) == whole);
    }
  }
}

TEST_CASE("every record ends at a cursor, from which an import can go on") {
  const auto text = header + good + "s2,o9,,Debt,,,,Debt,,,,,Coast,,\r\n" + good;
  Feed feed;
  feed.read("x", text);
  REQUIRE(feed.ends.size() == 3);
  const auto at = [&](std::size_t i) { return static_cast<std::size_t>(feed.ends[i].byte_offset); };
  CHECK(feed.ends[0].line == 3);
  CHECK(text.substr(at(0)).starts_with("s2"));
  CHECK(feed.ends[1].line == 4);
  CHECK(text.substr(at(1)) == good);
  CHECK(at(2) == text.size());

  Feed list;
  const auto json = "[\n" + service_with("") + " , " + service_with("") + "]";
  list.read("x", json);
  REQUIRE(list.ends.size() == 2);
  CHECK(json.substr(static_cast<std::size_t>(list.ends[0].byte_offset)).starts_with(" , {"));
  CHECK(json.substr(static_cast<std::size_t>(list.ends[1].byte_offset)) == "]");
}

TEST_CASE("brackets and quotes inside a text neither open nor close anything") {
  Feed feed;
  feed.read("x", R"([{"id": "o", "description": "\\", "name": "a \" ] } , [ { b"},
                     {"id": "o2", "description": "", "name": "c"}])");
  REQUIRE(feed.rows.size() == 2);
  CHECK(std::get<Organization>(feed.rows[0].draft).name == "a \" ] } , [ { b");

  Feed scalars;
  scalars.read("x", R"([1, "a,]", {"id": "o", "description": "", "name": "n"}])");
  REQUIRE(scalars.ends.size() == 3);
  CHECK(scalars.ends[0].byte_offset == 2);
  CHECK(scalars.ends[1].byte_offset == 9);
  CHECK(scalars.rows.size() == 1);
}

TEST_CASE("random bytes and random damage never crash a reader, and nothing is lost unsaid") {
  std::mt19937 chance(11);
  const auto services = text_of("examples/data/services.csv").substr(0, 6'000);
  std::vector<std::string> seeds{services, organizations};
  for (auto& b : bad)
    if (b.text.size() < 5'000) seeds.push_back(b.text);
  const std::string_view signs = "{}[]\",:;\\\n\r 0\xC3\xFF\xEF\xBB\xBF";
  for (int i = 0; i < 6'000; ++i) {
    std::string text = seeds[chance() % seeds.size()];
    if (i % 5 == 0) {
      text.assign(chance() % 60, ' ');
      for (auto& c : text) c = static_cast<char>(chance() % 256);
    }
    for (auto n = chance() % 6; n > 0 && !text.empty(); --n) {
      const auto at = chance() % text.size();
      const char sign = signs[chance() % signs.size()];
      if (chance() % 2)
        text[at] = sign;
      else if (chance() % 2)
        text.insert(at, 1, sign);
      else
        text.erase(at, 1 + chance() % 30);
    }
    Feed feed, cut;
    feed.read("o", organizations).read("x", text);
    cut.read("o", organizations).read("x", text, 1 + chance() % 9);
    CAPTURE(text);
    REQUIRE(all_of(cut) == all_of(feed));
    for (const auto records : feed.per_record) REQUIRE(records >= 1);
    const bool said = !feed.problems.empty() || feed.rows.size() > 2 || feed.said_again > 0 ||
                      feed.details_read > 0;
    REQUIRE(said);
  }
}

TEST_CASE("blanks without end and a list without end are read in bounded time and memory") {
  Feed feed;
  DirectoryReader reader("x", feed);
  const std::string blanks(1 << 20, ' ');
  for (int i = 0; i < 20; ++i) reader.feed(blanks);
  reader.finish();
  CHECK(feed.found() == Lines{"x:1 header_unknown", "x:1 cell_too_long"});

  Feed deep;
  deep.read("x", "[" + std::string(1 << 20, '{'));
  CHECK(deep.found() == Lines{"x:1 file_cut_short"});
  Feed nested;
  nested.read("x", "[" + std::string(200, '[') + std::string(200, ']') + "]");
  CHECK(nested.found() == Lines{"x:1 not_json"});
}
