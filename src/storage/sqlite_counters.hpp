// Counters: changes are gathered in memory and written once, at commit.
#pragma once

#include <map>

#include "storage/sqlite_database.hpp"

namespace onward::storage {

class SqliteCounters {
 public:
  explicit SqliteCounters(Database& database) : database_(database) {}

  void add(const CounterKey& key, std::int64_t delta) { pending_[key] += delta; }
  std::int64_t count(const CounterKey&);
  void counts(Counter, std::int64_t subject, CounterSink);
  void write();  // what is pending
  void forget() { pending_.clear(); }

 private:
  Database& database_;
  std::map<CounterKey, std::int64_t> pending_;
  Prepared count_{"SELECT value FROM counter WHERE counter = ?1 AND subject = ?2 AND detail = ?3",
                  "counter"};
  Prepared counts_{
      "SELECT detail, value FROM counter WHERE counter = ?1 AND subject = ?2 ORDER BY detail",
      "counter"};
  Prepared write_{
      "INSERT INTO counter (counter, subject, detail, value) VALUES (?1, ?2, ?3, ?4) "
      "ON CONFLICT DO UPDATE SET value = value + excluded.value",
      "counter"};
};

}  // namespace onward::storage
