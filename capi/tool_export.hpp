// Writes a table, or the list of an answer, to a file as CSV or JSON, and what its columns mean
// beside it.
#pragma once

#include "tool_screen.hpp"
#include "tool_store.hpp"

namespace onward_tool {

struct Export {
  std::string table{};               // or an operation
  std::string columns{};             // a,b,c; empty is all that is not personal
  std::vector<std::string> where{};  // column=value, column>=value, column<value
  bool personal = false;
  std::string out{};  // a file, a folder for a list in parts; - or nothing is standard output
  std::string list{};  // of an answer
  std::string request{};  // JSON; empty for a table
};

// What cannot be understood of it; empty when it can.
std::string problem_of(const Export&, const Value& description);

// The answer is {"table", "rows", "file", "dictionary"}; of a folder a list of these, as "files".
Answer export_table(Store&, Bar&, const Export&, const Value& description);

}  // namespace onward_tool
