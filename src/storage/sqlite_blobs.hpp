// Bytes of the host, in chunks.
#pragma once

#include "storage/sqlite_database.hpp"

namespace onward::storage {

class SqliteBlobs {
 public:
  explicit SqliteBlobs(Database& database) : database_(database) {}

  bool put(std::string_view id, std::int64_t offset, std::span<const std::byte>);
  std::optional<std::int64_t> size(std::string_view id);
  std::size_t read(std::string_view id, std::int64_t offset, std::span<std::byte> out);
  void erase(std::string_view id);

 private:
  struct Blob {
    std::int64_t number = 0, size = 0;
  };
  std::optional<Blob> find(std::string_view id);
  Blob create(std::string_view id);

  Database& database_;
  Prepared find_{"SELECT number, size FROM blob WHERE id = ?1", "blob"};
  Prepared create_{"INSERT INTO blob (id, size) VALUES (?1, 0)", "blob"};
  Prepared grow_{"UPDATE blob SET size = ?2 WHERE number = ?1", "blob"};
  Prepared put_{"INSERT INTO blob_chunk (blob, position, bytes) VALUES (?1, ?2, ?3)", "blob_chunk"};
  // From the chunk in which the first byte stands.
  Prepared read_{
      "SELECT position, bytes FROM blob_chunk WHERE blob = ?1 AND position >= "
      "(SELECT max(position) FROM blob_chunk WHERE blob = ?1 AND position <= ?2) "
      "ORDER BY position",
      "blob_chunk"};
  Prepared erase_chunks_{"DELETE FROM blob_chunk WHERE blob = ?1", "blob_chunk"};
  Prepared erase_{"DELETE FROM blob WHERE number = ?1", "blob"};
};

}  // namespace onward::storage
