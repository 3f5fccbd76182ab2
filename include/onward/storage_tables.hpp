// Whole tables from a storage, without an object between. Every storage's transactions do it.
#pragma once

#include "onward/records.hpp"
#include "onward/storage.hpp"

namespace onward {

// The wanted members of a row, in the order of the noun's rows; views hold during the call, which
// must neither write nor read. False ends.
using CellsSink = FunctionRef<bool(std::span<const CellView>)>;

class TableReader {
 public:
  virtual ~TableReader() = default;

  // The rows behind `after`, in the order of their ids.
  virtual void cells(Noun, std::int64_t after, Columns, CellsSink) = 0;
  virtual std::int64_t last_id(Noun) = 0;  // no row has a greater one; 0 when none ever had one

  static TableReader& of(Transaction&);  // throws StorageError where there is none
};

}  // namespace onward
