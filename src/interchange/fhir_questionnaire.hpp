// FHIR R4 Questionnaire and QuestionnaireResponse, as JSON text. docs/decisions/0012 has the
// choices and why.
#pragma once

#include "onward/model/questionnaire.hpp"
#include "onward/result.hpp"

namespace onward {

// What was read is not checked yet: rules/questionnaire.hpp does that. `item_paths` says for each
// item where it stands in the text.
struct FhirQuestionnaire {
  Questionnaire questionnaire{};  // without identifiers of the store; its code is FHIR's id
  std::vector<std::string> left_out{};    // JSON pointers: what has no place here
  std::vector<std::string> item_paths{};  // JSON pointers
};
// Refused as malformed_request, with every problem and its path.
Result<FhirQuestionnaire> read_fhir_questionnaire(std::string_view json);

// What a response refers to by FHIR's identifiers; empty is absent.
struct FhirLinks {
  std::string id{};
  std::string questionnaire{};  // canonical: an address, and perhaps '|' and a version
  std::string subject{};
  std::string author{};
  std::string source{};
};

struct FhirResponse {
  QuestionnaireResponse response{};  // without identifiers of the store
  FhirLinks links{};
  std::vector<std::string> left_out{};
  std::vector<std::string> item_paths{};
  std::vector<std::vector<bool>> is_address{};  // of each item's answers: a text that is a valueUri
};
Result<FhirResponse> read_fhir_response(std::string_view json);

struct FhirText {
  std::string json{};
  std::vector<std::string> left_out{};  // JSON pointers into what was written
};
// Throw std::invalid_argument when items stand below each other in over 16 storeys, or where there
// is nothing to stand under. The response's own form says which texts are addresses.
FhirText write_fhir(const Questionnaire&);
FhirText write_fhir(const QuestionnaireResponse&, const FhirLinks&, const Questionnaire& form);

}  // namespace onward
