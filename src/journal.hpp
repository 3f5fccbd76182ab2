// History as it grows: builds entries, hashes them, and keeps the Merkle tree's frontier.
#pragma once

#include "onward/rules/merkle.hpp"
#include "onward/storage.hpp"

namespace onward {

// The kept tree, as rules/merkle.hpp reads it.
class JournalTree final : public merkle::TreeReader {
 public:
  explicit JournalTree(Transaction& transaction) : transaction_(transaction) {}
  void leaves(std::int64_t from, std::span<Hash> out) override {
    transaction_.leaves(from + 1, out);  // entries count from 1, leaves from 0
  }
  Hash tile(int level, std::int64_t index) override { return transaction_.tile(level, index); }

 private:
  Transaction& transaction_;
};

// The frontier of one handle. It follows the store: whatever others appended is read first.
class Journal {
 public:
  using Random = FunctionRef<void(std::span<std::byte>)>;

  // What all entries of one call share.
  struct Call {
    Instant time{};
    std::int64_t actor = 0;
    std::int64_t organization = 0;
    std::string_view operation{};
  };

  // Catches up with the store; called first in every writing transaction. Throws StorageError when
  // the store has fewer entries than it had.
  void begin(Transaction&);
  void append(Transaction&, const Call&, const NounInfo&, std::int64_t id, const void* row, Random);
  void committed() { kept_ = frontier_; }
  void rolled_back();

  std::int64_t size() const { return head_.size; }
  const JournalHead& head() const { return head_; }
  std::int64_t committed_size() const { return kept_.size(); }  // without this transaction's own
  Hash root() const;

 private:
  void add(Transaction&, const Hash& leaf);

  merkle::Frontier frontier_{}, kept_{};
  JournalHead head_{};
  Entry entry_{};  // reused, so that its texts keep their memory
};

}  // namespace onward
