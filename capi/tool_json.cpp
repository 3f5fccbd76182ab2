#include "tool_json.hpp"

#include "json.hpp"

namespace onward_tool {

namespace {

constexpr onward::JsonLimits trusted{.bytes = std::size_t{1} << 30};

Value value_of(onward::Reader& r) {
  Value v;
  bool flag = false;
  if (r.is_null()) return v;
  if (r.boolean(flag)) return Value::of_boolean(flag);
  if (r.integer(v.integer)) {
    v.shape = Value::Shape::integer;
  } else if (r.real(v.real)) {
    v.shape = Value::Shape::real;
  } else if (r.text(v.text)) {
    v.shape = Value::Shape::text;
  } else if (r.array([&](onward::Reader& item, std::size_t) {
               v.members.push_back({{}, value_of(item)});
             })) {
    v.shape = Value::Shape::array;
  } else {
    v.shape = Value::Shape::object;
    r.object([&](onward::Reader& member, std::string_view name, int) {
      v.members.push_back({std::string(name), value_of(member)});
    });
  }
  return v;
}

void write(onward::JsonWriter& w, const Value& v) {
  switch (v.shape) {
    case Value::Shape::null: return w.null();
    case Value::Shape::boolean: return w.boolean(v.integer != 0);
    case Value::Shape::integer: return w.integer(v.integer);
    case Value::Shape::real: return w.real(v.real);
    case Value::Shape::text: return w.text(v.text);
    case Value::Shape::array:
      w.begin_array(v.members.size());
      for (auto& item : v.members) write(w, item.value);
      return w.end_array();
    case Value::Shape::object:
      w.begin_object(v.members.size());
      for (auto& member : v.members) {
        w.member(member.name);
        write(w, member.value);
      }
      return w.end_object();
  }
}

std::string quoted(const std::string& text) { return compact(Value::of(text)); }

void indent(std::string& out, const Value& v, std::size_t depth) {
  if (!v.is_composite() || v.members.empty()) {
    out += compact(v);
    return;
  }
  const bool is_object = v.shape == Value::Shape::object;
  const std::string line = '\n' + std::string(2 * depth, ' ');
  out += is_object ? '{' : '[';
  for (std::size_t i = 0; i < v.members.size(); ++i) {
    out += (i ? "," : "") + line + "  ";
    if (is_object) out += quoted(v.members[i].name) + ": ";
    indent(out, v.members[i].value, depth + 1);
  }
  out += line + (is_object ? '}' : ']');
}

}  // namespace

bool Value::is_empty() const {
  return shape == Shape::null || (shape == Shape::text && text.empty()) ||
         (is_composite() && members.empty());
}

const Value* Value::find(std::string_view name) const {
  for (auto& member : members)
    if (member.name == name) return &member.value;
  return nullptr;
}

const Value& Value::operator[](std::string_view name) const {
  static const Value absent;
  const Value* found = find(name);
  return found ? *found : absent;
}

void Value::set(std::string_view name, Value v) {
  for (auto& member : members)
    if (member.name == name) {
      member.value = std::move(v);
      return;
    }
  members.push_back({std::string(name), std::move(v)});
}

Value Value::of(std::string text) {
  Value v;
  v.shape = Shape::text;
  v.text = std::move(text);
  return v;
}
Value Value::of(std::int64_t integer) {
  Value v;
  v.shape = Shape::integer;
  v.integer = integer;
  return v;
}
Value Value::of_boolean(bool flag) {
  Value v = of(std::int64_t{flag});
  v.shape = Shape::boolean;
  return v;
}
Value Value::array() {
  Value v;
  v.shape = Shape::array;
  return v;
}
Value Value::object() {
  Value v;
  v.shape = Shape::object;
  return v;
}

std::optional<Value> parse(std::string_view text, std::string* problem) {
  auto document = onward::JsonDocument::parse(text, trusted);
  const auto fail = [&](const std::string& why) {
    if (problem) *problem = why;
    return std::nullopt;
  };
  if (!document) return fail(document.refusal().message);
  for (auto& twice : document.value().problems()) return fail(twice.path + " " + twice.message);
  return value_of(document.value().root());
}

std::string compact(const Value& v) {
  std::string out;
  onward::JsonWriter w(out);
  write(w, v);
  return out;
}

std::string pretty(const Value& v) {
  std::string out;
  indent(out, v, 0);
  return out;
}

std::string plain(const Value& v) {
  if (v.shape == Value::Shape::boolean) return v.integer ? "yes" : "no";
  if (v.shape == Value::Shape::null) return {};
  if (v.shape != Value::Shape::text) return compact(v);
  std::string out;
  for (const char c : v.text) {
    // A terminal obeys control characters, so a name from a stranger must not hold them.
    const auto byte = static_cast<unsigned char>(c);
    const bool is_c1 = !out.empty() && out.back() == '\xc2' && byte >= 0x80 && byte < 0xa0;
    if (is_c1) out.back() = ' ';
    if (!is_c1) out += byte < 0x20 || byte == 0x7f ? ' ' : c;
  }
  return out;
}

}  // namespace onward_tool
