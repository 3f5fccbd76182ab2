// Values of answers: what they are, and how they compare.
#pragma once

#include <compare>

#include "onward/model/questionnaire.hpp"

namespace onward {

enum class ValueKind : std::uint8_t {
  none,
  several,  // more than one member is there
  boolean,
  decimal,
  integer,
  date,
  date_time,
  time,
  text,
  coding,
  quantity
};
ValueKind kind_of(const AnswerValue&);

// Of a value of one kind: no blank text, no empty code, finite, a time of day.
bool is_valid(const AnswerValue&);
// Whether a question of this type takes values of this kind; options are another question.
bool takes(ItemType, ValueKind);
bool is_question(ItemType);

// A number: an integer, a decimal, or a code that reads as one.
std::optional<double> number_of(const AnswerValue&);
// Equal for options that are the same, and only for them.
std::string key_of(const AnswerValue&);

// Unordered when the two cannot be compared; equivalent or unordered when they have no order.
std::partial_ordering compare(const AnswerValue& given, const AnswerValue& asked);
// Of one answer. `exists` holds for every answer and `not_equal` for one that differs.
bool holds(AnswerOperator, const AnswerValue& given, const AnswerValue& asked);

std::size_t characters(std::string_view);  // code points of UTF-8

}  // namespace onward
