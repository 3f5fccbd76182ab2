// Short and pet forms of first names.
#pragma once

#include <string_view>

namespace onward {

// Are the two forms of one name, as bob and robert, or bob and rob? Folded; never of equal names.
bool is_nickname(std::string_view a, std::string_view b);

}  // namespace onward
