#include "operations/shape.hpp"

#include <algorithm>

#include "dates.hpp"
#include "json.hpp"
#include "onward/rules/addresses.hpp"
#include "onward/rules/identifiers.hpp"
#include "onward/rules/languages.hpp"
#include "text.hpp"

namespace onward {

void Shape::require(bool holds, std::string path, std::string message) {
  if (!holds) problems_.push_back({std::move(path), std::move(message)});
}

void Shape::said(std::string_view text, std::string path) {
  require(!shows_nothing(text), std::move(path), "is blank");
}

void Shape::named(std::string_view name, std::string path) {
  require(!has_control(name), path, "has a control character");
  said(name, std::move(path));
}

void Shape::code(std::string_view text, std::string path) {
  constexpr std::size_t bytes_max = 100;
  const auto is_plain = [](char c) { return c > ' ' && c != '\x7f'; };
  require(!text.empty() && text.size() <= bytes_max && std::ranges::all_of(text, is_plain),
          std::move(path), "expected 1 to 100 bytes without spaces");
}

void Shape::zone(std::string_view iana, std::string path) {
  require(find_zone(iana) != nullptr, std::move(path), "is no IANA time zone");
}

std::string Shape::nhs_number(std::string_view text, std::string path) {
  if (text.empty()) return {};
  auto read = read_nhs_number(text);
  require(!read.fault, std::move(path),
          "is no NHS number: " + std::string(read.fault ? name_of(*read.fault) : ""));
  return std::move(read.normal);
}

void Shape::language(std::string_view code, std::string path) {
  require(is_language_code(code), std::move(path),
          "expected a code of ISO 639-1 or ISO 639-3 in lower case");
}

void Shape::mail(std::string_view address, std::string path) {
  require(address.empty() || is_mail(address), std::move(path), "is no address for mail");
}

void Shape::between(const std::optional<std::int64_t>& value, std::int64_t from, std::int64_t to,
                    std::string path) {
  require(!value || (*value >= from && *value <= to), std::move(path),
          "expected " + std::to_string(from) + " to " + std::to_string(to));
}

void Shape::either(bool is_set, bool is_taken_away, std::string path) {
  require(!is_set || !is_taken_away, std::move(path), "another is set by the same request");
}

Refused Shape::refused() && {
  if (problems_.empty()) return std::nullopt;
  return malformed(std::move(problems_));
}

}  // namespace onward
