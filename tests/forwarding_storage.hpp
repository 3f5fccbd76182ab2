// A storage that hands everything on: tests change one call of it and see who notices.
#pragma once

#include "onward/storage_tables.hpp"

namespace onward::tests {

class ForwardingTransaction : public Transaction, public TableReader {
 public:
  explicit ForwardingTransaction(std::unique_ptr<Transaction> wrapped)
      : inner(std::move(wrapped)) {}

  std::int64_t next_id(Noun n) override { return inner->next_id(n); }
  void get(Noun n, std::span<const std::int64_t> ids, Columns c, RowSink sink) override {
    inner->get(n, ids, c, sink);
  }
  void insert(Noun n, const void* row) override { inner->insert(n, row); }
  bool update(Noun n, const void* row) override { return inner->update(n, row); }
  bool erase(Noun n, std::int64_t id, std::int64_t revision) override {
    return inner->erase(n, id, revision);
  }
  ScanEnd scan(const Scan& s, Columns c, RowSink sink) override { return inner->scan(s, c, sink); }
  void cells(Noun n, std::int64_t after, Columns c, CellsSink sink) override {
    TableReader::of(*inner).cells(n, after, c, sink);
  }
  std::int64_t last_id(Noun n) override { return TableReader::of(*inner).last_id(n); }

  void add(const CounterKey& key, std::int64_t delta) override { inner->add(key, delta); }
  std::int64_t count(const CounterKey& key) override { return inner->count(key); }
  void counts(Counter counter, std::int64_t subject, CounterSink sink) override {
    inner->counts(counter, subject, sink);
  }

  JournalHead head() override { return inner->head(); }
  void append(const Entry& entry) override { inner->append(entry); }
  void journal(std::int64_t from, std::int64_t limit, EntrySink sink) override {
    inner->journal(from, limit, sink);
  }
  void journal_of(const EntryChoice& choice, EntrySink sink) override {
    inner->journal_of(choice, sink);
  }
  void history(Noun n, std::int64_t id, EntrySink sink) override { inner->history(n, id, sink); }
  void leaves(std::int64_t from, std::span<Hash> out) override { inner->leaves(from, out); }
  void put_tile(int level, std::int64_t index, const Hash& hash) override {
    inner->put_tile(level, index, hash);
  }
  Hash tile(int level, std::int64_t index) override { return inner->tile(level, index); }
  void erase_personal(std::int64_t sequence) override { inner->erase_personal(sequence); }

  bool put_blob(std::string_view id, std::int64_t offset,
                std::span<const std::byte> bytes) override {
    return inner->put_blob(id, offset, bytes);
  }
  std::optional<std::int64_t> blob_size(std::string_view id) override {
    return inner->blob_size(id);
  }
  std::size_t read_blob(std::string_view id, std::int64_t offset,
                        std::span<std::byte> out) override {
    return inner->read_blob(id, offset, out);
  }
  void erase_blob(std::string_view id) override { inner->erase_blob(id); }

  void check(DamageSink sink) override { inner->check(sink); }

  Commit commit() override { return inner->commit(); }

 protected:
  std::unique_ptr<Transaction> inner;
};

// Wraps every transaction in one of that type.
template <class Wrapping> class ForwardingStorage : public Storage {
 public:
  explicit ForwardingStorage(std::unique_ptr<Storage> wrapped) : inner(std::move(wrapped)) {}

  std::unique_ptr<Transaction> begin(Mode mode) override {
    return std::make_unique<Wrapping>(inner->begin(mode));
  }
  std::string_view kind() const override { return inner->kind(); }
  void maintain() override { inner->maintain(); }
  void backup(const std::string& path) override { inner->backup(path); }

 protected:
  std::unique_ptr<Storage> inner;
};

}  // namespace onward::tests
