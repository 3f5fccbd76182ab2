// Intake: drafts, questionnaires and answers.
#include "operations/table/table.hpp"

#include "operations/intakes.hpp"
#include "operations/questionnaire_responses.hpp"
#include "operations/questionnaires.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<intake::begin, begin_intake>(
        writes, create, "Begin a draft with a client, a need or a service that one looks at."),
    op<intake::save, save_intake>(writes, create,
                                  "Keep a draft, new or changed; anything may be missing."),
    op<intake::get, get_intake>(audited, see,
                                "One of the active organisation's intakes, with its files."),
    op<intake::list, list_intakes>(audited, see, "The active organisation's drafts."),
    op<intake::discard, discard_intake>(writes, create, "Give a draft up."),
    op<intake::validate, validate_intake>(
        audited, create,
        "Look at a draft before it is sent: all that is missing, and what it says."),
    op<intake::submit, submit_intake>(
        writes, create, "Send a draft: its client, the consent and every need, all or none."),
    op<questionnaire::define, define_questionnaire>(
        writes, configure, "Define a version of a questionnaire; what cannot work is refused."),
    op<questionnaire::get, get_questionnaire>(reads, see, "One questionnaire, whole."),
    op<questionnaire::list, list_questionnaires>(reads, see,
                                                 "The questionnaires, without their questions."),
    op<questionnaire::activate, activate_questionnaire>(writes, configure,
                                                        "Put a draft in use, as it is."),
    op<questionnaire::retire, retire_questionnaire>(writes, configure,
                                                    "Take a questionnaire out of use."),
    op<questionnaire::import_fhir, import_fhir_questionnaire>(
        writes, configure, "Define a version from a FHIR R4 Questionnaire."),
    op<questionnaire::export_fhir, export_fhir_questionnaire>(
        reads, see, "A questionnaire as a FHIR R4 Questionnaire."),
    op<questionnaire_response::start, start_response>(
        writes, create, "Begin a client's answers to a questionnaire."),
    op<questionnaire_response::save, save_response>(
        writes, create, "Keep the answers so far; some may be missing."),
    op<questionnaire_response::complete, complete_response>(
        writes, create, "End the answers; what is required and asked must be there."),
    op<questionnaire_response::amend, amend_response>(writes, create,
                                                      "Correct answers that are complete."),
    op<questionnaire_response::get, get_response>(
        audited, see, "One client's answers; leaves an entry that says who looked."),
    op<questionnaire_response::import_fhir, import_fhir_response>(
        writes, create, "Take a client's answers from a FHIR R4 QuestionnaireResponse."),
    op<questionnaire_response::export_fhir, export_fhir_response>(
        audited, see, "One client's answers as a FHIR R4 QuestionnaireResponse."),
    op<questionnaire_response::list, list_responses>(
        audited, see, "What a client was asked, as far as one may see it; without answers."),
    op<questionnaire_response::score, score_response>(
        audited, see, "What the answers score, and which answer gave which points."),
    op<questionnaire_response::suggest, suggest_issues>(
        audited, see, "Types of help that the answers speak for, and why."),
    op<questionnaire_response::find_asked, find_asked_items>(
        reads, see, "What a form asks after the answers so far; nothing is kept."),
};

}  // namespace

OperationSection intake_operations() { return table; }

}  // namespace onward
