#include "operations/facts_index.hpp"

#include <algorithm>
#include <utility>

#include "journal_format.hpp"
#include "operations/columns.hpp"
#include "operations/facts_store.hpp"
#include "operations/history_replay.hpp"
#include "storage/erasures.hpp"

namespace onward {

namespace {

constexpr std::size_t standing_max = 16;
constexpr std::int64_t keep_after =
    20'000;  // entries: they are folded in some hundredths of a second
constexpr std::int64_t slice = 10'000;  // entries between two looks at the host

// What facts take of a row; a change of facts.cpp is a change here.
template <Kept T> constexpr Columns wanted = 0;
template <>
constexpr Columns wanted<Need> = columns<Need>(
    {"id", "client_id", "issue_id", "sender_id", "phase", "reason", "urgency", "outcome",
     "onward_outcome", "part_of", "opened_at", "closed_at", "self_referral"});
template <>
constexpr Columns wanted<Referral> =
    columns<Referral>({"id", "need_id", "client_id", "issue_id", "sender_id", "receiver_id",
                       "service_id", "phase", "reason_code", "outcome", "urgency", "requested_at",
                       "received_at", "accepted_at", "started_at", "finished_at", "overdue"});
template <>
constexpr Columns wanted<Client> =
    columns<Client>({"id", "birth_date", "gender", "locality", "language"});
template <>
constexpr Columns wanted<ClientMerge> =
    columns<ClientMerge>({"id", "client_id", "survivor_id", "undone_at"});
template <>
constexpr Columns wanted<Lead> =
    columns<Lead>({"id", "organization_id", "phase", "created_at", "client_id", "converted_at",
                   "consulted_on", "treatment_started_on", "treatment_completed_on",
                   "treatment_value_minor_units", "currency", "attribution_version"});
template <>
constexpr Columns wanted<Touchpoint> =
    columns<Touchpoint>({"id", "organization_id", "lead_id", "type", "referring_provider_id",
                         "referral_source_id", "occurred_at", "voided_at"});
template <> constexpr Columns wanted<Attribution> =
    columns<Attribution>({"id", "lead_id", "touches"});
template <>
constexpr Columns wanted<RelationshipCost> = columns<RelationshipCost>(
    {"id", "organization_id", "referring_provider_id", "referral_source_id", "spent_on", "currency",
     "amount_minor_units", "voided_at"});
template <>
constexpr Columns wanted<ReferringProvider> = columns<ReferringProvider>({"id", "provider_type"});
template <> constexpr Columns wanted<ReferralSource> = columns<ReferralSource>({"id", "type"});

// The noun, when what is wanted of it stands in its personal part.
template <Kept T>
constexpr NounSet personal_of = [] {
  for (std::size_t i = 0; i < rows<T>.size(); ++i)
    if (wanted<T> >> i & 1 && rows<T>[i].privacy != Privacy::open) return set_of(noun_of<T>);
  return NounSet{0};
}();

class Folding {
 public:
  // Of a client and a lead, the personal part also tells whether it was erased.
  static constexpr NounSet with_personal =
      set_of(Noun::client, Noun::lead) | personal_of<Need> | personal_of<Referral> |
      personal_of<ClientMerge> | personal_of<Touchpoint> | personal_of<Attribution> |
      personal_of<RelationshipCost> | personal_of<ReferringProvider> | personal_of<ReferralSource>;

  explicit Folding(Facts& facts) : facts_(facts) {}

  void take(const Entry& e) {
    switch (e.noun) {
      case Noun::need: return check(facts_.take(read<Need>(e)));
      case Noun::referral: return check(facts_.take(read<Referral>(e)));
      case Noun::client: return check(facts_.take(read<Client>(e), is_erased(e)));
      case Noun::client_merge: return check(facts_.take(read<ClientMerge>(e)));
      case Noun::lead: return check(facts_.take(read<Lead>(e), is_erased(e)));
      case Noun::touchpoint: return check(facts_.take(read<Touchpoint>(e)));
      case Noun::attribution: return check(facts_.take(read<Attribution>(e)));
      case Noun::relationship_cost: return check(facts_.take(read<RelationshipCost>(e)));
      case Noun::referring_provider: return check(facts_.take(read<ReferringProvider>(e)));
      case Noun::referral_source: return check(facts_.take(read<ReferralSource>(e)));
      default: return;
    }
  }

 private:
  static bool is_erased(const Entry& e) {
    return e.personal.empty() && e.personal_digest != Hash{};
  }
  static void check(bool taken) {
    if (!taken) throw StorageError("an identifier is beyond what figures can count");
  }
  template <class T> static T read(const Entry& e) {
    T row;
    read_cells(info(e.noun), e.format, e.open, personal_cells(e), &row, wanted<T>);
    return row;
  }

  Facts& facts_;
};

Instant time_of(Transaction& t, std::int64_t entry) {
  Instant out{};
  t.journal(entry, 1, [&](const Entry& e) {
    out = e.time;
    return false;
  });
  return out;
}

// How many of the first entries are no later than the instant: times never fall.
std::int64_t entries_until(Transaction& t, std::int64_t entries, Instant at) {
  std::int64_t within = 0, beyond = entries + 1;
  while (within + 1 < beyond) {
    const std::int64_t middle = within + (beyond - within) / 2;
    (time_of(t, middle) <= at ? within : beyond) = middle;
  }
  return within;
}

// Entries after the first `entries`, up to `last`.
void fold(Context& c, Facts& facts, FactsAsOf& to, std::int64_t last) {
  Transaction& t = c.tables.transaction();
  Steps steps(c.host, "figures", last - to.entries);
  Folding folding(facts);
  while (to.entries < last) {
    const EntryChoice choice{.from = to.entries + 1,
                             .until = std::min(to.entries + slice, last) + 1,
                             .nouns = nouns_of_facts,
                             .personal = Folding::with_personal};
    t.journal_of(choice, [&](const Entry& e) {
      folding.take(e);
      return true;
    });
    steps.took(choice.until - choice.from);
    to.entries = choice.until - 1;
  }
  if (last > 0) to.at = time_of(t, last);
}

// Facts are made to be changed, and given out to be read.
std::shared_ptr<Facts> writable(const FactsAsOf& known) {
  return std::const_pointer_cast<Facts>(known.facts);
}

// Whether anything that is counted stands in the entries after `from`, up to `last`.
bool has_facts(Transaction& t, std::int64_t from, std::int64_t last) {
  bool found = false;
  const EntryChoice choice{
      .from = from + 1, .until = last + 1, .nouns = nouns_of_facts, .personal = 0};
  t.journal_of(choice, [&](const Entry&) {
    found = true;
    return false;
  });
  return found;
}

}  // namespace

FactsAsOf FactsIndex::facts(Context& c, std::optional<Instant> at) {
  if (!held_.facts) held_ = shared_.hold(c);
  return !at || held_.at <= *at ? held_ : shared_.before(c, *at);
}

std::shared_ptr<const MetricTallies> FactsIndex::stand(Context& c, const MetricQuery& query,
                                                       const TimeZone& zone) {
  auto out = shared_.stand(facts(c), query, zone);
  if (out) told_.push_back(out);
  return out;
}

FactsAsOf SharedFacts::hold(Context& c) {
  const std::lock_guard lock(mutex_);
  return now(c);
}

// Whoever finds nobody else to hold them sees all that was done with them until here.
void SharedFacts::let_go(FactsAsOf& held, Told& told) noexcept {
  const std::lock_guard lock(holders_);
  told.clear();
  held.facts.reset();
}
bool SharedFacts::is_held() {
  const std::lock_guard lock(holders_);
  return now_.facts.use_count() > 1;
}

// Nothing can come before any more, so the past is folded beside whoever asks of now.
FactsAsOf SharedFacts::before(Context& c, Instant at) {
  const auto erasures = storage::erasures(c.tables.transaction());
  {
    const std::lock_guard lock(mutex_);
    if (before_.facts && before_at_ == at && before_.erasures == erasures) return before_;
  }
  auto facts = std::make_shared<Facts>();
  FactsAsOf before{facts, 0, {}, erasures};
  fold(c, *facts, before, entries_until(c.tables.transaction(), c.tables.committed_entries(), at));
  const std::lock_guard lock(mutex_);
  before_at_ = at;
  return before_ = std::move(before);
}

std::shared_ptr<const MetricTallies> SharedFacts::stand(const FactsAsOf& held,
                                                        const MetricQuery& query,
                                                        const TimeZone& zone) {
  const std::lock_guard lock(mutex_);
  if (now_.facts != held.facts) return nullptr;
  auto at =
      std::ranges::find_if(standing_, [&](auto& s) { return s.query == query && s.zone == &zone; });
  if (at == standing_.end()) {
    if (standing_.size() == standing_max) {
      writable(held)->unfollow(*standing_.back().tally);
      standing_.pop_back();
    }
    at =
        standing_.insert(standing_.begin(),
                         {query, &zone, std::make_unique<StandingTally>(*held.facts, query, zone)});
    writable(held)->follow(*at->tally);
  }
  standing_.splice(standing_.begin(), standing_, at);
  const std::lock_guard of_holders(holders_);  // a tally changes what nobody holds any more
  return at->tally->tallies(held.facts->texts());
}

FactsAsOf SharedFacts::now(Context& c) {
  Transaction& t = c.tables.transaction();
  const auto committed = c.tables.committed_entries();
  if (now_.entries > committed) throw FactsAreAhead();
  const auto erasures = storage::erasures(t);
  if (now_.erasures != erasures) {  // nothing personal stays of who was erased, in no tally either
    standing_.clear();
    before_ = {};
    now_ = {std::make_shared<Facts>(), 0, {}, erasures};
  }
  if (now_.entries == committed) return now_;
  // Whoever still counts the facts of before keeps them as they were.
  const bool is_shared = is_held() && has_facts(t, now_.entries, committed);
  FactsAsOf next{is_shared ? std::make_shared<Facts>(*now_.facts) : now_.facts, now_.entries,
                 now_.at, erasures};
  if (next.entries == 0) {
    read_kept_facts(t, *writable(next), next, committed);
    kept_entries_ = next.entries;
  }
  auto standing = std::exchange(standing_, {});
  now_ = {std::make_shared<Facts>(), 0, {}, erasures};  // should the host cancel half-way
  fold(c, *writable(next), next, committed);
  standing_ = std::move(standing);
  return now_ = std::move(next);
}

void SharedFacts::keep(Transaction& t) {
  const std::unique_lock lock(mutex_, std::try_to_lock);
  if (!lock) return;
  if (drop_facts_of_erased(t)) kept_entries_ = 0;
  if (now_.erasures != storage::erasures(t) || now_.entries - kept_entries_ < keep_after) return;
  keep_facts(t, *writable(now_), now_, kept_entries_);
  kept_entries_ = now_.entries;
}

}  // namespace onward
