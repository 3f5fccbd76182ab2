#include "operations/configuration_forms.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/rules/questionnaire.hpp"
#include "operations/settings.hpp"

namespace onward {

namespace {

IssueId issue_id_of(Context& c, const std::string& code) {
  const auto issue = c.tables.first<Issue>(by::issue_code, code);
  return issue ? issue->id : IssueId();
}

std::optional<Questionnaire> standing_form(Context& c, const QuestionnaireSetting& setting) {
  return form_of(c, {setting.code, setting.version});
}

// As it is kept; an issue that comes along with the document has no number yet.
Questionnaire row_of(Context& c, const QuestionnaireSetting& in) {
  return {.code = in.code,
          .version = in.version,
          .url = in.url,
          .title = in.title,
          .status = in.status,
          .issue_id = issue_id_of(c, in.issue),
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

// What was answered never changes, and what is out of use stays so.
Refused forbidden(Context& c, const QuestionnaireSetting& in, const std::string& at) {
  const auto standing = standing_form(c, in);
  if (!standing || standing->status == QuestionnaireStatus::draft) return std::nullopt;
  if (!is_same(*standing, row_of(c, in)))
    return refuse(Reason::name_taken, at + "/version", "this version is defined already",
                  {{"questionnaire_id", standing->id.value}});
  const bool goes_back =
      in.status != standing->status &&
      (standing->status == QuestionnaireStatus::retired || in.status == QuestionnaireStatus::draft);
  if (!goes_back) return std::nullopt;
  return refuse(Reason::questionnaire_not_active, at + "/status", "this version was in use",
                {{"status", std::string(name_of(standing->status))}});
}

Refused invalid(const QuestionnaireSetting& in, Questionnaire form, const std::string& at) {
  // A form about an issue has a number there, whichever it will be.
  if (!in.issue.empty() && !form.issue_id) form.issue_id = IssueId(1);
  const auto found = check(form);
  if (found.empty()) return std::nullopt;
  auto problems = told(found);
  for (auto& problem : problems) problem.path = at + problem.path;
  Refusal refusal = malformed(std::move(problems));
  refusal.reason = Reason::questionnaire_invalid;
  return refusal;
}

// A form as the document leaves it.
struct FormAfter {
  QuestionnaireStatus status{};
  std::string issue{};
};
std::optional<FormAfter> form_after(Context& c, const Configuration& in,
                                    const QuestionnaireNamed& form) {
  for (auto& setting : in.questionnaires)
    if (setting.code == form.code && setting.version == form.version)
      return FormAfter{setting.status, setting.issue};
  const auto standing = form_of(c, form);
  if (!standing) return std::nullopt;
  FormAfter out{.status = standing->status};
  if (standing->issue_id) out.issue = c.tables.known<Issue>(standing->issue_id).code;
  return out;
}

Refused asked_in_vain(Context& c, const Configuration& in, const IssueSetting& issue,
                      const std::string& at) {
  if (!issue.questionnaire) return std::nullopt;
  const auto form = form_after(c, in, *issue.questionnaire);
  if (!form) return not_found(at + "/questionnaire");
  if (form->status != QuestionnaireStatus::active)
    return refuse(Reason::questionnaire_not_active, at + "/questionnaire",
                  "the questionnaire is not in use",
                  {{"status", std::string(name_of(form->status))}});
  if (form->issue != issue.code)
    return refuse(Reason::questionnaire_of_another_issue, at + "/questionnaire",
                  "the questionnaire is about another issue");
  return std::nullopt;
}

// An issue that the document does not name goes on asking its form.
Refused still_asked(Context& c, const Configuration& in, const QuestionnaireSetting& setting,
                    const std::string& at) {
  if (setting.status == QuestionnaireStatus::active) return std::nullopt;
  const auto standing = standing_form(c, setting);
  if (!standing) return std::nullopt;
  const auto issue = c.tables.get<Issue>(standing->issue_id);
  if (!issue || issue->questionnaire_id != standing->id ||
      std::ranges::find(in.issues, issue->code, &IssueSetting::code) != in.issues.end())
    return std::nullopt;
  return refuse(Reason::questionnaire_in_use, at + "/status", "an issue asks it",
                {{"issue_id", issue->id.value}, {"issue", issue->name}});
}

}  // namespace

std::optional<Questionnaire> form_of(Context& c, const QuestionnaireNamed& form) {
  return c.tables.first<Questionnaire>(by::questionnaire_code, form.code, form.version);
}

std::vector<QuestionnaireSetting> forms_of(Context& c) {
  std::vector<QuestionnaireSetting> out;
  for (auto& form : c.tables.all<Questionnaire>(by::questionnaire_code)) {
    out.push_back({.code = form.code,
                   .version = form.version,
                   .url = form.url,
                   .title = form.title,
                   .status = form.status,
                   .description = form.description,
                   .publisher = form.publisher,
                   .copyright = form.copyright,
                   .codes = form.codes,
                   .items = form.items,
                   .scales = form.scales,
                   .score_rules = form.score_rules,
                   .triage_scale = form.triage_scale,
                   .suggestions = form.suggestions});
    if (form.issue_id) out.back().issue = c.tables.known<Issue>(form.issue_id).code;
  }
  return out;
}

void forms_in(Shape& shape, const std::vector<QuestionnaireSetting>& forms) {
  std::set<std::pair<std::string, std::string>> versions;
  for (std::size_t i = 0; i < forms.size(); ++i)
    shape.require(versions.emplace(forms[i].code, forms[i].version).second,
                  Shape::at("/questionnaires", i) + "/version", "stands twice");
}

Refused unfit_forms(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.questionnaires.size(); ++i) {
    const auto& form = in.questionnaires[i];
    const auto at = Shape::at("/questionnaires", i);
    const bool comes_along =
        std::ranges::find(in.issues, form.issue, &IssueSetting::code) != in.issues.end();
    if (!form.issue.empty() && !comes_along && !issue_id_of(c, form.issue))
      return not_found(at + "/issue");
    if (auto refused = invalid(form, row_of(c, form), at)) return refused;
    if (auto refused = forbidden(c, form, at)) return refused;
    if (auto refused = still_asked(c, in, form, at)) return refused;
  }
  for (std::size_t i = 0; i < in.issues.size(); ++i)
    if (auto refused = asked_in_vain(c, in, in.issues[i], Shape::at("/issues", i))) return refused;
  return std::nullopt;
}

void put_forms(Context& c, const std::vector<QuestionnaireSetting>& forms, SettingsImported& into) {
  for (auto& setting : forms) {
    const auto standing = standing_form(c, setting);
    Questionnaire row = row_of(c, setting);
    ++(!standing                                                    ? into.added
       : standing->status != row.status || !is_same(*standing, row) ? into.changed
                                                                    : into.unchanged);
    const bool waits = standing && row.status == QuestionnaireStatus::retired;
    if (waits) row.status = standing->status;
    SettingsImported done;
    put_setting<Questionnaire>(c, standing, row, done);
  }
}

void retire_forms(Context& c, const std::vector<QuestionnaireSetting>& forms) {
  for (auto& setting : forms) {
    auto form = standing_form(c, setting).value();
    if (setting.status != QuestionnaireStatus::retired || form.status == setting.status) continue;
    form.status = setting.status;
    c.tables.update(form);
  }
}

}  // namespace onward
