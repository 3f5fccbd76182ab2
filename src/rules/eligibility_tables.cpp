#include "rules/eligibility_tables.hpp"

#include <algorithm>
#include <stdexcept>

namespace onward {

namespace {

// The ends of the range mean that there is no value.
std::int32_t narrow(std::int64_t value) {
  using Narrow = std::numeric_limits<std::int32_t>;
  return static_cast<std::int32_t>(
      std::clamp<std::int64_t>(value, Narrow::min() + 1, Narrow::max() - 1));
}

std::int16_t narrow_age(std::int64_t months) {
  return static_cast<std::int16_t>(std::clamp<std::int64_t>(months, -1, age_months_max));
}

std::int32_t limit_or_none(std::optional<std::int64_t> limit) {
  return limit ? std::max(0, narrow(*limit)) : -1;
}

constexpr unsigned flag_if(bool holds, unsigned flag) { return holds ? flag : 0; }

template <class T> void sort_unique(T& list, std::ptrdiff_t from = 0) {
  std::sort(list.begin() + from, list.end());
  list.erase(std::unique(list.begin() + from, list.end()), list.end());
}

// Seven bits to a byte, the lowest first; the last byte has the highest bit clear (LEB128).
void pack(std::vector<std::uint8_t>& out, std::uint32_t number) {
  for (; number > 127; number >>= 7) out.push_back(static_cast<std::uint8_t>(number | 128));
  out.push_back(static_cast<std::uint8_t>(number));
}
std::uint32_t unpack(const std::uint8_t*& at) {
  std::uint32_t number = 0;
  for (int shift = 0;; shift += 7) {
    const std::uint32_t byte = *at++;
    number |= (byte & 127) << shift;
    if (byte < 128) return number;
  }
}

template <class T> std::size_t bytes(const std::vector<T>& v) { return v.capacity() * sizeof(T); }

// A node of the standard library's map: the value, the link to the next and the hash.
template <class M> std::size_t node_bytes(const M& map) {
  return map.size() * (sizeof(typename M::value_type) + 2 * sizeof(void*)) +
         map.bucket_count() * sizeof(void*);
}

}  // namespace

std::uint32_t Words::find(std::string_view word) const {
  const auto at = numbers_.find(word);
  return at == numbers_.end() ? 0 : at->second;
}

std::uint32_t Words::insert(std::string_view word) {
  if (const auto known = find(word)) return known;
  const auto number = static_cast<std::uint32_t>(numbers_.size() + 1);
  numbers_.emplace(word, number);
  return number;
}

std::size_t Words::memory_bytes() const {
  std::size_t total = node_bytes(numbers_);
  for (auto& [word, number] : numbers_) total += word.capacity() + 1;
  return total;
}

std::uint32_t& Sets::place(std::u32string_view members) {
  const std::size_t mask = places_.size() - 1;
  std::size_t at = std::hash<std::u32string_view>{}(members)&mask;
  while (places_[at] != 0 && this->members(places_[at] - 1) != members) at = (at + 1) & mask;
  return places_[at];
}

std::uint32_t Sets::insert(std::u32string_view members) {
  if (members.empty() && starts_.size() > 1) return 0;
  if (2 * starts_.size() > places_.size()) {
    places_.assign(std::max<std::size_t>(16, 2 * places_.size()), 0);
    for (std::uint32_t set = 0; set < size(); ++set) place(this->members(set)) = set + 1;
  }
  auto& there = place(members);
  if (there == 0) {
    contents_ += members;
    starts_.push_back(static_cast<std::uint32_t>(contents_.size()));
    there = static_cast<std::uint32_t>(size());
  }
  return there - 1;
}

std::size_t Sets::memory_bytes() const {
  return contents_.capacity() * sizeof(char32_t) + bytes(starts_) + bytes(places_);
}

void EligibilityIndex::Tables::Posting::insert(const Row& row) { rows.push_back(row); }

void EligibilityIndex::Tables::Posting::insert_home(const Row& row, const ServiceFacts& facts) {
  rows.push_back(row);
  std::swap(rows[homes()], rows.back());
  home_facts.push_back(facts);
}

EligibilityIndex::Tables::Row& EligibilityIndex::Tables::Posting::row_of(Slot service) {
  return *std::ranges::find_if(rows, [&](const Row& row) { return row.service == service; });
}

void EligibilityIndex::Tables::Posting::erase(Slot service) {
  auto gap = static_cast<std::size_t>(&row_of(service) - rows.data());
  if (gap < homes()) {
    const std::size_t last_home = homes() - 1;
    rows[gap] = rows[last_home];
    home_facts[gap] = home_facts[last_home];
    home_facts.pop_back();
    gap = last_home;
  }
  rows[gap] = rows.back();
  rows.pop_back();
}

std::uint16_t EligibilityIndex::Tables::reported_day(const std::optional<std::int64_t>& limit,
                                                     const std::optional<Instant>& at) {
  if (!limit || !at) return never_stale;
  const auto day = std::chrono::floor<std::chrono::days>(*at).time_since_epoch().count();
  return static_cast<std::uint16_t>(std::clamp<std::int64_t>(day, 0, never_stale - 1));
}

void EligibilityIndex::Tables::put(const Provider& provider) {
  const Slot slot = providers.insert(provider.organization_id.value);
  members_.clear();
  for (auto sender : provider.receive_from) members_.push_back(providers.insert(sender.value));
  sort_unique(members_);

  const Places places{limit_or_none(provider.capacity_limit), narrow(provider.used)};
  unsigned days = 0;
  for (auto day : provider.working_days) days |= 1u << static_cast<int>(day);
  if (days == 0) days = (1u << (static_cast<int>(Weekday::friday) + 1)) - 1;
  const unsigned flags =
      flag_if(!provider.active, inactive) | flag_if(!provider.accepting, refusing) |
      flag_if(provider.partners_required, partners_only) | flag_if(places.are_full(), whole_full);
  providers[slot].receive_from = partners.insert(members_);
  providers[slot].places = places;
  provider_facts.resize(providers.size());
  provider_facts[slot] = {static_cast<std::uint8_t>(days), static_cast<std::uint8_t>(flags),
                          reported_day(provider.capacity_limit, provider.capacity_reported_at)};
}

void EligibilityIndex::Tables::append_words(const std::vector<std::string>& texts) {
  const auto from = std::ssize(members_);
  for (auto& text : texts) members_.push_back(words.insert(text));
  sort_unique(members_, from);
}

std::uint32_t EligibilityIndex::Tables::words_of(const std::vector<std::string>& texts,
                                                 Sets& sets) {
  members_.clear();
  append_words(texts);
  return sets.insert(members_);
}

// Each name is followed by the number of its values and by the values.
std::uint32_t EligibilityIndex::Tables::attributes_of(const Offer& offer) {
  members_.clear();
  for (auto& criterion : offer.attributes) {
    members_.push_back(words.insert(criterion.name));
    members_.push_back(0);
    const auto values = members_.size();
    append_words(criterion.any_of);
    members_[values - 1] = static_cast<char32_t>(members_.size() - values);
  }
  return attributes.insert(members_);
}

std::uint32_t EligibilityIndex::Tables::audience_of(const Offer& offer) {
  Audience its{.populations = words_of(offer.populations, populations),
               .attributes = attributes_of(offer)};
  for (auto gender : offer.genders) its.genders |= 1u << static_cast<int>(gender);
  if ((its.genders | its.populations | its.attributes) == 0) return 0;
  const auto set =
      audience_sets.insert(std::u32string{its.genders, its.populations, its.attributes});
  if (set == audiences.size()) audiences.push_back(its);
  return set;
}

std::uint32_t EligibilityIndex::Tables::bounds_of(const Offer& offer) {
  if (!offer.age_from_months && !offer.age_below_months && !offer.income_percent_limit) return 0;
  Bounds its;
  if (offer.age_from_months) its.age_from = narrow_age(*offer.age_from_months);
  if (offer.age_below_months) its.age_below = narrow_age(*offer.age_below_months);
  if (offer.income_percent_limit)
    its.income_limit = static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(*offer.income_percent_limit, 0, income_percent_max));
  const auto as_member = [](auto bound) { return static_cast<char32_t>(bound); };
  const auto set = bounds_sets.insert(std::u32string{
      as_member(its.age_from), as_member(its.age_below), as_member(its.income_limit)});
  if (set == bounds.size()) bounds.push_back(its);
  return set;
}

// Everything but where the service is listed.
EligibilityIndex::Tables::Row EligibilityIndex::Tables::describe(Slot service, const Offer& offer) {
  constexpr std::uint64_t sets_max = std::uint64_t{1} << set_bits;
  if (service >= Slot{1} << service_bits) throw std::length_error("more than 268 million services");
  Row row;
  row.service = service & ((1u << service_bits) - 1);
  const auto its_bounds = bounds_of(offer), its_languages = words_of(offer.languages, languages),
             its_audience = audience_of(offer);
  if (std::max({its_bounds, its_languages, its_audience}) >= sets_max)
    throw std::length_error("services have more than two million different lists");
  row.bounds = its_bounds & (sets_max - 1);
  row.languages = its_languages & (sets_max - 1);
  row.audience = its_audience & (sets_max - 1);
  row.flags = (flag_if(!offer.active, inactive) | flag_if(!offer.accepting, refusing)) & 15;

  auto& facts = service_facts[service];
  const Slot provider = providers.find(offer.provider.organization_id.value);
  if (provider >= Slot{1} << provider_bits)
    throw std::length_error("more than 268 million organisations");
  facts = {};
  facts.provider = provider & ((1u << provider_bits) - 1);
  facts.has_waitlist = offer.waitlist;
  facts.has_further_points = offer.points.size() > 1;
  facts.reported_day = reported_day(offer.capacity_limit, offer.capacity_reported_at);
  state(service, offer);
  auto& rest = services[service];
  rest.places = {limit_or_none(offer.capacity_limit), narrow(offer.used)};
  rest.wait_days = offer.wait_days ? narrow(*offer.wait_days) : unknown_wait;
  rest.first_point = offer.points.empty() ? nowhere : offer.points.front();
  set_full(row, rest.places.are_full(), facts);
  return row;
}

namespace {

// Every number stands for what it is at its place, so equal texts are equal weeks.
std::u32string text_of(const Weeks& weeks) {
  std::u32string out;
  const auto put = [&](std::int64_t number) { out.push_back(static_cast<char32_t>(number)); };
  const auto put_date = [&](const std::optional<Date>& date) {
    put(date.has_value());
    put(date ? date->time_since_epoch().count() : 0);
  };
  for (auto& week : weeks) {
    put(std::ssize(week));
    for (auto& s : week) {
      unsigned days = 0;
      for (auto day : s.weekdays) days |= 1u << static_cast<int>(day);
      put(days);
      put(s.closed);
      put(s.opens_at_minutes.value_or(-1));
      put(s.closes_at_minutes.value_or(-1));
      put_date(s.valid_from);
      put_date(s.valid_to);
    }
  }
  return out;
}

}  // namespace

void EligibilityIndex::Tables::state(Slot service, const Offer& offer) {
  auto& facts = service_facts[service];
  facts.has_radius = offer.radius_meters.has_value();
  facts.has_weeks = !offer.weeks.empty();
  if (!facts.has_radius && !facts.has_weeks) return;
  if (stated.size() <= service) stated.resize(service + std::size_t{1});
  auto& its = stated[service];
  if (facts.has_radius)
    its.radius_meters = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(*offer.radius_meters, 0, radius_meters_max));
  its.weeks = weeks.insert(text_of(offer.weeks));
  if (weeks_by_set.size() < weeks.size()) weeks_by_set.push_back(offer.weeks);
}

// Once each; the first area stays the first.
void EligibilityIndex::Tables::take_list(const Offer& offer, List& out) {
  out.issues.clear();
  out.areas.clear();
  for (auto issue : offer.issues) out.issues.push_back(issues.insert(issue.value));
  for (auto& text : offer.localities) out.areas.push_back(words.insert(text));
  sort_unique(out.issues);
  if (out.areas.empty()) out.areas.push_back(everywhere);
  const auto home = out.areas.front();
  sort_unique(out.areas, 1);
  out.areas.erase(std::remove(out.areas.begin() + 1, out.areas.end(), home), out.areas.end());
}

void EligibilityIndex::Tables::write_list(Slot service, const List& its,
                                          std::span<const Point> further) {
  if (lists.size() > std::numeric_limits<std::uint32_t>::max())
    throw std::length_error("the lists of services fill more than four gigabytes");
  services[service].list_at = static_cast<std::uint32_t>(lists.size());
  for (auto size : {further.size(), its.issues.size(), its.areas.size()})
    pack(lists, static_cast<std::uint32_t>(size));
  for (auto [latitude, longitude] : further) {
    pack(lists, static_cast<std::uint32_t>(latitude));
    pack(lists, static_cast<std::uint32_t>(longitude));
  }
  for (auto issue : its.issues) pack(lists, issue);
  for (auto area : its.areas) pack(lists, area);
}

EligibilityIndex::Tables::List EligibilityIndex::Tables::list_of(Slot service,
                                                                 std::size_t* bytes) const {
  const std::uint8_t* const from = &lists[services[service].list_at];
  const std::uint8_t* at = from;
  auto further = unpack(at);
  List out;
  out.issues.resize(unpack(at));
  out.areas.resize(unpack(at));
  for (further *= 2; further > 0; --further) unpack(at);
  for (auto& issue : out.issues) issue = unpack(at);
  for (auto& area : out.areas) area = unpack(at);
  if (bytes) *bytes = static_cast<std::size_t>(at - from);
  return out;
}

void EligibilityIndex::Tables::each_further_point(Slot service,
                                                  FunctionRef<void(Point)> take) const {
  const std::uint8_t* at = &lists[services[service].list_at];
  auto further = unpack(at);
  unpack(at);
  unpack(at);
  for (; further > 0; --further) {
    const auto latitude = static_cast<std::int32_t>(unpack(at));
    take({latitude, static_cast<std::int32_t>(unpack(at))});
  }
}

Slot EligibilityIndex::Tables::posting_of(Slot issue, std::uint32_t area) {
  const auto known = postings.size();
  const Slot slot = postings.insert(posting_id(issue, area));
  if (postings.size() > known) issues[issue].postings.push_back(slot);
  return slot;
}

void EligibilityIndex::Tables::set_full(Row& row, bool full, const ServiceFacts& facts) {
  row.may_be_stale = !full && facts.reported_day != never_stale;
  row.flags =
      ((row.flags & ~(own_full | waits)) | flag_if(full, facts.has_waitlist ? waits : own_full)) &
      15;
}

void EligibilityIndex::Tables::put(const Offer& offer) {
  put(offer.provider);
  const Slot service = services.insert(offer.service_id.value);
  erase(service);
  service_facts.resize(services.size());
  const Row row = describe(service, offer);
  List its;
  take_list(offer, its);
  write_list(service, its, further_points(offer));
  for (auto issue : its.issues) {
    ++issues[issue].services;
    for (auto area : its.areas) {
      auto& posting = postings[posting_of(issue, area)];
      if (area == its.areas.front())
        posting.insert_home(row, service_facts[service]);
      else
        posting.insert(row);
    }
  }
  ++live;
}

void EligibilityIndex::Tables::erase(Slot service) {
  if (service == no_slot || services[service].list_at == 0) return;
  std::size_t size = 0;
  const List its = list_of(service, &size);
  for (auto issue : its.issues) {
    --issues[issue].services;
    for (auto area : its.areas) postings[posting_of(issue, area)].erase(service);
  }
  lists_abandoned += size;
  services[service].list_at = 0;
  --live;
  if (2 * lists_abandoned > lists.size()) collect_abandoned_lists();
}

void EligibilityIndex::Tables::collect_abandoned_lists() {
  std::vector<std::uint8_t> kept{0};
  kept.reserve(lists.size() - lists_abandoned);
  for (Slot service = 0; service < services.size(); ++service) {
    auto& at = services[service].list_at;
    if (at == 0) continue;
    std::size_t size = 0;
    list_of(service, &size);
    const auto* from = &lists[at];
    at = static_cast<std::uint32_t>(kept.size());
    kept.insert(kept.end(), from, from + size);
  }
  lists = std::move(kept);
  lists_abandoned = 0;
}

void EligibilityIndex::Tables::set_used(Slot service, std::int64_t used) {
  if (service == no_slot || services[service].list_at == 0) return;
  auto& places = services[service].places;
  const bool was_full = places.are_full();
  places.used = narrow(used);
  if (places.are_full() == was_full) return;
  const List its = list_of(service);
  for (auto issue : its.issues)
    for (auto area : its.areas)
      set_full(postings[posting_of(issue, area)].row_of(service), !was_full,
               service_facts[service]);
}

void EligibilityIndex::Tables::set_provider_used(Slot slot, std::int64_t used) {
  if (slot == no_slot) return;
  auto& places = providers[slot].places;
  places.used = narrow(used);
  auto& flags = provider_facts[slot].flags;
  flags = static_cast<std::uint8_t>((flags & ~whole_full) | flag_if(places.are_full(), whole_full));
}

std::size_t EligibilityIndex::Tables::memory_bytes() const {
  std::size_t total = services.memory_bytes() + bytes(service_facts) + providers.memory_bytes() +
                      bytes(provider_facts) + issues.memory_bytes() + postings.memory_bytes() +
                      words.memory_bytes() + bounds_sets.memory_bytes() + languages.memory_bytes() +
                      populations.memory_bytes() + attributes.memory_bytes() +
                      audience_sets.memory_bytes() + partners.memory_bytes() + bytes(bounds) +
                      bytes(audiences) + bytes(lists) + bytes(stated) + weeks.memory_bytes() +
                      bytes(weeks_by_set);
  for (auto& its : weeks_by_set) {
    total += bytes(its);
    for (auto& week : its) total += bytes(week);
  }
  for (auto& issue : issues) total += bytes(issue.postings);
  for (auto& posting : postings) total += bytes(posting.rows) + bytes(posting.home_facts);
  return total;
}

// What the index hands on to its tables; find is in eligibility_index.cpp.
EligibilityIndex::EligibilityIndex() : tables_(std::make_unique<Tables>()) {}
EligibilityIndex::EligibilityIndex(EligibilityIndex&&) noexcept = default;
EligibilityIndex& EligibilityIndex::operator=(EligibilityIndex&&) noexcept = default;
EligibilityIndex::~EligibilityIndex() = default;

EligibilityIndex::EligibilityIndex(std::span<const Offer> offers) : EligibilityIndex() {
  tables_->put_all(offers);
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

std::size_t EligibilityIndex::size() const { return tables_->live; }
std::size_t EligibilityIndex::memory_bytes() const { return tables_->memory_bytes(); }

}  // namespace onward
