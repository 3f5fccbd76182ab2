// The files of a feed as imports read them: blobs of the host, record by record.
#pragma once

#include <deque>
#include <set>
#include <utility>

#include "interchange/directory_reader.hpp"
#include "operations/context.hpp"

namespace onward {

// What stands between the ends of two records.
struct FeedRecord {
  std::vector<FeedRow> rows{};
  std::vector<FeedProblem> problems{};
  std::vector<FeedDetail> details{};
  FeedCursor end{};
};

// One file, read from its beginning, each byte once.
class FeedFile final : FeedSink {
 public:
  explicit FeedFile(std::string blob) : blob_(std::move(blob)), reader_(blob_, *this) {}

  std::optional<FeedRecord> next(Context&);  // nothing at the end of the file
  FeedRecord rest() { return std::exchange(at_hand_, {}); }  // and then: what is said of the end
  std::optional<FeedKind> kind() const { return reader_.kind(); }
  bool is_detail() const { return reader_.is_detail(); }

 private:
  void read_on(Context&);
  void row(FeedRow r) override { at_hand_.rows.push_back(std::move(r)); }
  void detail(FeedDetail d) override { at_hand_.details.push_back(std::move(d)); }
  void problem(FeedProblem p) override { at_hand_.problems.push_back(std::move(p)); }
  void record_end(FeedCursor) override;

  std::string blob_;
  DirectoryReader reader_;
  std::int64_t offset_ = 0;
  bool ended_ = false;
  FeedRecord at_hand_{};
  std::deque<FeedRecord> ready_{};  // read in one piece with those before
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

  bool goes_with(const Import&) const;
};

}  // namespace onward
