#include "onward/rules/identifiers.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool is_letter(char c) { return c >= 'A' && c <= 'Z'; }
constexpr char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
constexpr int value_of(char digit) { return digit - '0'; }

constexpr std::size_t number_digits = 10;  // of an NHS number, and of an NPI

// Of both: nothing but ten digits, once what people put between them is left out.
ReadIdentifier read_digits(std::string_view text) {
  std::string digits;
  bool too_long = false;
  for (const char c : text) {
    if (is_blank(c) || c == '-') continue;
    if (!is_digit(c)) return {.fault = IdentifierFault::wrong_character};
    too_long = digits.size() == number_digits;
    if (too_long) break;
    digits += c;
  }
  if (digits.empty()) return {.fault = IdentifierFault::blank};
  if (too_long || digits.size() != number_digits) return {.fault = IdentifierFault::wrong_length};
  return {.normal = std::move(digits)};
}

// The digit that makes the weighted sum a multiple of 11; 10 is none.
int nhs_check(std::string_view digits) {
  int sum = 0;
  for (std::size_t i = 0; i + 1 < number_digits; ++i)
    sum += static_cast<int>(number_digits - i) * value_of(digits[i]);
  return (11 - sum % 11) % 11;
}

// Luhn: from the right, every other digit counts twice, as the sum of its digits.
bool passes_luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    const int value = value_of(digits[i]) * (twice ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
  }
  return sum % 10 == 0;
}

struct RangeStart {
  std::string_view first;  // three digits; the range ends before the next one
  NhsNumberRange range;
};
constexpr std::array nhs_ranges{
    RangeStart{"000", NhsNumberRange::unassigned},
    RangeStart{"010", NhsNumberRange::scotland},
    RangeStart{"320", NhsNumberRange::northern_ireland},
    RangeStart{"400", NhsNumberRange::england_wales_man},
    RangeStart{"500", NhsNumberRange::test},
    RangeStart{"600", NhsNumberRange::england_wales_man},
    RangeStart{"800", NhsNumberRange::ireland},
    RangeStart{"860", NhsNumberRange::unassigned},
    RangeStart{"900", NhsNumberRange::test},
    RangeStart{"999", NhsNumberRange::synthetic},
};

constexpr std::size_t inward_size = 3;
constexpr std::size_t outward_max = 4;
constexpr std::string_view inward_pattern = "9AA";

bool fits(std::string_view text, std::string_view pattern) {
  return std::ranges::equal(
      text, pattern, [](char c, char kind) { return kind == '9' ? is_digit(c) : is_letter(c); });
}

bool has(std::string_view any_of, char c) { return any_of.find(c) != any_of.npos; }

bool is_outward(std::string_view text) {
  if (text == "GIR") return true;
  constexpr std::array<std::string_view, 6> patterns{"A9", "A99", "AA9", "AA99", "A9A", "AA9A"};
  return std::ranges::any_of(patterns, [&](auto pattern) { return fits(text, pattern); }) &&
         !has("QVX", text[0]) && !has("IJZ", text[1]);
}

bool is_inward(std::string_view text) {
  return fits(text, inward_pattern) &&
         std::ranges::none_of(text.substr(1), [](char c) { return has("CIKMOV", c); });
}

// In upper case, without blanks.
std::string squeezed(std::string_view text) {
  std::string out;
  for (const char c : text)
    if (!is_blank(c)) out += upper(c);
  return out;
}

std::string spaced(std::string_view squeezed) {
  std::string out(squeezed);
  return out.insert(out.size() - inward_size, 1, ' ');
}

// Brings each character to the pattern's kind, where it is one of those that are taken for others;
// '?' may be either.
bool mend(std::span<char> text, std::string_view pattern) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    char& c = text[i];
    if (pattern[i] == 'A' && is_digit(c)) c = c == '0' ? 'O' : c == '1' ? 'I' : c;
    if (pattern[i] == '9' && is_letter(c)) c = c == 'O' ? '0' : c == 'I' ? '1' : c;
    const bool fits = pattern[i] == 'A' ? is_letter(c) : pattern[i] == '9' ? is_digit(c) : true;
    if (!fits || (!is_letter(c) && !is_digit(c))) return false;
  }
  return true;
}

}  // namespace

ReadIdentifier read_nhs_number(std::string_view text) {
  auto read = read_digits(text);
  if (!read) return read;
  if (nhs_check(read.normal) != value_of(read.normal.back()))
    return {.fault = IdentifierFault::wrong_check_digit};
  if (read.normal == std::string(number_digits, read.normal[0]))
    return {.fault = IdentifierFault::placeholder};
  if (range_of_nhs_number(read.normal) == NhsNumberRange::unassigned)
    return {.fault = IdentifierFault::not_given_out};
  return read;
}

NhsNumberRange range_of_nhs_number(std::string_view normal) {
  const auto after =
      std::ranges::upper_bound(nhs_ranges, normal.substr(0, 3), {}, &RangeStart::first);
  return after == nhs_ranges.begin() ? NhsNumberRange::unassigned : std::prev(after)->range;
}

ReadIdentifier read_uk_postcode(std::string_view text) {
  const std::string code = squeezed(text);
  if (code.empty()) return {.fault = IdentifierFault::blank};
  if (!std::ranges::all_of(code, [](char c) { return is_letter(c) || is_digit(c); }))
    return {.fault = IdentifierFault::wrong_character};
  if (code.size() < 2 + inward_size || code.size() > outward_max + inward_size)
    return {.fault = IdentifierFault::wrong_length};
  const std::string_view outward(code.data(), code.size() - inward_size);
  const std::string_view inward(code.data() + outward.size(), inward_size);
  if (!is_outward(outward) || !is_inward(inward) || (outward == "GIR" && inward != "0AA"))
    return {.fault = IdentifierFault::wrong_pattern};
  return {.normal = spaced(code)};
}

std::string suggested_uk_postcode(std::string_view text) {
  std::string code = squeezed(text);
  if (code.size() < 2 + inward_size || code.size() > outward_max + inward_size)
    return std::string(text);
  constexpr std::array<std::string_view, 3> outward_patterns{"A9", "A??", "AA9?"};
  const std::span<char> outward(code.data(), code.size() - inward_size);
  const std::span<char> inward(code.data() + outward.size(), inward_size);
  if (!mend(outward, outward_patterns[outward.size() - 2]) || !mend(inward, inward_pattern))
    return std::string(text);
  return spaced(code);
}

ReadIdentifier read_npi(std::string_view text) {
  auto read = read_digits(text);
  if (!read) return read;
  if (read.normal[0] != '1' && read.normal[0] != '2')
    return {.fault = IdentifierFault::wrong_pattern};
  if (!passes_luhn("80840" + read.normal)) return {.fault = IdentifierFault::wrong_check_digit};
  return read;
}

}  // namespace onward
