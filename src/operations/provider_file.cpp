#include "operations/provider_file.hpp"

#include "operations/blobs.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr std::size_t piece_bytes = std::size_t{64} << 10;

}  // namespace

std::optional<ProviderRecord> ProviderFile::next(Context& c) {
  while (ready_.empty() && !ended_) read_on(c);
  if (ready_.empty()) return std::nullopt;
  ProviderRecord record = std::move(ready_.front());
  ready_.pop_front();
  return record;
}

void ProviderFile::read_on(Context& c) {
  if (c.host.cancelled()) throw Cancelled{};
  std::array<char, piece_bytes> piece;
  const auto size =
      c.tables.transaction().read_blob(blob_key(c.subject.organization_id, blob_), offset_,
                                       std::as_writable_bytes(std::span(piece)));
  offset_ += static_cast<std::int64_t>(size);
  ended_ = size == 0;
  ended_ ? reader_->finish() : reader_->feed(std::span(piece).first(size));
}

void ProviderFile::record_end(FeedCursor at) {
  at_hand_.end = at;
  ready_.push_back(std::exchange(at_hand_, {}));
}

bool ProviderReading::goes_with(const Import& row) const {
  return import.id == row.id && import.revision == row.revision && !differs(import, row);
}

}  // namespace onward
