// FHIR's questionnaires and answers in and out: HL7's own examples, and texts that are none.
#include "chance.hpp"
#include "questionnaire_forms.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

struct FormFile {
  std::string name;
  std::size_t items;
  std::string problems;  // of the form that was read
  std::vector<std::string> left_out;
};

const FormFile forms[] = {
    {"enable_when",
     48,
     "",
     {"/meta", "/extension", "/identifier", "/name", "/experimental", "/date", "/contact",
      "/jurisdiction", "/item/0/item/4/extension", "/item/5/item/0/extension"}},
    {"hunger_vital_sign",
     4,
     "",
     {"/meta", "/identifier", "/name", "/experimental", "/subjectType", "/date", "/contact",
      "/jurisdiction"}},
    {"3141", 10, "options_missing /items/9/options 2.1.2\n", {"/subjectType", "/date"}},
    {"bb", 14, "", {"/subjectType", "/date", "/jurisdiction"}},
    {"f201", 9, "", {"/subjectType", "/date"}},
    {"gcs",
     3,
     "",
     {"/contained/0/identifier", "/contained/0/name", "/contained/0/status",
      "/contained/0/description", "/contained/1/identifier", "/contained/1/name",
      "/contained/1/status", "/contained/1/description", "/contained/2/identifier",
      "/contained/2/name", "/contained/2/status", "/contained/2/description", "/subjectType",
      "/date"}},
    {"phq_9", 10, "", {"/meta", "/extension", "/identifier", "/subjectType", "/item/8/extension"}},
    {"zika",
     6,
     "",
     {"/name", "/subjectType", "/date", "/effectivePeriod", "/item/0/extension",
      "/item/1/extension", "/item/3/extension", "/item/5/extension"}},
};

struct ResponseFile {
  std::string name, form;
  std::size_t items;
  std::string problems;
  std::size_t left_out;
};

// The examples of f201, bb and 3141 do not fit their own forms.
const ResponseFile responses[] = {
    {"hunger_vital_sign_response", "hunger_vital_sign", 3, "", 4},
    {"3141_response", "", 6, "", 5},
    {"bb_response", "bb", 14,
     "item_unknown /items/9/link_id vitaminKDose1\nitem_unknown /items/10/link_id vitaminKDose2\n"
     "not_an_option /items/3/answers/0/value sex\n",
     2},
    {"f201_response", "f201", 10,
     "item_unknown /items/1/link_id 1.1\nvalue_of_wrong_type /items/8/answers/0/value 3.1\n"
     "value_of_wrong_type /items/9/answers/0/value 3.2\n",
     1},
    {"gcs_response", "gcs", 3, "", 1},
    {"ussg_fht_response", "", 218, "", 139},
};

std::string written_text(const std::string& name) {
  return file_text("tests/expected/questionnaire/" + name + ".json");
}

// One of everything that has a place.
Questionnaire every_member() {
  Questionnaire q{.code = "every-member.1",
                  .version = "2.0",
                  .url = "http://example.org/Questionnaire/every",
                  .title = "Every \"member\"",
                  .status = QuestionnaireStatus::retired,
                  .description = "Line one\nline two",
                  .publisher = "Ünïcode & sons",
                  .copyright = "Free",
                  .codes = {{"http://loinc.org", "1-8", "A form"}}};
  const auto add = [&](ItemType type, std::vector<AnswerValue> initial) {
    q.items.push_back({.link_id = std::string(name_of(type)),
                       .parent = "group",
                       .text = "A question",
                       .type = type,
                       .initial = std::move(initial)});
  };
  add(ItemType::group, {});
  q.items[0].parent = "";
  q.items[0].repeats = true;
  add(ItemType::display, {});
  add(ItemType::boolean, {yes_no(false)});
  add(ItemType::decimal, {fraction(-2.5)});
  add(ItemType::integer, {number(-3)});
  add(ItemType::date, {day(2024, 2, 29)});
  add(ItemType::date_time,
      {{.date_time = Instant{std::chrono::microseconds{1'700'000'000'123'456}}}});
  add(ItemType::time, {clock_time("23:59:59")});
  add(ItemType::string, {words("a")});
  add(ItemType::text, {words("a\nb")});
  add(ItemType::url, {words("https://example.org/?a=1&b=2")});
  add(ItemType::quantity,
      {{.quantity = Quantity{1.5, "kilograms", "http://unitsofmeasure.org", "kg"}}});
  for (auto& item : q.items)
    for (auto& value : item.initial)
      q.items.back().enable_when.push_back({item.link_id, AnswerOperator::equal, value});
  q.items.back().enable_when.pop_back();  // itself
  q.items.back().enable_behavior = ConditionBehavior::any;
  q.items.push_back({.link_id = "choice",
                     .prefix = "1(a)",
                     .type = ItemType::choice,
                     .codes = {{"http://loinc.org", "2-6", ""}},
                     .required = true,
                     .repeats = true,
                     .read_only = true,
                     .options = {{.value = code("a", "http://example.org"), .points = -1},
                                 {.value = words("b"), .points = 2, .initially_selected = true},
                                 {.value = number(3)},
                                 {.value = day(2025, 1, 2)},
                                 {.value = clock_time("01:02:03")}},
                     .scales = {"total"}});
  q.items.push_back({.link_id = "open_choice",
                     .type = ItemType::open_choice,
                     .max_length = 80,
                     .value_set = "http://example.org/ValueSet/1",
                     .initial = {code("x", "y")}});
  q.scales = {{.code = "total"}};
  return q;
}

std::string problems_of(const Refusal& refusal) {
  std::string out;
  for (auto& p : refusal.problems) out += p.path + ' ' + p.message + '\n';
  return out;
}

std::string form_with(const std::string& items) {
  return R"({"resourceType":"Questionnaire","id":"a","status":"draft","item":[)" + items + "]}";
}

struct BadText {
  std::string json, problems;
};

}  // namespace

TEST_CASE("HL7's forms are read; what has no place is told by its path") {
  for (auto& file : forms) {
    INFO(file.name);
    const auto read = form_of(file.name);
    CHECK(read.questionnaire.items.size() == file.items);
    CHECK(read.item_paths.size() == file.items);
    CHECK(lines_of(check(read.questionnaire)) == file.problems);
    CHECK(read.left_out == file.left_out);
  }
}

TEST_CASE("what is read, written and read again is the same") {
  for (auto& file : forms) {
    INFO(file.name);
    const auto q = form_of(file.name).questionnaire;
    const auto written = write_fhir(q);
    CHECK(written.left_out.empty());
    const auto again = read_fhir_questionnaire(written.json);
    REQUIRE(again);
    CHECK(again.value().left_out.empty());
    CHECK(json_of(again.value().questionnaire) == json_of(q));
    CHECK(written.json + '\n' == written_text(file.name));
  }
  for (auto& file : responses) {
    INFO(file.name);
    const auto read = response_of(file.name);
    const auto written = write_fhir(read.response, read.links, {});
    CHECK(written.left_out.empty());
    const auto again = read_fhir_response(written.json);
    REQUIRE(again);
    CHECK(again.value().left_out.empty());
    CHECK(json_of(again.value().response) == json_of(read.response));
    CHECK(again.value().links.questionnaire == read.links.questionnaire);
    CHECK(again.value().links.subject == read.links.subject);
    CHECK(again.value().links.author == read.links.author);
    CHECK(again.value().links.source == read.links.source);
    CHECK(written.json + '\n' == written_text(file.name));
  }
}

TEST_CASE("HL7's answers are checked against HL7's forms") {
  for (auto& file : responses) {
    INFO(file.name);
    const auto read = response_of(file.name);
    CHECK(read.response.items.size() == file.items);
    CHECK(read.left_out.size() == file.left_out);
    if (file.form.empty()) continue;
    CHECK(lines_of(check(form_of(file.form).questionnaire, read.response)) == file.problems);
  }
}

TEST_CASE("a form without link ids and with references is refused, by path") {
  const auto read = read_fhir_questionnaire(form_text("qs1"));
  REQUIRE_FALSE(read);
  const auto problems = problems_of(read.refusal());
  CHECK_THAT(problems, contains_text("/item/0/item/0/linkId is required\n"));
  CHECK_THAT(problems, contains_text("/item/0/item/13/item/1/type is not known here\n"));
}

TEST_CASE("the points of Glasgow's answers stand beside them, and come out again") {
  const auto read = response_of("gcs_response");
  std::vector<std::int64_t> points;
  for (auto& item : read.response.items) points.push_back(item.answers.at(0).points.value());
  CHECK(points == std::vector<std::int64_t>{4, 5, 4});
  CHECK_THAT(write_fhir(read.response, read.links, {}).json,
             contains_text(R"("valueDecimal":5}],"system":"http://loinc.org","code":"LA6566-9")"));
}

TEST_CASE("contained value sets become options") {
  const auto q = form_of("gcs").questionnaire;
  CHECK(q.items[0].options.size() == 5);
  CHECK(q.items[1].options.size() == 6);
  CHECK(q.items[2].options[3].value.coding->display == "Eyes open spontaneously");
  CHECK(q.items[2].options[3].value.coding->system == "http://loinc.org");
}

TEST_CASE("every member goes out and comes in") {
  const auto q = every_member();
  REQUIRE(lines_of(check(q)).empty());
  const auto written = write_fhir(q);
  CHECK(written.left_out.empty());
  CHECK(written.json + '\n' == written_text("every_member"));
  const auto again = read_fhir_questionnaire(written.json);
  REQUIRE(again);
  CHECK(json_of(again.value().questionnaire) == json_of(q));

  QuestionnaireResponse r{.authored_at = Instant{std::chrono::seconds{1'700'000'000}},
                          .status = ResponseStatus::entered_in_error};
  r.items.push_back({.link_id = "group"});
  for (auto& item : q.items)
    if (!item.initial.empty() && item.parent == "group")
      r.items.push_back({.link_id = item.link_id, .parent = 0, .answers = {{item.initial[0], {}}}});
  r.items.push_back({.link_id = "choice", .answers = {{q.items[12].options[0].value, -1}}});
  CHECK(lines_of(check(q, r)).empty());
  const FhirLinks links{"r-1", "http://example.org/Questionnaire/every|2.0", "Patient/1",
                        "Practitioner/2", "RelatedPerson/3"};
  const auto answers = write_fhir(r, links, q);
  CHECK(answers.json + '\n' == written_text("every_member_response"));
  const auto back = read_fhir_response(answers.json);
  REQUIRE(back);
  CHECK(json_of(back.value().response) == json_of(r));
  CHECK(back.value().links.id == "r-1");
}

TEST_CASE("what FHIR has no place for is told when writing") {
  auto q = every_member();
  q.issue_id = 3;
  q.scales.push_back({.code = "other"});
  q.score_rules = {{"other", {"integer", AnswerOperator::less, number(0)}, 1, "Below zero"}};
  q.triage_scale = "other";
  q.suggestions = {{.issue = "food", .scores = {{"other", 1}}, .reason = "Hungry"}};
  REQUIRE(check(q).empty());
  CHECK(write_fhir(q).left_out == std::vector<std::string>{"/issue_id", "/scales", "/score_rules",
                                                           "/triage_scale", "/suggestions"});
  QuestionnaireResponse r;
  r.items = {{.link_id = "integer", .answers = {{number(1), 7}}}};
  CHECK(write_fhir(r, {}, q).left_out == std::vector<std::string>{"/items/0/answers/0/points"});
}

TEST_CASE("forms that would mean something else are refused, by path") {
  const BadText table[] = {
      {"[]", "/resourceType expected Questionnaire\n"},
      {R"({"resourceType":"Patient"})", "/resourceType expected Questionnaire\n"},
      {R"({"resourceType":"Questionnaire"})", "/status is required\n"},
      {R"({"resourceType":"Questionnaire","status":"unknown"})", "/status is not known here\n"},
      {R"({"resourceType":"Questionnaire","status":"draft","status":"draft"})",
       "/status stands twice\n"},
      {R"({"resourceType":"Questionnaire","status":"draft","implicitRules":"http://a"})",
       "/implicitRules changes the meaning, and is not understood\n"},
      {R"({"resourceType":"Questionnaire","status":"draft","item":{}})",
       "/item expected an array\n"},
      {R"({"resourceType":"Questionnaire","status":"draft","title":"a\u0000"})",
       "/title U+0000 cannot stand in a text\n"},
      {form_with("3"),
       "/item/0 expected an object\n/item/0/linkId is required\n"
       "/item/0/type is required\n"},
      {form_with(R"({"linkId":"a","type":"reference"})"), "/item/0/type is not known here\n"},
      {form_with(R"({"linkId":"a","type":"string","modifierExtension":[]})"),
       "/item/0/modifierExtension changes the meaning, and is not understood\n"},
      {form_with(R"({"linkId":"a","type":"string","required":"yes","maxLength":1.5})"),
       "/item/0/required expected true or false\n/item/0/maxLength expected a whole number\n"},
      {form_with(
           R"({"linkId":"a","type":"string","enableWhen":[{"question":"b","answerDate":"1970"}]})"),
       "/item/0/enableWhen/0/answerDate expected a date with its day\n"
       "/item/0/enableWhen/0/operator is required\n"},
      {form_with(R"({"linkId":"a","type":"string","enableWhen":[
          {"question":"b","operator":"exists","answerBoolean":true},
          {"question":"c","operator":"~","answerReference":{}}]})"),
       "/item/0/enableWhen/1/operator is not known here\n"
       "/item/0/enableWhen/1/answerReference attachments and references have no place here\n"
       "/item/0/enableBehavior is required with several conditions\n"},
      {form_with(R"({"linkId":"a","type":"choice","answerValueSet":"#b"})"),
       "/item/0/answerValueSet no contained value set lists its codes under this name\n"},
      {form_with(R"({"linkId":"a","type":"choice","answerOption":[{"valueCoding":{"code":"b",
          "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue",
          "valueDecimal":0.5}]}}]})"),
       "/item/0/answerOption/0/valueCoding/extension/0/valueDecimal points are whole numbers from "
       "-10,000 to 10,000\n"},
      {form_with(R"({"linkId":"a","type":"choice","answerOption":[{"valueCoding":{"code":"b",
          "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue",
          "valueDecimal":1}]},
          "extension":[{"url":"http://hl7.org/fhir/StructureDefinition/ordinalValue",
          "valueDecimal":2}]}]})"),
       "/item/0/answerOption/0/extension/0/valueDecimal the same answer has other points\n"},
      {form_with(R"({"linkId":"a","type":"quantity","initial":[{"valueQuantity":
          {"comparator":"<","value":"3"}}]})"),
       "/item/0/initial/0/valueQuantity/comparator a bound has no place here, only a number\n"
       "/item/0/initial/0/valueQuantity/value expected a number\n"},
  };
  for (auto& test : table) {
    INFO(test.json);
    const auto read = read_fhir_questionnaire(test.json);
    REQUIRE_FALSE(read);
    CHECK(read.refusal().reason == Reason::malformed_request);
    CHECK(problems_of(read.refusal()) == test.problems);
  }
}

TEST_CASE("answers that would mean something else are refused, by path") {
  const auto response_with = [](const std::string& answer) {
    return R"({"resourceType":"QuestionnaireResponse","status":"completed","item":[{"linkId":"a",)"
           R"("answer":[)" +
           answer + "]}]}";
  };
  const BadText table[] = {
      {R"({"resourceType":"QuestionnaireResponse"})", "/status is required\n"},
      {R"({"resourceType":"QuestionnaireResponse","status":"stopped","authored":"yesterday at 9"})",
       "/authored expected a date with its time and offset\n"},
      {R"({"resourceType":"QuestionnaireResponse","status":"stopped","item":[{"text":"a"}]})",
       "/item/0/linkId is required\n"},
      {response_with(R"({"valueAttachment":{}})"),
       "/item/0/answer/0/valueAttachment attachments and references have no place here\n"},
      {response_with(R"({"valueDateTime":"2024-01-01"})"),
       "/item/0/answer/0/valueDateTime expected a date with its time and offset\n"},
      {response_with(R"({"valueDateTime":"2024-01-01T00:00:00+14:01"})"),
       "/item/0/answer/0/valueDateTime expected a date with its time and offset\n"},
      {response_with(R"({"valueDateTime":"0001-01-01T00:00:00+01:00"})"),
       "/item/0/answer/0/valueDateTime expected a date with its time and offset\n"},
      {response_with(R"({"valueInteger":"3","valueDecimal":"3"})"),
       "/item/0/answer/0/valueInteger expected a whole number\n"
       "/item/0/answer/0/valueDecimal expected a number\n"},
  };
  for (auto& test : table) {
    INFO(test.json);
    const auto read = read_fhir_response(test.json);
    REQUIRE_FALSE(read);
    CHECK(problems_of(read.refusal()) == test.problems);
  }
}

TEST_CASE("offsets are turned into UTC") {
  const auto read =
      read_fhir_response(R"({"resourceType":"QuestionnaireResponse","status":"stopped",)"
                         R"("authored":"2013-02-19T14:15:00.25-05:30"})");
  REQUIRE(read);
  CHECK_THAT(json_of(read.value().response), contains_text(R"("2013-02-19T19:45:00.250000Z")"));
}

TEST_CASE("a value set that is not a list stays where it is, and is told") {
  const auto read = read_fhir_questionnaire(
      R"({"resourceType":"Questionnaire","id":"a","status":"draft","contained":[
        {"resourceType":"ValueSet","id":"v","compose":{"include":[
          {"system":"s","concept":[{"code":"c"}]},{"system":"t","filter":[]}]}},
        {"resourceType":"Patient"}]})");
  REQUIRE(read);
  CHECK(read.value().left_out == std::vector<std::string>{"/contained/0/compose/include/1/filter",
                                                          "/contained/0", "/contained/1"});
}

TEST_CASE("items nested without end are refused, and not followed") {
  std::string deep, end;
  for (int i = 0; i < 200; ++i) {
    deep += R"({"linkId":"a","type":"group","item":[)";
    end += "]}";
  }
  CHECK_FALSE(read_fhir_questionnaire(form_with(deep + end)));
  auto q = every_member();
  for (int i = 0; i < 20; ++i)
    q.items.push_back({.link_id = std::to_string(i), .parent = i ? std::to_string(i - 1) : ""});
  CHECK_THROWS_AS(write_fhir(q), std::invalid_argument);
  QuestionnaireResponse r;
  r.items = {{.link_id = "a", .parent = 0}};
  CHECK_THROWS_AS(write_fhir(r, {}, {}), std::invalid_argument);
}

// What can be read of a damaged text is checked, asked and written as any other.
TEST_CASE("damaged texts are read or refused, and never more") {
  Chance chance(7);
  const auto form = form_of("hunger_vital_sign").questionnaire;
  std::size_t read_count = 0, refused_count = 0;
  const auto try_text = [&](const std::string& text) {
    if (const auto read = read_fhir_questionnaire(text)) {
      ++read_count;
      if (check(read.value().questionnaire).empty()) asked_items(read.value().questionnaire, {});
      write_fhir(read.value().questionnaire);
    } else {
      ++refused_count;
    }
    if (const auto read = read_fhir_response(text)) {
      ++read_count;
      check(form, read.value().response);
      suggested_issues(form, read.value().response);
      write_fhir(read.value().response, read.value().links, form);
    } else {
      ++refused_count;
    }
  };
  for (auto* name : {"hunger_vital_sign", "hunger_vital_sign_response", "gcs", "3141", "zika"}) {
    const auto whole = form_text(name);
    for (std::size_t size = 0; size < whole.size(); size += 37) try_text(whole.substr(0, size));
    for (int round = 0; round < 400; ++round) {
      auto text = whole;
      for (auto left = chance.between(1, 3); left > 0; --left) {
        const auto at = static_cast<std::size_t>(chance.below(std::ssize(text)));
        if (chance.percent(50))
          text[at] = static_cast<char>(chance.below(256));
        else if (chance.percent(50))
          text.erase(at, static_cast<std::size_t>(chance.between(1, 40)));
        else
          text.insert(at,
                      text.substr(static_cast<std::size_t>(chance.below(std::ssize(text))), 30));
      }
      try_text(text);
    }
  }
  CHECK(read_count > 100);
  CHECK(refused_count > 2'000);
}

TEST_CASE("items come out below the answer they went in") {
  QuestionnaireResponse r;
  r.items = {{.link_id = "who", .answers = {{words("mother"), {}}, {words("father"), {}}}},
             {.link_id = "age", .parent = 0, .parent_answer = 1, .answers = {{number(2), {}}}},
             {.link_id = "age", .parent = 0, .parent_answer = 0, .answers = {{number(1), {}}}}};
  const auto text = write_fhir(r, {}, {}).json;
  const auto back = read_fhir_response(text);
  REQUIRE(back);
  std::swap(r.items[1], r.items[2]);  // the order of the answers
  CHECK(json_of(back.value().response) == json_of(r));
}
