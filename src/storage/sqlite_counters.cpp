#include "storage/sqlite_counters.hpp"

#include <limits>

namespace onward::storage {

namespace {

int bind_key(Statement& statement, Counter counter, std::int64_t subject) {
  statement.bind(1, static_cast<std::int64_t>(counter));
  statement.bind(2, subject);
  return 3;
}

}  // namespace

std::int64_t SqliteCounters::count(const CounterKey& key) {
  const auto statement = count_.use(database_);
  statement->bind(bind_key(*statement, key.counter, key.subject), key.detail);
  const std::int64_t kept = statement->step() ? statement->integer(0) : 0;
  const auto pending = pending_.find(key);
  return pending == pending_.end() ? kept : kept + pending->second;
}

void SqliteCounters::counts(Counter counter, std::int64_t subject, CounterSink sink) {
  std::map<CounterKey, std::int64_t> values;
  {
    const auto statement = counts_.use(database_);
    bind_key(*statement, counter, subject);
    while (statement->step())
      values[{counter, subject, statement->integer(0)}] = statement->integer(1);
  }
  constexpr auto lowest = std::numeric_limits<std::int64_t>::min();
  for (auto at = pending_.lower_bound({counter, subject, lowest});
       at != pending_.end() && at->first.counter == counter && at->first.subject == subject; ++at)
    values[at->first] += at->second;
  for (auto& [key, value] : values)
    if (value) sink(key, value);
}

void SqliteCounters::write() {
  if (pending_.empty()) return;
  const auto statement = write_.use(database_);
  for (auto& [key, delta] : pending_) {
    if (!delta) continue;
    statement->bind(bind_key(*statement, key.counter, key.subject), key.detail);
    statement->bind(4, delta);
    statement->run();
  }
  pending_.clear();
}

}  // namespace onward::storage
