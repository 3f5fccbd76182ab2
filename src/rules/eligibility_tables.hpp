// The tables behind EligibilityIndex: numbers for identifiers and words, interned sets, and for
// each issue the rows of its services side by side, with postings by locality.
//
// A row stands once for each issue of its service. Reading the rows of an issue one after the other
// was measured to be four times faster than gathering them by service.
#pragma once

#include <limits>
#include <unordered_map>

#include "onward/rules/eligibility_index.hpp"
#include "rules/numbered.hpp"

namespace onward {

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

// Interned lists of numbers: services say the same things over and over. List 0 is empty.
class Sets {
 public:
  Sets() { insert({}); }
  std::uint32_t insert(const std::u32string& members);
  std::u32string_view members(std::uint32_t set) const { return contents_[set]; }
  std::size_t size() const { return contents_.size(); }
  std::size_t memory_bytes() const;

 private:
  std::unordered_map<std::u32string, std::uint32_t> numbers_;
  std::vector<std::u32string_view> contents_;  // the map's own keys, which stay where they are
};

struct EligibilityIndex::Tables {
  static constexpr std::int16_t any_age_from = std::numeric_limits<std::int16_t>::min();
  static constexpr std::int16_t any_age_below = std::numeric_limits<std::int16_t>::max();
  static constexpr std::uint16_t any_income = std::numeric_limits<std::uint16_t>::max();
  static constexpr std::uint16_t never_stale = std::numeric_limits<std::uint16_t>::max();
  static constexpr std::int32_t unknown_wait = std::numeric_limits<std::int32_t>::min();
  static constexpr Point nowhere{std::numeric_limits<std::int32_t>::min(), 0};
  static constexpr std::uint32_t everywhere = 0;  // as a locality

  // Flags: of services, of providers, and the last one of what is asked.
  static constexpr unsigned inactive = 1, refusing = 2, own_full = 4, whole_full = 8,
                            partners_only = 16, erased = 32, stale = 64, flag_sets = 128;
  static constexpr std::uint32_t sets_max = 1u << 21;  // distinct ones of a kind

  struct Row {  // what criteria read of a service
    Slot service = no_slot;
    Slot provider = no_slot;
    std::uint32_t languages : 21 = 0, genders : 5 = 0, flags : 6 = 0;
    std::uint32_t populations : 21 = 0, has_further_points : 1 = 0, has_waitlist : 1 = 0,
                                is_full : 1 = 0;
    std::uint32_t attributes : 21 = 0, has_radius : 1 = 0, has_weeks : 1 = 0;
    std::int16_t age_from = any_age_from;
    std::int16_t age_below = any_age_below;
    std::uint16_t income_limit = any_income;
    std::uint16_t reported_day = never_stale;  // since 1970
  };
  static_assert(sizeof(Row) == 28);

  struct Places {
    std::int32_t limit = -1;  // none
    std::int32_t used = 0;
    bool are_full() const { return limit >= 0 && used >= limit; }
  };
  struct ProviderRow {
    std::int64_t id = 0;
    std::uint32_t receive_from = 0;  // a set of providers
    Places places{};
  };
  struct ProviderFacts {  // what every row asks of its provider; small enough for a near cache
    std::uint8_t days = 0;  // a bit each
    std::uint8_t flags = 0;
  };
  struct Rest {  // what is read once a service is eligible; half a line of the cache
    std::int64_t id = 0;
    Places places{};
    Point first_point = nowhere;
    std::int32_t wait_days = unknown_wait;
    std::uint32_t list_at = 0;  // into lists; 0 once the service is erased
  };
  // What few services state, beside the others' rows, which say whether it is there.
  struct Stated {
    std::int32_t radius_meters = 0;
    std::uint32_t weeks = 0;  // a set, each of its numbers a part of a schedule
  };
  // The rows of one issue. They keep their places until a quarter of them is erased.
  struct Cluster {
    std::int64_t id = 0;
    std::vector<Row> rows;
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> by_locality;  // places of rows
    std::size_t erased_rows = 0;
    std::size_t size() const { return rows.size() - erased_rows; }
  };

  Numbered<Rest> services;
  Numbered<ProviderRow> providers;
  std::vector<ProviderFacts> provider_facts;
  Numbered<Cluster> issues;
  Words words;
  Sets languages, populations, attributes;  // of words
  Sets partners;  // of providers
  std::vector<Stated> stated;  // by service; as long as somebody states something
  Sets weeks;
  std::vector<Weeks> weeks_by_set{1};  // as they were stated

  std::vector<std::uint32_t> lists{0};  // a head, then issue and place of each row, further points
  std::size_t lists_abandoned = 0;
  std::size_t live = 0;

  struct Lists {
    std::span<std::uint32_t> rows;  // issue, place, issue, place, …
    std::span<std::uint32_t> further_points;
    std::size_t size() const { return 1 + rows.size() + further_points.size(); }
  };
  Lists lists_of(Slot);
  std::span<const std::uint32_t> further_points(Slot slot) const {
    return const_cast<Tables*>(this)->lists_of(slot).further_points;
  }

  void put(const Provider&);
  void put(const Offer&);
  void erase(Slot);
  void set_used(Slot service, std::int64_t used);
  void set_provider_used(Slot provider, std::int64_t used);
  void reserve(std::size_t services);
  void trim();
  std::size_t memory_bytes() const;

 private:
  Row row_of(const Offer&);
  static void set_full(Row&, bool full);
  std::uint32_t words_of(const std::vector<std::string>&, Sets&);
  std::uint32_t attributes_of(const Offer&);
  void state(Row&, const Offer&);
  void post(const Row&, const Offer&);
  void compact(Slot issue);
  void collect_abandoned_lists();
};

}  // namespace onward
