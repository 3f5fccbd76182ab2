// What people see: tables, colours and a bar for long work.
#pragma once

#include <cstdint>
#include <string>

#include "tool_json.hpp"

namespace onward_tool {

enum class Style : std::uint8_t { plain, bold, dim, red, green };

// Columns on a terminal, or a generous width elsewhere.
class Screen {
 public:
  Screen();

  bool out_is_terminal = false;
  bool error_is_terminal = false;

  std::string out(Style, std::string_view) const;    // for standard output
  std::string error(Style, std::string_view) const;  // for standard error

  // An answer: its members below each other, and a table for each list of records.
  void print(const Value&, std::size_t indent = 0) const;

 private:
  void print_rows(const Value& items, std::size_t indent) const;

  bool colours_ = true;
  std::size_t width_ = 0;
};

// On standard error, drawn only on a terminal, gone when the work is done.
class Bar {
 public:
  explicit Bar(const Screen& screen) : drawn_(screen.error_is_terminal) {}
  ~Bar() { clear(); }
  Bar(const Bar&) = delete;
  Bar& operator=(const Bar&) = delete;

  void show(std::string_view what, std::int64_t done, std::int64_t total);
  void clear();

 private:
  bool drawn_;
  std::string last_{};
};

std::string grouped(std::int64_t);               // 1,234,567
std::size_t width_of(std::string_view);          // characters, not bytes
std::string fitted(std::string, std::size_t width);  // cut with an ellipsis, or padded

}  // namespace onward_tool
