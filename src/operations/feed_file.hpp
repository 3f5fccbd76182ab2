// The files of a feed as imports read them: blobs of the host, record by record.
#pragma once

#include <deque>
#include <set>

#include "interchange/directory_reader.hpp"
#include "operations/record_file.hpp"

namespace onward {

// What stands between the ends of two records.
struct FeedRecord {
  std::vector<FeedRow> rows{};
  std::vector<FeedProblem> problems{};
  std::vector<FeedDetail> details{};
  FeedCursor end{};
};

// One file, read from its beginning, each byte once.
class FeedFile final : RecordFile<FeedRecord>, FeedSink {
 public:
  explicit FeedFile(std::string of, ImportRead before = {})
      : RecordFile(std::move(of), std::move(before)), reader_(blob(), *this) {}

  std::optional<FeedRecord> next(Context& c) { return RecordFile::next(c, reader_); }
  bool reach(Context& c) { return RecordFile::reach(c, reader_); }
  using RecordFile::has_changed;
  using RecordFile::read;
  using RecordFile::rest;
  using RecordFile::still_stands;
  std::optional<FeedKind> kind() const { return reader_.kind(); }
  bool is_detail() const { return reader_.is_detail(); }

 private:
  void row(FeedRow r) override { at_hand_.rows.push_back(std::move(r)); }
  void detail(FeedDetail d) override { at_hand_.details.push_back(std::move(d)); }
  void problem(FeedProblem p) override { at_hand_.problems.push_back(std::move(p)); }
  void record_end(FeedCursor at) override { end_record(at); }

  DirectoryReader reader_;
};

using Absent = std::deque<std::pair<FeedKind, std::int64_t>>;  // rows the feed no longer has

// What one slice of an import leaves to the next. It is only a memory: where it is lost, the files
// are read again up to the import's cursor, and nothing else changes.
struct ImportReading {
  Import import{};  // as the slice left it
  std::int64_t file = 0;
  std::unique_ptr<FeedFile> open{};
  FeedIndex index{};
  FeedDetails details{};
  std::map<std::string, std::set<std::string>> places{};  // of services, where a file mixes kinds
  std::optional<Absent> absent{};  // once all is read
};

}  // namespace onward
