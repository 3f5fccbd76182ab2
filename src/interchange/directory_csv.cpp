#include <algorithm>
#include <set>
#include <vector>

#include "interchange/csv_faults.hpp"
#include "interchange/directory_reader.hpp"
#include "interchange/directory_tables.hpp"

namespace onward {

namespace {

constexpr FeedColumn unnamed{};  // ignored, but not when something stands in it

std::string trimmed(std::string_view s) {
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  while (!s.empty() && s.back() == ' ') s.remove_suffix(1);
  return std::string(s);
}

class DirectoryCsv final : public DirectoryReader::Format {
 public:
  DirectoryCsv(std::string file, FeedSink& sink)
      : file_(std::move(file)),
        sink_(sink),
        csv_([this](const CsvRecord& r) { record(r); }, [this](const CsvProblem& p) { fault(p); }) {
  }

  void feed(std::span<const char> bytes) override {
    if (!stopped_) csv_.feed(bytes);
  }
  void finish() override {
    if (stopped_) return;
    csv_.finish();
    if (!stopped_ && records_ == 0) problem(FeedReason::file_empty, 1);
  }
  std::optional<FeedKind> kind() const override {
    return table_ && !detail_ ? std::optional(table_->kind) : std::nullopt;
  }
  bool is_detail() const override { return detail_.has_value(); }

 private:
  std::string file_;
  FeedSink& sink_;
  CsvReader csv_;
  const FeedTable* table_ = nullptr;           // once the header is read
  std::optional<FeedDetailKind> detail_{};  // what its rows say, when they are no rows of ours
  std::vector<const FeedColumn*> columns_{};  // of the header; null is not known
  bool stopped_ = false;
  std::int64_t records_ = 0;

  void problem(FeedReason reason, std::int64_t line, std::string_view column = {},
               std::string_view value = {}, std::string external_id = {}) {
    sink_.problem({reason,
                   {file_, line},
                   std::string(column),
                   shortened(value),
                   kind(),
                   std::move(external_id)});
  }
  void record(const CsvRecord&);
  void fault(const CsvProblem&);
  void read_header(const CsvRecord&);
  void read_row(const CsvRecord&);
  void read_detail(const CsvRecord&);
};

void DirectoryCsv::record(const CsvRecord& record) {
  if (stopped_) return;
  if (!table_) return read_header(record);
  ++records_;
  detail_ ? read_detail(record) : read_row(record);
  sink_.record_end({record.next.line, record.next.byte_offset});
}

void DirectoryCsv::fault(const CsvProblem& fault) {
  if (stopped_) return;
  problem(reason_of(fault.fault), fault.line);
  ++records_;
  if (!table_) problem(FeedReason::header_unknown, fault.line);
  if (!table_ || is_of_quotes(fault.fault))  // what is missing from a directory is switched off
    stopped_ = true;
  else
    sink_.record_end({fault.next.line, fault.next.byte_offset});
}

void DirectoryCsv::read_header(const CsvRecord& record) {
  std::vector<std::string> names;
  for (auto& field : record.fields) names.push_back(trimmed(field));
  const auto has = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  const auto found = std::ranges::find_if(csv_tables(), has, &CsvTable::key);
  stopped_ = true;  // unless all is well
  if (is_hsds_tabular(names))
    return problem(FeedReason::tabular_form, record.line, {}, names.front());
  if (found == csv_tables().end())
    return problem(FeedReason::header_unknown, record.line, {}, names.front());
  bool well = true;
  for (auto& column : found->table.columns)
    if (column.required && !has(column.name)) {
      problem(FeedReason::column_missing, record.line, column.name);
      well = false;
    }
  std::set<std::string_view> seen;
  for (auto& name : names) {
    if (!name.empty() && !seen.insert(name).second) {
      problem(FeedReason::column_twice, record.line, name);
      well = false;
    }
    columns_.push_back(name.empty() ? &unnamed : found->table.find(name));
    if (!columns_.back()) problem(FeedReason::column_unknown, record.line, shortened(name));
  }
  if (!well) return;
  table_ = &found->table;
  detail_ = found->detail;
  stopped_ = false;
}

void DirectoryCsv::read_row(const CsvRecord& record) {
  const auto& fields = record.fields;
  std::vector<FeedCell> cells;
  std::string external_id;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FeedColumn* column = i < columns_.size() ? columns_[i] : &unnamed;
    if (!column) continue;
    if (column->meaning == FeedMeaning::external_id) external_id = trimmed(fields[i]);
    cells.push_back({column, fields[i], {}, false});
  }
  if (fields.size() < columns_.size())
    return problem(FeedReason::cells_missing, record.line, {}, fields.front(), external_id);
  auto mapped = map_record(*table_, cells, {file_, record.line});
  for (auto& p : mapped.problems) sink_.problem(std::move(p));
  if (mapped.row) sink_.row(std::move(*mapped.row));
}

void DirectoryCsv::read_detail(const CsvRecord& record) {
  const auto& fields = record.fields;
  FeedCells cells;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const FeedColumn* column = i < columns_.size() ? columns_[i] : &unnamed;
    if (column && column->name.empty() && !trimmed(fields[i]).empty())
      return problem(FeedReason::cell_without_column, record.line, {}, fields[i]);
    if (column) cells.emplace(column->name, fields[i]);
  }
  if (fields.size() < columns_.size())
    return problem(FeedReason::cells_missing, record.line, {}, fields.front());
  auto mapped = map_detail(*detail_, cells, {file_, record.line});
  for (auto& p : mapped.problems) sink_.problem(std::move(p));
  if (mapped.detail) sink_.detail(std::move(*mapped.detail));
}

}  // namespace

std::unique_ptr<DirectoryReader::Format> directory_csv(std::string file, FeedSink& sink) {
  return std::make_unique<DirectoryCsv>(std::move(file), sink);
}

}  // namespace onward
