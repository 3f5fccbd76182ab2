#include "onward/rules/identifiers.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }
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

ReadIdentifier read_npi(std::string_view text) {
  auto read = read_digits(text);
  if (!read) return read;
  if (read.normal[0] != '1' && read.normal[0] != '2')
    return {.fault = IdentifierFault::wrong_pattern};
  if (!passes_luhn("80840" + read.normal)) return {.fault = IdentifierFault::wrong_check_digit};
  return read;
}

}  // namespace onward
