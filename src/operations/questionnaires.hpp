// Questionnaires: defined in versions, put in use, retired; and their FHIR JSON.
#pragma once

#include "onward/operations/questionnaires.hpp"
#include "operations/row.hpp"

namespace onward {

// The form, when it may be asked about the issue.
//   refused  not_found, questionnaire_not_active, questionnaire_of_another_issue; all at the path
Result<Questionnaire> questionnaire_about(Context&, QuestionnaireId, IssueId, std::string path);

// A new version, or another text of a draft. What was answered never changes: a version that was
// in use is not written over. The same again is answered as it stands.
//   refused  malformed_request (status), permission_missing (only the store's first organisation),
//            not_found (the issue), questionnaire_invalid (every problem by its path), name_taken,
//            revision_changed; in this order
//   writes   the questionnaire, when it differs
//   source   docs/decisions/0012 and 0015
Result<Questionnaire> define_questionnaire(Context&, const DefineQuestionnaire&);

// Forms are open inside the network.
//   refused  not_found
Result<Questionnaire> get_questionnaire(Context&, const QuestionnaireRef&);

//   refused  malformed_request (limit), cursor_invalid, not_found (the issue)
Result<QuestionnairePage> list_questionnaires(Context&, const ListQuestionnaires&);

//   refused  permission_missing, not_found, questionnaire_not_active (it is retired)
//   writes   the questionnaire, when it was a draft
Result<Questionnaire> activate_questionnaire(Context&, const QuestionnaireRef&);

// Nobody is asked any more; what was begun may be completed, and what was answered stays.
//   refused  permission_missing, not_found, questionnaire_in_use (an issue asks it)
//   writes   the questionnaire, when it was in use, or a draft
Result<Questionnaire> retire_questionnaire(Context&, const QuestionnaireRef&);

//   refused  malformed_request (what is no FHIR, by its path), then as define_questionnaire, with
//            paths into the FHIR text
//   writes   the questionnaire, when it differs
Result<QuestionnaireImported> import_fhir_questionnaire(Context&, const ImportFhirQuestionnaire&);

//   refused  not_found
Result<QuestionnaireExported> export_fhir_questionnaire(Context&, const QuestionnaireRef&);

// What was left out is in no row.
template <> struct Again<QuestionnaireImported> : KeptAnswer {
  static std::vector<std::int64_t> ids(const QuestionnaireImported& in) {
    return {in.questionnaire.id.value};
  }
};

}  // namespace onward
