#include "onward/rules/eligibility_index.hpp"

#include <algorithm>

#include "rules/eligibility_tables.hpp"
#include "rules/explainer.hpp"

namespace onward {

namespace {

// What a row answers: a bit for each criterion that says no, and 16 places higher a bit for each
// that says unknown. Answers of criteria are joined by `or`.
using Answer = std::uint32_t;
constexpr int unknown_shift = 16;
constexpr Answer noes = (Answer{1} << unknown_shift) - 1;
static_assert(names<Criterion>.size() <= unknown_shift);

constexpr Answer no(Criterion c, bool condition = true) {
  return Answer{condition} << static_cast<int>(c);
}
constexpr Answer unknown(Criterion c) { return no(c) << unknown_shift; }
constexpr Answer answer_if(bool condition, Answer a) { return (Answer{0} - condition) & a; }
constexpr Answer answer_of(Criterion c, Truth truth) {
  return truth == Truth::yes ? 0 : truth == Truth::no ? no(c) : unknown(c);
}

constexpr std::size_t cache_line = 64;

constexpr std::size_t search_pays = 16;  // members; fewer are looked through faster

template <class Set, class T> bool in(const Set& sorted, T value) {
  if (sorted.size() < search_pays)
    return std::find(sorted.begin(), sorted.end(), value) != sorted.end();
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

template <class T> void fetch(std::span<const T> run) {
  const auto* const bytes = reinterpret_cast<const char*>(run.data());
  for (std::size_t at = 0; at < run.size_bytes(); at += cache_line) __builtin_prefetch(bytes + at);
}

}  // namespace

// An ask in the tables' numbers, put to one row after the other. What can be answered once for
// all rows is answered when it is made: rows are as good as random, so a wrongly guessed branch
// costs more than a dozen look-ups.
struct EligibilityIndex::Question {
  using Tables = EligibilityIndex::Tables;
  using Row = Tables::Row;
  using ServiceFacts = Tables::ServiceFacts;
  using Posting = Tables::Posting;
  struct Match {
    const Row* row = nullptr;
    std::uint32_t unknown = 0;
    std::int32_t meters = -1;  // to the nearest place; unknown
  };

  struct Kept;

  Question(const Tables&, const Ask&);

  std::vector<Match> matches;
  std::optional<Explainer> explainer;  // of a scan of the issue

  void scan_locality();        // the services that serve it
  void scan_issue();           // every service that gives the issue
  void measure();              // how far the matches are
  Receiver receiver(const Match&) const;
  std::uint64_t standing(const Match&, std::span<const RankKey>) const;
  Slot provider_of(const Match& match) const {
    return tables.service_facts[match.row->service].provider;
  }

  void take_facts();
  void take_rights();
  void take_days();
  [[gnu::always_inline]] Answer answer_row(const Row&) const;
  [[gnu::always_inline]] Answer answer_others(const Row&, const ServiceFacts&) const;
  Answer answer_languages(std::uint32_t set) const;
  Answer answer_audience(const Tables::Audience&) const;
  Answer answer_genders(std::uint32_t serves) const;
  Answer answer_populations(std::uint32_t set) const;
  Answer answer_attributes(std::uint32_t set) const;
  Answer answer_weeks(std::uint32_t set) const;
  Answer answer_sets(const Row& row) const {
    return answer_languages(row.languages) | answer_audience(tables.audiences[row.audience]);
  }
  Answer answer_schedule(const Row&, const ServiceFacts&, unsigned working_days) const;
  // The service's report or its provider's is too old, unless places that are taken say more.
  bool is_stale(const Row& row, const ServiceFacts& facts) const {
    return (row.may_be_stale & (facts.reported_day < stale_before)) |
           (tables.provider_facts[facts.provider].reported_day < stale_before);
  }
  Truth judge_distance(const Row&, const ServiceFacts&) const;
  bool may_send(Slot provider) const;
  Criteria blocking(Answer a) const { return {(a & noes) | (a >> unknown_shift & unknown_blocks)}; }
  std::optional<std::int64_t> nearest(Slot service, const ServiceFacts&) const;
  std::vector<const Posting*> serving() const;

  const Tables& tables;
  const Ask& ask;
  Slot issue = no_slot;
  Slot sender = no_slot;
  std::optional<DistanceFrom> distance;  // from the client's place
  std::vector<Slot> send_to, agreed, consent_receivers, senders_before;
  std::uint32_t locality = 0, language = 0;
  std::vector<std::uint32_t> populations;
  struct Fact {
    std::uint32_t name = 0, value = 0;
  };
  std::vector<Fact> attributes;

  // A fact that is unknown lies beyond every bound, and the answer there is not no but unknown.
  std::int32_t age_from = -2, age_below = Tables::any_age_below - 1;
  std::int32_t income = Tables::any_income - 1;
  Answer beyond_age = unknown(Criterion::age), beyond_income = unknown(Criterion::income);
  std::int32_t stale_before = std::numeric_limits<std::int32_t>::min();

  Answer same_for_all = 0;
  unsigned asked_flags = 0;
  std::uint32_t unknown_blocks = 0;
  unsigned days = 0;
  Answer on_working_day = 0;
  bool asks_schedule = false;

  static constexpr auto of_flags = [] {
    std::array<Answer, Tables::flag_sets> all{};
    for (unsigned flags = 0; flags < all.size(); ++flags) {
      const bool is_full = flags & (Tables::own_full | Tables::whole_full);
      all[flags] = no(Criterion::active, flags & Tables::inactive) |
                   no(Criterion::accepting, flags & Tables::refusing) |
                   answer_of(Criterion::capacity, is_full                 ? Truth::no
                                                  : flags & Tables::stale ? Truth::unknown
                                                                          : Truth::yes);
    }
    return all;
  }();
};

EligibilityIndex::Question::Question(const Tables& t, const Ask& a) : tables(t), ask(a) {
  issue = tables.issues.find(ask.issue_id.value);
  unknown_blocks = ask.on_unknown == OnUnknown::exclude ? noes : 0;
  take_facts();
  take_rights();
  take_days();
}

void EligibilityIndex::Question::take_facts() {
  if (ask.birth_date) {
    const auto age = age_in_months(*ask.birth_date, ask.referred_on);
    age_from = age_below = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(age, Tables::any_age_from + 1, Tables::any_age_below - 1));
    beyond_age = no(Criterion::age);
  }
  if (ask.income_percent) {
    income = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(*ask.income_percent, 0, income_percent_max + 1));
    beyond_income = no(Criterion::income);
  }
  if (ask.capacity_fresh_days != 0) {
    const auto today = std::chrono::floor<std::chrono::days>(ask.now).time_since_epoch().count();
    stale_before = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(today - ask.capacity_fresh_days, 0, Tables::never_stale));
  }
  if (ask.place) distance.emplace(*ask.place);
  if (!ask.locality.empty()) locality = tables.words.find(ask.locality);
  language = tables.words.find(ask.language);
  if (ask.populations)
    for (auto& group : *ask.populations) populations.push_back(tables.words.find(group));
  for (auto& [name, value] : ask.attributes)
    attributes.push_back({tables.words.find(name), tables.words.find(value)});
}

void EligibilityIndex::Question::take_rights() {
  sender = tables.providers.find(ask.sender_id.value);
  for (auto id : ask.send_to) send_to.push_back(tables.providers.find(id.value));
  for (auto id : ask.agreed) agreed.push_back(tables.providers.find(id.value));
  for (auto id : ask.consent_receivers)
    consent_receivers.push_back(tables.providers.find(id.value));
  for (auto id : ask.senders_before) senders_before.push_back(tables.providers.find(id.value));
  std::ranges::sort(senders_before);
  std::ranges::sort(send_to);
  std::ranges::sort(agreed);
  std::ranges::sort(consent_receivers);
  if (ask.partners_required) asked_flags |= Tables::partners_only;
  if (!ask.consent_issues.empty() && std::ranges::count(ask.consent_issues, ask.issue_id) == 0)
    same_for_all |= no(Criterion::consent);
}

void EligibilityIndex::Question::take_days() {
  const bool names_time = visit_of(ask).names_time();
  asks_schedule = !ask.days.empty() || names_time;
  days = ask.days.empty() ? 127 : 0;
  for (auto day : ask.days) days |= 1u << static_cast<int>(day);
  if (names_time) on_working_day = unknown(Criterion::schedule);
}

inline Answer EligibilityIndex::Question::answer_genders(std::uint32_t serves) const {
  const bool is_told = ask.gender != Gender::unknown && ask.gender != Gender::prefer_not_to_say;
  const bool is_other = (serves != 0) & !(serves >> static_cast<int>(ask.gender) & 1);
  return answer_if(is_other, is_told ? no(Criterion::gender) : unknown(Criterion::gender));
}

Answer EligibilityIndex::Question::answer_languages(std::uint32_t set) const {
  if (set == 0) return 0;
  if (ask.language.empty()) return unknown(Criterion::language);
  return no(Criterion::language, !in(tables.languages.members(set), language));
}

Answer EligibilityIndex::Question::answer_populations(std::uint32_t set) const {
  if (set == 0) return 0;
  if (!ask.populations) return unknown(Criterion::population);
  const auto members = tables.populations.members(set);
  return no(Criterion::population,
            std::ranges::none_of(populations, [&](auto group) { return in(members, group); }));
}

inline Answer EligibilityIndex::Question::answer_audience(const Tables::Audience& its) const {
  return answer_genders(its.genders) | answer_populations(its.populations) |
         answer_attributes(its.attributes);
}

Answer EligibilityIndex::Question::answer_weeks(std::uint32_t set) const {
  return answer_of(Criterion::schedule,
                   opens(tables.weeks_by_set[set], {}, visit_of(ask), ask.referred_on));
}

inline Answer EligibilityIndex::Question::answer_schedule(const Row& row, const ServiceFacts& facts,
                                                          unsigned working_days) const {
  if (!asks_schedule) return 0;
  if (!facts.has_weeks)
    return (working_days & days) == 0 ? no(Criterion::schedule) : on_working_day;
  return answer_weeks(tables.stated[row.service].weeks);
}

Answer EligibilityIndex::Question::answer_attributes(std::uint32_t set) const {
  auto members = tables.attributes.members(set);
  Truth all = Truth::yes;
  while (!members.empty()) {
    const std::uint32_t name = members[0];
    const auto any_of = members.substr(2, members[1]);
    members.remove_prefix(2 + any_of.size());
    Truth one = Truth::unknown;
    for (auto& fact : attributes) {
      if (fact.name != name || one == Truth::yes) continue;
      one = in(any_of, fact.value) ? Truth::yes : Truth::no;
    }
    all = std::min(all, one);
  }
  return answer_of(Criterion::attribute, all);
}

bool EligibilityIndex::Question::may_send(Slot slot) const {
  const auto& provider = tables.providers[slot];
  return in(agreed, slot) ||
         (in(send_to, slot) && in(tables.partners.members(provider.receive_from), sender));
}

// What the row says alone.
inline Answer EligibilityIndex::Question::answer_row(const Row& row) const {
  const auto& bounds = tables.bounds[row.bounds];
  const bool is_beyond = (age_from < bounds.age_from) | (age_below >= bounds.age_below);
  return same_for_all | of_flags[row.flags] | answer_if(is_beyond, beyond_age) |
         answer_if(income > bounds.income_limit, beyond_income);
}

// What its sets, its provider and its places say. The locality is left to the postings.
inline Answer EligibilityIndex::Question::answer_others(const Row& row,
                                                        const ServiceFacts& facts) const {
  const auto& provider = tables.provider_facts[facts.provider];
  const unsigned flags =
      row.flags | (is_stale(row, facts) ? Tables::stale : 0) | provider.flags | asked_flags;
  const bool is_sender = facts.provider == sender || in(senders_before, facts.provider);
  Answer a = of_flags[flags] | no(Criterion::sender, is_sender) |
             answer_schedule(row, facts, provider.days);
  if (flags & Tables::partners_only) a |= no(Criterion::partner, !may_send(facts.provider));
  if (!consent_receivers.empty())
    a |= no(Criterion::consent, !in(consent_receivers, facts.provider));
  if (ask.distance_limit_meters || facts.has_radius)
    a |= answer_of(Criterion::distance, judge_distance(row, facts));
  return a;
}

Truth EligibilityIndex::Question::judge_distance(const Row& row, const ServiceFacts& facts) const {
  const auto meters = nearest(row.service, facts);
  if (!meters) return Truth::unknown;
  const bool is_near = !ask.distance_limit_meters || *meters <= *ask.distance_limit_meters;
  const bool serves = !facts.has_radius || *meters <= tables.stated[row.service].radius_meters;
  return is_near && serves ? Truth::yes : Truth::no;
}

std::optional<std::int64_t> EligibilityIndex::Question::nearest(Slot service,
                                                                const ServiceFacts& facts) const {
  const Point first = tables.services[service].first_point;
  if (!distance || first == Tables::nowhere) return std::nullopt;
  auto meters = (*distance)(first);
  if (facts.has_further_points)
    tables.each_further_point(service,
                              [&](Point point) { meters = std::min(meters, (*distance)(point)); });
  return meters;
}

// Of those that serve everywhere, and of those that serve the client's area, unless it is unknown
// or a word that no service uses.
std::vector<const EligibilityIndex::Tables::Posting*> EligibilityIndex::Question::serving() const {
  std::vector<const Posting*> out;
  for (auto area : {Tables::everywhere, locality}) {
    const Slot posting = tables.postings.find(Tables::posting_id(issue, area));
    if (posting != no_slot) out.push_back(&tables.postings[posting]);
    if (locality == 0) break;
  }
  return out;
}

// In rounds, so that memory is asked in the one for what the next reads.
void EligibilityIndex::Question::scan_locality() {
  if (issue == no_slot) return;
  std::vector<Match> possible;
  for (const auto* posting : serving()) {
    const std::size_t before = possible.size();
    possible.resize(before + posting->rows.size());
    Match* next = possible.data() + before;
    for (auto& row : posting->rows) {
      const Answer a = answer_row(row);
      *next = {&row, a >> unknown_shift};
      next += blocking(a).empty();
    }
    possible.resize(static_cast<std::size_t>(next - possible.data()));
  }
  for (auto& [row, unknown, meters] : possible)
    __builtin_prefetch(&tables.service_facts[row->service]);
  for (auto& [row, unknown, meters] : possible)
    __builtin_prefetch(&tables.provider_facts[tables.service_facts[row->service].provider]);
  for (auto& [row, unknown, meters] : possible) {
    const Answer a = answer_others(*row, tables.service_facts[row->service]) | answer_sets(*row);
    if (!blocking(a).empty()) continue;
    __builtin_prefetch(&tables.services[row->service]);
    matches.push_back({row, unknown | a >> unknown_shift});
  }
}

// The answers of every set, unless there are more sets than rows to read.
struct EligibilityIndex::Question::Kept {
  std::vector<Answer> languages, audiences;

  Kept(const Question& q, std::size_t rows) {
    const auto& all = q.tables;
    if (all.languages.size() + all.audiences.size() > rows) return;
    const auto answer_each = [](std::size_t sets, auto answer_one) {
      std::vector<Answer> out(sets);
      for (std::uint32_t set = 0; set < sets; ++set) out[set] = answer_one(set);
      return out;
    };
    const auto of_populations =
        answer_each(all.populations.size(), [&](auto set) { return q.answer_populations(set); });
    const auto of_attributes =
        answer_each(all.attributes.size(), [&](auto set) { return q.answer_attributes(set); });
    languages =
        answer_each(all.languages.size(), [&](auto set) { return q.answer_languages(set); });
    audiences = answer_each(all.audiences.size(), [&](auto set) {
      const auto& its = all.audiences[set];
      return q.answer_genders(its.genders) | of_populations[its.populations] |
             of_attributes[its.attributes];
    });
  }
};

// What the loop needs is kept at hand in variables of its own: the tables might change, for all the
// compiler knows, and would be asked for it again for every row.
void EligibilityIndex::Question::scan_issue() {
  const std::size_t giving = issue == no_slot ? 0 : tables.issues[issue].services;
  Explainer explained;
  explained.add_without_issue(static_cast<std::int64_t>(tables.live - giving));
  const auto slots =
      issue == no_slot ? std::span<const Slot>() : std::span(tables.issues[issue].postings);
  const Kept kept(*this, giving);
  const Answer* const of_languages = kept.languages.data();
  const Answer* const of_audiences = kept.audiences.data();
  const bool keeps = !kept.languages.empty();
  std::vector<bool> served(tables.services.size());
  for (const auto* posting : serving())
    for (auto& row : posting->rows) served[row.service] = true;
  const Answer elsewhere =
      answer_of(Criterion::locality, ask.locality.empty() ? Truth::unknown : Truth::no);
  for (std::size_t n = 0; n < slots.size(); ++n) {
    const Posting& posting = tables.postings[slots[n]];
    const Posting& next = tables.postings[slots[std::min(n + 1, slots.size() - 1)]];
    fetch(next.at_home());
    fetch(std::span(next.home_facts));
    const auto* facts = posting.home_facts.data();
    for (const Row& row : posting.at_home()) {
      const Answer a =
          answer_row(row) | answer_others(row, *facts++) |
          (keeps ? of_languages[row.languages] | of_audiences[row.audience] : answer_sets(row)) |
          answer_if(!served[row.service], elsewhere);
      explained.add(blocking(a));
      if (blocking(a).empty()) matches.push_back({&row, a >> unknown_shift});
    }
  }
  explainer = std::move(explained);
}

void EligibilityIndex::Question::measure() {
  if (!distance) return;
  for (auto& match : matches)
    if (tables.service_facts[match.row->service].has_further_points)
      __builtin_prefetch(&tables.lists[tables.services[match.row->service].list_at]);
  for (auto& [row, unknown, meters] : matches)
    if (const auto known = nearest(row->service, tables.service_facts[row->service]))
      meters = static_cast<std::int32_t>(*known);
}

// The keys side by side in one number, the smallest first in rank; ties are left to the identifier.
std::uint64_t EligibilityIndex::Question::standing(const Match& match,
                                                   std::span<const RankKey> rank) const {
  const Row& row = *match.row;
  std::uint64_t all = 0;
  unsigned seen = 0;
  for (const RankKey key : rank) {
    if (seen >> static_cast<int>(key) & 1) continue;
    seen |= 1u << static_cast<int>(key);
    const auto append = [&](int bits, std::uint64_t value) { all = all << bits | value; };
    switch (key) {
      case RankKey::distance:  // half the way around the earth is below 2^25 metres
        append(26, static_cast<std::uint32_t>(match.meters) & ((1u << 26) - 1));
        break;
      case RankKey::wait:  // what is unknown is one below the least, and so becomes the largest
        append(32, static_cast<std::uint32_t>(tables.services[row.service].wait_days) -
                       static_cast<std::uint32_t>(Tables::unknown_wait + 1));
        break;
      case RankKey::capacity: {
        const bool stale = is_stale(row, tables.service_facts[row.service]);
        append(2, stale ? 2 : row.flags & Tables::waits ? 1 : 0);
        break;
      }
      case RankKey::language:
        append(1, !in(tables.languages.members(row.languages), language));
        break;
    }
  }
  return all;
}

Receiver EligibilityIndex::Question::receiver(const Match& match) const {
  const Row& row = *match.row;
  const auto& facts = tables.service_facts[row.service];
  const auto& rest = tables.services[row.service];
  const auto& provider = tables.providers[facts.provider];
  Capacity own{.used = rest.places.used, .waitlist = facts.has_waitlist != 0};
  Capacity whole{.used = provider.places.used};
  if (rest.places.limit >= 0) own.limit = rest.places.limit;
  if (provider.places.limit >= 0) whole.limit = provider.places.limit;
  own.reported_at = Tables::reported_on(facts.reported_day);
  whole.reported_at = Tables::reported_on(tables.provider_facts[facts.provider].reported_day);
  Receiver receiver{.service_id = rest.id,
                    .organization_id = provider.id,
                    .capacity = worse(capacity_state(own, ask.now, ask.capacity_fresh_days),
                                      capacity_state(whole, ask.now, ask.capacity_fresh_days)),
                    .language_listed = in(tables.languages.members(row.languages), language),
                    .unknown = {match.unknown}};
  if (match.meters >= 0) receiver.distance_meters = match.meters;
  if (rest.wait_days != Tables::unknown_wait) receiver.wait_days = rest.wait_days;
  return receiver;
}

Found EligibilityIndex::find(const Ask& ask, const FindOptions& options) const {
  Question question(*tables_, ask);
  const bool is_any_area = ask.locality.empty() && ask.on_unknown == OnUnknown::include_flagged;
  options.explain || is_any_area ? question.scan_issue() : question.scan_locality();

  struct Place {
    std::uint64_t standing = 0;
    std::int64_t id = 0;
    const Question::Match* match = nullptr;
  };
  std::vector<Place> places;
  places.reserve(question.matches.size());
  question.measure();
  for (auto& match : question.matches)
    places.push_back(
        {question.standing(match, options.rank), tables_->services[match.row->service].id, &match});
  const auto listed = std::min(options.limit, places.size());
  const auto last = places.begin() + static_cast<std::ptrdiff_t>(listed);
  std::partial_sort(places.begin(), last, places.end(), [](const Place& a, const Place& b) {
    return a.standing != b.standing ? a.standing < b.standing : a.id < b.id;
  });
  Found found;
  found.receivers.reserve(listed);
  for (auto at = places.begin(); at != last; ++at)
    __builtin_prefetch(&tables_->providers[question.provider_of(*at->match)]);
  for (auto at = places.begin(); at != last; ++at)
    found.receivers.push_back(question.receiver(*at->match));
  found.eligible_total = static_cast<std::int64_t>(places.size());
  if (options.explain) found.explanation = question.explainer->explanation();
  return found;
}

}  // namespace onward
