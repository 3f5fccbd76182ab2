// FHIR's codes for what questionnaires are made of.
#pragma once

#include "interchange/fhir_reading.hpp"

namespace onward {

constexpr std::string_view fhir_total_scale = "total";  // of ordinal values, which name no scale

inline constexpr std::array fhir_item_types{
    FhirCode{"group", ItemType::group},
    FhirCode{"display", ItemType::display},
    FhirCode{"boolean", ItemType::boolean},
    FhirCode{"decimal", ItemType::decimal},
    FhirCode{"integer", ItemType::integer},
    FhirCode{"date", ItemType::date},
    FhirCode{"dateTime", ItemType::date_time},
    FhirCode{"time", ItemType::time},
    FhirCode{"string", ItemType::string},
    FhirCode{"text", ItemType::text},
    FhirCode{"url", ItemType::url},
    FhirCode{"choice", ItemType::choice},
    FhirCode{"open-choice", ItemType::open_choice},
    FhirCode{"quantity", ItemType::quantity},
};
inline constexpr std::array fhir_operators{
    FhirCode{"exists", AnswerOperator::exists}, FhirCode{"=", AnswerOperator::equal},
    FhirCode{"!=", AnswerOperator::not_equal},  FhirCode{">", AnswerOperator::greater},
    FhirCode{"<", AnswerOperator::less},        FhirCode{">=", AnswerOperator::at_least},
    FhirCode{"<=", AnswerOperator::at_most},
};
inline constexpr std::array fhir_behaviors{
    FhirCode{"all", ConditionBehavior::all},
    FhirCode{"any", ConditionBehavior::any},
};
inline constexpr std::array fhir_questionnaire_statuses{
    FhirCode{"draft", QuestionnaireStatus::draft},
    FhirCode{"active", QuestionnaireStatus::active},
    FhirCode{"retired", QuestionnaireStatus::retired},
};
inline constexpr std::array fhir_response_statuses{
    FhirCode{"in-progress", ResponseStatus::in_progress},
    FhirCode{"completed", ResponseStatus::completed},
    FhirCode{"amended", ResponseStatus::amended},
    FhirCode{"entered-in-error", ResponseStatus::entered_in_error},
    FhirCode{"stopped", ResponseStatus::stopped},
};

template <class E, std::size_t N>
std::string_view fhir_code(const std::array<FhirCode<E>, N>& codes, E value) {
  return codes[static_cast<std::size_t>(value)].code;
}
template <class E, std::size_t N>
constexpr bool in_order(const std::array<FhirCode<E>, N>& codes) {
  if (N != names<E>.size()) return false;
  for (std::size_t i = 0; i < N; ++i)
    if (static_cast<std::size_t>(codes[i].value) != i) return false;
  return true;
}
static_assert(in_order(fhir_item_types) && in_order(fhir_operators) && in_order(fhir_behaviors) &&
              in_order(fhir_questionnaire_statuses) && in_order(fhir_response_statuses));

}  // namespace onward
