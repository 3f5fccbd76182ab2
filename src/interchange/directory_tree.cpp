#include "interchange/directory_tree.hpp"

#include <algorithm>
#include <charconv>

#include "json.hpp"

namespace onward {

namespace {

// Readers know no lines, but meet the objects in the order of the text.
std::vector<std::int64_t> lines_of_objects(std::string_view text, std::int64_t line) {
  std::vector<std::int64_t> out;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') ++line;
    if (in_string && c == '\\') ++i;
    if (c == '"') in_string = !in_string;
    if (c == '{' && !in_string) out.push_back(line);
  }
  return out;
}

std::string text_of(double v) {
  char digits[40];
  return {digits, std::to_chars(digits, digits + sizeof digits, v).ptr};
}

class TreeBuilder {
 public:
  explicit TreeBuilder(std::span<const std::int64_t> object_lines) : lines_(object_lines) {}

  void build(Reader& reader, JsonTree& out) {
    const bool is_scalar = read_scalar(reader, out);
    if (is_scalar || reader.is_null()) return;
    const auto line = next_ < lines_.size() ? lines_[next_] : 0;
    out.shape = JsonTree::Shape::array;
    if (reader.array([&](Reader& item, std::size_t) { build(item, out.items.emplace_back()); }))
      return;
    out.shape = JsonTree::Shape::object;
    out.line = line;
    ++next_;
    reader.object([&](Reader& member, std::string_view name, int) {
      build(member, out.members.emplace_back(name, JsonTree{}).second);
    });
  }

 private:
  std::span<const std::int64_t> lines_;
  std::size_t next_ = 0;

  static bool read_scalar(Reader& reader, JsonTree& out) {
    std::int64_t integer = 0;
    double real = 0;
    bool boolean = false;
    out.shape = JsonTree::Shape::scalar;
    if (reader.text(out.text)) return true;
    if (reader.integer(integer))
      out.text = std::to_string(integer);
    else if (reader.real(real))
      out.text = text_of(real);
    else if (reader.boolean(boolean))
      out.text = boolean ? "true" : "false";
    else
      out.shape = JsonTree::Shape::null;
    return out.shape == JsonTree::Shape::scalar;
  }
};

}  // namespace

const JsonTree* JsonTree::find(std::string_view key) const {
  const auto at =
      std::ranges::find(members, key, [](auto& m) -> std::string_view { return m.first; });
  return at == members.end() || at->second.is_null() ? nullptr : &at->second;
}

std::vector<const JsonTree*> JsonTree::objects_of(std::string_view key) const {
  std::vector<const JsonTree*> out;
  const auto* list = find(key);
  if (!list) return out;
  for (auto& item : list->items)
    if (item.is_object()) out.push_back(&item);
  return out;
}

const JsonTree* JsonTree::physical_address() const {
  const auto is_physical = [](const JsonTree& address) {
    const auto* type = address.find("address_type");
    return type && type->text == "physical";
  };
  const auto at = std::ranges::find_if(items, is_physical);
  return at == items.end() ? items.data() : &*at;
}

JsonTree tree_of(Reader& reader, std::span<const std::int64_t> object_lines) {
  JsonTree out;
  TreeBuilder(object_lines).build(reader, out);
  return out;
}

Result<ParsedTree> parse_tree(std::string_view text, std::int64_t first_line,
                              std::size_t bytes_max) {
  auto document = JsonDocument::parse(text, {.bytes = bytes_max});
  if (!document) return document.refusal();
  auto tree = tree_of(document.value().root(), lines_of_objects(text, first_line));
  if (!tree.is_object()) tree.line = first_line;
  return ParsedTree{std::move(tree), document.value().problems()};
}

}  // namespace onward
