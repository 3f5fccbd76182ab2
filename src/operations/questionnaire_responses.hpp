// Answers to questionnaires: written down, completed, corrected; scored and read for suggestions.
#pragma once

#include "onward/operations/questionnaire_responses.hpp"
#include "operations/answers.hpp"
#include "operations/row.hpp"

namespace onward {

// Answers are their recorder's until they are completed and given to a need. Who begins and leaves
// them is taken to have given up after 28 days (system.tick).
//   refused  malformed_request (authored_at), not_found (client, questionnaire, need),
//            questionnaire_not_active, questionnaire_of_another_issue (than the need's),
//            answers_invalid (every problem by its path); in this order
//   writes   the response
Result<QuestionnaireResponse> start_response(Context&, const StartResponse&);

//   refused  malformed_request (authored_at), not_found, phase_forbids (more is not expected),
//            revision_changed, answers_invalid; in this order
//   writes   the response, when it differs
Result<QuestionnaireResponse> save_response(Context&, const SaveResponse&);

// Every item that is required and asked has an answer.
//   refused  as save_response; paths into `items`, or into the saved ones
//   writes   the response
Result<QuestionnaireResponse> complete_response(Context&, const CompleteResponse&);

// Corrects a completed response, which must be complete again.
//   refused  as save_response
//   writes   the response, when it differs
Result<QuestionnaireResponse> amend_response(Context&, const SaveResponse&);

//   refused  not_found
Result<QuestionnaireResponse> get_response(Context&, const ResponseRef&);

// Answers that were written down elsewhere, whole or so far, as if by questionnaire_response.start;
// completed ones are complete. Whose they are the request says: names of others' records are told
// as left out.
//   refused  malformed_request (what is no FHIR, or struck, or given up, by its path), then as
//            start_response, with paths into the FHIR text
//   writes   the response
//   source   docs/decisions/0012
Result<ResponseImported> import_fhir_response(Context&, const ImportFhirResponse&);

//   refused  not_found
Result<ResponseExported> export_fhir_response(Context&, const ResponseRef&);

// Whoever sees the client is told of those responses that they see.
//   refused  malformed_request (limit), cursor_invalid, not_found (the client); in this order
Result<ResponsePage> list_responses(Context&, const ListResponses&);

// Which answer gave which points; while answers are missing, of a part.
//   refused  not_found
Result<ResponseScores> score_response(Context&, const ResponseRef&);

// Types of help that the answers speak for, with the reason. Nothing follows by itself.
//   refused  not_found
Result<IssuesSuggested> suggest_issues(Context&, const ResponseRef&);

// What is asked now, for whoever shows a form while it is filled in; nothing is kept.
//   refused  not_found, answers_invalid (too many places)
//   source   docs/decisions/0011
Result<AskedItems> find_asked_items(Context&, const FindAskedItems&);

// An audited look-up names what it showed.
template <> struct Again<ResponsePage> {
  static std::vector<std::int64_t> ids(const ResponsePage&);
};
template <> struct Again<ResponseScores> {
  static std::vector<std::int64_t> ids(const ResponseScores& s) { return {s.response_id.value}; }
};
template <> struct Again<ResponseExported> {
  static std::vector<std::int64_t> ids(const ResponseExported& r) { return {r.response_id.value}; }
};
template <> struct Again<ResponseImported> {
  static std::vector<std::int64_t> ids(const ResponseImported& r) { return {r.response.id.value}; }
  static std::optional<ResponseImported> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<IssuesSuggested> {
  static std::vector<std::int64_t> ids(const IssuesSuggested& s) { return {s.response_id.value}; }
};

}  // namespace onward
