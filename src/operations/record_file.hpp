// A file that an import reads: a blob of the host, piece by piece, record by record.
#pragma once

#include <deque>
#include <utility>

#include "hash.hpp"
#include "interchange/directory_reader.hpp"
#include "onward/operations/directory.hpp"
#include "operations/context.hpp"

namespace onward {

// Bytes of the active organisation's blob from an offset on; none at its end.
std::span<const char> read_piece(Context&, std::string_view blob, std::int64_t offset,
                                 std::span<char> into);
using Piece = std::array<char, std::size_t{64} << 10>;

// Read from its beginning, each byte once. A reader is fed, and tells its sink of what stands in
// records and of their ends; whoever derives puts that into `at_hand_`.
template <class Record> class RecordFile {
 public:
  // As far as it was read before, it must still say the same.
  explicit RecordFile(std::string blob, ImportRead before = {})
      : blob_(std::move(blob)), before_(std::move(before)) {}

  // Nothing at the end of the file, and where it has changed.
  template <class Reader> std::optional<Record> next(Context& c, Reader& reader) {
    while (ready_.empty() && !ended_) read_on(c, reader);
    if (ready_.empty()) return std::nullopt;
    Record record = std::move(ready_.front());
    ready_.pop_front();
    return record;
  }
  // Reads as far as it was read before; whether it says the same until there. What is written must
  // not be of another file.
  template <class Reader> bool reach(Context& c, Reader& reader) {
    while (offset_ < before_.bytes && !ended_) read_on(c, reader);
    return !has_changed_;
  }
  Record rest() { return std::exchange(at_hand_, {}); }  // and then: what is said of the end
  const std::string& blob() const { return blob_; }
  bool has_changed() const { return has_changed_; }
  ImportRead read() const { return {offset_, to_hex(Sha256(read_).finish())}; }
  // The end of what was read is read once more: another file may stand there since.
  bool still_stands(Context& c) const {
    std::array<char, tail_bytes> tail;
    const auto bytes = read_piece(c, blob_, tail_.at, std::span(tail).first(tail_.size));
    return bytes.size() == tail_.size && sha256(std::as_bytes(bytes)) == tail_.digest;
  }

 protected:
  void end_record(FeedCursor at) {
    at_hand_.end = at;
    ready_.push_back(std::exchange(at_hand_, {}));
  }
  Record at_hand_{};

 private:
  template <class Reader> void read_on(Context& c, Reader& reader) {
    Piece piece;
    const auto bytes = read_piece(c, blob_, offset_, piece);
    note(bytes);
    ended_ = bytes.empty() || has_changed_;
    if (has_changed_) return;
    ended_ ? reader.finish() : reader.feed(bytes);
  }
  // Pieces are always cut alike, so the end of what was read before is the end of one of them.
  void note(std::span<const char> bytes) {
    const bool is_known = offset_ < before_.bytes;
    offset_ += std::ssize(bytes);
    if (!bytes.empty()) {
      const auto tail = bytes.last(std::min(bytes.size(), tail_bytes));
      tail_ = {offset_ - std::ssize(tail), tail.size(), sha256(std::as_bytes(tail))};
    }
    read_.update(std::as_bytes(bytes));
    if (!is_known) return;
    has_changed_ = bytes.empty() || offset_ > before_.bytes ||
                   (offset_ == before_.bytes && read().sha256 != before_.sha256);
  }

  static constexpr std::size_t tail_bytes = 4'096;
  struct Tail {
    std::int64_t at = 0;
    std::size_t size = 0;
    Hash digest = sha256({});
  };

  std::string blob_;
  ImportRead before_;
  std::int64_t offset_ = 0;
  Sha256 read_{};  // of all before the offset
  Tail tail_{};
  bool ended_ = false, has_changed_ = false;
  std::deque<Record> ready_{};  // read in one piece with those before
};

// Whether a reading that one slice left is of the import as it stands. A rolled-back slice leaves a
// memory of what never was: then the rows differ.
bool goes_with(const Import& remembered, const Import& row);

// What the slices before have read of a file, and what this one has.
ImportRead read_before(const Import&, std::int64_t file);
void note_read(Import&, std::int64_t file, ImportRead);
Refusal import_changed(const std::string& blob);

// Of a practice, or of the network's directory (0); the newest first.
Result<ImportPage> imports_of(Context&, OrganizationId, std::string_view operation,
                              const ListImports&);
// What one of them could not use, which the caller may see.
Result<ImportProblems> problems_of(Context&, std::string_view operation, const ImportRef&);

}  // namespace onward
