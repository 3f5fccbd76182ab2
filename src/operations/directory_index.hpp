// Eligibility over the whole directory, kept in memory and following the journal: before each
// question it reads what was appended since, so every process sees the same directory.
#pragma once

#include <memory>
#include <set>
#include <shared_mutex>

#include "onward/rules/eligibility_index.hpp"
#include "operations/tables.hpp"

namespace onward {

struct ImportReading;    // operations/feed_file.hpp
struct ProviderReading;  // operations/provider_file.hpp

// Guards itself: any number of threads may ask.
class DirectoryIndex {
 public:
  Found find(Tables&, const Ask&, const FindOptions&);

  // A transaction was rolled back to this size of the journal; what was followed beyond is void.
  void forget_after(std::int64_t size);

  // Of the import whose slice was the last one. Whoever writes may touch it, nobody else.
  std::shared_ptr<ImportReading> import_reading{};
  std::shared_ptr<ProviderReading> provider_reading{};

 private:
  // What entries of the journal were about, so that each is put once however often it changed.
  struct Touched {
    static constexpr NounSet nouns =
        set_of(Noun::organization, Noun::service, Noun::location, Noun::referral);

    std::set<OrganizationId> organizations{};
    std::set<OrganizationId> places{};  // whose locations changed
    std::set<LocationId> moved{};  // they may have been another organisation's
    std::set<OrganizationId> organizations_held{};  // whose places were taken or given back
    std::set<ServiceId> services{};
    std::set<ServiceId> services_held{};

    void add(const Entry&);
    void add(const Touched&);
    bool empty() const;
  };

  void follow(Tables&, std::int64_t committed, std::int64_t head);
  void build(Tables&);
  void put(Tables&, const Touched&);

  std::shared_mutex mutex_;
  std::unique_ptr<EligibilityIndex> index_;
  std::int64_t cursor_ = 0;  // entries of the journal that were followed, all of them committed

  // A writing transaction that asks follows its own entries too. Until they are known to stand,
  // whoever else asks first puts what they touched again, as its own transaction sees it.
  std::int64_t followed_ = 0;  // that transaction's entries included
  Touched unsure_{};
};

// Referrals that hold a place there.
std::int64_t held_by(Transaction&, OrganizationId);
std::int64_t held_by(Transaction&, ServiceId);

// What the rules ask about one service, as the store has it now.
Offer offer_now(Transaction&, const Service&, const Organization&);

}  // namespace onward
