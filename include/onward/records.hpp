// Described records one after another, wherever they come from: a table of the store, an answer's
// list, the lines of a figure. Columns are made of them (capi/arrow_stream.hpp).
#pragma once

#include "onward/json.hpp"
#include "onward/result.hpp"

namespace onward {

// A value as tables keep it: instants are microseconds since 1970, booleans 0 and 1; dates are
// "2025-03-31", enumerators their names, lists and records JSON text.
using CellView = std::variant<std::monostate, std::int64_t, double, std::string_view>;

struct RecordColumn {
  const Row* row = nullptr;
  bool nullable = false;  // also where a record may not be shown whole
  // Of what is no member of a described record.
  std::string name{};
  std::string schema{};  // a JSON Schema with its sentence
  Privacy privacy = Privacy::open;

  std::string_view title() const { return row ? row->name : std::string_view(name); }
  Privacy how_private() const { return row ? row->privacy : privacy; }
};

class RecordSource {
 public:
  // One record: a cell for each column, valid during the call.
  using Sink = FunctionRef<void(std::span<const CellView>)>;

  virtual ~RecordSource() = default;
  virtual std::string_view name() const = 0;
  virtual std::string_view doc() const = 0;
  virtual std::span<const RecordColumn> columns() const = 0;
  // What was said beside the records, as a JSON object; empty when nothing was.
  virtual std::string_view said_beside() const { return {}; }
  // Hands on some records, `records_max` at most. Answers whether there may be more.
  virtual Result<bool> next(std::int64_t records_max, Sink) = 0;
};

// Hands a record's members on as cells; those of a list and of a record within are JSON text.
void send_cells(std::span<const RecordColumn>, const void* record, RecordSource::Sink);

// Records that are all there already: an answer's lines.
template <Record T> class RecordList final : public RecordSource {
 public:
  RecordList(std::string_view name, std::string_view doc, std::vector<T> records)
      : name_(name), doc_(doc), records_(std::move(records)) {
    for (auto& row : rows_of<T>())
      columns_.push_back({.row = &row, .nullable = row.type->nullable});
  }

  std::string_view name() const override { return name_; }
  std::string_view doc() const override { return doc_; }
  std::span<const RecordColumn> columns() const override { return columns_; }
  Result<bool> next(std::int64_t records_max, Sink sink) override {
    for (; records_max > 0 && at_ < records_.size(); --records_max)
      send_cells(columns_, &records_[at_++], sink);
    return at_ < records_.size();
  }

 private:
  std::string name_, doc_;
  std::vector<RecordColumn> columns_{};
  std::vector<T> records_;
  std::size_t at_ = 0;
};

// A condition on the rows of a table.
struct TableCondition {
  std::string column{};
  std::optional<Json> is{};
  std::optional<Json> from{};
  std::optional<Json> before{};
};
template <>
inline constexpr auto rows<TableCondition> = std::array{
    row<&TableCondition::column>(1, "column", "The column; one that is not read may be named."),
    row<&TableCondition::is>(2, "is", "Rows that have this value."),
    row<&TableCondition::from>(3, "from", "Rows that have this value or a greater one."),
    row<&TableCondition::before>(4, "before", "Rows that have a smaller value."),
};
ONWARD_RECORDS(TableCondition);

constexpr std::int64_t batch_rows_default = 65'536;
constexpr std::int64_t batch_rows_max = 1'048'576;

struct TableOptions {
  std::vector<std::string> columns{};
  bool personal = false;
  std::vector<TableCondition> where{};
  std::int64_t batch_rows = batch_rows_default;
  std::optional<Json> request{};
  std::string list{};
  std::optional<Json> answer{};
};
template <>
inline constexpr auto rows<TableOptions> = std::array{
    row<&TableOptions::columns>(1, "columns",
                                "The columns, in their order; empty is all, or all that are open."),
    row<&TableOptions::personal>(
        2, "personal",
        "True to read what is personal or special, too. Every row that is read leaves an entry "
        "that says who looked.",
        may_be_absent),
    row<&TableOptions::where>(3, "where", "Conditions; a row meets all of them."),
    row<&TableOptions::batch_rows>(4, "batch_rows",
                                   "Rows in a batch at most, 1 to 1,048,576; 65,536 when absent.",
                                   may_be_absent),
    row<&TableOptions::request>(
        5, "request", "What an operation is asked whose answer is read; absent for a table."),
    row<&TableOptions::list>(6, "list",
                             "Which list of the answer is read; empty for its own or its only one.",
                             may_be_absent),
    row<&TableOptions::answer>(
        7, "answer",
        "What the operation answered to a call with the same request: lists are read from it, and "
        "nothing is asked. Absent: it is asked."),
};
ONWARD_RECORD(TableOptions);

}  // namespace onward
