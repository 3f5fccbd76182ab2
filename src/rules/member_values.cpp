#include "rules/member_values.hpp"

#include <stdexcept>

#include "json.hpp"

namespace onward {

std::string text_of(const Row& member, const void* object) {
  std::string out;
  JsonWriter w(out);
  member.type->write(w, member.at(const_cast<void*>(object)));
  return out;
}

void set(const Row& member, const std::string& text, void* object) {
  auto document = JsonDocument::parse(text);
  std::vector<Problem> problems;
  if (document) member.type->read(document.value().root(), member.at(object), member, {}, problems);
  if (!document || !problems.empty()) throw std::logic_error("a member is not read as written");
}

}  // namespace onward
