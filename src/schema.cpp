#include "onward/schema.hpp"

#include <algorithm>

#include "text.hpp"

namespace onward {

namespace {

// Identifiers and counts stay below 2^53, so that every JSON reader keeps them whole.
constexpr std::int64_t integer_max = (std::int64_t{1} << 53) - 1;

void escape(std::string& out, std::string_view name) {
  for (const char c : name) {
    if (c == '~')
      out += "~0";
    else if (c == '/')
      out += "~1";
    else
      out += c;
  }
}

// Rows come in the order of the input most of the time: look behind the last one first.
const Row* find(Rows rows, std::size_t& last, std::string_view name, int number) {
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t at = (last + i) % rows.size();
    if (number ? rows[at].number == number : rows[at].name == name) {
      last = at + 1;
      return &rows[at];
    }
  }
  return nullptr;
}

void type(Writer& w, std::string_view name) {
  w.member("type", 0);
  w.text(name);
}

}  // namespace

std::string Path::pointer() const {
  std::string out = up ? up->pointer() : std::string();
  if (!up) return out;
  out += '/';
  if (!name.data())
    out += std::to_string(index);
  else
    escape(out, name);
  return out;
}

void write(Writer& w, Rows rows, const void* object) {
  w.begin_object(rows.size());
  for (auto& row : rows) {
    w.member(row.name, row.number);
    row.type->write(w, row.at(const_cast<void*>(object)));
  }
  w.end_object();
}

void read(Reader& r, Rows rows, void* object, const Path& path, std::vector<Problem>& problems) {
  std::uint64_t seen = 0;
  std::size_t last = 0;
  const bool is_object = r.object([&](Reader& value, std::string_view name, int number) {
    const Row* row = find(rows, last, name, number);
    if (!row) {
      const std::string unknown = name.empty() ? std::to_string(number) : std::string(name);
      problems.push_back({Path{&path, unknown}.pointer(), "is not known here"});
      return;
    }
    seen |= std::uint64_t{1} << (row - rows.data());
    row->type->read(value, row->at(object), *row, {&path, row->name}, problems);
  });
  if (!is_object) return detail::wrong_shape(r, "an object", path, problems);
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (rows[i].required && !(seen >> i & 1))
      problems.push_back({Path{&path, rows[i].name}.pointer(), "is required"});
}

void schema(Writer& w, Rows rows) {
  w.begin_object(0);
  detail::schema_record(w, rows);
  w.end_object();
}

namespace detail {

void wrong_shape(Reader&, std::string_view expected, const Path& path,
                 std::vector<Problem>& problems) {
  problems.push_back({path.pointer(), "expected " + std::string(expected)});
}

void too_many(const Row& row, const Path& path, std::vector<Problem>& problems) {
  problems.push_back({path.pointer(), "has over " + std::to_string(row.limit) + " items"});
}

void read_symbol(Reader& r, std::int64_t& index, std::string_view (*name)(std::size_t),
                 std::size_t size, const Path& path, std::vector<Problem>& problems) {
  std::string text;
  if (r.text(text))
    for (std::size_t i = 0; i < size; ++i)
      if (name(i) == text) {
        index = static_cast<std::int64_t>(i);
        return;
      }
  std::string known = "expected one of";
  for (std::size_t i = 0; i < size; ++i)
    known.append(i ? ", " : " ").append(name(i).empty() ? "\"\"" : name(i));
  problems.push_back({path.pointer(), known});
}

void schema_symbol(Writer& w, std::string_view (*name)(std::size_t), std::size_t size) {
  type(w, "string");
  w.member("enum", 0);
  w.begin_array(size);
  for (std::size_t i = 0; i < size; ++i) w.text(name(i));
  w.end_array();
}

void schema_record(Writer& w, Rows rows) {
  type(w, "object");
  w.member("properties", 0);
  w.begin_object(rows.size());
  for (auto& row : rows) {
    w.member(row.name, 0);
    w.begin_object(0);
    w.member("description", 0);
    w.text(row.doc);
    row.type->schema(w, row);
    if (row.privacy != Privacy::open) {
      w.member("x-privacy", 0);
      w.text(row.privacy == Privacy::personal ? "personal" : "special");
    }
    w.end_object();
  }
  w.end_object();
  w.member("required", 0);
  w.begin_array(0);
  for (auto& row : rows)
    if (row.required) w.text(row.name);
  w.end_array();
  w.member("additionalProperties", 0);
  w.boolean(false);
}

void schema_nullable(Writer& w, FunctionRef<void()> present) {
  w.member("anyOf", 0);
  w.begin_array(2);
  w.begin_object(0);
  present();
  w.end_object();
  w.begin_object(1);
  type(w, "null");
  w.end_object();
  w.end_array();
}

void schema_array(Writer& w, const Row& row, FunctionRef<void()> item) {
  type(w, "array");
  w.member("maxItems", 0);
  w.integer(row.limit);
  w.member("items", 0);
  w.begin_object(0);
  item();
  w.end_object();
}

}  // namespace detail

void Kind<bool>::write(Writer& w, const void* p) { w.boolean(*static_cast<const bool*>(p)); }
void Kind<bool>::read(Reader& r, void* p, const Row&, const Path& path,
                      std::vector<Problem>& problems) {
  if (!r.boolean(*static_cast<bool*>(p))) detail::wrong_shape(r, "true or false", path, problems);
}
void Kind<bool>::schema(Writer& w, const Row&) { type(w, "boolean"); }

void Kind<std::int64_t>::write(Writer& w, const void* p) {
  w.integer(*static_cast<const std::int64_t*>(p));
}
void Kind<std::int64_t>::read(Reader& r, void* p, const Row&, const Path& path,
                              std::vector<Problem>& problems) {
  auto& v = *static_cast<std::int64_t*>(p);
  if (!r.integer(v) || v > integer_max || v < -integer_max)
    detail::wrong_shape(r, "an integer below 2^53", path, problems);
}
void Kind<std::int64_t>::schema(Writer& w, const Row&) { type(w, "integer"); }

void Kind<double>::write(Writer& w, const void* p) { w.real(*static_cast<const double*>(p)); }
void Kind<double>::read(Reader& r, void* p, const Row&, const Path& path,
                        std::vector<Problem>& problems) {
  if (!r.real(*static_cast<double*>(p))) detail::wrong_shape(r, "a number", path, problems);
}
void Kind<double>::schema(Writer& w, const Row&) { type(w, "number"); }

void Kind<std::string>::write(Writer& w, const void* p) {
  w.text(*static_cast<const std::string*>(p));
}
void Kind<std::string>::read(Reader& r, void* p, const Row& row, const Path& path,
                             std::vector<Problem>& problems) {
  auto& v = *static_cast<std::string*>(p);
  if (!r.text(v)) return detail::wrong_shape(r, "a text", path, problems);
  if (v.size() > static_cast<std::size_t>(row.limit))
    problems.push_back({path.pointer(), "is over " + std::to_string(row.limit) + " bytes"});
  else if (!is_text(v))
    problems.push_back({path.pointer(), "is not UTF-8 without U+0000"});
}
void Kind<std::string>::schema(Writer& w, const Row& row) {
  type(w, "string");
  // JSON Schema counts characters, of which there are never more than bytes.
  for (const std::string_view name : {"maxLength", "x-maxBytes"}) {
    w.member(name, 0);
    w.integer(row.limit);
  }
}

void Kind<Date>::write(Writer& w, const void* p) { w.date(*static_cast<const Date*>(p)); }
void Kind<Date>::read(Reader& r, void* p, const Row&, const Path& path,
                      std::vector<Problem>& problems) {
  if (!r.date(*static_cast<Date*>(p)))
    detail::wrong_shape(r, "a date such as 2025-03-31", path, problems);
}
void Kind<Date>::schema(Writer& w, const Row&) {
  type(w, "string");
  w.member("format", 0);
  w.text("date");
}

void Kind<Instant>::write(Writer& w, const void* p) { w.instant(*static_cast<const Instant*>(p)); }
void Kind<Instant>::read(Reader& r, void* p, const Row&, const Path& path,
                         std::vector<Problem>& problems) {
  if (!r.instant(*static_cast<Instant*>(p)))
    detail::wrong_shape(r, "an instant such as 2025-03-31T09:30:00Z", path, problems);
}
void Kind<Instant>::schema(Writer& w, const Row&) {
  type(w, "string");
  w.member("format", 0);
  w.text("date-time");
}

}  // namespace onward
