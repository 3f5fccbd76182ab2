#include "journal.hpp"

#include "journal_format.hpp"

namespace onward {

namespace {

// So many new leaves are quicker to follow than the frontier is to read from tiles.
constexpr std::int64_t leaves_to_follow = 256;

}  // namespace

void Journal::begin(Transaction& t) {
  head_ = t.head();
  frontier_ = kept_;
  const std::int64_t missing = head_.size - kept_.size();
  if (missing == 0) return;
  if (missing < 0) throw StorageError("the journal is shorter than it was");
  JournalTree tree(t);
  if (missing <= leaves_to_follow) {
    std::vector<Hash> leaves(static_cast<std::size_t>(missing));
    tree.leaves(kept_.size(), leaves);
    for (auto& leaf : leaves) kept_.append(leaf);
  } else {
    kept_ = merkle::frontier_at(tree, head_.size);
  }
  frontier_ = kept_;
}

void Journal::rolled_back() {
  frontier_ = kept_;
  head_.size = kept_.size();
}

Hash Journal::root() const { return frontier_.root(); }

void Journal::append(Transaction& t, const Call& call, const NounInfo& noun, std::int64_t id,
                     const void* row, Random random) {
  auto& e = entry_;
  e.sequence = head_.size + 1;
  e.time = call.time;
  e.actor = call.actor;
  e.organization = call.organization;
  e.operation = call.operation;
  e.noun = noun.noun;
  e.id = id;
  e.format = noun.format;
  auto cells = cells_of(noun, row);
  e.open = std::move(cells.open);
  e.personal.clear();
  e.personal_digest = {};
  if (!cells.personal.empty()) {
    e.personal.resize(salt_size);
    random(std::as_writable_bytes(std::span(e.personal)));
    e.personal += cells.personal;
    e.personal_digest = digest_of_personal(e.personal);
  }
  e.leaf = leaf_of(e);
  t.append(e);
  add(t, e.leaf);
  head_ = {e.sequence, e.time};
}

void Journal::add(Transaction& t, const Hash& leaf) {
  frontier_.append(leaf, [&](int level, std::int64_t index, const Hash& hash) {
    t.put_tile(level, index, hash);
  });
}

}  // namespace onward
