#include "onward/rules/eligibility_index.hpp"

#include <algorithm>

#include "rules/eligibility_tables.hpp"

namespace onward {

namespace {

// The criterion's bit when the condition holds. Conditions of rows are as good as random, so they
// are computed and not branched on: a wrong guess costs more than a dozen of them.
constexpr std::uint32_t bit(Criterion c, bool condition = true) {
  return std::uint32_t{condition} << static_cast<int>(c);
}

// A few hundred rows are answered faster than the memory of answers is cleared.
constexpr std::size_t scan_is_broad = 4'096;
constexpr std::size_t fetch_ahead = 16;  // rows; memory answers about so many requests at once
constexpr std::size_t criteria_sets = std::size_t{1} << names<Criterion>.size();

// What an interned set answers, as it is kept.
constexpr std::uint8_t says_no = 1, says_unknown = 2, says_yes = 4;
constexpr std::uint8_t says(Truth truth) {
  return static_cast<std::uint8_t>(1u << (truth == Truth::no ? 0 : truth == Truth::unknown ? 1 : 2));
}

template <class Set, class T> bool in(const Set& sorted, T value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

}  // namespace

// An ask in the tables' numbers, put to one row after the other.
struct EligibilityIndex::Question {
  using Tables = EligibilityIndex::Tables;
  using Row = Tables::Row;
  struct Answer {
    std::uint32_t no = 0, unknown = 0;  // bits of criteria
    void add(std::uint8_t said, Criterion c) {
      no |= bit(c, (said & says_no) != 0);
      unknown |= bit(c, (said & says_unknown) != 0);
    }
  };
  struct Match {
    const Row* row = nullptr;
    Criteria unknown{};
  };

  Question(const Tables&, const Ask&);

  std::vector<Match> matches;

  void answer_all(bool explain);
  Receiver receiver(Match) const;
  Explanation explanation() const;

 private:
  void scan_locality();  // the services that serve it
  void scan_issue();     // every service that gives the issue
  [[gnu::always_inline]] Answer answer(const Row&);
  [[gnu::always_inline]] void answer_provider(const Row&, Answer&) const;
  template <class Judge>
  std::uint8_t answer_set(std::uint32_t set, std::vector<std::uint8_t>& kept, Judge) const;
  Truth judge_languages(std::u32string_view) const;
  Truth judge_populations(std::u32string_view) const;
  Truth judge_attributes(std::u32string_view) const;
  Truth judge_distance(const Row&) const;
  std::uint32_t blocking(Answer a) const { return a.no | (a.unknown & unknown_blocks); }
  bool may_send(const Row&) const;
  std::optional<std::int64_t> nearest(const Row&) const;
  std::vector<bool> served_places() const;

  const Tables& tables;
  const Ask& ask;
  const Tables::Cluster* cluster = nullptr;  // of the issue, if any service gives it
  Slot sender = no_slot;
  std::int32_t age = 0, income = 0, stale_before = 0;
  std::uint32_t unknown_blocks = 0;
  std::uint32_t locality = 0, language = 0;
  unsigned gender = 0, days = 0;
  bool is_issue_consented = true, is_gender_told = false;
  std::vector<Slot> send_to, consent_receivers;
  std::vector<std::uint32_t> populations;
  struct Fact {
    std::uint32_t name = 0, value = 0;
  };
  std::vector<Fact> facts;
  std::vector<std::uint32_t> blocked;  // services by the set of criteria that block them
  // What sets have said, 0 for nothing yet; empty when it is not kept.
  std::vector<std::uint8_t> of_languages, of_populations, of_attributes;
};

EligibilityIndex::Question::Question(const Tables& t, const Ask& a)
    : tables(t), ask(a), sender(t.providers.find(a.sender_id.value)) {
  const Slot issue = tables.issues.find(ask.issue_id.value);
  if (issue != no_slot) cluster = &tables.clusters[issue];
  constexpr std::int64_t least = std::numeric_limits<std::int32_t>::min();
  if (ask.birth_date)
    age = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(age_in_months(*ask.birth_date, ask.referred_on),
                                 Tables::any_age_from + 1, Tables::any_age_below - 1));
  income = static_cast<std::int32_t>(least);  // unknown is below every limit
  if (ask.income_percent)
    income = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(*ask.income_percent, least, income_percent_max + 1));
  const auto today = std::chrono::floor<std::chrono::days>(ask.now).time_since_epoch().count();
  stale_before = static_cast<std::int32_t>(
      ask.capacity_fresh_days == 0
          ? least
          : std::clamp<std::int64_t>(today - ask.capacity_fresh_days, least, Tables::never_stale));
  locality = tables.words.find(ask.locality);
  language = tables.words.find(ask.language);
  unknown_blocks = ask.on_unknown == OnUnknown::exclude ? ~0u : 0u;
  is_gender_told = ask.gender != Gender::unknown && ask.gender != Gender::prefer_not_to_say;
  gender = 1u << static_cast<int>(ask.gender);
  for (auto day : ask.days) days |= 1u << static_cast<int>(day);
  for (auto id : ask.send_to) send_to.push_back(tables.providers.find(id.value));
  for (auto id : ask.consent_receivers) consent_receivers.push_back(tables.providers.find(id.value));
  std::ranges::sort(send_to);
  std::ranges::sort(consent_receivers);
  is_issue_consented = ask.consent_issues.empty() ||
                       std::ranges::find(ask.consent_issues, ask.issue_id) != ask.consent_issues.end();
  if (ask.populations)
    for (auto& group : *ask.populations) populations.push_back(tables.words.find(group));
  for (auto& [name, value] : ask.attributes)
    facts.push_back({tables.words.find(name), tables.words.find(value)});
}

Truth EligibilityIndex::Question::judge_languages(std::u32string_view members) const {
  if (members.empty()) return Truth::yes;
  if (ask.language.empty()) return Truth::unknown;
  return in(members, language) ? Truth::yes : Truth::no;
}

Truth EligibilityIndex::Question::judge_populations(std::u32string_view members) const {
  if (members.empty()) return Truth::yes;
  if (!ask.populations) return Truth::unknown;
  for (auto group : populations)
    if (in(members, group)) return Truth::yes;
  return Truth::no;
}

Truth EligibilityIndex::Question::judge_attributes(std::u32string_view members) const {
  Truth all = Truth::yes;
  while (!members.empty()) {
    const std::uint32_t name = members[0];
    const auto any_of = members.substr(2, members[1]);
    members.remove_prefix(2 + any_of.size());
    Truth one = Truth::unknown;
    for (auto& fact : facts) {
      if (fact.name != name || one == Truth::yes) continue;
      one = any_of.find(fact.value) != any_of.npos ? Truth::yes : Truth::no;
    }
    all = std::min(all, one);
  }
  return all;
}

template <class Judge>
std::uint8_t EligibilityIndex::Question::answer_set(std::uint32_t set,
                                                    std::vector<std::uint8_t>& kept,
                                                    Judge judge) const {
  if (kept.empty()) return set == 0 ? says_yes : says(judge());
  if (kept[set] == 0) kept[set] = says(judge());
  return kept[set];
}

bool EligibilityIndex::Question::may_send(const Row& row) const {
  const auto& provider = tables.provider_rows[row.provider];
  if (!(provider.flags & Tables::partners_only) && !ask.partners_required) return true;
  return in(send_to, row.provider) && in(tables.partners.members(provider.receive_from), sender);
}

inline void EligibilityIndex::Question::answer_provider(const Row& row, Answer& a) const {
  const auto& provider = tables.provider_rows[row.provider];
  const unsigned flags = row.flags | provider.flags;
  const bool is_consented =
      is_issue_consented && (consent_receivers.empty() || in(consent_receivers, row.provider));
  const bool is_stale = row.reported_day < stale_before;
  const bool is_full = (row.flags & (Tables::full | Tables::waitlist)) == Tables::full;
  const bool has_no_place = ((provider.flags & Tables::full) != 0) | (is_full & !is_stale);
  a.no |= bit(Criterion::active, (flags & Tables::inactive) != 0) |
          bit(Criterion::accepting, (flags & Tables::refusing) != 0) |
          bit(Criterion::sender, row.provider == sender) |
          bit(Criterion::partner, !may_send(row)) | bit(Criterion::consent, !is_consented) |
          bit(Criterion::schedule, days != 0 && (provider.days & days) == 0) |
          bit(Criterion::capacity, has_no_place);
  a.unknown |= bit(Criterion::capacity, is_stale & !has_no_place);
}

// Everything but the locality, which the postings answer.
inline EligibilityIndex::Question::Answer EligibilityIndex::Question::answer(const Row& row) {
  Answer a;
  answer_provider(row, a);
  a.add(answer_set(row.languages, of_languages,
                   [&] { return judge_languages(tables.languages.members(row.languages)); }),
        Criterion::language);
  a.add(answer_set(row.populations, of_populations,
                   [&] { return judge_populations(tables.populations.members(row.populations)); }),
        Criterion::population);
  a.add(answer_set(row.attributes, of_attributes,
                   [&] { return judge_attributes(tables.attributes.members(row.attributes)); }),
        Criterion::attribute);
  const bool is_other_gender = (row.genders != 0) & ((row.genders & gender) == 0);
  a.no |= bit(Criterion::gender, is_other_gender & is_gender_told);
  a.unknown |= bit(Criterion::gender, is_other_gender & !is_gender_told);
  a.no |= bit(Criterion::income, income > row.income_limit);
  if (!ask.income_percent)
    a.unknown |= bit(Criterion::income, row.income_limit != Tables::any_income);
  const bool is_outside = (age < row.age_from) | (age >= row.age_below);
  const bool has_bounds =
      (row.age_from != Tables::any_age_from) | (row.age_below != Tables::any_age_below);
  if (ask.birth_date)
    a.no |= bit(Criterion::age, is_outside);
  else
    a.unknown |= bit(Criterion::age, has_bounds);
  if (ask.distance_limit_meters)
    a.add(says(judge_distance(row)), Criterion::distance);
  return a;
}

Truth EligibilityIndex::Question::judge_distance(const Row& row) const {
  const auto meters = nearest(row);
  if (!meters) return Truth::unknown;
  return *meters <= *ask.distance_limit_meters ? Truth::yes : Truth::no;
}

std::optional<std::int64_t> EligibilityIndex::Question::nearest(const Row& row) const {
  const Point first = tables.rests[row.service].first_point;
  if (!ask.place || first == Tables::nowhere) return std::nullopt;
  auto meters = distance_meters(first, *ask.place);
  if (!row.has_further_points) return meters;
  const auto points = tables.further_points(row.service);
  for (std::size_t i = 0; i < points.size(); i += 2)
    meters = std::min(meters, distance_meters({static_cast<std::int32_t>(points[i]),
                                               static_cast<std::int32_t>(points[i + 1])},
                                              *ask.place));
  return meters;
}

void EligibilityIndex::Question::scan_locality() {
  for (auto area : {Tables::everywhere, locality}) {
    const auto posting = cluster->by_locality.find(area);
    if (posting == cluster->by_locality.end()) continue;
    const auto& places = posting->second;
    for (std::size_t i = 0; i < places.size(); ++i) {
      if (i + fetch_ahead < places.size())
        __builtin_prefetch(&cluster->rows[places[i + fetch_ahead]]);
      if (i + fetch_ahead / 2 < places.size())
        __builtin_prefetch(
            &tables.provider_rows[cluster->rows[places[i + fetch_ahead / 2]].provider]);
      const Row& row = cluster->rows[places[i]];
      if (row.flags & Tables::erased) continue;
      const Answer a = answer(row);
      if (blocking(a) == 0) matches.push_back({&row, {a.unknown}});
    }
    if (locality == 0) break;  // unknown, or a word that no service uses
  }
}

std::vector<bool> EligibilityIndex::Question::served_places() const {
  std::vector<bool> served(cluster->rows.size());
  for (auto area : {Tables::everywhere, locality})
    if (const auto posting = cluster->by_locality.find(area); posting != cluster->by_locality.end())
      for (auto place : posting->second) served[place] = true;
  return served;
}

void EligibilityIndex::Question::scan_issue() {
  if (cluster->rows.size() >= scan_is_broad) {
    of_languages.resize(tables.languages.size());
    of_populations.resize(tables.populations.size());
    of_attributes.resize(tables.attributes.size());
  }
  const auto served = served_places();
  const bool is_unknown = ask.locality.empty();
  for (std::size_t place = 0; place < served.size(); ++place) {
    const Row& row = cluster->rows[place];
    if (row.flags & Tables::erased) continue;
    Answer a = answer(row);
    const auto unserved = bit(Criterion::locality, !served[place]);
    (is_unknown ? a.unknown : a.no) |= unserved;
    ++blocked[blocking(a)];
    if (blocking(a) == 0) matches.push_back({&row, {a.unknown}});
  }
}

void EligibilityIndex::Question::answer_all(bool explain) {
  const bool any_area = ask.locality.empty() && unknown_blocks == 0;
  if (explain || any_area) blocked.resize(criteria_sets);
  if (!cluster) return;
  explain || any_area ? scan_issue() : scan_locality();
}

Explanation EligibilityIndex::Question::explanation() const {
  Explainer explainer;
  for (std::uint32_t set = 1; set < blocked.size(); ++set)
    if (blocked[set] != 0) explainer.add({set}, blocked[set]);
  explainer.add({bit(Criterion::issue)},
                static_cast<std::int64_t>(tables.live - (cluster ? cluster->size() : 0)));
  return explainer.explanation();
}

Receiver EligibilityIndex::Question::receiver(Match match) const {
  const Row& row = *match.row;
  const auto& rest = tables.rests[row.service];
  const auto& shared = tables.provider_rows[row.provider].places;
  Capacity own{.used = rest.places.used, .waitlist = (row.flags & Tables::waitlist) != 0};
  Capacity whole{.used = shared.used};
  if (rest.places.limit >= 0) own.limit = rest.places.limit;
  if (shared.limit >= 0) whole.limit = shared.limit;
  if (row.reported_day != Tables::never_stale)
    own.reported_at = Date{std::chrono::days{row.reported_day}};
  Receiver receiver{
      .service_id = tables.services.id(row.service),
      .organization_id = tables.providers.id(row.provider),
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
  for (auto& offer : offers) tables_->put(offer);
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
  question.answer_all(options.explain);

  Found found;
  for (auto match : question.matches) {
    __builtin_prefetch(&tables_->rests[match.row->service]);
    __builtin_prefetch(&tables_->services.id(match.row->service));
    __builtin_prefetch(&tables_->providers.id(match.row->provider));
  }
  found.receivers.reserve(question.matches.size());
  for (auto match : question.matches) found.receivers.push_back(question.receiver(match));
  found.eligible_total = static_cast<std::int64_t>(found.receivers.size());
  const auto listed = std::min(options.limit, found.receivers.size());
  const auto last = found.receivers.begin() + static_cast<std::ptrdiff_t>(listed);
  std::partial_sort(found.receivers.begin(), last, found.receivers.end(),
                    [&](auto& a, auto& b) { return ranks_before(a, b, options.rank); });
  found.receivers.resize(listed);
  if (options.explain) found.explanation = question.explanation();
  return found;
}

std::size_t EligibilityIndex::size() const { return tables_->live; }
std::size_t EligibilityIndex::memory_bytes() const { return tables_->memory_bytes(); }

}  // namespace onward
