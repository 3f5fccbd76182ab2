// One member of a described struct as text, and back: for rules that go through all members.
#pragma once

#include <string>

#include "onward/schema.hpp"

namespace onward {

std::string text_of(const Row& member, const void* object);
//   throws  logic_error for what text_of did not write
void set(const Row& member, const std::string& text, void* object);

}  // namespace onward
