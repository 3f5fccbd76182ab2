// Eligibility over the whole directory, kept in memory and following the journal: before each
// question it reads what was appended since, so every process sees the same directory.
#pragma once

#include <shared_mutex>

#include "onward/rules/eligibility_index.hpp"
#include "operations/tables.hpp"

namespace onward {

// Guards itself: any number of threads may ask.
class DirectoryIndex {
 public:
  Found find(Transaction&, const Ask&, const FindOptions&);

  // A transaction was rolled back to this size of the journal; what was followed beyond is void.
  void forget_after(std::int64_t size);

 private:
  void follow(Transaction&, std::int64_t head);
  void build(Transaction&);
  void apply(Transaction&, const Entry&);
  void put_services(Transaction&, OrganizationId);

  std::shared_mutex mutex_;
  std::optional<EligibilityIndex> index_;
  std::int64_t cursor_ = 0;  // entries of the journal that were followed
};

// What the rules ask about one service, as the store has it now.
Offer offer_now(Transaction&, const Service&, const Organization&);

}  // namespace onward
