// Problems of forms and answers, told by their path in the FHIR text they came from.
#pragma once

#include "onward/result.hpp"

namespace onward {

// A path into a form or a response, as one into the request's /fhir, as far as that has the member.
// `item_paths` says where in the text each item stands.
std::string fhir_path(std::string_view path, const std::vector<std::string>& item_paths);

// What is no FHIR, with its paths below the request's /fhir.
Refusal below_fhir(Refusal);

}  // namespace onward
