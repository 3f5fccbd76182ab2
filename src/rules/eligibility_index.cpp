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

// A few hundred rows are answered faster than all sets are.
constexpr std::size_t scan_is_broad = 4'096;
constexpr std::size_t fetch_ahead = 16;  // rows; memory answers about so many requests at once

// Asks memory for an object, which may lie across two lines of the cache.
template <class T> void fetch(const T& object) {
  __builtin_prefetch(&object);
  __builtin_prefetch(reinterpret_cast<const char*>(&object + 1) - 1);
}

template <class Set, class T> bool in(const Set& sorted, T value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

// Whoever asks about an area reads the services of it and of its neighbours. These are put side by
// side, since codes of areas mostly run from neighbour to neighbour: fewer lines and pages of
// memory are touched.
std::vector<const Offer*> by_first_locality(std::span<const Offer> offers, Words& words) {
  struct Area {
    std::string_view code{};
    std::vector<const Offer*> offers{};
  };
  std::vector<Area> areas(1);
  for (auto& offer : offers) {
    std::string_view code;  // empty is everywhere
    if (!offer.localities.empty()) code = offer.localities.front();
    const auto word = offer.localities.empty() ? 0 : words.insert(code);
    if (word >= areas.size()) areas.resize(word + 1);
    areas[word].code = code;
    areas[word].offers.push_back(&offer);
  }
  std::ranges::sort(areas, {}, &Area::code);
  std::vector<const Offer*> ordered;
  ordered.reserve(offers.size());
  for (auto& area : areas) ordered.insert(ordered.end(), area.offers.begin(), area.offers.end());
  return ordered;
}

}  // namespace

// An ask in the tables' numbers, put to one row after the other. What can be answered once for
// all rows is answered when it is made: rows are as good as random, so a wrongly guessed branch
// costs more than a dozen look-ups.
struct EligibilityIndex::Question {
  using Tables = EligibilityIndex::Tables;
  using Row = Tables::Row;
  struct Match {
    const Row* row = nullptr;
    Criteria unknown{};
  };

  Question(const Tables&, const Ask&);

  std::vector<Match> matches;
  Explainer explainer;  // of a scan of the issue

  void scan_locality();        // the services that serve it
  void scan_issue();           // every service that gives the issue
  Receiver receiver(Match) const;

  void take_facts();
  void take_rights();
  void answer_flags();
  void answer_sets_once();
  [[gnu::always_inline]] Answer answer_row(const Row&) const;
  [[gnu::always_inline]] Answer answer_others(const Row&) const;
  Answer answer_languages(std::uint32_t set) const;
  Answer answer_populations(std::uint32_t set) const;
  Answer answer_attributes(std::uint32_t set) const;
  Answer kept_or(const std::vector<Answer>& kept, std::uint32_t set,
                 Answer (Question::*answer_set)(std::uint32_t) const) const {
    return kept.empty() ? (this->*answer_set)(set) : kept[set];
  }
  Answer answer_weeks(std::uint32_t set) const;
  Answer answer_schedule(const Row&, unsigned working_days) const;
  Truth judge_distance(const Row&) const;
  bool may_send(const Row&) const;
  unsigned stale_flag(const Row& row) const {  // of a limit that is not reached
    const bool is_stale = !row.is_full & (row.reported_day < stale_before);
    return is_stale ? Tables::stale : 0;
  }
  Criteria blocking(Answer a) const { return {(a & noes) | (a >> unknown_shift & unknown_blocks)}; }
  std::optional<std::int64_t> nearest(const Row&) const;
  std::vector<bool> served_places() const;

  const Tables& tables;
  const Ask& ask;
  const Tables::Cluster* cluster = nullptr;  // of the issue, if any service gives it
  Slot sender = no_slot;
  std::optional<DistanceFrom> distance;  // from the client's place
  std::vector<Slot> send_to, agreed, consent_receivers;
  std::uint32_t locality = 0, language = 0;
  std::vector<std::uint32_t> populations;
  struct Fact {
    std::uint32_t name = 0, value = 0;
  };
  std::vector<Fact> facts;

  // A fact that is unknown lies beyond every bound, and the answer there is not no but unknown.
  std::int32_t age_from = -2, age_below = Tables::any_age_below - 1;
  std::int32_t income = Tables::any_income - 1;
  Answer beyond_age = unknown(Criterion::age), beyond_income = unknown(Criterion::income);
  std::int32_t stale_before = std::numeric_limits<std::int32_t>::min();

  Answer same_for_all = 0;
  unsigned asked_flags = 0;
  std::uint32_t unknown_blocks = 0;
  std::array<Answer, Tables::flag_sets> of_flags{};
  std::array<Answer, 128> of_days{};
  std::array<Answer, 32> of_genders{};
  std::vector<Answer> of_languages, of_populations, of_attributes;  // by set, for a broad scan
  std::vector<Answer> of_weeks;  // likewise
  bool asks_schedule = false;
};

EligibilityIndex::Question::Question(const Tables& t, const Ask& a) : tables(t), ask(a) {
  const Slot issue = tables.issues.find(ask.issue_id.value);
  if (issue != no_slot) cluster = &tables.issues[issue];
  unknown_blocks = ask.on_unknown == OnUnknown::exclude ? noes : 0;
  take_facts();
  take_rights();
  answer_flags();
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
  locality = tables.words.find(ask.locality);
  language = tables.words.find(ask.language);
  if (ask.populations)
    for (auto& group : *ask.populations) populations.push_back(tables.words.find(group));
  for (auto& [name, value] : ask.attributes)
    facts.push_back({tables.words.find(name), tables.words.find(value)});
}

void EligibilityIndex::Question::take_rights() {
  sender = tables.providers.find(ask.sender_id.value);
  for (auto id : ask.send_to) send_to.push_back(tables.providers.find(id.value));
  for (auto id : ask.agreed) agreed.push_back(tables.providers.find(id.value));
  for (auto id : ask.consent_receivers)
    consent_receivers.push_back(tables.providers.find(id.value));
  std::ranges::sort(send_to);
  std::ranges::sort(agreed);
  std::ranges::sort(consent_receivers);
  if (ask.partners_required) asked_flags |= Tables::partners_only;
  if (!ask.consent_issues.empty() && std::ranges::count(ask.consent_issues, ask.issue_id) == 0)
    same_for_all |= no(Criterion::consent);
}

void EligibilityIndex::Question::answer_flags() {
  for (unsigned flags = 0; flags < of_flags.size(); ++flags) {
    const bool is_stale = flags & Tables::stale;
    const bool is_full = flags & (Tables::own_full | Tables::whole_full);
    of_flags[flags] = no(Criterion::active, flags & Tables::inactive) |
                      no(Criterion::accepting, flags & Tables::refusing) |
                      answer_of(Criterion::capacity, is_full    ? Truth::no
                                                     : is_stale ? Truth::unknown
                                                                : Truth::yes);
  }
  const bool names_time = visit_of(ask).names_time();
  asks_schedule = !ask.days.empty() || names_time;
  unsigned days = ask.days.empty() ? 127 : 0;
  for (auto day : ask.days) days |= 1u << static_cast<int>(day);
  for (unsigned works = 0; works < of_days.size(); ++works)
    of_days[works] = (works & days) == 0 ? no(Criterion::schedule)
                     : names_time        ? unknown(Criterion::schedule)
                                         : 0;
  const bool is_told = ask.gender != Gender::unknown && ask.gender != Gender::prefer_not_to_say;
  const unsigned gender = 1u << static_cast<int>(ask.gender);
  for (unsigned serves = 1; serves < of_genders.size(); ++serves)
    if (!(serves & gender))
      of_genders[serves] = is_told ? no(Criterion::gender) : unknown(Criterion::gender);
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

Answer EligibilityIndex::Question::answer_weeks(std::uint32_t set) const {
  return answer_of(Criterion::schedule,
                   opens(tables.weeks_by_set[set], {}, visit_of(ask), ask.referred_on));
}

inline Answer EligibilityIndex::Question::answer_schedule(const Row& row,
                                                          unsigned working_days) const {
  if (!asks_schedule || !row.has_weeks) return of_days[working_days];
  return kept_or(of_weeks, tables.stated[row.service].weeks, &Question::answer_weeks);
}

Answer EligibilityIndex::Question::answer_attributes(std::uint32_t set) const {
  auto members = tables.attributes.members(set);
  Truth all = Truth::yes;
  while (!members.empty()) {
    const std::uint32_t name = members[0];
    const auto any_of = members.substr(2, members[1]);
    members.remove_prefix(2 + any_of.size());
    Truth one = Truth::unknown;
    for (auto& fact : facts) {
      if (fact.name != name || one == Truth::yes) continue;
      one = in(any_of, fact.value) ? Truth::yes : Truth::no;
    }
    all = std::min(all, one);
  }
  return answer_of(Criterion::attribute, all);
}

// Every set is answered once, unless there are more sets than rows to read.
void EligibilityIndex::Question::answer_sets_once() {
  const auto answer_each = [&](std::vector<Answer>& kept, const Sets& sets, auto answer_one) {
    if (sets.size() > cluster->rows.size()) return;
    std::vector<Answer> answers(sets.size());
    for (std::uint32_t set = 0; set < answers.size(); ++set) answers[set] = answer_one(set);
    kept = std::move(answers);
  };
  answer_each(of_languages, tables.languages, [&](auto set) { return answer_languages(set); });
  answer_each(of_populations, tables.populations,
              [&](auto set) { return answer_populations(set); });
  answer_each(of_attributes, tables.attributes, [&](auto set) { return answer_attributes(set); });
  if (asks_schedule)
    answer_each(of_weeks, tables.weeks, [&](auto set) { return answer_weeks(set); });
}

bool EligibilityIndex::Question::may_send(const Row& row) const {
  const auto& provider = tables.providers[row.provider];
  return in(agreed, row.provider) ||
         (in(send_to, row.provider) && in(tables.partners.members(provider.receive_from), sender));
}

// What the row says alone.
inline Answer EligibilityIndex::Question::answer_row(const Row& row) const {
  Answer a = same_for_all | of_flags[row.flags | stale_flag(row)] | of_genders[row.genders] |
             no(Criterion::sender, row.provider == sender);
  a |= answer_if(income > row.income_limit, beyond_income);
  const bool is_beyond = (age_from < row.age_from) | (age_below >= row.age_below);
  a |= answer_if(is_beyond, beyond_age);
  if (!consent_receivers.empty()) a |= no(Criterion::consent, !in(consent_receivers, row.provider));
  return a;
}

// What its provider, its sets and its places say. The locality is left to the postings.
inline Answer EligibilityIndex::Question::answer_others(const Row& row) const {
  const auto& provider = tables.provider_facts[row.provider];
  const unsigned flags = row.flags | stale_flag(row) | provider.flags | asked_flags;
  Answer a = of_flags[flags] | answer_schedule(row, provider.days) |
             kept_or(of_languages, row.languages, &Question::answer_languages) |
             kept_or(of_populations, row.populations, &Question::answer_populations) |
             kept_or(of_attributes, row.attributes, &Question::answer_attributes);
  if (flags & Tables::partners_only) a |= no(Criterion::partner, !may_send(row));
  if (ask.distance_limit_meters || row.has_radius)
    a |= answer_of(Criterion::distance, judge_distance(row));
  return a;
}

Truth EligibilityIndex::Question::judge_distance(const Row& row) const {
  const auto meters = nearest(row);
  if (!meters) return Truth::unknown;
  const bool is_near = !ask.distance_limit_meters || *meters <= *ask.distance_limit_meters;
  const bool serves = !row.has_radius || *meters <= tables.stated[row.service].radius_meters;
  return is_near && serves ? Truth::yes : Truth::no;
}

std::optional<std::int64_t> EligibilityIndex::Question::nearest(const Row& row) const {
  const Point first = tables.services[row.service].first_point;
  if (!distance || first == Tables::nowhere) return std::nullopt;
  auto meters = (*distance)(first);
  if (!row.has_further_points) return meters;
  const auto points = tables.further_points(row.service);
  for (std::size_t i = 0; i < points.size(); i += 2)
    meters = std::min(meters, (*distance)({static_cast<std::int32_t>(points[i]),
                                           static_cast<std::int32_t>(points[i + 1])}));
  return meters;
}

// In rounds, so that memory is asked in the one for what the next reads.
void EligibilityIndex::Question::scan_locality() {
  if (!cluster) return;
  const Row* rows = cluster->rows.data();
  std::vector<Match> possible;
  for (auto area : {Tables::everywhere, locality}) {
    const auto posting = cluster->by_locality.find(area);
    if (posting == cluster->by_locality.end()) continue;
    const auto& places = posting->second;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i + fetch_ahead < places.size()) fetch(rows[places[i + fetch_ahead]]);
      const Row& row = rows[places[i]];
      const Answer a = answer_row(row);
      if (!blocking(a).empty() || row.flags & Tables::erased) continue;
      fetch(tables.provider_facts[row.provider]);
      possible.push_back({&row, {a >> unknown_shift}});
    }
    if (locality == 0) break;  // unknown, or a word that no service uses
  }
  for (auto& [row, unknown] : possible) {
    const Answer a = answer_others(*row);
    if (!blocking(a).empty()) continue;
    fetch(tables.services[row->service]);
    fetch(tables.providers[row->provider]);
    matches.push_back({row, {unknown.bits | a >> unknown_shift}});
  }
  if (!ask.place) return;
  for (auto& [row, unknown] : matches)
    if (row->has_further_points) fetch(tables.lists[tables.services[row->service].list_at]);
}

std::vector<bool> EligibilityIndex::Question::served_places() const {
  std::vector<bool> served(cluster->rows.size());
  for (auto area : {Tables::everywhere, locality})
    if (const auto posting = cluster->by_locality.find(area); posting != cluster->by_locality.end())
      for (auto place : posting->second) served[place] = true;
  return served;
}

void EligibilityIndex::Question::scan_issue() {
  explainer.add_without_issue(
      static_cast<std::int64_t>(tables.live - (cluster ? cluster->size() : 0)));
  if (!cluster) return;
  if (cluster->rows.size() >= scan_is_broad) answer_sets_once();
  const auto served = served_places();
  const Answer elsewhere =
      answer_of(Criterion::locality, ask.locality.empty() ? Truth::unknown : Truth::no);
  const Row* rows = cluster->rows.data();
  for (std::size_t place = 0; place < served.size(); ++place) {
    __builtin_prefetch(&rows[std::min(place + fetch_ahead, served.size() - 1)]);
    const Row& row = rows[place];
    if (row.flags & Tables::erased) continue;
    const Answer a = answer_row(row) | answer_others(row) | answer_if(!served[place], elsewhere);
    explainer.add(blocking(a));
    if (blocking(a).empty()) matches.push_back({&row, {a >> unknown_shift}});
  }
}

Receiver EligibilityIndex::Question::receiver(Match match) const {
  const Row& row = *match.row;
  const auto& rest = tables.services[row.service];
  const auto& provider = tables.providers[row.provider];
  Capacity own{.used = rest.places.used, .waitlist = row.has_waitlist != 0};
  Capacity whole{.used = provider.places.used};
  if (rest.places.limit >= 0) own.limit = rest.places.limit;
  if (provider.places.limit >= 0) whole.limit = provider.places.limit;
  if (row.reported_day != Tables::never_stale)
    own.reported_at = Date{std::chrono::days{row.reported_day}};
  Receiver receiver{.service_id = rest.id,
                    .organization_id = provider.id,
                    .distance_meters = nearest(row),
                    .capacity = worse(capacity_state(own, ask.now, ask.capacity_fresh_days),
                                      capacity_state(whole, ask.now, ask.capacity_fresh_days)),
                    .language_listed = in(tables.languages.members(row.languages), language),
                    .unknown = match.unknown};
  if (rest.wait_days != Tables::unknown_wait) receiver.wait_days = rest.wait_days;
  return receiver;
}

EligibilityIndex::EligibilityIndex() : tables_(std::make_unique<Tables>()) {}
EligibilityIndex::EligibilityIndex(EligibilityIndex&&) noexcept = default;
EligibilityIndex& EligibilityIndex::operator=(EligibilityIndex&&) noexcept = default;
EligibilityIndex::~EligibilityIndex() = default;

EligibilityIndex::EligibilityIndex(std::span<const Offer> offers) : EligibilityIndex() {
  tables_->reserve(offers.size());
  for (auto* offer : by_first_locality(offers, tables_->words)) tables_->put(*offer);
  tables_->trim();
}

void EligibilityIndex::put(const Offer& offer) { tables_->put(offer); }
void EligibilityIndex::put(const Provider& provider) { tables_->put(provider); }
void EligibilityIndex::erase(ServiceId id) { tables_->erase(tables_->services.find(id.value)); }

void EligibilityIndex::set_used(ServiceId id, std::int64_t used) {
  tables_->set_used(tables_->services.find(id.value), used);
}
void EligibilityIndex::set_used(OrganizationId id, std::int64_t used) {
  tables_->set_provider_used(tables_->providers.find(id.value), used);
}

Found EligibilityIndex::find(const Ask& ask, const FindOptions& options) const {
  Question question(*tables_, ask);
  const bool is_any_area = ask.locality.empty() && ask.on_unknown == OnUnknown::include_flagged;
  options.explain || is_any_area ? question.scan_issue() : question.scan_locality();

  Found found;
  found.receivers.reserve(question.matches.size());
  for (auto match : question.matches) found.receivers.push_back(question.receiver(match));
  found.eligible_total = static_cast<std::int64_t>(found.receivers.size());
  const auto listed = std::min(options.limit, found.receivers.size());
  const auto last = found.receivers.begin() + static_cast<std::ptrdiff_t>(listed);
  std::partial_sort(found.receivers.begin(), last, found.receivers.end(),
                    [&](auto& a, auto& b) { return ranks_before(a, b, options.rank); });
  found.receivers.resize(listed);
  if (options.explain) found.explanation = question.explainer.explanation();
  return found;
}

std::size_t EligibilityIndex::size() const { return tables_->live; }
std::size_t EligibilityIndex::memory_bytes() const { return tables_->memory_bytes(); }

}  // namespace onward
