#include "legible.hpp"

#include "text.hpp"

namespace onward {

std::string legible(std::string_view in) {
  constexpr std::size_t character_bytes_max = 4;
  if (is_text(in)) return std::string(in);
  std::string out;
  while (!in.empty()) {
    std::size_t size = 1;
    while (size <= character_bytes_max && !is_text(in.substr(0, size))) ++size;
    const bool is_character = size <= character_bytes_max;
    out += is_character ? in.substr(0, size) : "\xEF\xBF\xBD";
    in.remove_prefix(is_character ? size : 1);
  }
  return out;
}

}  // namespace onward
