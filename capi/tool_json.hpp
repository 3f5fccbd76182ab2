// Any JSON value, for the command line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace onward_tool {

struct Member;

struct Value {
  enum class Shape : std::uint8_t { null, boolean, integer, real, text, array, object };
  Shape shape = Shape::null;
  std::int64_t integer = 0;  // or boolean
  double real = 0;
  std::string text{};
  std::vector<Member> members;  // of an object; items of an array have no names

  bool is_composite() const { return shape == Shape::array || shape == Shape::object; }
  bool is_empty() const;  // null, "", [] or {}
  const Value* find(std::string_view name) const;
  const Value& operator[](std::string_view name) const;  // null when absent
  std::string_view text_of(std::string_view name) const { return (*this)[name].text; }
  void set(std::string_view name, Value);  // of an object

  static Value of(std::string text);
  static Value of(std::int64_t integer);
  static Value of_boolean(bool);
  static Value array();
  static Value object();
};

struct Member {
  std::string name{};
  Value value{};
};

// Nothing when the text is not JSON; then `problem`, when given, says why.
std::optional<Value> parse(std::string_view, std::string* problem = nullptr);
std::string compact(const Value&);
std::string pretty(const Value&);
// A scalar as people read it: a text without quotation marks and control characters.
std::string plain(const Value&);

}  // namespace onward_tool
