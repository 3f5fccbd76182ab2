// Names of languages, as directories write them.
#pragma once

#include <string_view>

namespace onward {

// The ISO 639-1 code of a language by its English name, in any case; empty when it is not known.
std::string_view language_code(std::string_view name);

}  // namespace onward
