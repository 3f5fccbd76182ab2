// Reads one file of a directory feed, in pieces of any size: Florida's CSV tables, Ohana's, or HSDS
// 3.0 JSON, told apart by what is in it. Every record is handed on as a row or as problems.
#pragma once

#include "onward/rules/directory_details.hpp"

namespace onward {

// The end of a record; an import may commit here and, later, skip what lies before.
struct FeedCursor {
  std::int64_t line = 1;
  std::int64_t byte_offset = 0;
};

struct FeedSink {
  virtual ~FeedSink() = default;
  virtual void row(FeedRow) = 0;
  virtual void detail(FeedDetail) = 0;
  virtual void problem(FeedProblem) = 0;
  virtual void record_end(FeedCursor) = 0;
};

constexpr std::size_t feed_item_bytes_max = std::size_t{16} << 20;  // one object of a JSON list

class DirectoryReader {
 public:
  DirectoryReader(std::string file, FeedSink&);  // the sink must outlive the reader
  ~DirectoryReader();
  DirectoryReader(const DirectoryReader&) = delete;
  DirectoryReader& operator=(const DirectoryReader&) = delete;

  void feed(std::span<const char>);
  void finish();
  // What the table holds, once its header is read; nothing for JSON, which mixes kinds. Files are
  // to be read in the order organisations, locations, services.
  std::optional<FeedKind> kind() const;
  // Whether it is a table of details, which are to be read before the rows that they belong to.
  bool is_detail() const;

  struct Format {  // one a format
    virtual ~Format() = default;
    virtual void feed(std::span<const char>) = 0;
    virtual void finish() = 0;
    virtual std::optional<FeedKind> kind() const { return std::nullopt; }
    virtual bool is_detail() const { return false; }
  };

 private:
  std::string file_;
  FeedSink& sink_;
  std::string head_{};  // until the format is known
  bool finished_ = false;
  std::unique_ptr<Format> format_{};
};

std::unique_ptr<DirectoryReader::Format> directory_csv(std::string file, FeedSink&);
std::unique_ptr<DirectoryReader::Format> directory_json(std::string file, FeedSink&);

}  // namespace onward
