// Help, made from onward_describe().
#pragma once

#include "tool_screen.hpp"

namespace onward_tool {

void print_usage(const Screen&);
void print_list(const Screen&, const Value& description, bool as_json);
// Of an operation ("need.send") or of all operations of a noun ("need"); false: no such thing.
bool print_help(const Screen&, const Value& description, std::string_view topic);

const Value* find_operation(const Value& description, std::string_view name);
// The operations whose names are nearest to what was typed.
std::string nearest(const Value& description, std::string_view typed);
// The word as a shell is to be given it.
std::string shell(const std::string& word);

}  // namespace onward_tool
