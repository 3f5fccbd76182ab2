#include "operations/row_cache.hpp"

#include <mutex>

namespace onward {

namespace {

constexpr std::size_t keys_max = 10'000;

}  // namespace

RowCache::Rows RowCache::at(std::int64_t size, std::string_view key, FunctionRef<Rows()> read) {
  {
    const std::shared_lock reading(mutex_);
    if (size == size_)
      if (const auto kept = rows_.find(key); kept != rows_.end()) return kept->second;
  }
  Rows fresh = read();
  const std::unique_lock changing(mutex_);
  if (size < size_) return fresh;  // of an older snapshot
  if (size > size_ || rows_.size() == keys_max) rows_.clear();
  size_ = size;
  rows_.emplace(key, fresh);
  return fresh;
}

}  // namespace onward
