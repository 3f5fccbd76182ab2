#include <algorithm>
#include <set>

#include "interchange/csv_faults.hpp"
#include "interchange/provider_reader.hpp"
#include "rules/record_mapper.hpp"

namespace onward {

namespace {

// What one column, or none, says.
struct Source {
  std::string_view member{};
  std::string column{};
  std::optional<std::size_t> at{};  // of the header
  std::string value{};              // where the cell is blank
};

class ProviderCsv final : public ProviderReader {
 public:
  ProviderCsv(std::string file, ImportFormat format, const std::vector<ImportColumn>& mapping,
              ProviderSink& sink)
      : file_(std::move(file)),
        format_(format),
        mapping_(mapping),
        sink_(sink),
        csv_([this](const CsvRecord& r) { record(r); }, [this](const CsvProblem& p) { fault(p); }) {
  }

  void feed(std::span<const char> bytes) override {
    if (!stopped_) csv_.feed(bytes);
  }
  void finish() override {
    if (stopped_) return;
    csv_.finish();
    if (!stopped_ && header_.empty()) problem(FeedReason::file_empty, 1);
  }
  bool has_header() const override { return !header_.empty(); }
  bool has_column(std::string_view name) const override {
    return std::ranges::find(header_, name) != header_.end();
  }

 private:
  void problem(FeedReason reason, std::int64_t line, std::string_view column = {},
               std::string_view value = {}) {
    sink_.problem({reason, {file_, line}, std::string(column), shortened(value), {}, {}});
  }
  void record(const CsvRecord&);
  void fault(const CsvProblem&);
  void read_header(const CsvRecord&);
  void find_sources();
  void find_missing(std::int64_t line);
  void read_row(const CsvRecord&);
  std::string primary_code(std::span<const std::string> fields) const;

  std::string file_;
  ImportFormat format_;
  const std::vector<ImportColumn>& mapping_;
  ProviderSink& sink_;
  CsvReader csv_;
  std::vector<std::string> header_{};
  std::vector<Source> sources_{};
  std::vector<std::pair<std::size_t, std::size_t>> taxonomies_{};  // columns: code and switch
  bool stopped_ = false;
};

void ProviderCsv::record(const CsvRecord& record) {
  if (stopped_) return;
  if (header_.empty()) return read_header(record);
  read_row(record);
  sink_.record_end({record.next.line, record.next.byte_offset});
}

void ProviderCsv::fault(const CsvProblem& fault) {
  if (stopped_) return;
  stopped_ = header_.empty() || csv_.broken();
  const bool is_one_row = !stopped_ && is_of_quotes(fault.fault);
  problem(is_one_row ? FeedReason::row_wrong_quoting : reason_of(fault.fault), fault.line);
  if (header_.empty()) problem(FeedReason::header_unknown, fault.line);
  if (!stopped_) sink_.record_end({fault.next.line, fault.next.byte_offset});
}

void ProviderCsv::read_header(const CsvRecord& record) {
  for (auto& name : record.fields) header_.push_back(tidied(name));
  std::set<std::string_view> seen;
  for (auto& name : header_)
    if (!name.empty() && !seen.insert(name).second) {
      problem(FeedReason::column_twice, record.line, name);
      stopped_ = true;
    }
  find_sources();
  if (format_ == ImportFormat::nppes_csv) find_missing(record.line);
}

void ProviderCsv::find_missing(std::int64_t line) {
  const auto miss = [&](std::string_view column) {
    problem(FeedReason::column_missing, line, column);
    stopped_ = true;
  };
  for (auto& known : nppes_columns())
    if (!has_column(known.column)) miss(known.column);
  if (taxonomies_.empty()) miss(std::string(nppes_taxonomy) + '1');
}

void ProviderCsv::find_sources() {
  const auto at = [&](std::string_view column) -> std::optional<std::size_t> {
    const auto found = std::ranges::find(header_, column);
    if (column.empty() || found == header_.end()) return std::nullopt;
    return static_cast<std::size_t>(found - header_.begin());
  };
  for (auto& told : mapping_)
    sources_.push_back({told.member, told.column, at(tidied(told.column)), told.value});
  if (format_ != ImportFormat::nppes_csv) return;
  for (auto& known : nppes_columns())
    sources_.push_back({known.member, std::string(known.column), at(known.column), {}});
  for (int number = 1; number <= nppes_taxonomies; ++number) {
    const auto code = at(std::string(nppes_taxonomy) + std::to_string(number));
    const auto primary = at(std::string(nppes_primary) + std::to_string(number));
    if (code && primary) taxonomies_.emplace_back(*code, *primary);
  }
}

std::string ProviderCsv::primary_code(std::span<const std::string> fields) const {
  std::vector<std::string> texts;
  std::vector<ProviderTaxonomyCode> codes;
  for (auto& [code, primary] : taxonomies_) texts.push_back(tidied(fields[code]));
  for (std::size_t i = 0; i < texts.size(); ++i)
    codes.push_back({texts[i], tidied(fields[taxonomies_[i].second]) == "Y"});
  return std::string(primary_taxonomy(codes));
}

void ProviderCsv::read_row(const CsvRecord& record) {
  const auto& fields = record.fields;
  if (fields.size() < header_.size())
    return problem(FeedReason::cells_missing, record.line, {}, fields.front());
  for (std::size_t i = header_.size(); i < fields.size(); ++i)
    if (!tidied(fields[i]).empty())
      return problem(FeedReason::cell_without_column, record.line, {}, fields[i]);
  std::vector<ProviderCell> cells;
  for (auto& source : sources_) {
    const std::string_view text = source.at ? std::string_view(fields[*source.at]) : "";
    cells.push_back(
        {source.member, source.column, tidied(text).empty() ? source.value : std::string(text)});
  }
  if (!taxonomies_.empty())
    cells.push_back({member_taxonomy, std::string(nppes_taxonomy) + '1', primary_code(fields)});
  sink_.provider(read_provider(cells, {file_, record.line}));
}

}  // namespace

std::unique_ptr<ProviderReader> provider_reader(std::string file, ImportFormat format,
                                                const std::vector<ImportColumn>& mapping,
                                                ProviderSink& sink) {
  if (format == ImportFormat::npi_json) return npi_registry_reader(std::move(file), sink);
  return std::make_unique<ProviderCsv>(std::move(file), format, mapping, sink);
}

}  // namespace onward
