// What columns are made of: Arrow's types, and a dictionary for people, from described records.
#pragma once

#include "onward/records.hpp"
#include "onward_arrow.h"

namespace onward_arrow {

struct Field;

// The type of a column, as the JSON Schema of its member says it.
struct Shape {
  enum class Is : std::uint8_t {
    boolean,
    integer,
    real,
    text,
    date,
    instant,
    symbol,
    list,
    record,
    json  // any value, as its text
  } is = Is::json;
  bool nullable = false;
  std::vector<std::string> names{};  // of a symbol, in order
  bool has_many_names = false;       // whatever a column holds; then 32 bits tell them apart
  std::vector<Field> parts;          // members of a record, or the items of a list

  std::string_view format() const;  // as Arrow's C interface spells it
};

struct Field {
  std::string name{};
  std::string doc{};
  std::string privacy{};  // "open", "personal" or "special"
  Shape shape{};
};

std::vector<Field> fields_of(std::span<const onward::RecordColumn>);

// A struct of the fields, each with its sentence and its privacy as metadata.
void give_schema(const std::vector<Field>&, ArrowSchema* out);

// {"table", "doc", "columns": [{"name", "type", "doc", "nullable", "privacy", …}], "answer": what
// was said beside the columns}
std::string data_dictionary(const onward::RecordSource&, const std::vector<Field>&);

}  // namespace onward_arrow
