// A storage whose calls are timed, around another one.
#pragma once

#include <chrono>

#include "onward/storage.hpp"

namespace onward::benchmarks {

// Adds the time of its life to a sum.
class Timed {
 public:
  using Clock = std::chrono::steady_clock;

  explicit Timed(Clock::duration& sum) : sum_(sum) {}
  ~Timed() { sum_ += Clock::now() - begin_; }
  Timed(const Timed&) = delete;
  Timed& operator=(const Timed&) = delete;

 private:
  Clock::duration& sum_;
  Clock::time_point begin_ = Clock::now();
};

// For one thread. What a sink does with a row counts as storage: sinks copy, and no more.
class TimedTransaction final : public Transaction {
  auto timed(auto&& call) {
    const Timed timer(sum_);
    return call(*inner_);
  }

 public:
  TimedTransaction(std::unique_ptr<Transaction> inner, Timed::Clock::duration& sum)
      : inner_(std::move(inner)), sum_(sum) {}
  ~TimedTransaction() override {
    timed([&](auto&) { inner_.reset(); });
  }

  std::int64_t next_id(Noun n) override {
    return timed([&](auto& t) { return t.next_id(n); });
  }
  void get(Noun n, std::span<const std::int64_t> ids, Columns c, RowSink sink) override {
    timed([&](auto& t) { t.get(n, ids, c, sink); });
  }
  void insert(Noun n, const void* row) override {
    timed([&](auto& t) { t.insert(n, row); });
  }
  bool update(Noun n, const void* row) override {
    return timed([&](auto& t) { return t.update(n, row); });
  }
  bool erase(Noun n, std::int64_t id, std::int64_t revision) override {
    return timed([&](auto& t) { return t.erase(n, id, revision); });
  }
  ScanEnd scan(const Scan& scan, Columns c, RowSink sink) override {
    return timed([&](auto& t) { return t.scan(scan, c, sink); });
  }
  void add(const CounterKey& key, std::int64_t delta) override {
    timed([&](auto& t) { t.add(key, delta); });
  }
  std::int64_t count(const CounterKey& key) override {
    return timed([&](auto& t) { return t.count(key); });
  }
  void counts(Counter c, std::int64_t subject, CounterSink sink) override {
    timed([&](auto& t) { t.counts(c, subject, sink); });
  }
  JournalHead head() override {
    return timed([](auto& t) { return t.head(); });
  }
  void append(const Entry& entry) override {
    timed([&](auto& t) { t.append(entry); });
  }
  void journal(std::int64_t from, std::int64_t limit, EntrySink sink) override {
    timed([&](auto& t) { t.journal(from, limit, sink); });
  }
  void journal_of(const EntryChoice& choice, EntrySink sink) override {
    timed([&](auto& t) { t.journal_of(choice, sink); });
  }
  void history(Noun n, std::int64_t id, EntrySink sink) override {
    timed([&](auto& t) { t.history(n, id, sink); });
  }
  void leaves(std::int64_t from, std::span<Hash> out) override {
    timed([&](auto& t) { t.leaves(from, out); });
  }
  void put_tile(int level, std::int64_t index, const Hash& hash) override {
    timed([&](auto& t) { t.put_tile(level, index, hash); });
  }
  Hash tile(int level, std::int64_t index) override {
    return timed([&](auto& t) { return t.tile(level, index); });
  }
  void erase_personal(std::int64_t sequence) override {
    timed([&](auto& t) { t.erase_personal(sequence); });
  }
  bool put_blob(std::string_view id, std::int64_t offset,
                std::span<const std::byte> bytes) override {
    return timed([&](auto& t) { return t.put_blob(id, offset, bytes); });
  }
  std::optional<std::int64_t> blob_size(std::string_view id) override {
    return timed([&](auto& t) { return t.blob_size(id); });
  }
  std::size_t read_blob(std::string_view id, std::int64_t offset,
                        std::span<std::byte> out) override {
    return timed([&](auto& t) { return t.read_blob(id, offset, out); });
  }
  void erase_blob(std::string_view id) override {
    timed([&](auto& t) { t.erase_blob(id); });
  }
  void check(DamageSink sink) override {
    timed([&](auto& t) { t.check(sink); });
  }
  Commit commit() override {
    return timed([](auto& t) { return t.commit(); });
  }

 private:
  std::unique_ptr<Transaction> inner_;
  Timed::Clock::duration& sum_;
};

class TimedStorage final : public Storage {
 public:
  TimedStorage(std::unique_ptr<Storage> inner, Timed::Clock::duration& sum)
      : inner_(std::move(inner)), sum_(sum) {}

  std::unique_ptr<Transaction> begin(Mode mode) override {
    const Timed timer(sum_);
    return std::make_unique<TimedTransaction>(inner_->begin(mode), sum_);
  }
  std::string_view kind() const override { return inner_->kind(); }
  void maintain() override {
    const Timed timer(sum_);
    inner_->maintain();
  }
  void backup(const std::string& path) override { inner_->backup(path); }

 private:
  std::unique_ptr<Storage> inner_;
  Timed::Clock::duration& sum_;
};

}  // namespace onward::benchmarks
