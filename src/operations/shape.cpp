#include "operations/shape.hpp"

#include <algorithm>
#include <charconv>

#include "dates.hpp"
#include "json.hpp"
#include "onward/json.hpp"
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

namespace {

// A member as JSON, whole, and when it is a list its items too; absent is null.
struct Said {
  std::string whole{};
  std::vector<std::string> items{};
};

Said said_of(Rows rows, const void* object, std::string_view member) {
  Said out;
  const auto row = std::ranges::find(rows, member, &Row::name);
  if (row == rows.end()) return out;
  JsonWriter writer(out.whole);
  row->type->write(writer, row->at(const_cast<void*>(object)));
  auto read = JsonDocument::parse(out.whole, {.bytes = out.whole.size()});
  std::vector<Problem> none;
  read.value().root().array([&](Reader& item, std::size_t) {
    Json copy;
    Kind<Json>::read(item, &copy, *row, {}, none);
    out.items.push_back(std::move(copy.text));
  });
  return out;
}

}  // namespace

void Shape::drop_standing(Rows update, const void* said, Rows row, const void* standing) {
  std::erase_if(problems_, [&](const Problem& p) {
    const auto path = std::string_view(p.path).substr(1);
    const auto name = path.substr(0, path.find('/'));
    const auto asked = said_of(update, said, name), stands = said_of(row, standing, name);
    if (asked.whole.empty() || asked.whole == "null") return false;
    if (asked.whole == stands.whole) return true;
    std::size_t item = 0;
    const char* const end = path.data() + path.size();
    if (name.size() == path.size() || asked.items.empty() ||
        std::from_chars(name.data() + name.size() + 1, end, item).ec != std::errc())
      return false;
    // The second of two that are the same stands only where two do.
    const auto upto = asked.items.begin() + static_cast<std::ptrdiff_t>(item) + 1;
    const auto& same = asked.items[item];
    return std::ranges::count(stands.items, same) >= std::count(asked.items.begin(), upto, same);
  });
}

Refused Shape::refused() && {
  if (problems_.empty()) return std::nullopt;
  return malformed(std::move(problems_));
}

}  // namespace onward
