// A file of providers as imports read it: a blob of the host, record by record.
#pragma once

#include <deque>
#include <set>
#include <utility>

#include "interchange/provider_reader.hpp"
#include "operations/context.hpp"

namespace onward {

// What stands between the ends of two records.
struct ProviderRecord {
  std::optional<ReadProvider> provider{};
  std::vector<FeedProblem> problems{};
  FeedCursor end{};
};

// Read from its beginning, each byte once.
class ProviderFile final : ProviderSink {
 public:
  explicit ProviderFile(const Import& import)
      : blob_(import.blobs.front()),
        mapping_(import.mapping),
        reader_(provider_reader(blob_, import.format, mapping_, *this)) {}

  std::optional<ProviderRecord> next(Context&);  // nothing at the end of the file
  ProviderRecord rest() { return std::exchange(at_hand_, {}); }  // then: what is said of the end
  const ProviderReader& reader() const { return *reader_; }

 private:
  void read_on(Context&);
  void provider(ReadProvider p) override { at_hand_.provider = std::move(p); }
  void problem(FeedProblem p) override { at_hand_.problems.push_back(std::move(p)); }
  void record_end(FeedCursor) override;

  std::string blob_;
  std::vector<ImportColumn> mapping_;
  std::unique_ptr<ProviderReader> reader_;
  std::int64_t offset_ = 0;
  bool ended_ = false;
  ProviderRecord at_hand_{};
  std::deque<ProviderRecord> ready_{};  // read in one piece with those before
};

// What one slice leaves to the next. It is only a memory: where it is lost, the file is read again
// up to the import's cursor, and nothing else changes.
struct ProviderReading {
  Import import{};  // as the slice left it
  std::unique_ptr<ProviderFile> file{};
  std::set<std::string> met{};  // identifiers of rows that could be read

  bool goes_with(const Import&) const;
};

}  // namespace onward
