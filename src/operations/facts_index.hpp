// The facts that figures are counted from, kept in memory and following the journal: before each
// question it reads what was appended since. Nothing else is read, so a rebuild has the same facts.
#pragma once

#include <list>
#include <mutex>

#include "onward/rules/standing_tally.hpp"
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
  // As is known now, or was at that instant.
  FactsAsOf facts(Context&, std::optional<Instant> as_of = {});
  // Whole questions (without a period) that can stand are kept up to date, the latest asked.
  FactsAsOf stand(Context&, const MetricQuery&, const TimeZone&,
                  std::shared_ptr<const MetricTallies>& out);
  // Keeps the facts in the store, so that whoever opens it later folds the rest alone. Does so
  // when figures were asked for and much has come since the last time.
  void keep(Context&);

 private:
  struct Standing {
    MetricQuery query{};
    const TimeZone* zone = nullptr;
    std::unique_ptr<StandingTally> tally{};
  };

  FactsAsOf now(Context&);

  std::mutex mutex_;
  FactsAsOf now_{std::make_shared<Facts>(), 0, {}};
  std::list<Standing> standing_{};  // follow now_; the latest asked comes first
  std::int64_t kept_entries_ = 0;  // of what this process kept or read last
  FactsAsOf before_{};  // the last one asked that is not now_: nothing of it can change any more
  Instant before_at_{};
};

}  // namespace onward
