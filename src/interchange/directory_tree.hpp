// One object of a JSON feed, held whole with the lines of its objects.
#pragma once

#include "onward/result.hpp"

namespace onward {

struct JsonTree {
  enum class Shape : std::uint8_t { null, scalar, array, object };

  Shape shape = Shape::null;
  std::string text{};     // of a scalar: "12", "true", the text itself
  std::int64_t line = 0;  // of an object, or of the whole: where it begins, from 1
  std::vector<std::pair<std::string, JsonTree>> members{};
  std::vector<JsonTree> items{};

  bool is_null() const { return shape == Shape::null; }
  bool is_scalar() const { return shape == Shape::scalar; }
  bool is_array() const { return shape == Shape::array; }
  bool is_object() const { return shape == Shape::object; }

  const JsonTree* find(std::string_view key) const;        // null when absent, or null there
  std::vector<const JsonTree*> objects_of(std::string_view key) const;  // of a list
  const JsonTree* physical_address() const;  // of an array that is not empty: or else the first
};

struct ParsedTree {
  JsonTree tree{};
  std::vector<Problem> problems{};  // keys that stand twice
};
Result<ParsedTree> parse_tree(std::string_view text, std::int64_t first_line,
                              std::size_t bytes_max);
// The same over a reader whose objects begin on these lines, in the order of the text.
JsonTree tree_of(Reader&, std::span<const std::int64_t> object_lines);

}  // namespace onward
