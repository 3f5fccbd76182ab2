#include "arrow_fields.hpp"

#include <memory>

#include "json.hpp"

namespace onward_arrow {

namespace {

using onward::JsonWriter, onward::Reader;
using Is = Shape::Is;

std::string text_of(Reader& value) {
  std::string out;
  value.text(out);
  return out;
}

// What of a JSON Schema is looked at.
struct SchemaRead {
  std::string type{}, format{}, doc{}, privacy = "open";
  bool has_names = false;
  Shape shape{};
};
Shape shape_of(const SchemaRead& read);

SchemaRead read_schema(Reader& schema) {
  SchemaRead out;
  bool has_items = false;
  schema.object([&](Reader& value, std::string_view name, int) {
    if (name == "type") out.type = text_of(value);
    if (name == "format") out.format = text_of(value);
    if (name == "description") out.doc = text_of(value);
    if (name == "x-privacy") out.privacy = text_of(value);
    if (name == "x-codes") out.shape.has_many_names = true;
    if (name == "enum")
      out.has_names =
          value.array([&](Reader& item, std::size_t) { out.shape.names.push_back(text_of(item)); });
    if (name == "properties")
      value.object([&](Reader& member, std::string_view of, int) {
        auto read = read_schema(member);
        out.shape.parts.push_back({std::string(of), read.doc, read.privacy, shape_of(read)});
      });
    if (name == "items") {
      has_items = true;
      out.shape.parts.push_back({"item", {}, "open", shape_of(read_schema(value))});
    }
    if (name == "anyOf")  // the value or null
      value.array([&](Reader& one, std::size_t i) {
        if (i > 0) return;
        auto read = read_schema(one);
        out.type = read.type;
        out.format = read.format;
        out.shape = shape_of(read);
        out.shape.nullable = true;
      });
  });
  if (has_items) out.shape.is = Is::list;
  return out;
}

Shape shape_of(const SchemaRead& read) {
  Shape out = read.shape;
  if (out.nullable) return out;
  if (out.is == Is::list) return out;
  if (read.has_names)
    out.is = Is::symbol;
  else if (read.type == "object")
    out.is = Is::record;
  else if (read.type == "boolean")
    out.is = Is::boolean;
  else if (read.type == "integer")
    out.is = Is::integer;
  else if (read.type == "number")
    out.is = Is::real;
  else if (read.format == "date")
    out.is = Is::date;
  else if (read.format == "date-time")
    out.is = Is::instant;
  else if (read.type == "string")
    out.is = Is::text;
  return out;
}

std::string schema_of(const onward::RecordColumn& column) {
  if (!column.row) return column.schema;
  std::string json;
  JsonWriter w(json);
  w.begin_object(0);
  column.row->type->schema(w, *column.row);
  w.end_object();
  return json;
}

Field field_of(const onward::RecordColumn& column) {
  auto document = onward::JsonDocument::parse(schema_of(column), {.bytes = std::size_t(-1)});
  if (!document) throw std::logic_error("a member's schema is no JSON");
  const auto read = read_schema(document.value().root());
  Field out{.name = std::string(column.title()), .doc = read.doc};
  if (column.row) out.doc = column.row->doc;
  out.shape = shape_of(read);
  out.shape.nullable |= column.nullable;
  out.privacy = column.how_private() == onward::Privacy::open       ? "open"
                : column.how_private() == onward::Privacy::personal ? "personal"
                                                                    : "special";
  return out;
}

// ---- The schema, in Arrow's layout.

void put_size(std::string& out, std::size_t size) {
  const auto n = static_cast<std::int32_t>(size);
  out.append(reinterpret_cast<const char*>(&n), sizeof n);
}
std::string metadata_of(const Field& field) {
  std::string out;
  if (field.doc.empty()) return out;
  put_size(out, 2);
  for (const std::string_view part :
       {std::string_view("doc"), std::string_view(field.doc), std::string_view("privacy"),
        std::string_view(field.privacy)}) {
    put_size(out, part.size());
    out += part;
  }
  return out;
}

struct OwnedSchema {
  std::string format{}, name{}, metadata{};
  std::vector<ArrowSchema> parts{};
  std::vector<ArrowSchema*> places{};
  ArrowSchema dictionary{};

  static void release(ArrowSchema* schema) {
    const std::unique_ptr<OwnedSchema> owned(static_cast<OwnedSchema*>(schema->private_data));
    for (auto& part : owned->parts)
      if (part.release) part.release(&part);
    if (owned->dictionary.release) owned->dictionary.release(&owned->dictionary);
    schema->release = nullptr;
  }
};

void give(const Field& field, ArrowSchema* out) {
  auto owned = std::make_unique<OwnedSchema>();
  const Shape& shape = field.shape;
  owned->format = shape.format();
  owned->name = field.name;
  owned->metadata = metadata_of(field);
  owned->parts.resize(shape.parts.size());
  for (auto& part : owned->parts) owned->places.push_back(&part);
  *out = {};
  out->release = OwnedSchema::release;
  OwnedSchema& o = *owned;
  out->private_data = owned.release();
  for (std::size_t i = 0; i < o.parts.size(); ++i) give(shape.parts[i], &o.parts[i]);
  if (shape.is == Is::symbol) give({.shape = {.is = Is::text, .parts = {}}}, &o.dictionary);
  out->format = o.format.c_str();
  out->name = o.name.c_str();
  out->metadata = o.metadata.empty() ? nullptr : o.metadata.c_str();
  out->flags = shape.nullable ? ARROW_FLAG_NULLABLE : 0;
  out->n_children = std::ssize(o.parts);
  out->children = o.places.empty() ? nullptr : o.places.data();
  out->dictionary = shape.is == Is::symbol ? &o.dictionary : nullptr;
}

// ---- The dictionary.

std::string_view word_of(Is is) {
  switch (is) {
    case Is::boolean: return "boolean";
    case Is::integer: return "integer";
    case Is::real: return "number";
    case Is::date: return "date";
    case Is::instant: return "instant";
    case Is::symbol: return "code";
    case Is::list: return "list";
    case Is::record: return "record";
    case Is::json: return "json";
    case Is::text: break;
  }
  return "text";
}

// Names end in their unit.
std::string_view unit_of(const Field& field) {
  constexpr std::pair<std::string_view, std::string_view> units[] = {
      {"_working_days", "working days"},
      {"_days", "days"},
      {"_months", "months"},
      {"_years", "years"},
      {"_minutes", "minutes"},
      {"_percent", "percent"},
      {"_bytes", "bytes"},
      {"_millionths", "millionths"},
      {"_minor_units", "minor units of the currency"},
      {"_microdegrees", "microdegrees, WGS 84"},
      {"_metres", "metres"},
  };
  if (field.shape.is == Is::instant) return "microseconds, UTC";
  if (field.shape.is != Is::integer && field.shape.is != Is::real) return {};
  for (auto& [ending, unit] : units)
    if (field.name.ends_with(ending)) return unit;
  return {};
}

void member(JsonWriter& w, std::string_view name, std::string_view text) {
  w.member(name);
  w.text(text);
}

void describe(JsonWriter& w, const Field& field) {
  w.begin_object(0);
  member(w, "name", field.name);
  member(w, "type", word_of(field.shape.is));
  if (!field.doc.empty()) member(w, "doc", field.doc);
  if (const auto unit = unit_of(field); !unit.empty()) member(w, "unit", unit);
  w.member("nullable");
  w.boolean(field.shape.nullable);
  member(w, "privacy", field.privacy);
  if (!field.shape.names.empty()) {
    w.member("codes");
    w.begin_array(0);
    for (auto& name : field.shape.names) w.text(name);
    w.end_array();
  }
  if (!field.shape.parts.empty()) {
    w.member("parts");
    w.begin_array(0);
    for (auto& part : field.shape.parts) describe(w, part);
    w.end_array();
  }
  w.end_object();
}

}  // namespace

std::string_view Shape::format() const {
  switch (is) {
    case Is::boolean: return "b";
    case Is::integer: return "l";
    case Is::real: return "g";
    case Is::date: return "tdD";
    case Is::instant: return "tsu:UTC";
    case Is::symbol: return has_many_names ? "i" : "c";
    case Is::list: return "+l";
    case Is::record: return "+s";
    case Is::text:
    case Is::json: break;
  }
  return "u";
}

std::vector<Field> fields_of(std::span<const onward::RecordColumn> columns) {
  std::vector<Field> out;
  for (auto& column : columns) out.push_back(field_of(column));
  return out;
}

void give_schema(const std::vector<Field>& fields, ArrowSchema* out) {
  give({.shape = {.is = Is::record, .parts = fields}}, out);
}

std::string data_dictionary(const onward::RecordSource& source, const std::vector<Field>& fields) {
  std::string json;
  JsonWriter w(json);
  w.begin_object(0);
  member(w, "table", source.name());
  member(w, "doc", source.doc());
  w.member("columns");
  w.begin_array(0);
  for (auto& field : fields) describe(w, field);
  w.end_array();
  if (!source.said_beside().empty()) {
    w.member("answer");
    w.json(source.said_beside());
  }
  w.end_object();
  return json;
}

}  // namespace onward_arrow
