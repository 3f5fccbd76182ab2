// Ohana publishes tables that are wrong in one way each: every one is refused by its line and for
// what its name says, and every other one is taken.
#include <filesystem>
#include <map>

#include "feed_reading.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

const std::string folder = "tests/data/ohana/";

// What the rows of a file may refer to, unless the file is that table itself.
const std::map<FeedKind, std::string> around{
    {FeedKind::organization,
     "id,name,date_incorporated,alternate_name,description,email,website\n1,One,,,,,\n2,Two,,,,,"
     "\n"},
    {FeedKind::location,
     "id,organization_id,name,latitude,longitude,accessibility,virtual,transportation\n"
     "1,1,A,,,,,\n2,1,B,,,,,\n3,2,C,,,,,\n"},
    {FeedKind::service,
     "id,location_id,name,status,description,eligibility,fees,languages,required_documents,"
     "service_areas,program_id\n1,1,Meals,active,,,,,,Atherton,\n"}};
const std::string contacts =
    "id,location_id,organization_id,service_id,name,title,email,department\n1,1,,,Ann,,,\n";

// The problems of one file among the others, cells that are left out aside.
Lines problems_of(const std::string& file) {
  const auto text = text_of(folder + file);
  Feed alone;
  DirectoryReader reader("x", alone);
  reader.feed(text);
  Feed feed;
  const bool is_contacts = file.find("contact") != file.npos && file.find("phone") == file.npos;
  if (!is_contacts) feed.read("contacts", contacts);
  if (reader.is_detail()) feed.read("x", text);
  for (auto& [kind, table] : around)
    feed.read(reader.kind() == kind ? "x" : std::string(name_of(kind)),
              reader.kind() == kind ? text : table);
  if (!reader.is_detail() && !reader.kind()) feed.read("x", text);
  for (auto& p : feed.details.left_over()) feed.problem(p);
  Lines out;
  for (const auto how : {FeedSeverity::file, FeedSeverity::row})
    for (auto& line : feed.found(how))
      if (line.starts_with("x:")) out.push_back(line.substr(2));
  return out;
}

// Of every file that is refused, the lines, why and where.
const std::map<std::string, Lines> refused{
    {"contact_with_no_parent.csv", {"2 organization_missing location_id"}},
    {"holiday_schedule_with_no_parent.csv", {"2 organization_missing location_id"}},
    {"phone_with_no_parent.csv", {"2 organization_missing location_id"}},
    {"program_with_no_parent.csv", {"2 organization_missing organization_id"}},
    {"regular_schedule_with_no_parent.csv", {"2 organization_missing location_id"}},
    {"hs_with_invalid_date.csv", {"2 date_unknown end_date"}},
    {"org_with_invalid_date.csv", {"2 date_unknown date_incorporated"}},
    {"invalid_address.csv", {"2 value_missing city"}},
    {"missing_address.csv", {"2 value_missing city"}},
    {"invalid_category.csv", {"2 value_missing name"}},
    {"invalid_parent_category.csv", {"2 parent_unknown parent_id"}},
    {"invalid_contact.csv", {"2 value_missing name"}},
    {"invalid_holiday_schedule.csv", {"2 value_missing closed"}},
    {"invalid_location.csv", {"2 name_missing name"}},
    {"invalid_location_org.csv", {"2 organization_unknown"}},
    {"invalid_mail_address.csv", {"2 value_missing address_1"}},
    {"invalid_mail_address_location.csv", {"2 parent_unknown location_id"}},
    {"invalid_org.csv", {"2 name_missing name"}},
    {"invalid_phone.csv", {"2 value_missing number_type"}},
    {"invalid_program.csv", {"2 value_missing name"}},
    {"invalid_program_headers.csv", {"1 column_missing alternate_name"}},
    {"invalid_regular_schedule.csv", {"2 value_missing closes_at"}},
    {"invalid_service.csv", {"2 name_missing name"}},
    {"invalid_service_location.csv", {"2 parent_unknown location_id"}},
    {"services.csv", {"1 file_empty"}},
    {"taxonomy.csv", {"1 file_empty"}},
};

}  // namespace

TEST_CASE("every table of Ohana's is taken, or refused by line and reason") {
  std::size_t taken = 0, found = 0;
  for (auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".csv") continue;
    const auto file = entry.path().filename().string();
    INFO(file);
    const auto expected = refused.find(file);
    if (expected == refused.end()) {
      ++taken;
      CHECK(problems_of(file) == Lines{});
    } else {
      ++found;
      CHECK(problems_of(file) == expected->second);
    }
  }
  CHECK(found == refused.size());
  CHECK(taken + refused.size() == 51);
}

TEST_CASE("dates of feeds") {
  const auto day = [](std::string_view text) {
    const auto date = feed_date(text);
    return date ? static_cast<int>(date->time_since_epoch().count()) : -1;
  };
  CHECK(day("1/1/1970") == 0);
  CHECK(day("01/02/70") == 1);
  CHECK(day(" January 3, 1970 ") == 2);
  CHECK(day("1/1/68") == 35'794);  // 2068
  CHECK(day("2/29/2000") == 11'016);
  for (const auto* wrong :
       {"", "24/2/1970", "2/29/2001", "1/1/970", "1/1", "1-1-1970", "Jan 1, 1970", "January 1 1970",
        "January 1, 70", "1/1/1970x", "-1/1/1970", "111/1/1970"})
    CHECK(!feed_date(wrong));
}

TEST_CASE("times of feeds") {
  const std::map<std::string_view, std::int64_t> right{
      {"0:00", 0},        {"9:30", 570},   {"17:00:00", 1'020},
      {"24:00", 1'440},   {"12:00 AM", 0}, {"12:15pm", 735},
      {"5:00 PM", 1'020}, {"3pm", 900},    {" 11:59 pm ", 1'439}};
  for (auto& [text, minutes] : right) CHECK(feed_time(text) == minutes);
  for (const auto* wrong : {"", "9", "noon", "9:3", "9:60", "24:01", "25:00", "13 PM", "0:30 AM",
                            "9:30:15", "9:30 CET", "-1:00", "9:30 PM x", "9::30"})
    CHECK(!feed_time(wrong));
}
