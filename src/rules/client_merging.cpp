#include "onward/rules/client_merging.hpp"

#include <stdexcept>

#include "json.hpp"

namespace onward {

namespace {

std::string text_of(const Row& member, const ClientDetails& details) {
  std::string out;
  JsonWriter w(out);
  member.type->write(w, member.at(const_cast<ClientDetails*>(&details)));
  return out;
}

void set(const Row& member, const std::string& text, ClientDetails& details) {
  auto document = JsonDocument::parse(text);
  std::vector<Problem> problems;
  if (document)
    member.type->read(document.value().root(), member.at(&details), member, {}, problems);
  if (!document || !problems.empty()) throw std::logic_error("a member is not read as written");
}

}  // namespace

ClientDetails details_without_choice(const ClientDetails& before, const ClientDetails& chosen,
                                     ClientDetails now) {
  for (auto& member : rows<ClientDetails>) {
    const auto was = text_of(member, before), choice = text_of(member, chosen);
    if (was != choice && text_of(member, now) == choice) set(member, was, now);
  }
  return now;
}

}  // namespace onward
