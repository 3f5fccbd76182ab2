#include "json.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <charconv>
#include <cmath>

#include "dates.hpp"

namespace onward {

namespace {

// Enough to mend a request by; one more says that there are others.
constexpr std::size_t problems_told = 100;
constexpr std::size_t key_bytes_told = 64;

// A key as a pointer has it (RFC 6901), a long one cut where a character ends.
std::string pointer_part(std::string_view key) {
  const bool is_long = key.size() > key_bytes_told;
  if (is_long) {
    std::size_t size = key_bytes_told;
    while (size > 0 && (static_cast<unsigned char>(key[size]) & 0xc0) == 0x80) --size;
    key = key.substr(0, size);
  }
  const Path root;
  const std::string out = Path{&root, key}.pointer().substr(1);
  return is_long ? out + "..." : out;
}

enum class Shape : std::uint8_t { null, boolean, integer, real, text, array, object };

struct Node {
  Shape shape = Shape::null;
  std::uint32_t key = 0, key_size = 0;  // into Tree::texts
  std::uint32_t next = 0;               // sibling; 0 is none, since the root is nobody's sibling
  std::uint32_t child = 0;              // first
  std::int64_t integer = 0;             // or boolean, or where the text begins
  union {
    double real = 0;
    std::uint64_t size;  // of a text
  };
};

}  // namespace

struct JsonDocument::Tree {
  std::vector<Node> nodes;
  std::string texts;
  std::vector<Problem> problems;

  std::string_view key(const Node& n) const { return {texts.data() + n.key, n.key_size}; }
  std::string_view text(const Node& n) const {
    return {texts.data() + n.integer, static_cast<std::size_t>(n.size)};
  }

  struct At;
  std::unique_ptr<At> root;
};

struct JsonDocument::Tree::At final : Reader {
  const Tree& tree;
  const Node& node;
  At(const Tree& t, const Node& n) : tree(t), node(n) {}

  bool is_null() override { return node.shape == Shape::null; }
  bool boolean(bool& out) override {
    if (node.shape != Shape::boolean) return false;
    out = node.integer != 0;
    return true;
  }
  bool integer(std::int64_t& out) override {
    if (node.shape != Shape::integer) return false;
    out = node.integer;
    return true;
  }
  bool real(double& out) override {
    if (node.shape == Shape::integer)
      out = static_cast<double>(node.integer);
    else if (node.shape == Shape::real)
      out = node.real;
    else
      return false;
    return true;
  }
  bool text(std::string& out) override {
    if (node.shape != Shape::text) return false;
    out = tree.text(node);
    return true;
  }
  bool date(Date& out) override {
    return node.shape == Shape::text && parse_date(tree.text(node), out);
  }
  bool instant(Instant& out) override {
    return node.shape == Shape::text && parse_instant(tree.text(node), out);
  }
  bool array(Items items) override {
    if (node.shape != Shape::array) return false;
    std::size_t index = 0;
    for (auto i = node.child; i; i = tree.nodes[i].next) {
      At item(tree, tree.nodes[i]);
      items(item, index++);
    }
    return true;
  }
  bool object(Members members) override {
    if (node.shape != Shape::object) return false;
    for (auto i = node.child; i; i = tree.nodes[i].next) {
      At member(tree, tree.nodes[i]);
      members(member, tree.key(tree.nodes[i]), 0);
    }
    return true;
  }
};

namespace {

constexpr std::size_t few_keys = 32;
bool all_differ(std::span<const std::string_view> keys) {
  for (std::size_t i = 1; i < keys.size(); ++i)
    if (std::ranges::find(keys.first(i), keys[i]) != keys.begin() + static_cast<std::ptrdiff_t>(i))
      return false;
  return true;
}

// Builds the tree; Boost.JSON calls it as it parses. Boost's own document would keep the last of
// two equal keys and say nothing.
template <class Tree> struct Handler {
  static constexpr std::size_t max_object_size = std::size_t(-1);
  static constexpr std::size_t max_array_size = std::size_t(-1);
  static constexpr std::size_t max_key_size = std::size_t(-1);
  static constexpr std::size_t max_string_size = std::size_t(-1);
  using error_code = boost::system::error_code;
  using view = boost::json::string_view;

  Tree tree{};
  struct Open {
    std::uint32_t container = 0;
    std::uint32_t last = 0;  // child; 0 is none
    std::size_t size = 0;
  };
  std::vector<Open> open{};
  std::vector<std::string_view> keys{};  // of the object that ends; reused
  std::uint32_t key = 0, key_size = 0;
  std::size_t text = 0;
  bool in_text = false;

  Node& add(Shape shape) {
    const auto index = static_cast<std::uint32_t>(tree.nodes.size());
    tree.nodes.push_back({});
    auto& node = tree.nodes.back();
    node.shape = shape;
    node.key = key;
    node.key_size = key_size;
    key_size = 0;
    if (!open.empty()) {
      auto& [container, last, size] = open.back();
      (last ? tree.nodes[last].next : tree.nodes[container].child) = index;
      last = index;
      ++size;
    }
    return node;
  }
  bool enter(Shape shape) {
    add(shape);
    open.push_back({.container = static_cast<std::uint32_t>(tree.nodes.size() - 1)});
    return true;
  }
  bool part(view s) {
    if (!in_text) text = tree.texts.size();
    in_text = true;
    tree.texts.append(s.data(), s.size());
    return true;
  }

  bool on_document_begin(error_code&) { return true; }
  bool on_document_end(error_code&) { return true; }
  bool on_object_begin(error_code&) { return enter(Shape::object); }
  bool on_object_end(std::size_t, error_code&) { return leave_object(); }
  bool on_array_begin(error_code&) { return enter(Shape::array); }
  bool on_array_end(std::size_t, error_code&) {
    open.pop_back();
    return true;
  }
  bool on_key_part(view s, std::size_t, error_code&) { return part(s); }
  bool on_key(view s, std::size_t size, error_code&) {
    part(s);
    in_text = false;
    key = static_cast<std::uint32_t>(text);
    key_size = static_cast<std::uint32_t>(size);
    return true;
  }
  bool on_string_part(view s, std::size_t, error_code&) { return part(s); }
  bool on_string(view s, std::size_t size, error_code&) {
    part(s);
    in_text = false;
    auto& node = add(Shape::text);
    node.integer = static_cast<std::int64_t>(text);
    node.size = size;
    return true;
  }
  bool on_number_part(view, error_code&) { return true; }
  bool on_int64(std::int64_t v, view, error_code&) {
    add(Shape::integer).integer = v;
    return true;
  }
  bool on_uint64(std::uint64_t v, view, error_code&) {
    add(Shape::real).real = static_cast<double>(v);
    return true;
  }
  // Boost's number may be off by a last digit; the text says which one was meant.
  bool on_double(double v, view digits, error_code&) {
    std::from_chars(digits.data(), digits.data() + digits.size(), v);
    add(Shape::real).real = v;
    return true;
  }
  bool on_bool(bool v, error_code&) {
    add(Shape::boolean).integer = v;
    return true;
  }
  bool on_null(error_code&) {
    add(Shape::null);
    return true;
  }
  bool on_comment_part(view, error_code&) { return true; }
  bool on_comment(view, error_code&) { return true; }

  // Many keys are sorted, not compared each with each: a hostile object may have 100,000 of them.
  bool leave_object() {
    const auto container = open.back().container;
    open.pop_back();
    if (tree.problems.size() > problems_told) return true;
    keys.clear();
    for (auto i = tree.nodes[container].child; i; i = tree.nodes[i].next)
      keys.push_back(tree.key(tree.nodes[i]));
    if (keys.size() <= few_keys && all_differ(keys)) return true;
    std::sort(keys.begin(), keys.end());
    for (std::size_t i = 1; i < keys.size() && tree.problems.size() <= problems_told; ++i)
      if (keys[i] == keys[i - 1] && (i == 1 || keys[i - 2] != keys[i])) duplicate(keys[i]);
    return true;
  }
  void duplicate(std::string_view twice) {
    std::string at;
    for (auto& [container, last, size] : open) {
      const bool is_object = tree.nodes[container].shape == Shape::object;
      at += '/' + (is_object ? pointer_part(tree.key(tree.nodes[last])) : std::to_string(size - 1));
    }
    tree.problems.push_back({at + '/' + pointer_part(twice), "stands twice"});
  }
};

}  // namespace

JsonDocument::JsonDocument(std::unique_ptr<Tree> tree) : tree_(std::move(tree)) {}
JsonDocument::JsonDocument(JsonDocument&&) noexcept = default;
JsonDocument& JsonDocument::operator=(JsonDocument&&) noexcept = default;
JsonDocument::~JsonDocument() = default;

Reader& JsonDocument::root() { return *tree_->root; }
const std::vector<Problem>& JsonDocument::problems() const { return tree_->problems; }

Result<JsonDocument> JsonDocument::parse(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.bytes)
    return Refusal{Reason::request_too_large,
                   "",
                   "over " + std::to_string(limits.bytes) + " bytes",
                   {{"limit_bytes", static_cast<std::int64_t>(limits.bytes)}},
                   {}};
  boost::json::parse_options options;
  options.max_depth = limits.depth;
  boost::json::basic_parser<Handler<Tree>> parser(options);
  constexpr std::size_t usual_bytes_of_node = 16;
  auto& handler = parser.handler();
  handler.tree.nodes.reserve(text.size() / usual_bytes_of_node + 1);
  handler.tree.texts.reserve(text.size());
  boost::system::error_code error;
  const auto used = parser.write_some(false, text.data(), text.size(), error);
  if (!error && used < text.size()) error = boost::json::error::extra_data;
  if (error) return malformed({{"", "byte " + std::to_string(used) + ": " + error.message()}});
  auto tree = std::make_unique<Tree>(std::move(handler.tree));
  tree->root = std::make_unique<Tree::At>(*tree, tree->nodes.front());
  return JsonDocument(std::move(tree));
}

Refusal malformed(std::vector<Problem> problems) {
  if (problems.size() > problems_told) {
    problems.resize(problems_told);
    problems.push_back({"", "there are more problems"});
  }
  Refusal out{Reason::malformed_request, problems.front().path, problems.front().message, {}, {}};
  out.problems = std::move(problems);
  return out;
}

Result<std::monostate> read_json(std::string_view text, Rows rows, void* object,
                                 JsonLimits limits) {
  auto document = JsonDocument::parse(text, limits);
  if (!document) return document.refusal();
  auto problems = document.value().problems();
  read(document.value().root(), rows, object, {}, problems);
  if (!problems.empty()) return malformed(std::move(problems));
  return std::monostate{};
}

namespace {

constexpr auto is_escaped = [] {
  std::array<bool, 256> out{};
  for (unsigned char c = 0; c < 0x20; ++c) out[c] = true;
  out['"'] = out['\\'] = true;
  return out;
}();

}  // namespace

void JsonWriter::comma() {
  if (!first_ && !after_key_) out_ += ',';
  first_ = after_key_ = false;
}
void JsonWriter::put(std::string_view s) {
  comma();
  out_ += s;
}
void JsonWriter::open(char c) {
  comma();
  out_ += c;
  first_ = true;
}
void JsonWriter::close(char c) {
  out_ += c;
  first_ = false;
}
// Half of an answer is names: the text grows once for each.
void JsonWriter::member(std::string_view name, int) {
  const std::size_t commas = first_ ? 0 : 1, from = out_.size();
  out_.resize(from + commas + name.size() + 3);
  char* to = out_.data() + from;
  if (commas) *to++ = ',';
  *to++ = '"';
  to = std::ranges::copy(name, to).out;
  *to++ = '"';
  *to = ':';
  first_ = false;
  after_key_ = true;
}
void JsonWriter::member(std::string_view name) {
  comma();
  quoted(name);
  out_ += ':';
  after_key_ = true;
}
void JsonWriter::integer(std::int64_t v) {
  char digits[24];
  const auto end = std::to_chars(digits, digits + sizeof digits, v).ptr;
  put({digits, end});
}
void JsonWriter::real(double v) {
  if (!std::isfinite(v)) return null();
  char digits[40];
  const std::string_view text(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  put(text);
  if (text.find_first_of(".e") == text.npos) out_ += ".0";  // 1.0 is not the integer 1
}
void JsonWriter::text(std::string_view v) {
  comma();
  quoted(v);
}
void JsonWriter::date(Date v) {
  put("\"");
  append_date(out_, v);
  out_ += '"';
}
void JsonWriter::instant(Instant v) {
  put("\"");
  append_instant(out_, v);
  out_ += '"';
}

void JsonWriter::quoted(std::string_view s) {
  constexpr char hex[] = "0123456789abcdef";
  out_ += '"';
  std::size_t from = 0;
  for (std::size_t i = 0; i < s.size(); ++i) {
    const auto c = static_cast<unsigned char>(s[i]);
    if (!is_escaped[c]) continue;
    out_.append(s, from, i - from);
    from = i + 1;
    switch (c) {
      case '"': out_ += "\\\""; break;
      case '\\': out_ += "\\\\"; break;
      case '\n': out_ += "\\n"; break;
      case '\r': out_ += "\\r"; break;
      case '\t': out_ += "\\t"; break;
      default: out_.append("\\u00").append(1, hex[c >> 4]).append(1, hex[c & 15]);
    }
  }
  out_.append(s, from);
  out_ += '"';
}

}  // namespace onward
