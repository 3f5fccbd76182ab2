// A file that an import reads: a blob of the host, piece by piece, record by record.
#pragma once

#include <deque>
#include <utility>

#include "interchange/directory_reader.hpp"
#include "operations/context.hpp"

namespace onward {

// Bytes of the active organisation's blob from an offset on; none at its end.
std::span<const char> read_piece(Context&, std::string_view blob, std::int64_t offset,
                                 std::span<char> into);

// Read from its beginning, each byte once. A reader is fed, and tells its sink of what stands in
// records and of their ends; whoever derives puts that into `at_hand_`.
template <class Record> class RecordFile {
 public:
  explicit RecordFile(std::string blob) : blob_(std::move(blob)) {}

  // Nothing at the end of the file.
  template <class Reader> std::optional<Record> next(Context& c, Reader& reader) {
    while (ready_.empty() && !ended_) read_on(c, reader);
    if (ready_.empty()) return std::nullopt;
    Record record = std::move(ready_.front());
    ready_.pop_front();
    return record;
  }
  Record rest() { return std::exchange(at_hand_, {}); }  // and then: what is said of the end
  const std::string& blob() const { return blob_; }

 protected:
  void end_record(FeedCursor at) {
    at_hand_.end = at;
    ready_.push_back(std::exchange(at_hand_, {}));
  }
  Record at_hand_{};

 private:
  template <class Reader> void read_on(Context& c, Reader& reader) {
    std::array<char, std::size_t{64} << 10> piece;
    const auto bytes = read_piece(c, blob_, offset_, piece);
    offset_ += std::ssize(bytes);
    ended_ = bytes.empty();
    ended_ ? reader.finish() : reader.feed(bytes);
  }

  std::string blob_;
  std::int64_t offset_ = 0;
  bool ended_ = false;
  std::deque<Record> ready_{};  // read in one piece with those before
};

// Whether a reading that one slice left is of the import as it stands. A rolled-back slice leaves a
// memory of what never was: then the rows differ.
bool goes_with(const Import& remembered, const Import& row);

}  // namespace onward
