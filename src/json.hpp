// JSON text in and out. json.cpp is the only file that includes Boost.JSON.
#pragma once

#include "onward/result.hpp"

namespace onward {

// Appends compact JSON; dates and instants are text.
class JsonWriter final : public Writer {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  void null() override { put("null"); }
  void boolean(bool v) override { put(v ? "true" : "false"); }
  void integer(std::int64_t) override;
  void real(double) override;  // the shortest digits that read back; not finite is null
  void text(std::string_view) override;
  void date(Date) override;
  void instant(Instant) override;
  void begin_array(std::size_t) override { open('['); }
  void end_array() override { close(']'); }
  void begin_object(std::size_t) override { open('{'); }
  void member(std::string_view name, int number) override;  // a row's name: nothing to escape
  void end_object() override { close('}'); }
  void json(std::string_view value) override { put(value); }

  // For descriptions that no Row stands behind.
  void member(std::string_view name);

 private:
  void comma();
  void put(std::string_view);
  void open(char);
  void close(char);
  void quoted(std::string_view);

  std::string& out_;
  bool first_ = true;      // no comma before the next value
  bool after_key_ = false;
};

struct JsonLimits {
  std::size_t bytes = std::size_t{1} << 20;
  std::size_t depth = 128;  // answers of FHIR, 16 below each other, take 4 levels each
};

// A parsed text; readers point into it. Duplicate keys are problems, of which a hundred or so are
// told, and the first one counts.
class JsonDocument {
 public:
  static Result<JsonDocument> parse(std::string_view text, JsonLimits = {});
  JsonDocument(JsonDocument&&) noexcept;
  JsonDocument& operator=(JsonDocument&&) noexcept;
  ~JsonDocument();

  Reader& root();
  const std::vector<Problem>& problems() const;

 private:
  struct Tree;
  explicit JsonDocument(std::unique_ptr<Tree>);
  std::unique_ptr<Tree> tree_;
};

template <Record T> std::string json_of(const T& v) {
  std::string out;
  JsonWriter w(out);
  write(w, v);
  return out;
}

// Decodes strictly; the problems of the shape stand in the refusal, the first in its path.
Result<std::monostate> read_json(std::string_view text, Rows, void* object, JsonLimits = {});
Refusal malformed(std::vector<Problem>);  // names a hundred, and says that there are more
std::string refusal_json(const Refusal&);  // with its text from the catalogue (session.cpp)

template <Record T> Result<T> read_json(std::string_view text, JsonLimits limits = {}) {
  T value{};
  if (auto read = read_json(text, rows_of<T>(), &value, limits); !read) return read.refusal();
  return value;
}

}  // namespace onward
