// The questionnaires of a configuration: by code and version, and by the code of their issue.
#pragma once

#include "onward/operations/configuration.hpp"
#include "operations/context.hpp"
#include "operations/shape.hpp"

namespace onward {

std::optional<Questionnaire> form_of(Context&, const QuestionnaireNamed&);
// Every version, by code and version.
std::vector<QuestionnaireSetting> forms_of(Context&);

// What is wrong with each by itself.
void forms_in(Shape&, const std::vector<QuestionnaireSetting>&);
// What forbids them, and that issues ask them, as the document would leave the store.
//   refused  not_found (the issue, the form), questionnaire_invalid, name_taken (what was in use
//   has
//            other questions), questionnaire_not_active, questionnaire_of_another_issue,
//            questionnaire_in_use; in this order
Refused unfit_forms(Context&, const Configuration&);

// Issues stand already, and do not ask new forms yet. What is retired goes on being asked until
// retire_forms.
void put_forms(Context&, const std::vector<QuestionnaireSetting>&, SettingsImported& into);
void retire_forms(Context&, const std::vector<QuestionnaireSetting>&);

}  // namespace onward
