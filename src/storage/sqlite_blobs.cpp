#include "storage/sqlite_blobs.hpp"

#include <algorithm>

namespace onward::storage {

namespace {

constexpr std::size_t chunk_bytes_max = std::size_t{1} << 20;

}  // namespace

std::optional<SqliteBlobs::Blob> SqliteBlobs::find(std::string_view id) {
  const auto statement = find_.use(database_);
  statement->bind(1, id);
  if (!statement->step()) return std::nullopt;
  return Blob{statement->integer(0), statement->integer(1)};
}

SqliteBlobs::Blob SqliteBlobs::create(std::string_view id) {
  const auto statement = create_.use(database_);
  statement->bind(1, id);
  statement->run();
  const auto made = find(id);
  if (!made) throw StorageError(database_.path() + ": blob was not kept");
  return *made;
}

bool SqliteBlobs::put(std::string_view id, std::int64_t offset, std::span<const std::byte> bytes) {
  auto blob = find(id);
  if (offset != (blob ? blob->size : 0)) return false;
  if (!blob) blob = create(id);
  const auto statement = put_.use(database_);
  while (!bytes.empty()) {
    const auto chunk = bytes.first(std::min(bytes.size(), chunk_bytes_max));
    statement->bind(1, blob->number);
    statement->bind(2, blob->size);
    statement->bind(3, chunk);
    statement->run();
    blob->size += static_cast<std::int64_t>(chunk.size());
    bytes = bytes.subspan(chunk.size());
  }
  const auto grow = grow_.use(database_);
  grow->bind(1, blob->number);
  grow->bind(2, blob->size);
  grow->run();
  return true;
}

std::optional<std::int64_t> SqliteBlobs::size(std::string_view id) {
  const auto blob = find(id);
  if (!blob) return std::nullopt;
  return blob->size;
}

std::size_t SqliteBlobs::read(std::string_view id, std::int64_t offset, std::span<std::byte> out) {
  const auto blob = find(id);
  if (!blob || offset < 0) return 0;
  const auto statement = read_.use(database_);
  statement->bind(1, blob->number);
  statement->bind(2, offset);
  std::size_t done = 0;
  while (done < out.size() && statement->step()) {
    const auto chunk = statement->bytes(1);
    const auto skip =
        static_cast<std::size_t>(std::max<std::int64_t>(offset - statement->integer(0), 0));
    if (skip >= chunk.size()) break;
    const auto size = std::min(chunk.size() - skip, out.size() - done);
    std::copy_n(chunk.begin() + static_cast<std::ptrdiff_t>(skip), size,
                out.begin() + static_cast<std::ptrdiff_t>(done));
    done += size;
  }
  return done;
}

void SqliteBlobs::erase(std::string_view id) {
  const auto blob = find(id);
  if (!blob) return;
  for (auto* prepared : {&erase_chunks_, &erase_}) {
    const auto statement = prepared->use(database_);
    statement->bind(1, blob->number);
    statement->run();
  }
}

}  // namespace onward::storage
