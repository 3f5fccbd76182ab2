// Answers to questionnaires: written down, completed, explained; and what they speak for.
#pragma once

#include "onward/json.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/questionnaire.hpp"

namespace onward {

constexpr RowOptions answered_items{.privacy = Privacy::special, .limit = questionnaire_items_max};

struct StartResponse {
  QuestionnaireId questionnaire_id{};
  ClientId client_id{};
  NeedId need_id{};
  std::optional<Instant> authored_at{};
  std::vector<ResponseItem> items{};
};
template <>
inline constexpr auto rows<StartResponse> = std::array{
    row<&StartResponse::questionnaire_id>(1, "questionnaire_id", "What is asked; it is in use."),
    row<&StartResponse::client_id>(2, "client_id", "Who is asked."),
    row<&StartResponse::need_id>(
        3, "need_id", "The need they are given for, if it was sent; 0 or absent for none yet.",
        may_be_absent),
    row<&StartResponse::authored_at>(4, "authored_at", "When they were given; absent is now."),
    row<&StartResponse::items>(5, "items", "The answers so far.", answered_items),
};
ONWARD_RECORD(StartResponse);
struct SaveResponse {
  QuestionnaireResponseId response_id{};
  std::int64_t revision = 0;
  std::vector<ResponseItem> items{};
  std::optional<Instant> authored_at{};
};
template <>
inline constexpr auto rows<SaveResponse> = std::array{
    row<&SaveResponse::response_id>(1, "response_id", "The response meant."),
    row<&SaveResponse::revision>(2, "revision", "The revision that was read."),
    row<&SaveResponse::items>(3, "items", "All answers; they take the place of those before.",
                              answered_items),
    row<&SaveResponse::authored_at>(4, "authored_at", "When they were given; absent is now."),
};
ONWARD_RECORD(SaveResponse);
struct CompleteResponse {
  QuestionnaireResponseId response_id{};
  std::int64_t revision = 0;
  std::optional<std::vector<ResponseItem>> items{};
  std::optional<Instant> authored_at{};
};
template <>
inline constexpr auto rows<CompleteResponse> = std::array{
    row<&CompleteResponse::response_id>(1, "response_id", "The response meant."),
    row<&CompleteResponse::revision>(2, "revision", "The revision that was read."),
    row<&CompleteResponse::items>(3, "items", "All answers; absent for those that were saved.",
                                  answered_items),
    row<&CompleteResponse::authored_at>(4, "authored_at", "When they were given; absent is now."),
};
ONWARD_RECORD(CompleteResponse);
struct ResponseRef {
  QuestionnaireResponseId response_id{};
};
template <>
inline constexpr auto rows<ResponseRef> = std::array{
    row<&ResponseRef::response_id>(1, "response_id", "The response meant."),
};
ONWARD_RECORD(ResponseRef);

struct ListResponses {
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListResponses> = std::array{
    row<&ListResponses::client_id>(1, "client_id", "Whose answers."),
    row<&ListResponses::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListResponses::cursor>(3, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
};
ONWARD_RECORD(ListResponses);
// A response without its answers.
struct ResponseLine {
  QuestionnaireResponseId id{};
  std::int64_t revision = 0;
  QuestionnaireId questionnaire_id{};
  std::string title{};
  IssueId issue_id{};
  NeedId need_id{};
  OrganizationId organization_id{};
  StaffId recorded_by{};
  std::optional<Instant> authored_at{};
  ResponseStatus status = ResponseStatus::in_progress;
};
template <>
inline constexpr auto rows<ResponseLine> = std::array{
    row<&ResponseLine::id>(1, "id", "Given by the store; never reused."),
    row<&ResponseLine::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ResponseLine::questionnaire_id>(3, "questionnaire_id", "What was asked."),
    row<&ResponseLine::title>(4, "title", "The name people know the form by."),
    row<&ResponseLine::issue_id>(5, "issue_id", "The type of help it is about; 0 is none."),
    row<&ResponseLine::need_id>(6, "need_id", "The need they were given for, or 0."),
    row<&ResponseLine::organization_id>(7, "organization_id", "Who asked."),
    row<&ResponseLine::recorded_by>(8, "recorded_by", "The member of staff who wrote them down."),
    row<&ResponseLine::authored_at>(9, "authored_at", "When they were given."),
    row<&ResponseLine::status>(10, "status", "Whether more is expected."),
};
ONWARD_RECORDS(ResponseLine);
struct ResponsePage {
  std::vector<ResponseLine> responses{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ResponsePage> = std::array{
    row<&ResponsePage::responses>(1, "responses", "Those one may see, the oldest first."),
    row<&ResponsePage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ResponsePage);

struct ResponseScores {
  QuestionnaireResponseId response_id{};
  std::vector<Score> scores{};
  std::optional<Score> triage{};
};
template <>
inline constexpr auto rows<ResponseScores> = std::array{
    row<&ResponseScores::response_id>(1, "response_id", "The response meant."),
    row<&ResponseScores::scores>(2, "scores", "One for each scale, in the form's order.",
                                 is_special),
    row<&ResponseScores::triage>(
        3, "triage", "How pressing it is; absent when the form does not say.", is_special),
};
ONWARD_RECORD(ResponseScores);
struct IssueSuggested {
  IssueId issue_id{};
  std::string name{};
  SuggestedIssue suggestion{};
};
template <>
inline constexpr auto rows<IssueSuggested> = std::array{
    row<&IssueSuggested::issue_id>(1, "issue_id", "The type of help; it is in use."),
    row<&IssueSuggested::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&IssueSuggested::suggestion>(3, "suggestion", "Why, and from which answers and scores.",
                                     is_special),
};
ONWARD_RECORDS(IssueSuggested);
struct IssuesSuggested {
  QuestionnaireResponseId response_id{};
  std::vector<IssueSuggested> issues{};
  std::vector<std::string> not_in_use{};
};
template <>
inline constexpr auto rows<IssuesSuggested> = std::array{
    row<&IssuesSuggested::response_id>(1, "response_id", "The response meant."),
    row<&IssuesSuggested::issues>(2, "issues", "One for each rule that holds, in their order.",
                                  is_special),
    row<&IssuesSuggested::not_in_use>(
        3, "not_in_use", "Codes that the answers speak for, and that are no type of help in use.",
        is_special),
};
ONWARD_RECORD(IssuesSuggested);

struct FindAskedItems {
  QuestionnaireId questionnaire_id{};
  std::vector<ResponseItem> items{};
};
template <>
inline constexpr auto rows<FindAskedItems> = std::array{
    row<&FindAskedItems::questionnaire_id>(1, "questionnaire_id", "The form that is filled in."),
    row<&FindAskedItems::items>(2, "items",
                                "The answers so far; what the form does not ask counts as none.",
                                answered_items),
};
ONWARD_RECORD(FindAskedItems);
struct AskedItems {
  std::vector<AskedItem> items{};
};
template <>
inline constexpr auto rows<AskedItems> = std::array{
    row<&AskedItems::items>(1, "items", "Every item at every place, in the form's order.",
                            {.limit = questionnaire_places_max}),
};
ONWARD_RECORD(AskedItems);

struct ImportFhirResponse {
  Json fhir{};
  QuestionnaireId questionnaire_id{};
  ClientId client_id{};
  NeedId need_id{};
};
template <>
inline constexpr auto rows<ImportFhirResponse> = std::array{
    row<&ImportFhirResponse::fhir>(
        1, "fhir", "A FHIR R4 QuestionnaireResponse as JSON: in progress, completed or amended.",
        is_special),
    row<&ImportFhirResponse::questionnaire_id>(
        2, "questionnaire_id",
        "What was asked; it is in use, and the one that fhir names, if any."),
    row<&ImportFhirResponse::client_id>(3, "client_id", "Whose answers they are."),
    row<&ImportFhirResponse::need_id>(
        4, "need_id", "The need they are given for, if it was sent; 0 or absent for none yet.",
        may_be_absent),
};
ONWARD_RECORD(ImportFhirResponse);
struct ResponseImported {
  QuestionnaireResponse response{};
  std::vector<std::string> left_out{};
};
template <>
inline constexpr auto rows<ResponseImported> = std::array{
    row<&ResponseImported::response>(1, "response", "What was made of it."),
    row<&ResponseImported::left_out>(
        2, "left_out",
        "JSON pointers into the request: what has no place here. Told once: a repeated idempotency "
        "key answers the response without them."),
};
ONWARD_RECORD(ResponseImported);
struct ResponseExported {
  QuestionnaireResponseId response_id{};
  Json fhir{};
  std::vector<std::string> left_out{};
};
template <>
inline constexpr auto rows<ResponseExported> = std::array{
    row<&ResponseExported::response_id>(1, "response_id", "The response meant."),
    row<&ResponseExported::fhir>(2, "fhir", "A FHIR R4 QuestionnaireResponse as JSON.", is_special),
    row<&ResponseExported::left_out>(3, "left_out",
                                     "JSON pointers into the response: what has no place in FHIR."),
};
ONWARD_RECORD(ResponseExported);

namespace questionnaire_response {
using start = Tag<"questionnaire_response.start", StartResponse, QuestionnaireResponse>;
using save = Tag<"questionnaire_response.save", SaveResponse, QuestionnaireResponse>;
using complete = Tag<"questionnaire_response.complete", CompleteResponse, QuestionnaireResponse>;
using amend = Tag<"questionnaire_response.amend", SaveResponse, QuestionnaireResponse>;
using get = Tag<"questionnaire_response.get", ResponseRef, QuestionnaireResponse>;
using list = Tag<"questionnaire_response.list", ListResponses, ResponsePage>;
using import_fhir = Tag<"questionnaire_response.import_fhir", ImportFhirResponse, ResponseImported>;
using export_fhir = Tag<"questionnaire_response.export_fhir", ResponseRef, ResponseExported>;
using score = Tag<"questionnaire_response.score", ResponseRef, ResponseScores>;
using suggest = Tag<"questionnaire_response.suggest", ResponseRef, IssuesSuggested>;
using find_asked = Tag<"questionnaire_response.find_asked", FindAskedItems, AskedItems>;
}  // namespace questionnaire_response

}  // namespace onward
