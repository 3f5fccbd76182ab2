// A file of providers as imports read it: a blob of the host, record by record.
#pragma once

#include <set>

#include "interchange/provider_reader.hpp"
#include "operations/record_file.hpp"

namespace onward {

// What stands between the ends of two records.
struct ProviderRecord {
  std::optional<ReadProvider> provider{};
  std::vector<FeedProblem> problems{};
  FeedCursor end{};
};

// Read from its beginning, each byte once.
class ProviderFile final : RecordFile<ProviderRecord>, ProviderSink {
 public:
  explicit ProviderFile(const Import& import)
      : RecordFile(import.blobs.front(), read_before(import, 0)),
        mapping_(import.mapping),
        reader_(provider_reader(blob(), import.format, mapping_, *this)) {}

  std::optional<ProviderRecord> next(Context& c) { return RecordFile::next(c, *reader_); }
  bool reach(Context& c) { return RecordFile::reach(c, *reader_); }
  using RecordFile::has_changed;
  using RecordFile::read;
  using RecordFile::rest;
  using RecordFile::still_stands;
  const ProviderReader& reader() const { return *reader_; }

 private:
  void provider(ReadProvider p) override { at_hand_.provider = std::move(p); }
  void problem(FeedProblem p) override { at_hand_.problems.push_back(std::move(p)); }
  void record_end(FeedCursor at) override { end_record(at); }

  std::vector<ImportColumn> mapping_;
  std::unique_ptr<ProviderReader> reader_;
};

// What one slice leaves to the next. It is only a memory: where it is lost, the file is read again
// up to the import's cursor, and nothing else changes.
struct ProviderReading {
  Import import{};  // as the slice left it
  std::unique_ptr<ProviderFile> file{};
  std::set<std::string> met{};  // identifiers of rows that could be read
};

}  // namespace onward
