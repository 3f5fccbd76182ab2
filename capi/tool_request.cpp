#include "tool_request.hpp"

#include <algorithm>

namespace onward_tool {

namespace {

Value example_of(const Value& schema, std::string_view name);

// What must be there, lists of records, and within records every list. Metrics may not be empty,
// though no list is ever missing.
Value example_members(const Value& schema, bool is_request) {
  Value out = Value::object();
  const auto& members = schema["properties"].members;
  for (auto& [name, member] : members) {
    const bool is_list = present(member).text_of("type") == "array";
    const bool of_records = is_list && present(member)["items"].find("properties");
    if (is_required(schema, name) || of_records || (is_list && !is_request) || name == "metrics")
      out.set(name, example_of(member, name));
  }
  if (out.members.empty() && !members.empty() && members.front().name != "idempotency_key")
    out.set(members.front().name, example_of(members.front().value, members.front().name));
  // Whom to help is said together with what help it is.
  const auto* issue = schema["properties"].find("issue_id");
  if (issue && out.members.size() == 1 && out.find("client_id") &&
      !is_required(schema, "client_id"))
    out.set("issue_id", example_of(*issue, "issue_id"));
  return out;
}

std::string example_text(std::string_view name) {
  if (name == "time_zone") return "UTC";
  if (name == "operation") return "system.tick";
  if (name == "any_of") return "urgent";
  return "example";
}

Value example_of(const Value& nullable, std::string_view name) {
  const auto& schema = present(nullable);
  if (name == "dimension") return Value::of("urgency");  // periods come first, and are no filter
  if (auto* names = schema.find("enum")) {
    const auto& first = names->members.front().value;
    return first.text == "none" ? names->members.back().value : first;
  }
  const auto type = schema.text_of("type");
  const auto format = schema.text_of("format");
  if (type == "integer" || type == "number") return Value::of(std::int64_t{1});
  if (type == "boolean") return Value::of_boolean(true);
  if (format == "date") return Value::of("2025-03-31");
  if (format == "date-time") return Value::of("2025-03-31T09:30:00Z");
  if (type == "string") return Value::of(example_text(name));
  if (type == "array") {
    Value out = Value::array();
    out.members.push_back({{}, example_of(schema["items"], name)});
    return out;
  }
  if (schema.find("properties")) return example_members(schema, false);
  return Value::object();
}

// Words between commas; a comma cannot be escaped, for that there is JSON.
std::vector<std::string> split(const std::string& list) {
  std::vector<std::string> out;
  std::size_t from = 0;
  while (from <= list.size()) {
    const auto to = std::min(list.find(',', from), list.size());
    out.push_back(list.substr(from, to - from));
    from = to + 1;
  }
  return out;
}

}  // namespace

const Value& present(const Value& schema) {
  const auto* either = schema.find("anyOf");
  return either ? either->members.front().value : schema;
}

bool is_flag(const Value& schema) { return present(schema).text_of("type") == "boolean"; }

bool is_required(const Value& request_schema, std::string_view member) {
  return std::ranges::any_of(request_schema["required"].members,
                             [&](auto& m) { return m.value.text == member; });
}

std::string type_name(const Value& nullable) {
  const auto& schema = present(nullable);
  if (auto* names = schema.find("enum")) {
    std::string out;
    for (auto& name : names->members) out += (out.empty() ? "" : " | ") + name.value.text;
    return out;
  }
  const auto type = schema.text_of("type");
  if (type == "array") return "list of " + type_name(schema["items"]);
  if (schema.text_of("format") == "date-time") return "instant";
  if (auto* format = schema.find("format")) return format->text;
  if (type == "string") return "text";
  if (type == "object") {
    std::string out;
    for (auto& [name, member] : schema["properties"].members)
      out += (out.empty() ? "{" : ", ") + name;
    return out + "}";
  }
  return type.empty() ? "JSON" : std::string(type);
}

Value value_of(const Value& nullable, const std::string& word) {
  const auto& schema = present(nullable);
  const auto type = schema.text_of("type");
  if (type == "string") return Value::of(word);
  if (auto json = parse(word); json && (type != "array" || json->shape == Value::Shape::array))
    return *std::move(json);
  if (type != "array") return Value::of(word);
  Value out = Value::array();
  if (!word.empty())
    for (auto& item : split(word)) out.members.push_back({{}, value_of(schema["items"], item)});
  return out;
}

Value example(const Value& operation) { return example_members(operation["request"], true); }

}  // namespace onward_tool
