#include "journal.hpp"

#include "journal_format.hpp"

namespace onward {

void Journal::begin(Transaction& t) {
  head_ = t.head();
  frontier_ = kept_;
  if (std::int64_t missing = head_.size - static_cast<std::int64_t>(frontier_.size())) {
    std::vector<Hash> leaves;
    constexpr std::int64_t slice = 4'096;
    for (auto from = static_cast<std::int64_t>(frontier_.size()) + 1; missing > 0;) {
      leaves.resize(static_cast<std::size_t>(std::min(missing, slice)));
      t.leaves(from, leaves);
      for (auto& leaf : leaves) frontier_.append(leaf);
      from += static_cast<std::int64_t>(leaves.size());
      missing -= static_cast<std::int64_t>(leaves.size());
    }
    kept_ = frontier_;
  }
}

void Journal::rolled_back() {
  frontier_ = kept_;
  head_.size = static_cast<std::int64_t>(frontier_.size());
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

}  // namespace onward
