// Questionnaires: their versions, and their FHIR R4 JSON.
#pragma once

#include "onward/model/questionnaire.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct DefineQuestionnaire {
  std::string code{};
  std::string version{};
  std::string url{};
  std::string title{};
  QuestionnaireStatus status = QuestionnaireStatus::active;
  IssueId issue_id{};
  std::string description{};
  std::string publisher{};
  std::string copyright{};
  std::vector<Coding> codes{};
  std::vector<QuestionnaireItem> items{};
  std::vector<ScoreScale> scales{};
  std::vector<ScoreRule> score_rules{};
  std::string triage_scale{};
  std::vector<IssueSuggestion> suggestions{};
  std::int64_t revision = 0;
};
template <>
inline constexpr auto rows<DefineQuestionnaire> = std::array{
    row<&DefineQuestionnaire::code>(
        1, "code", "Stable over versions: letters, digits, '-' and '.', at most 64."),
    row<&DefineQuestionnaire::version>(
        2, "version", "The version, for example 2.0; empty is the first.", may_be_absent),
    row<&DefineQuestionnaire::url>(3, "url", "The form's address in the world, or empty.",
                                   may_be_absent),
    row<&DefineQuestionnaire::title>(4, "title", "The name people know it by.", may_be_absent),
    row<&DefineQuestionnaire::status>(5, "status", "Active or draft; active when absent.",
                                      may_be_absent),
    row<&DefineQuestionnaire::issue_id>(
        6, "issue_id", "The type of help it is about; 0 or absent for a screening.", may_be_absent),
    row<&DefineQuestionnaire::description>(7, "description", "What it is for.",
                                           {.limit = text_limit_long, .may_be_absent = true}),
    row<&DefineQuestionnaire::publisher>(8, "publisher", "Who publishes it.", may_be_absent),
    row<&DefineQuestionnaire::copyright>(9, "copyright", "The notice that must go with it.",
                                         {.limit = text_limit_long, .may_be_absent = true}),
    row<&DefineQuestionnaire::codes>(10, "codes", "The same form in code systems, as LOINC."),
    row<&DefineQuestionnaire::items>(11, "items", "Groups, questions and texts, in their order.",
                                     {.limit = questionnaire_items_max}),
    row<&DefineQuestionnaire::scales>(12, "scales", "What is scored."),
    row<&DefineQuestionnaire::score_rules>(13, "score_rules",
                                           "Points for answers that are no options."),
    row<&DefineQuestionnaire::triage_scale>(
        14, "triage_scale", "Code of the scale that says how pressing it is, or empty.",
        may_be_absent),
    row<&DefineQuestionnaire::suggestions>(15, "suggestions",
                                           "Types of help that answers speak for."),
    row<&DefineQuestionnaire::revision>(
        16, "revision", "Of the draft that it replaces; 0 or absent for a new version.",
        may_be_absent),
};
ONWARD_RECORD(DefineQuestionnaire);
struct QuestionnaireRef {
  QuestionnaireId questionnaire_id{};
};
template <>
inline constexpr auto rows<QuestionnaireRef> = std::array{
    row<&QuestionnaireRef::questionnaire_id>(1, "questionnaire_id", "The questionnaire meant."),
};
ONWARD_RECORD(QuestionnaireRef);

struct ListQuestionnaires {
  std::optional<QuestionnaireStatus> status{};
  IssueId issue_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListQuestionnaires> = std::array{
    row<&ListQuestionnaires::status>(1, "status", "Only with this status; absent for all."),
    row<&ListQuestionnaires::issue_id>(
        2, "issue_id", "Only about this type of help; 0 or absent for all.", may_be_absent),
    row<&ListQuestionnaires::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                    may_be_absent),
    row<&ListQuestionnaires::cursor>(4, "cursor", "From the page before; absent for the first.",
                                     {.limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ListQuestionnaires);
// A questionnaire without its questions.
struct QuestionnaireLine {
  QuestionnaireId id{};
  std::string code{};
  std::string version{};
  std::string title{};
  QuestionnaireStatus status = QuestionnaireStatus::draft;
  IssueId issue_id{};
  std::int64_t items = 0;
};
template <>
inline constexpr auto rows<QuestionnaireLine> = std::array{
    row<&QuestionnaireLine::id>(1, "id", "Given by the store; never reused."),
    row<&QuestionnaireLine::code>(2, "code", "Stable over versions."),
    row<&QuestionnaireLine::version>(3, "version", "The version."),
    row<&QuestionnaireLine::title>(4, "title", "The name people know it by."),
    row<&QuestionnaireLine::status>(5, "status", "Whether it is in use."),
    row<&QuestionnaireLine::issue_id>(6, "issue_id", "The type of help it is about; 0 is none."),
    row<&QuestionnaireLine::items>(7, "items", "Groups, questions and texts, counted."),
};
ONWARD_RECORDS(QuestionnaireLine);
struct QuestionnairePage {
  std::vector<QuestionnaireLine> questionnaires{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<QuestionnairePage> = std::array{
    row<&QuestionnairePage::questionnaires>(1, "questionnaires",
                                            "In the order of their codes and versions."),
    row<&QuestionnairePage::cursor>(2, "cursor", "For the next page; empty at the end.",
                                    {.limit = text_limit_long}),
};
ONWARD_RECORD(QuestionnairePage);

struct ImportFhirQuestionnaire {
  Json fhir{};
  IssueId issue_id{};
  bool as_draft = false;
};
template <>
inline constexpr auto rows<ImportFhirQuestionnaire> = std::array{
    row<&ImportFhirQuestionnaire::fhir>(1, "fhir",
                                        "A FHIR R4 Questionnaire as JSON; its id is the code."),
    row<&ImportFhirQuestionnaire::issue_id>(
        2, "issue_id", "The type of help it is about; 0 or absent for a screening.", may_be_absent),
    row<&ImportFhirQuestionnaire::as_draft>(
        3, "as_draft",
        "True to have it as a draft, to which scores and suggestions are added before its use.",
        may_be_absent),
};
ONWARD_RECORD(ImportFhirQuestionnaire);
struct QuestionnaireImported {
  Questionnaire questionnaire{};
  std::vector<std::string> left_out{};
};
template <>
inline constexpr auto rows<QuestionnaireImported> = std::array{
    row<&QuestionnaireImported::questionnaire>(1, "questionnaire", "What was made of it."),
    row<&QuestionnaireImported::left_out>(
        2, "left_out", "JSON pointers into the request: what has no place here."),
};
ONWARD_RECORD(QuestionnaireImported);
struct QuestionnaireExported {
  Json fhir{};
  std::vector<std::string> left_out{};
};
template <>
inline constexpr auto rows<QuestionnaireExported> = std::array{
    row<&QuestionnaireExported::fhir>(1, "fhir", "A FHIR R4 Questionnaire as JSON."),
    row<&QuestionnaireExported::left_out>(
        2, "left_out", "JSON pointers into the questionnaire: what has no place in FHIR."),
};
ONWARD_RECORD(QuestionnaireExported);

namespace questionnaire {
using define = Tag<"questionnaire.define", DefineQuestionnaire, Questionnaire>;
using get = Tag<"questionnaire.get", QuestionnaireRef, Questionnaire>;
using list = Tag<"questionnaire.list", ListQuestionnaires, QuestionnairePage>;
using activate = Tag<"questionnaire.activate", QuestionnaireRef, Questionnaire>;
using retire = Tag<"questionnaire.retire", QuestionnaireRef, Questionnaire>;
using import_fhir =
    Tag<"questionnaire.import_fhir", ImportFhirQuestionnaire, QuestionnaireImported>;
using export_fhir = Tag<"questionnaire.export_fhir", QuestionnaireRef, QuestionnaireExported>;
}  // namespace questionnaire

}  // namespace onward
