// Requests from the words of a command line, and examples of them, by an operation's schema.
#pragma once

#include "tool_json.hpp"

namespace onward_tool {

// The schema of what a member holds when it is not null.
const Value& present(const Value& schema);
bool is_flag(const Value& schema);
bool is_required(const Value& request_schema, std::string_view member);
std::string type_name(const Value& schema);  // "integer", "date", "list of text", "a | b"

// The word as the schema wants it: a number, a flag, a text, a list (a,b,c) or JSON. What does not
// fit is passed on as text, so that the engine refuses it with its place.
Value value_of(const Value& schema, const std::string& word);

// A request that has the operation's shape.
Value example(const Value& operation);

}  // namespace onward_tool
