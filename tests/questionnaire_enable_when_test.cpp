// The twenty conditions of HL7's test form for what is asked, each when it holds and when not.
#include "questionnaire_forms.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

constexpr auto own = "http://example.org";
constexpr auto known = "http://terminology.hl7.org/CodeSystem/v2-0532";

const std::string check_1 = "83d5c1a6-5dc3-44d0-9d9e-d687c72e143e";
const std::string check_2 = "fe0106a5-0e25-43a4-9820-7acb7e74d9d7";
const std::string radio_4 = "5e1209b7-c9e0-4bf4-b228-fr096s903m25";
const std::string list_3 = "5e1209b7-c9e0-4bf4-b228-c6591b540qmo";
const std::string yes_no_unknown = "1acf93a7-0890-44cd-be48-542defb35248";
const std::string birth = "date_of_birth_question";
const std::string hour = "datetime_question";

struct Row {
  std::string item;
  bool asked;
  std::vector<std::pair<std::string, std::vector<AnswerValue>>> answers;
};

const Row table[] = {
    {"e5da17a7-7546-45c5-9bcd-d0b09a74cc14", true, {{check_1, {yes_no(true)}}}},
    {"e5da17a7-7546-45c5-9bcd-d0b09a74cc14", false, {{check_1, {yes_no(false)}}}},
    {"e5da17a7-7546-45c5-9bcd-d0b09a74cc14", false, {}},
    {"e5da17a7-7546-45c5-9bcd-d0b09a74ty76", true, {{"s1-radio", {code("2", own)}}}},
    {"e5da17a7-7546-45c5-9bcd-d0b09a74ty76", false, {{"s1-radio", {code("1", own)}}}},
    {"65578509-21ae-4a48-94de-e46b1e87d3fb", true, {{check_1, {yes_no(true)}}}},
    {"65578509-21ae-4a48-94de-e46b1e87d3fb", false, {{check_1, {yes_no(false)}}}},
    {"65578509-21ae-4a48-94de-e46b1e54kjui", true, {{check_1, {yes_no(true)}}}},
    {"65578509-21ae-4a48-94de-e46b1e54kjui", false, {{check_1, {yes_no(false)}}}},
    {"3ca80fdf-6598-4dd7-b9df-8a2f10895e4e", true, {{check_2, {yes_no(false)}}}},
    {"3ca80fdf-6598-4dd7-b9df-8a2f10895e4e", false, {{check_2, {yes_no(true)}}}},
    {"3ca80fdf-6598-4dd7-b9df-8a2f10895e4e", false, {}},  // never answered is not no
    {"65578509-21ae-4a48-94de-e46be454f8k1", true, {{"s1-radio", {code("2", own)}}}},
    {"65578509-21ae-4a48-94de-e46be454f8k1", false, {{"s1-radio", {code("3", own)}}}},
    {"65578509-21ae-4a48-94de-h1l9v32opase", true, {{list_3, {code("4", own)}}}},
    {"65578509-21ae-4a48-94de-h1l9v32opase", false, {{list_3, {code("5", own)}}}},
    {"65578509-21ae-4a48-3f56-aswtysn1238", true, {{radio_4, {code("8", own)}}}},
    {"65578509-21ae-4a48-3f56-aswtysn1238", false, {{radio_4, {code("7", own)}}}},
    {"65578509-21ae-4a48-3f56-aswtysn1238", true, {}},  // no answer is the same
    {"76daed4f-f957-45cb-9584-aab95f6021d4",
     true,
     {{radio_4, {code("8", own)}}, {list_3, {code("4", own)}}}},
    {"76daed4f-f957-45cb-9584-aab95f6021d4",
     false,
     {{radio_4, {code("7", own)}}, {list_3, {code("4", own)}}}},
    {"76daed4f-f957-45cb-9584-aab95f6021d4",
     false,
     {{radio_4, {code("8", own)}}, {list_3, {code("5", own)}}}},
    {"945b97b5-6d74-4a55-9be1-1989751219fb", true, {{yes_no_unknown, {code("Y", known)}}}},
    {"945b97b5-6d74-4a55-9be1-1989751219fb", false, {{yes_no_unknown, {code("N", known)}}}},
    {"945b97b5-6d74-4a55-9be1-1989751219fb", false, {{yes_no_unknown, {code("Y", own)}}}},
    {"fab7c5c4-0ac0-4afa-bd6d-c0ce4f5e0bdf", true, {{yes_no_unknown, {code("N", known)}}}},
    {"fab7c5c4-0ac0-4afa-bd6d-c0ce4f5e0bdf", false, {{yes_no_unknown, {code("ASKU", known)}}}},
    {"fab7c5c4-0ac0-4afa-bd6d-c0ce4f5e0bdf", true, {}},
    {"945b97b5-6d74-4a55-9be1-19897512jj89", true, {{"s3-radio", {code("1.1", own)}}}},
    {"945b97b5-6d74-4a55-9be1-19897512jj89", false, {{"s3-radio", {code("2.2", own)}}}},
    {"945b97b5-6d74-4a55-9be1-19897512jj89", false, {}},
    {"04fabc33-534a-4047-9a13-c13b0b63fa17", true, {{"s3-radio", {code("2.2", own)}}}},
    {"04fabc33-534a-4047-9a13-c13b0b63fa17", false, {{"s3-radio", {code("1.1", own)}}}},
    {"945b97b5-6d74-4a55-9be1-1989751233ew", true, {{"s4-radio", {code("2", own)}}}},
    {"945b97b5-6d74-4a55-9be1-1989751233ew", false, {{"s4-radio", {code("1", own)}}}},
    {"04fabc33-534a-4047-9a13-c13b0b63gh76", true, {{"s4-radio", {code("1", own)}}}},
    {"04fabc33-534a-4047-9a13-c13b0b63gh76", false, {{"s4-radio", {code("3", own)}}}},
    {"date_greater_2000-01-01", true, {{birth, {day(2000, 1, 2)}}}},
    {"date_greater_2000-01-01", false, {{birth, {day(2000, 1, 1)}}}},
    {"date_less_2000-01-01", true, {{birth, {day(2000, 1, 1)}}}},
    {"date_less_2000-01-01", false, {{birth, {day(2000, 1, 2)}}}},
    {"datetime_question_greter_than", true, {{hour, {clock_time("11:11:11.5")}}}},
    {"datetime_question_greter_than", false, {{hour, {clock_time("11:11:11")}}}},
    {"datetime_question_less_than_equal", true, {{hour, {clock_time("11:11:11.000")}}}},
    {"datetime_question_less_than_equal", false, {{hour, {clock_time("11:11:12")}}}},
    {"BOWOPTOTH", true, {{"BC029", {code("1", own), code("9", own)}}}},
    {"BOWOPTOTH", false, {{"BC029", {code("1", own), code("2", own)}}}},
};

}  // namespace

TEST_CASE("each of the twenty conditions holds and does not") {
  const auto q = form_of("enable_when").questionnaire;
  CHECK(q.items.size() == 48);
  REQUIRE(lines_of(check(q)).empty());
  for (auto& row : table) {
    Answers answers(q);
    for (auto& [question, values] : row.answers) answers.add(question, values);
    INFO(row.item << " " << json_of(answers.response));
    CHECK(lines_of(check(q, answers.response)).empty());
    CHECK(is_asked(q, answers.response, row.item) == row.asked);
  }
}

TEST_CASE("the table has every condition, both ways") {
  const auto q = form_of("enable_when").questionnaire;
  std::size_t conditions = 0;
  for (auto& item : q.items) {
    conditions += item.enable_when.size();
    if (item.enable_when.empty()) continue;
    for (const bool asked : {true, false}) {
      INFO(item.link_id << " " << asked);
      CHECK(std::ranges::any_of(
          table, [&](auto& row) { return row.item == item.link_id && row.asked == asked; }));
    }
  }
  CHECK(conditions == 20);
}
