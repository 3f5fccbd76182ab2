#include "rules/eligibility_tables.hpp"

#include <algorithm>
#include <stdexcept>

namespace onward {

namespace {

// The numbers of issues and of further points share one head of 32 bits.
constexpr std::uint32_t list_bits = 16;
constexpr std::uint32_t list_max = (1u << list_bits) - 1;

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

template <class R> void set_flag(R& row, unsigned flag, bool holds) {
  row.flags = ((row.flags & ~flag) | flag_if(holds, flag)) & 63;
}

template <class T> void sort_unique(T& list) {
  std::sort(list.begin(), list.end());
  list.erase(std::unique(list.begin(), list.end()), list.end());
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

std::uint32_t Sets::insert(const std::u32string& members) {
  if (members.empty() && !contents_.empty()) return 0;
  const auto [at, is_new] =
      numbers_.try_emplace(members, static_cast<std::uint32_t>(contents_.size()));
  if (is_new) contents_.push_back(at->first);
  return at->second;
}

std::size_t Sets::memory_bytes() const {
  std::size_t total = node_bytes(numbers_) + bytes(contents_);
  for (auto& [content, number] : numbers_) total += (content.capacity() + 1) * sizeof(char32_t);
  return total;
}

void EligibilityIndex::Tables::put(const Provider& provider) {
  const Slot slot = providers.insert(provider.organization_id.value);
  std::u32string senders;
  for (auto sender : provider.receive_from) senders.push_back(providers.insert(sender.value));
  sort_unique(senders);

  const Places places{limit_or_none(provider.capacity_limit), narrow(provider.used)};
  unsigned days = 0;
  for (auto day : provider.working_days) days |= 1u << static_cast<int>(day);
  if (days == 0) days = (1u << (static_cast<int>(Weekday::friday) + 1)) - 1;
  const unsigned flags =
      flag_if(!provider.active, inactive) | flag_if(!provider.accepting, refusing) |
      flag_if(provider.partners_required, partners_only) | flag_if(places.are_full(), whole_full);
  providers[slot].receive_from = partners.insert(senders);
  providers[slot].places = places;
  provider_facts.resize(providers.size());
  provider_facts[slot] = {static_cast<std::uint8_t>(days), static_cast<std::uint8_t>(flags)};
}

std::uint32_t EligibilityIndex::Tables::words_of(const std::vector<std::string>& texts,
                                                 Sets& sets) {
  std::u32string members;
  for (auto& text : texts) members.push_back(words.insert(text));
  sort_unique(members);
  return sets.insert(members);
}

// Each name is followed by the number of its values and by the values.
std::uint32_t EligibilityIndex::Tables::attributes_of(const Offer& offer) {
  std::u32string members, any_of;
  for (auto& criterion : offer.attributes) {
    any_of.clear();
    for (auto& value : criterion.any_of) any_of.push_back(words.insert(value));
    sort_unique(any_of);
    members.push_back(words.insert(criterion.name));
    members.push_back(static_cast<char32_t>(any_of.size()));
    members += any_of;
  }
  return attributes.insert(members);
}

EligibilityIndex::Tables::Row EligibilityIndex::Tables::row_of(const Offer& offer) {
  Row row;
  row.service = services.insert(offer.service_id.value);
  row.provider = providers.insert(offer.provider.organization_id.value);
  const auto its_languages = words_of(offer.languages, languages);
  const auto its_populations = words_of(offer.populations, populations);
  const auto its_attributes = attributes_of(offer);
  if (std::max({its_languages, its_populations, its_attributes}) >= sets_max)
    throw std::length_error("services have more than two million different lists");
  row.languages = its_languages & (sets_max - 1);
  row.populations = its_populations & (sets_max - 1);
  row.attributes = its_attributes & (sets_max - 1);
  unsigned genders = 0;
  for (auto gender : offer.genders) genders |= 1u << static_cast<int>(gender);
  row.genders = genders & 31;
  row.has_further_points = offer.points.size() > 1;
  if (offer.age_from_months) row.age_from = narrow_age(*offer.age_from_months);
  if (offer.age_below_months) row.age_below = narrow_age(*offer.age_below_months);
  if (offer.income_percent_limit)
    row.income_limit = static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(*offer.income_percent_limit, 0, income_percent_max));
  if (offer.capacity_limit && offer.capacity_reported_at) {
    const auto day = std::chrono::floor<std::chrono::days>(*offer.capacity_reported_at);
    row.reported_day = static_cast<std::uint16_t>(
        std::clamp<std::int64_t>(day.time_since_epoch().count(), 0, never_stale - 1));
  }
  row.has_waitlist = offer.waitlist;
  set_flag(row, inactive, !offer.active);
  set_flag(row, refusing, !offer.accepting);
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

void EligibilityIndex::Tables::state(Row& row, const Offer& offer) {
  row.has_radius = offer.radius_meters.has_value();
  row.has_weeks = !offer.weeks.empty();
  if (row.has_radius + row.has_weeks == 0) return;
  if (stated.size() <= row.service) stated.resize(row.service + std::size_t{1});
  auto& its = stated[row.service];
  if (row.has_radius)
    its.radius_meters = static_cast<std::int32_t>(
        std::clamp<std::int64_t>(*offer.radius_meters, 0, radius_meters_max));
  its.weeks = weeks.insert(text_of(offer.weeks));
  if (weeks_by_set.size() < weeks.size()) weeks_by_set.push_back(offer.weeks);
}

EligibilityIndex::Tables::Lists EligibilityIndex::Tables::lists_of(Slot service) {
  std::uint32_t* at = &lists[services[service].list_at];
  const std::size_t row_count = *at & list_max, point_count = *at >> list_bits;
  return {{at + 1, 2 * row_count}, {at + 1 + 2 * row_count, 2 * point_count}};
}

void EligibilityIndex::Tables::post(const Row& row, const Offer& offer) {
  std::vector<std::uint32_t> its_issues, localities;
  for (auto issue : offer.issues) its_issues.push_back(issues.insert(issue.value));
  for (auto& text : offer.localities) localities.push_back(words.insert(text));
  if (localities.empty()) localities.push_back(everywhere);
  sort_unique(its_issues);
  sort_unique(localities);

  const auto further = offer.points.empty() ? 0 : offer.points.size() - 1;
  if (std::max(its_issues.size(), further) > list_max)
    throw std::length_error("a service has more than 65,535 issues or points");
  services[row.service].list_at = static_cast<std::uint32_t>(lists.size());
  lists.push_back(static_cast<std::uint32_t>(its_issues.size() | further << list_bits));
  for (auto issue : its_issues) {
    auto& [id, its_rows, by_locality, _] = issues[issue];
    const auto place = static_cast<std::uint32_t>(its_rows.size());
    its_rows.push_back(row);
    for (auto locality : localities) by_locality[locality].push_back(place);
    lists.push_back(issue);
    lists.push_back(place);
  }
  for (std::size_t i = 1; i <= further; ++i) {
    lists.push_back(static_cast<std::uint32_t>(offer.points[i].latitude));
    lists.push_back(static_cast<std::uint32_t>(offer.points[i].longitude));
  }
  ++live;
}

void EligibilityIndex::Tables::set_full(Row& row, bool full) {
  row.is_full = full;
  set_flag(row, own_full, full && !row.has_waitlist);
}

void EligibilityIndex::Tables::put(const Offer& offer) {
  put(offer.provider);
  Row row = row_of(offer);
  state(row, offer);
  erase(row.service);
  auto& rest = services[row.service];
  rest.places = {limit_or_none(offer.capacity_limit), narrow(offer.used)};
  rest.wait_days = offer.wait_days ? narrow(*offer.wait_days) : unknown_wait;
  rest.first_point = offer.points.empty() ? nowhere : offer.points.front();
  set_full(row, rest.places.are_full());
  post(row, offer);
}

void EligibilityIndex::Tables::erase(Slot service) {
  if (service == no_slot || services[service].list_at == 0) return;
  const auto its = lists_of(service);
  for (std::size_t i = 0; i < its.rows.size(); i += 2) {
    auto& cluster = issues[its.rows[i]];
    set_flag(cluster.rows[its.rows[i + 1]], erased, true);
    ++cluster.erased_rows;
    if (4 * cluster.erased_rows > cluster.rows.size()) compact(its.rows[i]);
  }
  lists_abandoned += its.size();
  services[service].list_at = 0;
  --live;
  if (2 * lists_abandoned > lists.size()) collect_abandoned_lists();
}

// Closes the gaps between the rows of an issue and tells everybody the new places.
void EligibilityIndex::Tables::compact(Slot issue) {
  Cluster& cluster = issues[issue];
  std::vector<std::uint32_t> moved(cluster.rows.size(), no_slot);
  std::uint32_t next = 0;
  for (std::uint32_t place = 0; place < moved.size(); ++place) {
    const Row row = cluster.rows[place];
    if (row.flags & erased) continue;
    const auto its = lists_of(row.service).rows;
    for (std::size_t i = 0; i < its.size(); i += 2)
      if (its[i] == issue) its[i + 1] = next;
    moved[place] = next;
    cluster.rows[next++] = row;
  }
  cluster.rows.resize(next);
  cluster.erased_rows = 0;
  for (auto& [locality, posting] : cluster.by_locality) {
    for (auto& place : posting) place = moved[place];
    std::erase(posting, no_slot);
  }
  std::erase_if(cluster.by_locality, [](auto& entry) { return entry.second.empty(); });
}

void EligibilityIndex::Tables::collect_abandoned_lists() {
  std::vector<std::uint32_t> kept{0};
  kept.reserve(lists.size() - lists_abandoned);
  for (Slot service = 0; service < services.size(); ++service) {
    auto& at = services[service].list_at;
    if (at == 0) continue;
    const auto* from = &lists[at];
    const auto size = lists_of(service).size();
    at = static_cast<std::uint32_t>(kept.size());
    kept.insert(kept.end(), from, from + size);
  }
  lists = std::move(kept);
  lists_abandoned = 0;
}

void EligibilityIndex::Tables::set_used(Slot service, std::int64_t used) {
  if (service == no_slot || services[service].list_at == 0) return;
  auto& places = services[service].places;
  places.used = narrow(used);
  const auto its = lists_of(service).rows;
  for (std::size_t i = 0; i < its.size(); i += 2) {
    Row& row = issues[its[i]].rows[its[i + 1]];
    set_full(row, places.are_full());
  }
}

void EligibilityIndex::Tables::set_provider_used(Slot slot, std::int64_t used) {
  if (slot == no_slot) return;
  auto& places = providers[slot].places;
  places.used = narrow(used);
  set_flag(provider_facts[slot], whole_full, places.are_full());
}

void EligibilityIndex::Tables::reserve(std::size_t size) { services.reserve(size); }

void EligibilityIndex::Tables::trim() {
  lists.shrink_to_fit();
  providers.trim();
  provider_facts.shrink_to_fit();
  for (auto& cluster : issues) {
    cluster.rows.shrink_to_fit();
    for (auto& [locality, posting] : cluster.by_locality) posting.shrink_to_fit();
  }
}

std::size_t EligibilityIndex::Tables::memory_bytes() const {
  std::size_t total = services.memory_bytes() + providers.memory_bytes() + issues.memory_bytes() +
                      words.memory_bytes() + languages.memory_bytes() + populations.memory_bytes() +
                      attributes.memory_bytes() + partners.memory_bytes() + bytes(lists) +
                      bytes(provider_facts) + bytes(stated) + weeks.memory_bytes() +
                      bytes(weeks_by_set);
  for (auto& its : weeks_by_set) {
    total += bytes(its);
    for (auto& week : its) total += bytes(week);
  }
  for (auto& cluster : issues) {
    total += bytes(cluster.rows) + node_bytes(cluster.by_locality);
    for (auto& [locality, posting] : cluster.by_locality) total += bytes(posting);
  }
  return total;
}

}  // namespace onward
