// Messages that may tell of damage, and so hold any bytes.
#pragma once

#include <string>
#include <string_view>

namespace onward {

// A text whatever comes in: each byte that belongs to none, and U+0000, becomes U+FFFD.
std::string legible(std::string_view);

}  // namespace onward
