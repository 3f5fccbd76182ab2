// Any JSON value as a member: kept as text, and written again wherever it goes.
#include <charconv>
#include <limits>

#include "json.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

namespace {

// Writers that keep numbers instead of names must still tell two names apart.
int number_for(std::string_view name) {
  std::uint32_t hash = 2'166'136'261;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16'777'619;
  return static_cast<int>(hash >> 1) | 1;
}

std::size_t items_of(Reader& r) {
  std::size_t count = 0;
  r.array([&](Reader&, std::size_t) { ++count; });
  return count;
}
std::size_t members_of(Reader& r) {
  std::size_t count = 0;
  r.object([&](Reader&, std::string_view, int) { ++count; });
  return count;
}

// A whole number that was written as a fraction stays one: 1.0 is no identifier.
std::string digits_of(double v) {
  char digits[40];
  std::string out(digits, std::to_chars(digits, digits + sizeof digits, v).ptr);
  if (out.find_first_of(".e") == out.npos) out += ".0";
  return out;
}

void write_real(Writer& w, double v) { w.real(v); }
void write_real(JsonWriter& w, double v) { w.raw(digits_of(v)); }

template <class To> void copy(Reader& r, To& w) {
  bool flag = false;
  std::int64_t whole = 0;
  double real = 0;
  std::string text;
  if (r.is_null()) return w.null();
  if (r.boolean(flag)) return w.boolean(flag);
  if (r.integer(whole)) return w.integer(whole);
  if (r.real(real)) return write_real(w, real);
  if (r.text(text)) return w.text(text);
  if (r.array([](Reader&, std::size_t) {})) {
    w.begin_array(items_of(r));
    r.array([&](Reader& item, std::size_t) { copy(item, w); });
    return w.end_array();
  }
  w.begin_object(members_of(r));
  r.object([&](Reader& value, std::string_view name, int) {
    w.member(name, number_for(name));
    copy(value, w);
  });
  w.end_object();
}

}  // namespace

void Kind<Json>::write(Writer& w, const void* p) {
  const std::string& text = static_cast<const Json*>(p)->text;
  constexpr JsonLimits any{.bytes = std::numeric_limits<std::size_t>::max()};
  auto document = JsonDocument::parse(text, any);
  if (!document) return w.text(text);  // of a C++ host; whoever reads it will refuse it
  copy(document.value().root(), w);
}

void Kind<Json>::read(Reader& r, void* p, const Row&, const Path&, std::vector<Problem>&) {
  std::string& text = static_cast<Json*>(p)->text;
  text.clear();
  JsonWriter w(text);
  copy(r, w);
}

void Kind<Json>::schema(Writer&, const Row&) {}  // any value

}  // namespace onward
