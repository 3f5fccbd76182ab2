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

// A few hundred rows are read faster than the memory of answers is cleared.
constexpr std::size_t scan_is_broad = 4'096;
constexpr std::size_t prefetch_distance = 16;
constexpr std::size_t criteria_sets = std::size_t{1} << names<Criterion>.size();

// What a set answers, as it is kept.
constexpr std::uint8_t says_no = 1, says_unknown = 2, says_yes = 4;

template <class Set, class T> bool in(const Set& sorted, T value) {
  return std::binary_search(sorted.begin(), sorted.end(), value);
}

}  // namespace

// An ask in the tables' numbers, put to one slot after the other.
struct EligibilityIndex::Question {
  using Tables = EligibilityIndex::Tables;
  struct Answer {
    std::uint32_t no = 0, unknown = 0;  // bits of criteria
  };
  struct Match {
    Slot slot = no_slot;
    Criteria unknown{};
  };

  Question(const Tables&, const Ask&);

  std::vector<Match> matches;
  std::vector<std::uint32_t> blocked;  // services by the set of criteria that block them

  void scan_selective();  // the services that serve the locality
  void scan_issue();      // every service that gives the issue
  Receiver receiver(Match) const;
  Explanation explanation() const;

 private:
  Answer answer(Slot);
  void answer_provider(const Tables::Row&, Answer&) const;
  std::uint8_t answer_set(std::uint32_t set);
  std::uint8_t judge(std::uint32_t set) const;
  std::uint8_t judge_attributes(std::u32string_view members) const;
  bool may_send(const Tables::Row&) const;
  std::optional<std::int64_t> nearest(Slot) const;
  const Tables::Posting& posting(std::uint32_t locality) const;

  const Tables& tables;
  const Ask& ask;
  Slot issue = no_slot, sender = no_slot;
  std::int32_t age = 0, income = 0, stale_before = 0;
  std::uint32_t unknown_blocks = 0;
  std::uint32_t locality = 0, language = 0;
  unsigned gender = 0, days = 0;
  bool issue_consented = true, is_gender_told = false;
  std::vector<Slot> send_to, consent_receivers;
  std::vector<std::uint32_t> populations;
  struct Fact {
    std::uint32_t name = 0, value = 0;
    friend auto operator<=>(const Fact&, const Fact&) = default;
  };
  std::vector<Fact> facts;
  std::vector<std::uint8_t> known_answers;  // of sets; 0 is not asked yet. Empty: none is kept
};

EligibilityIndex::Question::Question(const Tables& t, const Ask& a)
    : tables(t), ask(a), issue(t.issues.find(a.issue_id.value)),
      sender(t.providers.find(a.sender_id.value)) {
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
  issue_consented = ask.consent_issues.empty() ||
                    std::ranges::find(ask.consent_issues, ask.issue_id) != ask.consent_issues.end();
  if (ask.populations)
    for (auto& group : *ask.populations) populations.push_back(tables.words.find(group));
  for (auto& [name, value] : ask.attributes)
    facts.push_back({tables.words.find(name), tables.words.find(value)});
}

std::uint8_t EligibilityIndex::Question::judge_attributes(std::u32string_view members) const {
  std::uint8_t all = says_yes;
  while (!members.empty()) {
    const std::uint32_t name = members[0];
    const auto any_of = members.substr(2, members[1]);
    members.remove_prefix(2 + any_of.size());
    std::uint8_t one = says_unknown;
    for (auto& fact : facts) {
      if (fact.name != name || one == says_yes) continue;
      one = any_of.find(fact.value) != any_of.npos ? says_yes : says_no;
    }
    all = std::min(all, one);
  }
  return all;
}

std::uint8_t EligibilityIndex::Question::judge(std::uint32_t set) const {
  const auto members = tables.sets.members(set);
  switch (tables.sets.kind(set)) {
    case SetKind::languages:
      if (ask.language.empty()) return says_unknown;
      return in(members, language) ? says_yes : says_no;
    case SetKind::populations:
      if (!ask.populations) return says_unknown;
      for (auto group : populations)
        if (in(members, group)) return says_yes;
      return says_no;
    case SetKind::attributes: return judge_attributes(members);
    case SetKind::receive_from: break;
  }
  return in(members, sender) ? says_yes : says_no;
}

std::uint8_t EligibilityIndex::Question::answer_set(std::uint32_t set) {
  if (set == 0) return says_yes;
  if (known_answers.empty()) return judge(set);
  auto& known = known_answers[set];
  if (known == 0) known = judge(set);
  return known;
}

bool EligibilityIndex::Question::may_send(const Tables::Row& row) const {
  const auto& provider = tables.provider_rows[row.provider];
  if (!(provider.flags & Tables::partners_only) && !ask.partners_required) return true;
  return in(send_to, row.provider) && in(tables.sets.members(provider.receive_from), sender);
}

void EligibilityIndex::Question::answer_provider(const Tables::Row& row, Answer& a) const {
  const auto& provider = tables.provider_rows[row.provider];
  const unsigned flags = row.flags | provider.flags;
  const bool is_consented =
      issue_consented && (consent_receivers.empty() || in(consent_receivers, row.provider));
  const bool is_stale = row.reported_day < stale_before;
  const bool is_full = (row.flags & (Tables::full | Tables::waitlist)) == Tables::full;
  const bool has_no_place = (provider.flags & Tables::full) != 0 || (is_full && !is_stale);
  a.no |= bit(Criterion::active, (flags & Tables::inactive) != 0) |
          bit(Criterion::accepting, (flags & Tables::refusing) != 0) |
          bit(Criterion::sender, row.provider == sender) |
          bit(Criterion::partner, !may_send(row)) | bit(Criterion::consent, !is_consented) |
          bit(Criterion::schedule, days != 0 && (provider.days & days) == 0) |
          bit(Criterion::capacity, has_no_place);
  a.unknown |= bit(Criterion::capacity, is_stale && !has_no_place);
}

// Everything but the locality, which the postings answer.
EligibilityIndex::Question::Answer EligibilityIndex::Question::answer(Slot slot) {
  Answer a;
  const auto note = [&a](std::uint8_t says, Criterion criterion) {
    a.no |= bit(criterion, (says & says_no) != 0);
    a.unknown |= bit(criterion, (says & says_unknown) != 0);
  };
  const Tables::Row& row = tables.rows[slot];
  answer_provider(row, a);
  note(answer_set(row.languages), Criterion::language);
  note(answer_set(row.populations), Criterion::population);
  note(answer_set(row.attributes), Criterion::attribute);

  const bool has_income_limit = row.income_limit != Tables::any_income;
  a.no |= bit(Criterion::income, income > row.income_limit);
  a.unknown |= bit(Criterion::income, !ask.income_percent && has_income_limit);
  const bool is_other_gender = row.genders != 0 && (row.genders & gender) == 0;
  a.no |= bit(Criterion::gender, is_other_gender && is_gender_told);
  a.unknown |= bit(Criterion::gender, is_other_gender && !is_gender_told);
  const bool has_bounds = (row.age_from != Tables::any_age_from) |  //
                          (row.age_below != Tables::any_age_below);
  const bool is_within = (age >= row.age_from) & (age < row.age_below);
  a.no |= bit(Criterion::age, !is_within && ask.birth_date);
  a.unknown |= bit(Criterion::age, has_bounds && !ask.birth_date);

  if (ask.distance_limit_meters) {
    const auto meters = nearest(slot);
    note(!meters                                  ? says_unknown
         : *meters <= *ask.distance_limit_meters ? says_yes
                                                  : says_no,
         Criterion::distance);
  }
  return a;
}

std::optional<std::int64_t> EligibilityIndex::Question::nearest(Slot slot) const {
  const Point first = tables.rests[slot].first_point;
  if (!ask.place || first == Tables::nowhere) return std::nullopt;
  auto meters = distance_meters(first, *ask.place);
  if (tables.rows[slot].flags & Tables::has_more_points) {
    const auto points = tables.lists_of(slot).further_points;
    for (std::size_t i = 0; i < points.size(); i += 2)
      meters = std::min(meters, distance_meters({static_cast<std::int32_t>(points[i]),
                                                 static_cast<std::int32_t>(points[i + 1])},
                                                *ask.place));
  }
  return meters;
}

const EligibilityIndex::Tables::Posting& EligibilityIndex::Question::posting(
    std::uint32_t place) const {
  static const Tables::Posting nothing;
  const auto at = tables.by_locality.find(Tables::key(issue, place));
  return at == tables.by_locality.end() ? nothing : at->second;
}

void EligibilityIndex::Question::scan_selective() {
  for (auto place : {Tables::everywhere, locality}) {
    const auto& slots = posting(place);
    for (std::size_t i = 0; i < slots.size(); ++i) {
      if (i + prefetch_distance < slots.size())
        __builtin_prefetch(&tables.rows[slots[i + prefetch_distance]]);
      const Answer a = answer(slots[i]);
      if (((a.unknown & unknown_blocks) | a.no) == 0) matches.push_back({slots[i], {a.unknown}});
    }
    if (locality == 0) break;  // unknown, or a word that no service uses
  }
}

void EligibilityIndex::Question::scan_issue() {
  blocked.resize(criteria_sets);
  if (issue == no_slot) return;
  const auto& slots = tables.by_issue[issue];
  if (slots.size() >= scan_is_broad) known_answers.resize(tables.sets.size());
  const auto &served = posting(locality), &open = posting(Tables::everywhere);
  auto next_served = served.begin(), next_open = open.begin();
  for (std::size_t i = 0; i < slots.size(); ++i) {
    if (i + prefetch_distance < slots.size())
      __builtin_prefetch(&tables.rows[slots[i + prefetch_distance]]);
    const Slot slot = slots[i];
    const bool is_open = next_open != open.end() && *next_open == slot;
    const bool is_served = next_served != served.end() && *next_served == slot;
    next_open += is_open;
    next_served += is_served;
    Answer a = answer(slot);
    const std::uint32_t unserved = bit(Criterion::locality, !is_open && !is_served);
    (ask.locality.empty() ? a.unknown : a.no) |= unserved;
    const auto blocking = (a.unknown & unknown_blocks) | a.no;
    ++blocked[blocking];
    if (blocking == 0) matches.push_back({slot, {a.unknown}});
  }
}

Explanation EligibilityIndex::Question::explanation() const {
  Explainer explainer;
  for (std::uint32_t set = 1; set < blocked.size(); ++set)
    if (blocked[set] != 0) explainer.add({set}, blocked[set]);
  explainer.add({bit(Criterion::issue)},
                static_cast<std::int64_t>(tables.without_issue(ask.issue_id)));
  return explainer.explanation();
}

Receiver EligibilityIndex::Question::receiver(Match match) const {
  const Tables::Row& row = tables.rows[match.slot];
  Capacity own{.waitlist = (row.flags & Tables::waitlist) != 0}, whole;
  const auto& [service_id, places, _, wait, list_at] = tables.rests[match.slot];
  const auto& all_places = tables.provider_places[row.provider];
  if (places.limit >= 0) own.limit = places.limit;
  own.used = places.used;
  if (row.reported_day != Tables::never_stale)
    own.reported_at = Date{std::chrono::days{row.reported_day}};
  if (all_places.limit >= 0) whole.limit = all_places.limit;
  whole.used = all_places.used;
  return {
      .service_id = service_id,
      .organization_id = tables.providers.id(row.provider),
      .distance_meters = nearest(match.slot),
      .wait_days = wait == Tables::unknown_wait ? std::nullopt : std::optional<std::int64_t>(wait),
      .capacity = worse(capacity_state(own, ask.now, ask.capacity_fresh_days),
                        capacity_state(whole, ask.now, ask.capacity_fresh_days)),
      .language_listed = in(tables.sets.members(row.languages), language),
      .unknown = match.unknown};
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
  const bool any_locality = ask.locality.empty() && ask.on_unknown == OnUnknown::include_flagged;
  if (options.explain || any_locality)
    question.scan_issue();
  else
    question.scan_selective();
  for (auto match : question.matches) __builtin_prefetch(&tables_->rests[match.slot]);

  Found found;
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
