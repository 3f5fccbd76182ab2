// Arrow's arrays, built value by value.
#pragma once

#include "arrow_fields.hpp"

namespace onward_arrow {

class Column {
 public:
  static std::unique_ptr<Column> of(const Field&);

  virtual ~Column() = default;
  virtual void add(const onward::CellView&) = 0;
  virtual void add(onward::Reader&) = 0;  // a value within a list or a record
  // What was built; the next array begins.
  virtual void give(ArrowArray* out) = 0;
  virtual std::size_t bytes() const = 0;  // of texts, whose offsets have 32 bits
};

// Columns side by side, of so many rows, as one array.
void give_struct(std::span<const std::unique_ptr<Column>>, std::int64_t rows, ArrowArray* out);

}  // namespace onward_arrow
