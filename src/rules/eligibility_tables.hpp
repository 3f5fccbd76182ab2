// The tables behind EligibilityIndex: numbers for identifiers and words, interned sets, one row of
// 32 bytes a service, and postings by issue and locality.
#pragma once

#include <limits>
#include <unordered_map>

#include "onward/rules/eligibility_index.hpp"

namespace onward {

using Slot = std::uint32_t;
constexpr Slot no_slot = std::numeric_limits<Slot>::max();

// Numbers identifiers 0, 1, 2, … as they come. A number stays its identifier's for ever.
class Numbering {
 public:
  Slot find(std::int64_t id) const;  // no_slot when absent
  Slot insert(std::int64_t id);
  std::int64_t id(Slot slot) const { return ids_[slot]; }
  std::size_t size() const { return ids_.size(); }
  void reserve(std::size_t);
  std::size_t memory_bytes() const;

 private:
  std::size_t place(std::int64_t id) const;  // where it stands, or would
  void rehash(std::size_t places);
  std::vector<std::int64_t> ids_;
  std::vector<Slot> places_;  // open addressing; a power of two, at most half full
};

// Numbers words from 1; 0 is a word that no service uses.
class Words {
 public:
  std::uint32_t find(std::string_view) const;
  std::uint32_t insert(std::string_view);
  std::size_t memory_bytes() const;

 private:
  struct Hash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const {
      return std::hash<std::string_view>{}(text);
    }
  };
  std::unordered_map<std::string, std::uint32_t, Hash, std::equal_to<>> numbers_;
};

// What a set restricts; its first word, so that equal words of two kinds are two sets.
enum class SetKind : char32_t { languages, populations, attributes, receive_from };

// Interned sets of numbers: services say the same things over and over. Set 0 restricts nothing.
class Sets {
 public:
  Sets() { contents_.push_back(nullptr); }
  std::uint32_t insert(const std::u32string& kind_and_members);
  SetKind kind(std::uint32_t set) const { return SetKind{contents_[set]->front()}; }
  std::u32string_view members(std::uint32_t set) const {
    return set == 0 ? std::u32string_view{} : std::u32string_view(*contents_[set]).substr(1);
  }
  std::size_t size() const { return contents_.size(); }
  std::size_t memory_bytes() const;

 private:
  std::unordered_map<std::u32string, std::uint32_t> numbers_;
  std::vector<const std::u32string*> contents_;
};

struct EligibilityIndex::Tables {
  static constexpr std::int16_t any_age_from = std::numeric_limits<std::int16_t>::min();
  static constexpr std::int16_t any_age_below = std::numeric_limits<std::int16_t>::max();
  static constexpr std::int32_t any_income = std::numeric_limits<std::int32_t>::max();
  static constexpr std::int32_t never_stale = std::numeric_limits<std::int32_t>::max();
  static constexpr std::int32_t unknown_wait = std::numeric_limits<std::int32_t>::min();
  static constexpr Point nowhere{std::numeric_limits<std::int32_t>::min(), 0};
  static constexpr std::uint32_t everywhere = 0;  // as a locality

  static constexpr unsigned inactive = 1, refusing = 2, full = 4, partners_only = 8, waitlist = 16,
                            has_more_points = 32;  // flags of rows
  struct Row {  // what criteria read of a service; half a cache line
    Slot provider = no_slot;
    std::int16_t age_from = any_age_from;
    std::int16_t age_below = any_age_below;
    std::int32_t income_limit = any_income;
    std::uint32_t languages = 0;
    std::uint32_t populations = 0;
    std::uint32_t attributes = 0;
    std::int32_t reported_day = never_stale;  // since 1970
    std::uint8_t genders = 0;                 // a bit each
    std::uint8_t flags = 0;
  };
  static_assert(sizeof(Row) == 32);
  struct ProviderRow {
    std::uint32_t receive_from = 0;
    std::uint8_t days = 0;  // a bit each
    std::uint8_t flags = 0;
  };
  struct Places {
    std::int32_t limit = -1;  // none
    std::int32_t used = 0;
    bool are_full() const { return limit >= 0 && used >= limit; }
  };
  struct Rest {  // what is read once a service is eligible; half a cache line
    std::int64_t service_id = 0;
    Places places{};
    Point first_point = nowhere;
    std::int32_t wait_days = unknown_wait;
    std::uint32_t list_at = 0;  // into lists; 0 once the service is erased
  };
  static_assert(sizeof(Rest) == 32);
  using Posting = std::vector<Slot>;  // ascending

  Numbering services, providers, issues;
  Words words;
  Sets sets;

  std::vector<Row> rows;                // by slot
  std::vector<Rest> rests;              // by slot
  std::vector<std::uint32_t> lists{0};  // a head, issues, localities, further points
  std::size_t lists_abandoned = 0;

  std::vector<ProviderRow> provider_rows;
  std::vector<Places> provider_places;

  std::vector<Posting> by_issue;
  std::unordered_map<std::uint64_t, Posting> by_locality;  // issue and locality
  std::size_t live = 0;

  struct Lists {
    std::span<const std::uint32_t> issues, localities, further_points;
  };
  Lists lists_of(Slot) const;
  static std::uint64_t key(Slot issue, std::uint32_t locality) {
    return std::uint64_t{issue} << 32 | locality;
  }

  Slot provider_slot(OrganizationId);
  void put(const Provider&);
  void put(const Offer&);
  void erase(Slot);
  void set_used(Slot service, std::int64_t used);
  void set_provider_used(Slot provider, std::int64_t used);
  std::size_t without_issue(IssueId) const;  // services that do not give it
  void reserve(std::size_t services);
  void trim();
  std::size_t memory_bytes() const;

 private:
  Slot service_slot(ServiceId);
  Row row_of(const Offer&);
  std::vector<std::uint32_t> listing(const Offer&);
  void relist(Slot, const std::vector<std::uint32_t>& listing);
  void post(Slot);
  void unpost(Slot);
  void collect_abandoned_lists();
};

}  // namespace onward
