// A whole directory, compiled so that one question about it costs microseconds.
//
// It answers what `check` would answer service by service; tests hold it to that. Any number of
// threads may call const members at once; a change needs the index to itself.
#pragma once

#include "onward/rules/eligibility.hpp"

namespace onward {

struct FindOptions {
  std::size_t limit = 20;  // receivers listed; all eligible ones are counted
  bool explain = false;    // also look at every service that gives the issue
  std::span<const RankKey> rank = rank_default;
};

struct Found {
  std::vector<Receiver> receivers{};  // in rank order
  std::int64_t eligible_total = 0;
  std::optional<Explanation> explanation{};
};

class EligibilityIndex {
 public:
  EligibilityIndex();
  explicit EligibilityIndex(std::span<const Offer>);
  EligibilityIndex(EligibilityIndex&&) noexcept;
  EligibilityIndex& operator=(EligibilityIndex&&) noexcept;
  ~EligibilityIndex();

  // Inserts or replaces a service. Its provider's facts hold from now on for all the provider's
  // services, so a changed organisation is put once and not with each service.
  void put(const Offer&);
  void put(const Provider&);
  void erase(ServiceId);  // whether it is there or not

  // Places held now. A service or organisation that was never put is left alone.
  void set_used(ServiceId, std::int64_t used);
  void set_used(OrganizationId, std::int64_t used);

  Found find(const Ask&, const FindOptions& = {}) const;

  std::size_t size() const;          // services
  std::size_t memory_bytes() const;  // what the tables hold, spare room included

 private:
  struct Tables;
  struct Question;
  std::unique_ptr<Tables> tables_;
};

}  // namespace onward
