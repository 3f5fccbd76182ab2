// Refusals in words a caseworker understands.
#pragma once

#include "onward/result.hpp"

namespace onward {

// The refusal's sentence in the locale ("en"), its facts filled in; English for unknown locales.
std::string render(const Refusal&, std::string_view locale = "en");

// The sentence itself; every Reason has one. {fact} is where a fact goes, always within a clause
// in [brackets], which is left out when the refusal lacks the fact.
std::string_view text_of(Reason, std::string_view locale = "en");

}  // namespace onward
