// A table as an Arrow array that whoever takes it releases.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "onward_arrow.h"

namespace onward_capi {

class ArrowTable {
 public:
  void add_texts(std::string name, const std::vector<std::string>&);
  void add_whole(std::string name, std::vector<std::int64_t>);
  // Numbers in units of the last of so many digits behind the point.
  void add_decimals(std::string name, const std::vector<std::int64_t>& units, int digits_behind);

  // Both are the taker's.
  void give(ArrowSchema*, ArrowArray*) &&;

 private:
  struct Column {
    std::string name{}, format{};
    std::int64_t length = 0;
    std::vector<std::shared_ptr<const void>> buffers{};  // after the one that says what is null
  };
  struct SchemaParts;
  struct ArrayParts;
  std::vector<Column> columns_{};
};

}  // namespace onward_capi
