// What figures are counted from: a row of whole numbers for each need, referral, lead, touch and
// cost.
//
// Facts follow from rows alone. They are folded from the journal, one version of a row after the
// other, in its order; so whoever folds the same entries has the same facts, to the last bit. A
// later version takes the place of the earlier one, and of what happens again is kept when it first
// did. So facts are the state of one moment: fold less of the journal, and they are what was known
// then.
#pragma once

#include <algorithm>
#include <limits>
#include <map>

#include "onward/model/attribution.hpp"
#include "onward/model/duplicates.hpp"
#include "onward/model/referral.hpp"

namespace onward {

// Minutes since 1970 in UTC, rounded down.
using Minute = std::int32_t;
constexpr Minute no_minute = std::numeric_limits<Minute>::min();
// Figures are of the years 1800 to 3000; whatever is before or after counts as their end.
constexpr Minute figures_from = -89'400'000, figures_until = 541'700'000;
constexpr Minute minute_of(Instant at) {
  const auto minutes = std::chrono::floor<std::chrono::minutes>(at).time_since_epoch().count();
  return static_cast<Minute>(std::clamp<std::int64_t>(minutes, figures_from, figures_until));
}
constexpr Instant instant_of(Minute m) { return Instant(std::chrono::minutes(m)); }

// Identifiers as facts keep them; a store whose identifiers are beyond has no figures.
using FactId = std::uint32_t;
constexpr std::int64_t fact_id_max = 100'000'000;  // a fact of 60 bytes: 6 GB

// Texts by a number, from 0, which is the empty text; others in the order in which they came.
class FactTexts {
 public:
  std::uint32_t number_of(std::string_view);
  // Empty when no text has the number.
  std::string_view text(std::uint32_t number) const {
    return number < texts_.size() ? std::string_view(texts_[number]) : std::string_view();
  }
  std::optional<std::uint32_t> find(std::string_view) const;
  std::size_t size() const { return texts_.size(); }

 private:
  std::vector<std::string> texts_{""};
  std::map<std::string, std::uint32_t, std::less<>> numbers_{{"", 0}};
};

// Of whom only the number is known once they were erased.
struct ClientFact {
  std::int32_t birth_day = 0;  // days since 1970; has_birth_day says whether there is one
  std::uint32_t locality = 0;
  std::uint32_t language = 0;
  FactId merged_into = 0;  // whose record it gave way to; 0: nobody's
  Gender gender{};
  bool has_birth_day = false;
  bool is_erased = false;
};

struct NeedFact {
  FactId id = 0;  // 0: there is none
  FactId client_id = 0;
  FactId issue_id = 0;
  FactId sender_id = 0;
  FactId part_of = 0;  // the need with which it was passed on; 0: none
  Minute opened_at = no_minute;  // of what was never sent it stays absent
  Minute closed_at = no_minute;  // when it was resolved or cancelled
  // It stays when the need is opened again, and goes when it was a mistake.
  Minute first_resolved_at = no_minute;
  NeedPhase phase{};
  NeedReason reason{};
  Outcome outcome{};
  Outcome onward_outcome{};  // of those to whom it was passed on
  Urgency urgency{};
  bool self_referral = false;
  bool is_doubted = false;  // what met it was a mistake, and the need is not written yet
};

struct ReferralFact {
  FactId id = 0;
  FactId client_id = 0;
  FactId issue_id = 0;
  FactId sender_id = 0;
  FactId receiver_id = 0;
  FactId service_id = 0;
  // Last; all that follows is what came of it. Of what was never sent it stays absent.
  Minute requested_at = no_minute;
  Minute received_at = no_minute;
  Minute accepted_at = no_minute;
  Minute started_at = no_minute;
  Minute finished_at = no_minute;
  Minute first_requested_at = no_minute;
  Minute first_finished_at = no_minute;  // of ends that were no mistake
  std::uint32_t reason_code = 0;
  ReferralPhase phase{};
  Outcome outcome{};
  Urgency urgency{};
  bool overdue = false;
};

struct LeadFact {
  FactId id = 0;
  FactId organization_id = 0;
  FactId client_id = 0;
  std::uint32_t currency = 0;
  std::int64_t value_minor_units = 0;
  Minute created_at = no_minute;
  Minute converted_at = no_minute;
  // Whom they came from: of their touches that stand the first one, and of one minute that which
  // was written down first. A provider, a source, or neither.
  FactId referring_provider_id = 0;
  FactId referral_source_id = 0;
  ReferrerType referrer_type = ReferrerType::unknown;
  LeadPhase phase{};
  bool has_value = false;
  bool is_consulted = false;
  bool is_started = false;
  bool is_completed = false;
  bool is_erased = false;
};

struct TouchFact {
  FactId id = 0;
  FactId lead_id = 0;
  FactId organization_id = 0;
  FactId referring_provider_id = 0;
  FactId referral_source_id = 0;
  Minute occurred_at = no_minute;
  // Of its lead's conversion, and so it changes with the lead.
  Minute credited_at = no_minute;  // when it took place; no_minute without credit
  std::int32_t credit_millionths = 0;
  std::int64_t value_minor_units = 0;  // its part of what the lead's treatment is worth
  std::uint32_t currency = 0;
  ReferrerType type{};
  bool is_voided = false;
  bool has_value = false;  // treatment began, and what it is worth is known
};

// Whom a practice spends money on, as far as it is told apart by them: a provider or a source.
struct ReferrerFact {
  FactId id = 0;
  ReferrerType type{};
};

struct CostFact {
  FactId id = 0;
  FactId organization_id = 0;
  FactId referring_provider_id = 0;  // one of them, and 0 for the other
  FactId referral_source_id = 0;
  std::int32_t spent_day = 0;  // since 1970: a day of the practice, wherever it is
  std::uint32_t currency = 0;
  std::int64_t amount_minor_units = 0;
  bool is_voided = false;
};

constexpr std::size_t facts_in_page = 4'096;

// All of one kind, at the place of their identifier; places in between are empty. Pages that were
// changed are remembered, so that they alone are kept again.
template <class Fact> class FactsById {
 public:
  const Fact* find(std::int64_t id) const {
    return id > 0 && static_cast<std::size_t>(id) < facts_.size() ? &facts_[id_place(id)] : nullptr;
  }
  Fact& at(std::int64_t id) {  // to be changed; made when it is not there
    const std::size_t page = id_place(id) / facts_in_page;
    if (id_place(id) >= facts_.size()) {
      const std::size_t first_grown = facts_.size() / facts_in_page;
      facts_.resize(id_place(id) + 1);
      changed_.resize(page + 1);
      std::fill(changed_.begin() + static_cast<std::ptrdiff_t>(first_grown), changed_.end(), true);
    }
    changed_[page] = true;
    return facts_[id_place(id)];
  }
  std::span<const Fact> all() const { return facts_; }
  std::span<const Fact> page(std::size_t number) const {
    const auto rest = all().subspan(std::min(number * facts_in_page, facts_.size()));
    return rest.first(std::min(facts_in_page, rest.size()));
  }
  bool is_changed(std::size_t page) const { return page < changed_.size() && changed_[page]; }
  std::size_t pages() const { return changed_.size(); }
  void set_changed(bool all) { changed_.assign(changed_.size(), all); }

 private:
  static std::size_t id_place(std::int64_t id) { return static_cast<std::size_t>(id); }
  std::vector<Fact> facts_{};
  std::vector<bool> changed_{};  // by page
};

class Facts;

// Whoever follows facts as they change: each is counted, and before it changes taken back.
class FactChanges {
 public:
  virtual ~FactChanges() = default;
  virtual void count(const Facts&, const NeedFact&, std::int64_t sign) = 0;
  virtual void count(const Facts&, const ReferralFact&, std::int64_t sign) = 0;
  virtual void count(const Facts&, const LeadFact&, std::int64_t sign) = 0;
  virtual void count(const Facts&, const TouchFact&, std::int64_t sign) = 0;
  virtual void count(const Facts&, const CostFact&, std::int64_t sign) = 0;
};

class Facts {
 public:
  // Whoever follows from now on; it outlives the facts, or is told to go.
  void follow(FactChanges& follower) { followers_.push_back(&follower); }
  void unfollow(const FactChanges& follower) { std::erase(followers_, &follower); }

  // The row as it is now. False: its identifier is beyond fact_id_max, and nothing was taken.
  bool take(const Need&);
  bool take(const Referral&);
  bool take(const Client&, bool is_erased);
  bool take(const ClientMerge&);
  bool take(const Lead&, bool is_erased);
  bool take(const Touchpoint&);
  bool take(const Attribution&);
  bool take(const RelationshipCost&);
  bool take(const ReferringProvider&);
  bool take(const ReferralSource&);

  std::span<const NeedFact> needs() const { return needs_.all(); }
  std::span<const ReferralFact> referrals() const { return referrals_.all(); }
  std::span<const LeadFact> leads() const { return leads_.all(); }
  std::span<const TouchFact> touches() const { return touches_.all(); }
  std::span<const CostFact> costs() const { return costs_.all(); }
  // Of nobody known when there is none; of a client who was merged away, the survivor.
  const ClientFact& client(FactId) const;
  const LeadFact& lead(FactId) const;
  // What kind of source the money was spent on. A touch says itself what it is, and a cost does
  // not: of a provider it is their field in the directory, as it is now.
  ReferrerType referrer_type(const CostFact&) const;

  const FactTexts& texts() const { return texts_; }

  // Calls `body(name, facts by identifier)` for each kind, to keep facts and to read them again.
  template <class Body> void each_kind(Body&& body) {
    body("need", needs_);
    body("referral", referrals_);
    body("client", clients_);
    body("lead", leads_);
    body("touch", touches_);
    body("cost", costs_);
    body("provider", providers_);
    body("source", sources_);
  }
  FactTexts& texts() { return texts_; }
  void was_read();  // after the kinds were filled: what follows from them is made again
  std::size_t bytes() const;  // what they take in memory

 private:
  template <class Fact> void count(const Fact&, std::int64_t sign);
  template <class Fact> void replace(FactsById<Fact>&, std::int64_t id, const Fact&);
  void doubt(std::int64_t need_id);
  std::span<const FactId> touches_of(FactId lead_id) const;
  void add_touch(FactId lead_id, FactId touch_id);
  void find_referrer(FactId lead_id);  // by its touches as they are now
  void count_touches(FactId lead_id, std::int64_t sign);
  void count_costs_on(FactId provider_id, std::int64_t sign);
  void share_value(FactId lead_id);  // among its touches, by their credit
  void note_conversion(TouchFact&) const;  // what the touch repeats of its lead

  FactsById<NeedFact> needs_{};
  FactsById<ReferralFact> referrals_{};
  FactsById<ClientFact> clients_{};
  FactsById<LeadFact> leads_{};
  FactsById<TouchFact> touches_{};
  FactsById<CostFact> costs_{};
  FactsById<ReferrerFact> providers_{}, sources_{};
  std::vector<std::vector<FactId>> touches_of_{};  // by the identifier of their lead
  std::vector<FactChanges*> followers_{};
  FactTexts texts_{};  // localities, languages, reason codes, currencies
};

}  // namespace onward
