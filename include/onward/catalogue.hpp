// Refusals in words a caseworker understands.
#pragma once

#include "onward/result.hpp"

namespace onward {

// The refusal's sentence in the locale ("en"), its facts filled in; English for unknown locales.
std::string render(const Refusal&, std::string_view locale = "en");

// The sentence itself, with {fact} where a fact goes; every Reason has one.
std::string_view text_of(Reason, std::string_view locale = "en");

}  // namespace onward
