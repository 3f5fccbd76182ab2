// The facts that figures are counted from, kept in memory and following the journal: before each
// question it reads what was appended since. Nothing else is read, so a rebuild has the same facts.
#pragma once

#include <mutex>

#include "onward/rules/facts.hpp"
#include "operations/context.hpp"

namespace onward {

// Facts as the first `entries` entries of the journal tell them.
struct FactsAsOf {
  std::shared_ptr<const Facts> facts{};
  std::int64_t entries = 0;
  Instant at{};  // the time of the last of them
};

// Guards itself: any number of threads may ask. What a transaction wrote itself is not counted
// before it is committed.
class FactsIndex {
 public:
  FactsAsOf now(Context&);
  // As was known at that instant: folded anew, unless the last one asked was the same.
  FactsAsOf as_of(Context&, Instant);

 private:
  std::mutex mutex_;
  FactsAsOf now_{std::make_shared<Facts>(), 0, {}};
  FactsAsOf before_{};  // the last one asked, of which nothing can change any more
  Instant before_at_{};
};

}  // namespace onward
