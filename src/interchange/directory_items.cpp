#include "interchange/directory_items.hpp"

#include <utility>

#include "text.hpp"

namespace onward {

JsonItems::JsonItems(OnItem on_item, std::size_t item_bytes_max)
    : on_item_(std::move(on_item)), item_bytes_max_(item_bytes_max) {}

void JsonItems::feed(std::span<const char> bytes) {
  for (const char c : bytes) {
    ++byte_offset_;
    constexpr std::string_view mark = "\xEF\xBB\xBF";
    const bool is_mark = byte_offset_ <= 3 && c == mark[static_cast<std::size_t>(byte_offset_ - 1)];
    if (!is_mark) take(c);
    if (c == '\n') ++line_;
  }
}

bool JsonItems::finish() {
  if (around_too_long_) on_item_({around_, first_line_, line_, byte_offset_, true});
  if (around_too_long_) return true;
  if (where_ != Where::around || in_string_ || depth_ > 0) return false;
  if (has_list_ || around_.empty()) return true;
  on_item_({around_, first_line_, line_, byte_offset_, false});
  return true;
}

void JsonItems::take(char c) {
  switch (where_) {
    case Where::around: return take_around(c);
    case Where::list: return take_in_list(c);
    case Where::item: return take_in_item(c);
  }
}

// Whether the character belongs to a string, its closing quote included.
bool JsonItems::take_in_string(char c) {
  if (!in_string_) return false;
  if (escaped_)
    escaped_ = false;
  else if (c == '\\')
    escaped_ = true;
  else if (c == '"')
    in_string_ = false;
  return true;
}

void JsonItems::take_around(char c) {
  if (around_.empty()) {
    if (is_blank(c)) return;
    first_line_ = line_;
  }
  if (around_.size() < item_bytes_max_)
    around_ += c;
  else
    around_too_long_ = true;
  if (take_in_string(c)) {
    if (in_string_ && depth_ == 1) key_ += c;
    return;
  }
  const bool is_value = std::exchange(after_colon_, c == ':' || (after_colon_ && is_blank(c)));
  if (c == '"') {
    in_string_ = true;
    key_.clear();
  } else if (c == '{') {
    ++depth_;
  } else if (c == '[') {
    const bool is_contents =
        depth_ == 1 && around_.front() == '{' && is_value && key_ == "contents";
    if (!has_list_ && (depth_ == 0 || is_contents)) {
      has_list_ = true;
      where_ = Where::list;
    } else {
      ++depth_;
    }
  } else if (c == '}' || c == ']') {
    --depth_;
  }
}

void JsonItems::take_in_list(char c) {
  if (is_blank(c)) return;
  if (around_.size() < item_bytes_max_)
    around_ += c == ',' || c == ']' ? c : '0';
  else
    around_too_long_ = true;
  if (c == ']') where_ = Where::around;
  if (c == ',' || c == ']') return;
  where_ = Where::item;
  first_line_ = line_;
  item_.clear();
  item_depth_ = 0;
  take_in_item(c);
}

void JsonItems::take_in_item(char c) {
  if (!in_string_ && item_depth_ == 0 && (c == ',' || c == ']') && !item_.empty()) {
    --byte_offset_;  // the item, no object, ended before this character
    end_item();
    ++byte_offset_;
    return take_in_list(c);
  }
  if (item_.size() < item_bytes_max_)
    item_ += c;
  else
    too_long_ = true;
  if (take_in_string(c)) return;
  if (c == '"') in_string_ = true;
  if (c == '{' || c == '[') ++item_depth_;
  if ((c == '}' || c == ']') && --item_depth_ <= 0) end_item();
}

void JsonItems::end_item() {
  where_ = Where::list;
  on_item_({item_, first_line_, line_, byte_offset_, std::exchange(too_long_, false)});
}

}  // namespace onward
