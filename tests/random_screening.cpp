// Forms, answers to them, and what is read from answers.
#include "onward/operations/people.hpp"
#include "onward/operations/questionnaire_responses.hpp"
#include "onward/operations/questionnaires.hpp"
#include "onward/operations/standard_issues.hpp"
#include "random_maker.hpp"

namespace onward::tests {

namespace {

std::vector<QuestionnaireItem> some_items(Maker m) {
  std::vector<QuestionnaireItem> out{
      {.link_id = "roof", .type = ItemType::boolean, .required = m.chance.percent(50)},
      {.link_id = "nights",
       .type = ItemType::integer,
       .required = m.chance.percent(30),
       .enable_when = {
           {.question = m.chance.percent(5) ? "nights" : "roof", .answer = {.boolean = false}}}}};
  if (m.chance.percent(30)) out.push_back({.link_id = "story", .type = ItemType::text});
  return out;
}

Made import_form(Maker m) {
  const auto code = m.fresh("fhir");
  const auto* type = m.chance.one_of(std::array{"boolean", "boolean", "choice", "colour"});
  const auto text = R"({"resourceType":"Questionnaire","status":"active","date":"2025","id":")" +
                    code + R"(","item":[{"linkId":"roof","type":")" + type + "\"}]}";
  return m.as(m.first()).say<questionnaire::import_fhir>(
      {.fhir = {text}, .as_draft = m.chance.percent(50)});
}

Made make_form(Maker m) {
  if (m.chance.percent(4)) return m.as(m.anyone()).say<issue::list_standard>({});
  if (m.chance.percent(4))
    return m.as(m.first()).say<issue::add_standard>(
        {.codes = {m.chance.one_of(std::array{"other", "legal", "food", "sailing"})}});
  const auto any = m.world.forms.empty() ? QuestionnaireId(1) : m.chance.one_of(m.world.forms);
  const auto id = m.slip(any.value);
  switch (m.chance.below(7)) {
    case 0: return m.as(m.anyone()).say<questionnaire::list>({.limit = m.page_limit()});
    case 1: return m.as(m.anyone()).say<questionnaire::get>({id});
    case 2: return m.as(m.anyone()).say<questionnaire::export_fhir>({id});
    case 3:
      return m.as(m.first()).say<issue::update>(
          {.issue_id = m.slip(m.issue().value),
           .questionnaire_id = QuestionnaireId(m.chance.percent(50) ? 0 : id),
           .questionnaire_required = m.perhaps(30, m.chance.percent(30))});
    case 4:
      if (m.chance.percent(40)) return m.as(m.first()).say<questionnaire::retire>({id});
      return m.as(m.first()).say<questionnaire::activate>({id});
    default: break;
  }
  if (m.world.forms.size() > 30) return std::nullopt;
  if (m.chance.percent(20)) return import_form(m);
  const bool is_draft = m.chance.percent(20);
  return m.as(m.first()).say<questionnaire::define>(
      {.code = m.fresh("form"),
       .status = is_draft ? QuestionnaireStatus::draft : QuestionnaireStatus::active,
       .issue_id = m.chance.percent(30) ? IssueId() : IssueId(m.slip(m.issue().value)),
       .items = some_items(m),
       .scales = {{.code = "press"}},
       .score_rules = {{"press", {"nights", AnswerOperator::at_least, {.integer = 3}}, 2, "Long"}},
       .triage_scale = "press",
       .suggestions = {{.issue = "issue1",
                        .when = {{.question = "roof", .answer = {.boolean = false}}},
                        .reason = "No roof"}}});
}

std::vector<ResponseItem> some_answers(Maker m) {
  std::vector<ResponseItem> out;
  const bool has_roof = m.chance.percent(40);
  if (m.chance.percent(85))
    out.push_back({.link_id = "roof", .answers = {{.value = {.boolean = has_roof}}}});
  if (m.chance.percent(has_roof ? 3 : 80))
    out.push_back({.link_id = "nights", .answers = {{.value = {.integer = m.chance.below(9)}}}});
  return out;
}

// As FHIR, now and then with an answer of another type.
std::string fhir_answers(Maker m) {
  const auto* status = m.chance.one_of(std::array{"in-progress", "completed", "stopped"});
  const auto* answer = m.chance.one_of(
      std::array{"\"valueBoolean\":true", "\"valueBoolean\":false", "\"valueString\":\"yes\""});
  return std::string(R"({"resourceType":"QuestionnaireResponse","id":"x","status":")") + status +
         R"(","item":[{"linkId":"roof","answer":[{)" + answer + "}]}]}";
}

Made start(Maker m) {
  if (m.world.people.empty() || m.world.forms.empty()) return std::nullopt;
  const auto& person = m.chance.recent_of(m.world.people, 10);
  NeedId need{};
  if (!m.world.need_ids.empty() && m.chance.percent(20))
    need = m.slip(m.chance.recent_of(m.world.need_ids, 10));
  if (m.chance.percent(25))
    return m.as(m.someone(person.organization_id, caseworker))
        .say<questionnaire_response::import_fhir>(
            {.fhir = {fhir_answers(m)},
             .questionnaire_id = m.chance.one_of(m.world.forms),
             .client_id = m.slip(person.client_id.value),
             .need_id = need});
  return m.as(m.someone(person.organization_id, caseworker))
      .say<questionnaire_response::start>({.questionnaire_id = m.chance.one_of(m.world.forms),
                                           .client_id = m.slip(person.client_id.value),
                                           .need_id = need,
                                           .items = some_answers(m)});
}

}  // namespace

Made make_screening(Maker m) {
  if (m.world.responses.empty() || m.chance.percent(25))
    return m.chance.percent(m.world.forms.empty() ? 90 : 40) ? make_form(m) : start(m);
  const auto& written = m.chance.recent_of(m.world.responses, 10);
  const QuestionnaireResponseId id = m.slip(written.response_id.value);
  const auto revision = m.slip(written.revision);
  const Maker own =
      m.as(m.chance.percent(90) ? m.someone(written.organization_id, caseworker) : m.anyone());
  switch (m.chance.below(11)) {
    case 10:
      return m.as(m.anyone())
          .say<questionnaire_response::find_asked>(
              {m.slip(m.chance.one_of(m.world.forms).value), some_answers(m)});
    case 9: return m.as(m.anyone()).say<questionnaire_response::export_fhir>({id});
    case 0: return own.say<questionnaire_response::save>({id, revision, some_answers(m)});
    case 1:
    case 2: return own.say<questionnaire_response::complete>({id, revision});
    case 3: return own.say<questionnaire_response::complete>({id, revision, some_answers(m)});
    case 4: return own.say<questionnaire_response::amend>({id, revision, some_answers(m)});
    case 5: return own.say<questionnaire_response::score>({id});
    case 6: return own.say<questionnaire_response::suggest>({id});
    case 7:
      return own.say<questionnaire_response::list>(
          {.client_id = m.slip(written.client_id.value), .limit = m.page_limit()});
    default: return m.as(m.anyone()).say<questionnaire_response::get>({id});
  }
}

}  // namespace onward::tests
