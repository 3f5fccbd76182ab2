#include "operations/paging.hpp"

#include "hash.hpp"
#include "json.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

namespace {

void write_cell(JsonWriter& w, const Cell& cell) {
  if (auto* n = std::get_if<std::int64_t>(&cell))
    w.integer(*n);
  else
    w.text(std::get<std::string>(cell));
}

// Hexadecimal digits of [list, index, [prefix], [members], id].
std::string cursor_of(const Paging::List& list, const Position& position) {
  std::string text;
  JsonWriter w(text);
  w.begin_array(5);
  w.text(list.name);
  w.text(list.index->name);
  w.begin_array(list.prefix.size());
  for (auto& cell : list.prefix) write_cell(w, cell);
  w.end_array();
  w.begin_array(position.members.size());
  for (auto& cell : position.members) write_cell(w, cell);
  w.end_array();
  w.integer(position.id);
  w.end_array();
  return to_hex(std::as_bytes(std::span(text)));
}

bool is_integer(const Row& member) {
  const auto cell = member.type->cell;
  return cell == Type::Cell::integer || cell == Type::Cell::instant || cell == Type::Cell::boolean;
}

// Members of the index after the prefix, each of its own kind.
bool read_members(Reader& r, const Paging::List& list, std::vector<Cell>& out) {
  bool fits = true;
  const bool is_array = r.array([&](Reader& item, std::size_t i) {
    const std::size_t member = list.prefix.size() + i;
    if (member >= list.index->size) {
      fits = false;
    } else if (is_integer(*list.index->members[member])) {
      std::int64_t n = 0;
      fits = item.integer(n) && fits;
      out.emplace_back(n);
    } else {
      std::string t;
      fits = item.text(t) && fits;
      out.emplace_back(std::move(t));
    }
  });
  return is_array && fits && list.prefix.size() + out.size() == list.index->size;
}

std::optional<Position> position_of(const Paging::List& list, std::string_view cursor) {
  std::string text(cursor.size() / 2, '\0');
  if (cursor.size() % 2 || !from_hex(cursor, std::as_writable_bytes(std::span(text)))) return {};
  auto document = JsonDocument::parse(text);
  if (!document) return {};
  Position out;
  bool fits = true;
  document.value().root().array([&](Reader& item, std::size_t i) {
    if (i == 3) fits = read_members(item, list, out.members) && fits;
    if (i == 4) fits = item.integer(out.id) && out.id > 0 && fits;
  });
  // Another list's name, or another spelling, shows when it is written again.
  if (!fits || out.id == 0 || cursor_of(list, out) != cursor) return {};
  return out;
}

}  // namespace

Result<Paging> Paging::from(List list, std::int64_t limit, std::string_view cursor) {
  if (limit < 1 || limit > page_limit_max)
    return malformed({{"/limit", "expected 1 to " + std::to_string(page_limit_max)}});
  std::optional<Position> after;
  if (!cursor.empty()) {
    after = position_of(list, cursor);
    if (!after) return refuse(Reason::cursor_invalid, "/cursor", "not a cursor of this list");
  }
  return Paging(std::move(list), limit, std::move(after));
}

bool Paging::look(Tables& tables, std::int64_t rows, RowSink sink) {
  const Scan scan{.index = list_.index,
                  .prefix = list_.prefix,
                  .after = after_ ? &*after_ : nullptr,
                  .direction = list_.direction,
                  .limit = rows};
  const auto end = tables.transaction().scan(scan, list_.columns, sink);
  if (!end.exhausted) after_ = end.last;
  return end.exhausted;
}

std::string Paging::cursor_at(const Position& last) const { return cursor_of(list_, last); }

}  // namespace onward
