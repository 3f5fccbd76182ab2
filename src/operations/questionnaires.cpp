#include "operations/questionnaires.hpp"

#include <algorithm>

#include "interchange/fhir_questionnaire.hpp"
#include "json.hpp"
#include "onward/rules/questionnaire.hpp"
#include "operations/fhir_paths.hpp"
#include "operations/paging.hpp"
#include "operations/policies.hpp"
#include "operations/sending.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Questionnaire questionnaire_of(const DefineQuestionnaire& in) {
  return {.code = in.code,
          .version = in.version,
          .url = in.url,
          .title = in.title,
          .status = in.status,
          .issue_id = in.issue_id,
          .description = in.description,
          .publisher = in.publisher,
          .copyright = in.copyright,
          .codes = in.codes,
          .items = in.items,
          .scales = in.scales,
          .score_rules = in.score_rules,
          .triage_scale = in.triage_scale,
          .suggestions = in.suggestions};
}

// Whether it asks and scores the same, whatever became of it since.
bool is_same(const Questionnaire& standing, Questionnaire form) {
  form.id = standing.id;
  form.revision = standing.revision;
  form.status = standing.status;
  return !differs(standing, form);
}

Refusal invalid(std::vector<Problem> problems) {
  Refusal refusal = malformed(std::move(problems));
  refusal.reason = Reason::questionnaire_invalid;
  return refusal;
}

// What forbids the version before anything is known of the others.
Refused unfit(Context& c, const Questionnaire& form, std::string status_path) {
  Shape shape;
  shape.require(form.status != QuestionnaireStatus::retired, std::move(status_path),
                "a new version is a draft, or in use");
  if (auto refused = std::move(shape).refused()) return refused;
  if (auto refused = first_organization_only(c)) return refused;
  if (!form.issue_id) return std::nullopt;
  const auto issue = active_issue(c, form.issue_id);
  return issue ? Refused() : Refused(issue.refusal());
}

// In the place of the draft of this revision, or as a version of its own.
Result<Questionnaire> put(Context& c, Questionnaire form, std::int64_t revision,
                          std::string version_path) {
  const auto standing =
      c.tables.first<Questionnaire>(by::questionnaire_code, form.code, form.version);
  if (!standing && revision) return not_found(std::move(version_path));
  if (!standing) {
    c.tables.insert(form);
    return form;
  }
  const bool goes_on = standing->status == QuestionnaireStatus::draft && revision;
  if (is_same(*standing, form) && !(goes_on && standing->status != form.status)) return *standing;
  if (!goes_on)
    return refuse(Reason::name_taken, std::move(version_path), "this version is defined already",
                  {{"questionnaire_id", standing->id.value}});
  if (revision != standing->revision)
    return refuse(Reason::revision_changed, "/revision", "the draft has changed",
                  {{"revision", standing->revision}});
  form.id = standing->id;
  form.revision = standing->revision;
  c.tables.update(form);
  return form;
}

Result<Questionnaire> administered(Context& c, QuestionnaireId id) {
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  auto form = c.tables.get<Questionnaire>(id);
  if (!form) return not_found("/questionnaire_id");
  return *std::move(form);
}

Refusal not_active(const Questionnaire& form, std::string path) {
  return refuse(Reason::questionnaire_not_active, std::move(path),
                "the questionnaire is not in use", {{"status", std::string(name_of(form.status))}});
}

}  // namespace

Result<Questionnaire> questionnaire_about(Context& c, QuestionnaireId id, IssueId issue,
                                          std::string path) {
  auto form = c.tables.get<Questionnaire>(id);
  if (!form) return not_found(std::move(path));
  if (form->status != QuestionnaireStatus::active) return not_active(*form, std::move(path));
  if (form->issue_id != issue)
    return refuse(Reason::questionnaire_of_another_issue, std::move(path),
                  "the questionnaire is about another issue", {{"issue_id", form->issue_id.value}});
  return *std::move(form);
}

Result<Questionnaire> define_questionnaire(Context& c, const DefineQuestionnaire& in) {
  Questionnaire form = questionnaire_of(in);
  if (auto refused = unfit(c, form, "/status")) return *std::move(refused);
  if (const auto problems = check(form); !problems.empty()) return invalid(told(problems));
  return put(c, std::move(form), in.revision, "/version");
}

Result<Questionnaire> get_questionnaire(Context& c, const QuestionnaireRef& in) {
  auto form = c.tables.get<Questionnaire>(in.questionnaire_id);
  if (!form) return not_found("/questionnaire_id");
  return *std::move(form);
}

Result<QuestionnairePage> list_questionnaires(Context& c, const ListQuestionnaires& in) {
  auto paging = Paging::from({.name = "questionnaire.list", .index = &by::questionnaire_code},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");
  QuestionnairePage out;
  out.cursor = paging.value().page<Questionnaire>(c.tables, [&](Questionnaire& form) {
    if (in.status && form.status != *in.status) return false;
    if (in.issue_id && form.issue_id != in.issue_id) return false;
    out.questionnaires.push_back({.id = form.id,
                                  .code = std::move(form.code),
                                  .version = std::move(form.version),
                                  .title = std::move(form.title),
                                  .status = form.status,
                                  .issue_id = form.issue_id,
                                  .items = std::ssize(form.items)});
    return true;
  });
  return out;
}

Result<Questionnaire> activate_questionnaire(Context& c, const QuestionnaireRef& in) {
  auto form = administered(c, in.questionnaire_id);
  if (!form || form.value().status == QuestionnaireStatus::active) return form;
  if (form.value().status == QuestionnaireStatus::retired)
    return not_active(form.value(), "/questionnaire_id");
  form.value().status = QuestionnaireStatus::active;
  c.tables.update(form.value());
  return form;
}

Result<Questionnaire> retire_questionnaire(Context& c, const QuestionnaireRef& in) {
  auto form = administered(c, in.questionnaire_id);
  if (!form || form.value().status == QuestionnaireStatus::retired) return form;
  const auto issue = c.tables.get<Issue>(form.value().issue_id);
  if (issue && issue->questionnaire_id == in.questionnaire_id)
    return refuse(Reason::questionnaire_in_use, "/questionnaire_id", "an issue asks it",
                  {{"issue_id", issue->id.value}, {"issue", issue->name}});
  form.value().status = QuestionnaireStatus::retired;
  c.tables.update(form.value());
  return form;
}

Result<QuestionnaireImported> import_fhir_questionnaire(Context& c,
                                                        const ImportFhirQuestionnaire& in) {
  auto read = read_fhir_questionnaire(in.fhir.text);
  if (!read) return below_fhir(read.refusal());
  Questionnaire& form = read.value().questionnaire;
  form.issue_id = in.issue_id;
  if (in.as_draft) form.status = QuestionnaireStatus::draft;
  if (auto refused = unfit(c, form, "/fhir/status")) return *std::move(refused);
  if (const auto found = check(form); !found.empty()) {
    auto problems = told(found);
    for (auto& problem : problems) problem.path = fhir_path(problem.path, read.value().item_paths);
    return invalid(std::move(problems));
  }
  auto kept = put(c, std::move(form), 0, "/fhir/version");
  if (!kept) return kept.refusal();
  QuestionnaireImported out{.questionnaire = std::move(kept.value())};
  for (auto& path : read.value().left_out) out.left_out.push_back("/fhir" + path);
  return out;
}

Result<QuestionnaireExported> export_fhir_questionnaire(Context& c, const QuestionnaireRef& in) {
  const auto form = get_questionnaire(c, in);
  if (!form) return form.refusal();
  auto written = write_fhir(form.value());
  return QuestionnaireExported{.fhir = {std::move(written.json)},
                               .left_out = std::move(written.left_out)};
}

}  // namespace onward
