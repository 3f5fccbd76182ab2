// What is asked of a table, checked: which members are read, which are handed out, and when.
#pragma once

#include "onward/records.hpp"
#include "operations/table_views.hpp"

namespace onward {

class TablePlan {
 public:
  //   refused  not_found at /table; malformed_request at /columns, /where, /batch_rows
  static Result<TablePlan> of(std::string_view table, const TableOptions&);

  const TableView& view() const { return *view_; }
  std::span<const RecordColumn> columns() const { return columns_; }
  Permission permission() const;  // of the operation that answers such a row
  bool is_audited() const { return audited_; }  // something personal or special is read

  // What is read of a row: the id, columns, and members of conditions. Cells come in their order.
  Columns read() const { return read_; }
  // A member that is withheld meets no condition.
  bool meets(std::span<const CellView> cells, Columns withheld) const;
  // The columns' cells, in their order; those that are withheld are null. Until the next call.
  std::span<const CellView> picked(std::span<const CellView> cells, Columns withheld);

 private:
  using Value = std::variant<std::monostate, std::int64_t, double, std::string>;
  struct Condition {
    std::size_t member = 0;  // among the noun's rows
    std::size_t cell = 0;
    std::optional<Value> is{}, from{}, before{};
  };
  class Maker;

  std::size_t cell_of(std::size_t member) const;

  const TableView* view_ = nullptr;
  std::vector<RecordColumn> columns_{};
  std::vector<std::size_t> members_{};  // of each column
  std::vector<std::size_t> cells_{};
  std::vector<Condition> conditions_{};
  std::vector<CellView> room_{};
  Columns read_ = 0;
  bool audited_ = false;
  bool as_they_come_ = false;  // every cell that is read is a column, in that order
};

}  // namespace onward
