#include "operations/fhir_paths.hpp"

#include <algorithm>

namespace onward {

namespace {

// Members of an item in FHIR's words. What depends on a type, as answerBoolean, is not told apart.
constexpr std::pair<std::string_view, std::string_view> fhir_members[] = {
    {"link_id", "linkId"},
    {"type", "type"},
    {"codes", "code"},
    {"required", "required"},
    {"repeats", "repeats"},
    {"read_only", "readOnly"},
    {"max_length", "maxLength"},
    {"options", "answerOption"},
    {"initially_selected", "initialSelected"},
    {"value_set", "answerValueSet"},
    {"initial", "initial"},
    {"enable_when", "enableWhen"},
    {"question", "question"},
    {"operator", "operator"},
    {"answers", "answer"},
};

bool is_number(std::string_view part) {
  return !part.empty() && std::ranges::all_of(part, [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace

std::string fhir_path(std::string_view path, const std::vector<std::string>& item_paths) {
  constexpr std::string_view items = "/items/";
  if (path == "/code") return "/fhir/id";
  if (!path.starts_with(items)) return "/fhir";
  std::string out = "/fhir";
  for (std::size_t at = items.size(); at < path.size();) {
    const auto part = path.substr(at, path.find('/', at) - at);
    const auto* known = std::ranges::find(fhir_members, part, [](auto& m) { return m.first; });
    if (at == items.size())
      out += item_paths.at(std::stoull(std::string(part)));
    else if (is_number(part))
      out.append("/").append(part);
    else if (known == std::end(fhir_members))
      break;
    else
      out.append("/").append(known->second);
    at += part.size() + 1;
  }
  return out;
}

Refusal below_fhir(Refusal refusal) {
  for (auto& problem : refusal.problems) problem.path.insert(0, "/fhir");
  if (!refusal.problems.empty()) refusal.path = refusal.problems.front().path;
  return refusal;
}

}  // namespace onward
