#include "interchange/directory_reader.hpp"

#include <utility>

#include "text.hpp"

namespace onward {

namespace {

constexpr std::size_t blanks_max = 65'536;  // before the first sign; a table has fewer

// The first byte that is neither blank nor of a byte order mark; 0 while there is none.
char first_sign(std::string_view head) {
  constexpr std::string_view mark = "\xEF\xBB\xBF";
  if (head.size() <= mark.size() && mark.starts_with(head)) return 0;
  if (head.size() <= mark.size() && !is_blank(head.front())) return head.front();
  return is_blank(head.back()) ? '\0' : head.back();  // nothing before it was a sign
}

}  // namespace

DirectoryReader::DirectoryReader(std::string file, FeedSink& sink)
    : file_(std::move(file)), sink_(sink) {}
DirectoryReader::~DirectoryReader() = default;

std::optional<FeedKind> DirectoryReader::kind() const {
  return format_ ? format_->kind() : std::nullopt;
}

bool DirectoryReader::is_detail() const { return format_ && format_->is_detail(); }

void DirectoryReader::feed(std::span<const char> bytes) {
  if (format_) return format_->feed(bytes);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    head_ += bytes[i];
    const char sign = first_sign(head_);
    if (!sign && head_.size() < blanks_max) continue;
    const bool is_json = sign == '{' || sign == '[';
    format_ = is_json ? directory_json(file_, sink_) : directory_csv(file_, sink_);
    format_->feed(std::exchange(head_, {}));
    return format_->feed(bytes.subspan(i + 1));
  }
}

void DirectoryReader::finish() {
  if (std::exchange(finished_, true)) return;
  if (!format_) {
    format_ = directory_csv(file_, sink_);
    format_->feed(std::exchange(head_, {}));
  }
  format_->finish();
}

}  // namespace onward
