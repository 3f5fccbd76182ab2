// A store whose parts belong together: one round writes a row, a counter, an entry and a blob.
#pragma once

#include "storage/sqlite_database.hpp"
#include "storage_conformance.hpp"

namespace onward::tests {

inline constexpr CounterKey counter_of_rounds{Counter::needs_all, 0, 0};

inline SqliteOptions quick(const std::string& path) {
  return {.path = path, .durability = Durability::none};
}

inline void round_of(Transaction& t, std::int64_t number) {
  put(t, Role{.name = std::to_string(number)});
  t.add(counter_of_rounds, 1);
  Entry e;
  e.sequence = t.head().size + 1;
  e.noun = Noun::role;
  e.id = number;
  e.open.assign(2'000, 'o');
  e.personal.assign(100, 'p');
  e.personal_digest.fill(std::byte{1});
  t.append(e);
  const std::vector<std::byte> bytes(20'000);
  t.put_blob(std::to_string(number), 0, bytes);
}

// How many rounds stand, every part of each; -1 when they disagree.
inline std::int64_t rounds_of(Storage& storage) {
  return reading(storage, [](Transaction& t) {
    const auto rounds = t.count(counter_of_rounds);
    std::int64_t roles = 0;
    t.scan({.index = &by::role_name}, all_columns, [&](const void*) {
      ++roles;
      return true;
    });
    const bool last = rounds == 0 || t.blob_size(std::to_string(rounds)) == 20'000;
    return roles == rounds && t.head().size == rounds && last ? rounds : -1;
  });
}

inline bool is_sound(const std::string& path) {
  storage::Database database(path, storage::Database::Access::write, Durability::none,
                             std::chrono::milliseconds{100});
  storage::Statement check(database, "PRAGMA integrity_check", "check");
  return check.step() && check.text(0) == "ok";
}

}  // namespace onward::tests
