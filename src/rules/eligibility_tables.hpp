// The tables behind EligibilityIndex: numbers for identifiers and words, interned sets, and the
// rows of the services that give an issue in an area side by side, so that an ask reads one run of
// them.
//
// A row stands once for each issue and each area of its service. It is kept small by numbers for
// what many services say alike.
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
  std::uint32_t insert(std::u32string_view members);
  std::u32string_view members(std::uint32_t set) const {
    return std::u32string_view(contents_).substr(starts_[set], starts_[set + 1] - starts_[set]);
  }
  std::size_t size() const { return starts_.size() - 1; }
  std::size_t memory_bytes() const;

 private:
  std::uint32_t& place(std::u32string_view members);
  std::u32string contents_;
  std::vector<std::uint32_t> starts_{0};
  std::vector<std::uint32_t> places_;  // open addressing; one more than the set, 0 is free
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
  static constexpr unsigned inactive = 1, refusing = 2, own_full = 4, waits = 8, whole_full = 16,
                            partners_only = 32, stale = 64, flag_sets = 128;
  static constexpr unsigned set_bits = 21, service_bits = 28, provider_bits = 28;

  // What criteria read of a service first. Three words without room between them.
  struct [[gnu::packed, gnu::aligned(4)]] Row {
    std::uint64_t bounds : set_bits = 0, languages : set_bits = 0, audience : set_bits = 0;
    std::uint64_t may_be_stale : 1 = 0;  // its limit was reported and is not reached
    std::uint32_t service : service_bits = 0, flags : 4 = 0;
  };
  static_assert(sizeof(Row) == 12);

  struct Bounds {
    std::int16_t age_from = any_age_from;
    std::int16_t age_below = any_age_below;
    std::uint16_t income_limit = any_income;
  };
  struct Audience {
    std::uint32_t genders = 0;  // as bits
    std::uint32_t populations = 0, attributes = 0;  // sets
  };
  // What is asked once the row has not said no.
  struct [[gnu::packed, gnu::aligned(2)]] ServiceFacts {
    std::uint32_t provider : provider_bits = 0, has_waitlist : 1 = 0, has_further_points : 1 = 0,
                             has_radius : 1 = 0, has_weeks : 1 = 0;
    std::uint16_t reported_day = never_stale;  // since 1970
  };
  static_assert(sizeof(ServiceFacts) == 6);

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
    std::uint16_t reported_day = never_stale;  // since 1970
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
  // Who gives one issue in one area. A service is at home in the first of its areas, so that each
  // is met once by who reads the homes of all areas.
  struct Posting {
    std::int64_t id = 0;  // the issue's slot and the area
    std::vector<Row> rows;  // those at home first
    std::vector<ServiceFacts> home_facts;  // of these, since who explains asks for all of them

    std::size_t homes() const { return home_facts.size(); }
    std::span<const Row> at_home() const { return std::span(rows).first(homes()); }
    void insert(const Row&);
    void insert_home(const Row&, const ServiceFacts&);
    void erase(Slot service);
    Row& row_of(Slot service);
  };
  struct Issue {
    std::int64_t id = 0;
    std::vector<Slot> postings;
    std::size_t services = 0;
  };
  // The day of a report of this limit, if there are both.
  static std::uint16_t reported_day(const std::optional<std::int64_t>& limit,
                                    const std::optional<Instant>& at);
  static std::optional<Instant> reported_on(std::uint16_t day) {
    if (day == never_stale) return std::nullopt;
    return Date{std::chrono::days{day}};
  }
  static std::int64_t posting_id(Slot issue, std::uint32_t area) {
    return static_cast<std::int64_t>(std::uint64_t{issue} << 32 | area);
  }

  Numbered<Rest> services;
  std::vector<ServiceFacts> service_facts;
  Numbered<ProviderRow> providers;
  std::vector<ProviderFacts> provider_facts;
  Numbered<Issue> issues;
  Numbered<Posting> postings;
  Words words;
  Sets languages, partners, bounds_sets;  // languages are of words, partners of providers
  Sets populations, attributes, audience_sets;
  std::vector<Bounds> bounds{1};  // by set
  std::vector<Audience> audiences{1};  // by set
  std::vector<Stated> stated;  // by service; as long as somebody states something
  Sets weeks;
  std::vector<Weeks> weeks_by_set{1};  // as they were stated

  // Of each service the numbers of issues, areas and further points, then these; packed.
  std::vector<std::uint8_t> lists{0};
  std::size_t lists_abandoned = 0;
  std::size_t live = 0;

  void put(const Provider&);
  void put(const Offer&);
  void put_all(std::span<const Offer>);  // into empty tables
  void erase(Slot);
  void set_used(Slot service, std::int64_t used);
  void set_provider_used(Slot provider, std::int64_t used);
  static std::span<const Point> further_points(const Offer& offer) {
    return std::span(offer.points).subspan(offer.points.empty() ? 0 : 1);
  }
  void each_further_point(Slot, FunctionRef<void(Point)>) const;
  std::size_t memory_bytes() const;

 private:
  struct List {  // of one service
    std::vector<std::uint32_t> issues, areas;  // the first area is its home
  };
  List list_of(Slot, std::size_t* bytes = nullptr) const;
  void write_list(Slot, const List&, std::span<const Point> further);
  void take_list(const Offer&, List&);

  Row describe(Slot, const Offer&);
  void state(Slot, const Offer&);
  std::uint32_t bounds_of(const Offer&);
  std::uint32_t words_of(const std::vector<std::string>&, Sets&);
  std::uint32_t attributes_of(const Offer&);
  std::uint32_t audience_of(const Offer&);
  void append_words(const std::vector<std::string>&);  // to members_
  Slot posting_of(Slot issue, std::uint32_t area);
  static void set_full(Row&, bool full, const ServiceFacts&);
  void collect_abandoned_lists();

  std::vector<Slot> slots_by_home(std::span<const Offer>);
  void trim();

  std::u32string members_;  // of the set that is being put together
};

}  // namespace onward
