// Cuts a JSON text into the objects that it lists, without holding the whole of it.
//
// The list is the text's array, or the member `contents` of its object (the page of HSDS); any
// other object is itself the only item. Here only brackets and strings are told apart: each item,
// and what is around them, is checked by whoever parses it.
#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

namespace onward {

struct JsonItem {
  std::string_view text{};  // valid for the call
  std::int64_t line = 0;    // its first, from 1
  std::int64_t next_line = 0;
  std::int64_t next_byte_offset = 0;
  bool too_long = false;  // then the text is cut off
};

class JsonItems {
 public:
  using OnItem = std::function<void(const JsonItem&)>;
  JsonItems(OnItem, std::size_t item_bytes_max);

  void feed(std::span<const char>);
  // Hands out the only item where there was no list. False: the text ends in the middle.
  bool finish();

  // The text with a 0 for each item.
  bool around_is_too_long() const { return around_too_long_; }
  const std::string& around() const { return around_; }
  bool has_list() const { return has_list_; }
  std::int64_t line() const { return line_; }

 private:
  enum class Where : std::uint8_t { around, list, item };

  OnItem on_item_;
  std::size_t item_bytes_max_;
  Where where_ = Where::around;
  std::int64_t line_ = 1;
  std::int64_t byte_offset_ = 0;
  std::int64_t first_line_ = 0;  // of the item, or of the text
  std::string around_{};
  std::string item_{};
  std::string key_{};      // the last string of the outermost object
  bool too_long_ = false;  // the item
  bool around_too_long_ = false;
  bool has_list_ = false;
  bool in_string_ = false;
  bool escaped_ = false;
  bool after_colon_ = false;
  int depth_ = 0;       // around the list
  int item_depth_ = 0;  // within the item

  void take(char);
  void take_around(char);
  void take_in_list(char);
  void take_in_item(char);
  bool take_in_string(char);
  void end_item();
};

}  // namespace onward
