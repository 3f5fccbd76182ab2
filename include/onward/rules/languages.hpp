// Names of languages, as directories write them, and their codes.
#pragma once

#include <string_view>

namespace onward {

// The ISO 639-1 code of a language by its English name, in any case; empty when it is not known.
std::string_view language_code(std::string_view name);

// Whether it is a code of ISO 639-1 or, with three letters, of ISO 639-3; in lower case.
bool is_language_code(std::string_view code);

}  // namespace onward
