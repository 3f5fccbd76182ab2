// Standard screening tools as operations: imported from FHIR, exported, answered, explained.
#include "onward/operations/questionnaires.hpp"
#include "case_runner.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/rules/directory_feed.hpp"
#include "questionnaire_food.hpp"

using namespace onward;
using namespace onward::tests;

namespace {

void fill(TestStore& store) {
  CaseRunner runner(store);
  for (const char* line :
       {R"(system.create {"network":"N","organization":"County","login":"a","name":"A"} > {})",
        "as 1 1", R"(policy.set {"scope":"store","knobs":{"client_requires_referral":false}} > {})",
        R"(issue.create {"code":"food","name":"Food"} > {"id":1})",
        R"(client.create {"details":{"given_name":"Eve","family_name":"Hill"}} > {"id":1})"})
    REQUIRE(runner.run(line).empty());
}

DefineQuestionnaire definition_of(const Questionnaire& q) {
  return {.code = q.code,
          .version = q.version,
          .url = q.url,
          .title = q.title,
          .status = q.status,
          .issue_id = q.issue_id,
          .description = q.description,
          .publisher = q.publisher,
          .copyright = q.copyright,
          .codes = q.codes,
          .items = q.items,
          .scales = q.scales,
          .score_rules = q.score_rules,
          .triage_scale = q.triage_scale,
          .suggestions = q.suggestions};
}

constexpr const char* tools[] = {"bb",    "f201", "gcs",        "hunger_vital_sign",
                                 "phq_9", "zika", "enable_when"};

}  // namespace

TEST_CASE("screening tools of others are imported, and exported as the writer writes them") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
    for (const char* name : tools) {
      INFO(storage << ": " << name);
      auto expected = form_of(name).questionnaire;
      expected.status = QuestionnaireStatus::draft;
      const ImportFhirQuestionnaire request{.fhir = {form_text(name)}, .as_draft = true};
      const auto imported = session.call<questionnaire::import_fhir>(request);
      REQUIRE(imported);
      const auto& form = imported.value().questionnaire;
      CHECK(changed_members(expected, form).empty());
      const auto id = form.id;
      CHECK(session.call<questionnaire::import_fhir>(request).value().questionnaire.id == id);
      const auto exported = session.call<questionnaire::export_fhir>({.questionnaire_id = id});
      CHECK(exported.value().fhir.text == write_fhir(expected).json);
      const auto read = session.call<questionnaire::get>({.questionnaire_id = id});
      CHECK(changed_members(read.value(), form).empty());
    }
  }
}

TEST_CASE("a tool that cannot work is refused by FHIR's own path") {
  TestStore store("memory");
  fill(store);
  auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
  const auto read = form_of("3141");
  const auto refused = session.call<questionnaire::import_fhir>({.fhir = {form_text("3141")}});
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == Reason::questionnaire_invalid);
  CHECK(refused.refusal().path == "/fhir" + read.item_paths.at(9) + "/answerOption");
  CHECK(session.call<questionnaire::list>({}).value().questionnaires.empty());
}

TEST_CASE("a screening is answered and explained as the rules say, on every storage") {
  for (const auto storage : storages) {
    TestStore store(storage);
    fill(store);
    auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
    const auto form = food_form();
    const auto defined = session.call<questionnaire::define>(definition_of(form));
    REQUIRE(defined);
    const auto answers = full_answers(form);
    const auto started = session.call<questionnaire_response::start>(
        {.questionnaire_id = defined.value().id, .client_id = 1, .items = answers.items});
    REQUIRE(started);
    const auto id = started.value().id;
    REQUIRE(session.call<questionnaire_response::complete>({.response_id = id, .revision = 1}));
    const auto kept = session.call<questionnaire_response::get>({.response_id = id}).value();
    CHECK(json_of(kept).find("\"completed\"") != std::string::npos);
    CHECK(kept.items.size() == answers.items.size());
    const auto scored = session.call<questionnaire_response::score>({.response_id = id}).value();
    const auto expected = scores(form, answers);
    REQUIRE(scored.scores.size() == expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i)
      CHECK(json_of(scored.scores[i]) == json_of(expected[i]));
    REQUIRE(scored.triage);
    CHECK(json_of(*scored.triage) == json_of(*triage(form, answers)));
    const auto suggested =
        session.call<questionnaire_response::suggest>({.response_id = id}).value();
    const auto rules = suggested_issues(form, answers);
    CHECK(suggested.issues.size() + suggested.not_in_use.size() == rules.size());
    for (auto& issue : suggested.issues) CHECK(issue.suggestion.issue == "food");
  }
}

TEST_CASE("what cannot work is refused when it is defined, and leaves nothing") {
  TestStore store("memory");
  fill(store);
  auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
  const auto reason = [&](const Questionnaire& q) {
    const auto answer = session.call<questionnaire::define>(definition_of(q));
    REQUIRE_FALSE(answer);
    CHECK(answer.refusal().problems.size() == check(q).size());
    CHECK(answer.refusal().path == check(q).front().path);
    return answer.refusal().reason;
  };
  Questionnaire loop = food_form();
  condition(loop, "alone", "people", AnswerOperator::exists, yes_no(true));
  CHECK(reason(loop) == Reason::questionnaire_invalid);
  Questionnaire missing = food_form();
  condition(missing, "share", "nowhere", AnswerOperator::exists, yes_no(true));
  condition(missing, "page", "nowhere", AnswerOperator::exists, yes_no(true));
  CHECK(reason(missing) == Reason::questionnaire_invalid);
  CHECK(session.call<questionnaire::list>({}).value().questionnaires.empty());
}

TEST_CASE("what is asked is not told of a form with too many places") {
  TestStore store("memory");
  fill(store);
  auto session = store.engine().session({.staff_id = 1, .organization_id = 1});
  DefineQuestionnaire wide{.code = "wide"};
  wide.items.push_back({.link_id = "child", .type = ItemType::group, .repeats = true});
  for (int i = 1; i < questionnaire_items_max; ++i)
    wide.items.push_back(
        {.link_id = std::to_string(i), .parent = "child", .type = ItemType::boolean});
  const auto form = session.call<questionnaire::define>(wide);
  REQUIRE(form);
  const auto asked = [&](std::size_t children) {
    return session.call<questionnaire_response::find_asked>(
        {form.value().id, std::vector<ResponseItem>(children, {.link_id = "child"})});
  };
  CHECK(std::ssize(asked(2).value().items) == 1 + 2 * (questionnaire_items_max - 1));
  const auto refused = asked(101);
  REQUIRE_FALSE(refused);
  CHECK(refused.refusal().reason == Reason::answers_invalid);
  CHECK(refused.refusal().path == "/items");
}
