// A storage that counts what is read of it.
#pragma once

#include "forwarding_storage.hpp"

namespace onward::tests {

struct Looked {
  std::int64_t rows = 0;        // handed to sinks
  std::int64_t blob_bytes = 0;
  std::int64_t counts = 0;  // times that counters were asked for
};

class CountingTransaction final : public ForwardingTransaction {
 public:
  CountingTransaction(std::unique_ptr<Transaction> wrapped, Looked& looked)
      : ForwardingTransaction(std::move(wrapped)), looked_(looked) {}

  void get(Noun n, std::span<const std::int64_t> ids, Columns c, RowSink sink) override {
    inner->get(n, ids, c, [&](const void* row) { return ++looked_.rows, sink(row); });
  }
  ScanEnd scan(const Scan& s, Columns c, RowSink sink) override {
    return inner->scan(s, c, [&](const void* row) { return ++looked_.rows, sink(row); });
  }
  std::int64_t count(const CounterKey& key) override {
    ++looked_.counts;
    return inner->count(key);
  }
  void counts(Counter counter, std::int64_t subject, CounterSink sink) override {
    ++looked_.counts;
    inner->counts(counter, subject, sink);
  }
  std::size_t read_blob(std::string_view id, std::int64_t offset,
                        std::span<std::byte> out) override {
    const auto size = inner->read_blob(id, offset, out);
    looked_.blob_bytes += static_cast<std::int64_t>(size);
    return size;
  }

 private:
  Looked& looked_;
};

class CountingStorage final : public ForwardingStorage<ForwardingTransaction> {
 public:
  CountingStorage(std::unique_ptr<Storage> wrapped, Looked& looked)
      : ForwardingStorage(std::move(wrapped)), looked_(looked) {}

  std::unique_ptr<Transaction> begin(Mode mode) override {
    return std::make_unique<CountingTransaction>(inner->begin(mode), looked_);
  }

 private:
  Looked& looked_;
};

}  // namespace onward::tests
