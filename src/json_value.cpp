#include "onward/json.hpp"

#include "json.hpp"

namespace onward {

namespace {

// JSON has no dates: they come as text, and go as text.
void copy(Reader& from, JsonWriter& to) {
  bool boolean = false;
  std::int64_t integer = 0;
  double real = 0;
  std::string text;
  if (from.is_null()) return to.null();
  if (from.boolean(boolean)) return to.boolean(boolean);
  if (from.integer(integer)) return to.integer(integer);
  if (from.real(real)) return to.real(real);
  if (from.text(text)) return to.text(text);
  std::string inside;
  JsonWriter items(inside);
  const auto copy_item = [&](Reader& item, std::size_t) { copy(item, items); };
  const auto copy_member = [&](Reader& value, std::string_view name, int) {
    items.member(name);
    copy(value, items);
  };
  if (from.array(copy_item)) return to.json('[' + inside + ']');
  if (from.object(copy_member)) return to.json('{' + inside + '}');
}

}  // namespace

void Kind<Json>::write(Writer& w, const void* p) { w.json(static_cast<const Json*>(p)->text); }

void Kind<Json>::read(Reader& r, void* p, const Row&, const Path&, std::vector<Problem>&) {
  auto& value = static_cast<Json*>(p)->text;
  value.clear();
  JsonWriter out(value);
  copy(r, out);
}

void Kind<Json>::schema(Writer&, const Row&) {}

}  // namespace onward
