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
  std::int64_t erasures = 0;  // by when they were folded (storage/erasures.hpp)
};

// Thrown where others have had the facts follow the journal beyond what this transaction sees: the
// call is made again, in a new one.
struct FactsAreAhead {};

// The facts of a store's threads, each of which asks through a FactsIndex of its own. Guards
// itself. What a transaction wrote itself is not counted before it is committed.
class SharedFacts {
 public:
  // As is known to the transaction, and as they stay until they are let go.
  FactsAsOf hold(Context&);
  using Told = std::vector<std::shared_ptr<const MetricTallies>>;  // of tallies that stand
  void let_go(FactsAsOf&, Told&) noexcept;
  // As was known at an instant after which something came.
  FactsAsOf before(Context&, Instant);
  // Whole questions (without a period) that can stand are kept up to date, the latest asked. Null
  // when others have had the facts go on from those that are held.
  std::shared_ptr<const MetricTallies> stand(const FactsAsOf& held, const MetricQuery&,
                                             const TimeZone&);
  // Keeps the facts in the store, so that whoever opens it later folds the rest alone. Does so
  // when figures were asked for and much was folded since the last time; and another time when
  // somebody folds just now, since a whole store waits for whoever keeps them. What tells of people
  // who were erased since goes at once.
  void keep(Transaction&);

 private:
  struct Standing {
    MetricQuery query{};
    const TimeZone* zone = nullptr;
    std::unique_ptr<StandingTally> tally{};
  };

  FactsAsOf now(Context&);
  bool is_held();  // by anybody but this index

  std::mutex mutex_;
  std::mutex holders_;  // of whoever lets go, who need not wait for a fold
  FactsAsOf now_{std::make_shared<Facts>(), 0, {}};
  std::list<Standing> standing_{};  // follow now_; the latest asked comes first
  std::int64_t kept_entries_ = 0;  // of what this process kept or read last
  FactsAsOf before_{};  // the last one asked that is not now_: nothing of it can change any more
  Instant before_at_{};
};

// The facts as one call counts them: from its first question on the same, whoever asks meanwhile.
class FactsIndex {
 public:
  explicit FactsIndex(SharedFacts& shared) : shared_(shared) {}
  FactsIndex(const FactsIndex&) = delete;
  FactsIndex& operator=(const FactsIndex&) = delete;
  ~FactsIndex() { shared_.let_go(held_, told_); }

  // As is known now, or was at that instant.
  FactsAsOf facts(Context&, std::optional<Instant> as_of = {});
  // As is known now, from a tally that stands; null when there is none.
  std::shared_ptr<const MetricTallies> stand(Context&, const MetricQuery&, const TimeZone&);
  void keep(Transaction& t) { shared_.keep(t); }

 private:
  SharedFacts& shared_;
  FactsAsOf held_{};
  SharedFacts::Told told_{};
};

}  // namespace onward
