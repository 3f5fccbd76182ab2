// The tally of a question that is asked again and again, kept up to date change by change: what
// a fact was is taken away, what it became is added. Reading it costs its groups, not its facts.
#pragma once

#include "onward/rules/metrics.hpp"

namespace onward {

class StandingTally final : public FactChanges {
 public:
  // Counts, rates and amounts only: how long what is open has waited depends on when it is asked,
  // and of different ones no number can be taken away. The period is left open: it is chosen when
  // the tally is read, by whole periods of a dimension.
  static bool can_stand(const MetricQuery&);

  StandingTally(const Facts&, MetricQuery, const TimeZone&);
  StandingTally(const StandingTally&) = delete;
  StandingTally& operator=(const StandingTally&) = delete;
  ~StandingTally() override;

  void count(const Facts&, const NeedFact&, std::int64_t sign) override;
  void count(const Facts&, const ReferralFact&, std::int64_t sign) override;
  void count(const Facts&, const LeadFact&, std::int64_t sign) override;
  void count(const Facts&, const TouchFact&, std::int64_t sign) override;
  void count(const Facts&, const CostFact&, std::int64_t sign) override;

  // A group of one metric; those with zeros alone are gone.
  struct Sum {
    std::int64_t numerator = 0, denominator = 0, pending = 0;
    bool is_nothing() const { return !numerator && !denominator && !pending; }
  };
  // The fourth place is the number of a currency, of amounts.
  using Key = std::array<Place, group_by_max + 1>;
  std::span<const Key> keys() const;
  std::span<const Sum> sums(std::size_t group) const;  // in the order of the query's metrics

  // As tally() answers. Kept from one time to the next: groups that changed are made anew.
  std::shared_ptr<const MetricTallies> tallies(const FactTexts&);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onward
