#include "rules/questionnaire_values.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "text.hpp"

namespace onward {

namespace {

// "09:30:00", with up to six digits of a second, in microseconds after midnight.
std::optional<std::int64_t> time_of_day(std::string_view text) {
  const auto digits = [&](std::size_t at, std::int64_t max) -> std::optional<std::int64_t> {
    if (at + 2 > text.size()) return std::nullopt;
    const char tens = text[at], ones = text[at + 1];
    if (tens < '0' || tens > '9' || ones < '0' || ones > '9') return std::nullopt;
    const std::int64_t value = 10 * (tens - '0') + (ones - '0');
    return value <= max ? std::optional(value) : std::nullopt;
  };
  const auto hour = digits(0, 23), minute = digits(3, 59), second = digits(6, 59);
  if (!hour || !minute || !second || text[2] != ':' || text[5] != ':') return std::nullopt;
  std::int64_t micros = ((*hour * 60 + *minute) * 60 + *second) * 1'000'000;
  text.remove_prefix(8);
  if (text.empty()) return micros;
  if (text.front() != '.' || text.size() < 2 || text.size() > 7) return std::nullopt;
  std::int64_t unit = 100'000;
  for (const char c : text.substr(1)) {
    if (c < '0' || c > '9') return std::nullopt;
    micros += (c - '0') * unit;
    unit /= 10;
  }
  return micros;
}

std::partial_ordering compare_quantities(const Quantity& given, const Quantity& asked) {
  const bool has_code = !given.code.empty() && !asked.code.empty();
  const bool same_unit = has_code ? given.code == asked.code && given.system == asked.system
                                  : given.unit == asked.unit;
  return same_unit ? given.value <=> asked.value : std::partial_ordering::unordered;
}

std::partial_ordering equal_or_not(bool equal) {
  return equal ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

// A choice compared with a plain value: its code is read as one.
std::partial_ordering compare_code(const Coding& given, const AnswerValue& asked) {
  if (asked.coding)
    return equal_or_not(given.system == asked.coding->system && given.code == asked.coding->code);
  if (asked.text) return equal_or_not(given.code == *asked.text);
  const auto number = number_of({.coding = given}), other = number_of(asked);
  return number && other ? *number <=> *other : std::partial_ordering::unordered;
}

}  // namespace

ValueKind kind_of(const AnswerValue& v) {
  ValueKind out = ValueKind::none;
  const auto note = [&](bool is_there, ValueKind kind) {
    if (is_there) out = out == ValueKind::none ? kind : ValueKind::several;
  };
  static_assert(rows<AnswerValue>.size() == 9, "a kind of value is not noted below");
  note(v.boolean.has_value(), ValueKind::boolean);
  note(v.decimal.has_value(), ValueKind::decimal);
  note(v.integer.has_value(), ValueKind::integer);
  note(v.date.has_value(), ValueKind::date);
  note(v.date_time.has_value(), ValueKind::date_time);
  note(v.time.has_value(), ValueKind::time);
  note(v.text.has_value(), ValueKind::text);
  note(v.coding.has_value(), ValueKind::coding);
  note(v.quantity.has_value(), ValueKind::quantity);
  return out;
}

bool is_valid(const AnswerValue& v) {
  if (v.decimal) return std::isfinite(*v.decimal);
  if (v.time) return time_of_day(*v.time).has_value();
  if (v.text) return !std::ranges::all_of(*v.text, is_blank);
  if (v.coding) return !std::ranges::all_of(v.coding->code, is_blank);
  if (v.quantity) return std::isfinite(v.quantity->value);
  return true;
}

bool is_question(ItemType type) { return type != ItemType::group && type != ItemType::display; }

bool takes(ItemType type, ValueKind kind) {
  using enum ValueKind;
  switch (type) {
    case ItemType::group:
    case ItemType::display: return false;
    case ItemType::boolean: return kind == boolean;
    case ItemType::decimal: return kind == decimal;
    case ItemType::integer: return kind == integer;
    case ItemType::date: return kind == date;
    case ItemType::date_time: return kind == date_time;
    case ItemType::time: return kind == time;
    case ItemType::string:
    case ItemType::text:
    case ItemType::url: return kind == text;
    case ItemType::choice:
    case ItemType::open_choice:
      return kind == coding || kind == text || kind == integer || kind == date || kind == time;
    case ItemType::quantity: return kind == quantity;
  }
  return false;
}

std::optional<double> number_of(const AnswerValue& v) {
  if (v.integer) return static_cast<double>(*v.integer);
  if (v.decimal) return v.decimal;
  if (!v.coding) return std::nullopt;
  const std::string_view code = v.coding->code;
  double out = 0;
  const auto [end, error] = std::from_chars(code.data(), code.data() + code.size(), out);
  const bool is_number = error == std::errc{} && end == code.data() + code.size();
  return is_number && std::isfinite(out) ? std::optional(out) : std::nullopt;
}

std::string key_of(const AnswerValue& v) {
  if (v.coding) return "coding " + v.coding->system + '\0' + v.coding->code;
  if (v.text) return "text " + *v.text;
  if (v.integer) return "integer " + std::to_string(*v.integer);
  if (v.date) return "date " + std::to_string(v.date->time_since_epoch().count());
  if (v.time) return "time " + std::to_string(time_of_day(*v.time).value_or(-1));
  return {};
}

std::partial_ordering compare(const AnswerValue& given, const AnswerValue& asked) {
  constexpr auto unordered = std::partial_ordering::unordered;
  if (given.coding) return compare_code(*given.coding, asked);
  if (given.boolean && asked.boolean) return equal_or_not(*given.boolean == *asked.boolean);
  if (given.integer && asked.integer) return *given.integer <=> *asked.integer;
  if (given.date && asked.date) return *given.date <=> *asked.date;
  if (given.date_time && asked.date_time) return *given.date_time <=> *asked.date_time;
  if (given.text && asked.text) return equal_or_not(*given.text == *asked.text);
  if (given.quantity && asked.quantity) return compare_quantities(*given.quantity, *asked.quantity);
  if (given.time && asked.time) {
    const auto one = time_of_day(*given.time), other = time_of_day(*asked.time);
    return one && other ? std::partial_ordering(*one <=> *other) : unordered;
  }
  if (asked.coding) return unordered;
  const auto one = number_of(given), other = number_of(asked);
  return one && other ? *one <=> *other : unordered;
}

bool holds(AnswerOperator op, const AnswerValue& given, const AnswerValue& asked) {
  if (op == AnswerOperator::exists) return true;
  const auto order = compare(given, asked);
  switch (op) {
    case AnswerOperator::exists:
    case AnswerOperator::equal: return order == 0;
    case AnswerOperator::not_equal: return order != 0;
    case AnswerOperator::greater: return order > 0;
    case AnswerOperator::less: return order < 0;
    case AnswerOperator::at_least: return order >= 0;
    case AnswerOperator::at_most: return order <= 0;
  }
  return false;
}

std::size_t characters(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

}  // namespace onward
