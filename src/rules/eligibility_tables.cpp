#include "rules/eligibility_tables.hpp"

#include <algorithm>
#include <stdexcept>

namespace onward {

namespace {

// Issues, localities and points of a service share one head of 32 bits.
constexpr std::uint32_t list_bits = 10;
constexpr std::uint32_t list_max = (1u << list_bits) - 1;
static_assert(array_limit_default <= list_max, "the boundary lets in longer lists than fit");

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

std::uint8_t with_flag(std::uint8_t flags, unsigned flag, bool holds) {
  return static_cast<std::uint8_t>((flags & ~flag) | flag_if(holds, flag));
}

template <class T> void sort_unique(T& list, std::size_t from = 0) {
  std::sort(list.begin() + static_cast<std::ptrdiff_t>(from), list.end());
  list.erase(std::unique(list.begin() + static_cast<std::ptrdiff_t>(from), list.end()),
             list.end());
}

void insert(std::vector<Slot>& posting, Slot slot) {
  if (posting.empty() || posting.back() < slot)
    posting.push_back(slot);
  else
    posting.insert(std::ranges::lower_bound(posting, slot), slot);
}

void erase(std::vector<Slot>& posting, Slot slot) {
  posting.erase(std::ranges::lower_bound(posting, slot));
}

template <class T> std::size_t bytes(const std::vector<T>& v) { return v.capacity() * sizeof(T); }

// A node of the standard library's map: the value, the link to the next and the hash.
template <class M> std::size_t node_bytes(const M& map) {
  return map.size() * (sizeof(typename M::value_type) + 2 * sizeof(void*)) +
         map.bucket_count() * sizeof(void*);
}

}  // namespace

std::size_t Numbering::place(std::int64_t id) const {
  constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;  // 2^64 / the golden ratio; Knuth 6.4
  const std::size_t mask = places_.size() - 1;
  std::size_t at = (static_cast<std::uint64_t>(id) * golden >> 32) & mask;
  while (places_[at] != no_slot && ids_[places_[at]] != id) at = (at + 1) & mask;
  return at;
}

Slot Numbering::find(std::int64_t id) const {
  return places_.empty() ? no_slot : places_[place(id)];
}

Slot Numbering::insert(std::int64_t id) {
  if (2 * (ids_.size() + 1) > places_.size()) rehash(std::max<std::size_t>(16, 2 * places_.size()));
  Slot& slot = places_[place(id)];
  if (slot == no_slot) {
    slot = static_cast<Slot>(ids_.size());
    ids_.push_back(id);
  }
  return slot;
}

void Numbering::rehash(std::size_t places) {
  places_.assign(places, no_slot);
  for (Slot slot = 0; slot < ids_.size(); ++slot) places_[place(ids_[slot])] = slot;
}

void Numbering::reserve(std::size_t size) {
  ids_.reserve(size);
  std::size_t places = 16;
  while (places < 2 * size) places *= 2;
  if (places > places_.size()) rehash(places);
}

std::size_t Numbering::memory_bytes() const { return bytes(ids_) + bytes(places_); }

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

std::uint32_t Sets::insert(const std::u32string& kind_and_members) {
  if (kind_and_members.size() == 1) return 0;
  const auto [at, is_new] =
      numbers_.try_emplace(kind_and_members, static_cast<std::uint32_t>(contents_.size()));
  if (is_new) contents_.push_back(&at->first);
  return at->second;
}

std::size_t Sets::memory_bytes() const {
  std::size_t total = node_bytes(numbers_) + bytes(contents_);
  for (auto& [content, number] : numbers_) total += (content.capacity() + 1) * sizeof(char32_t);
  return total;
}

Slot EligibilityIndex::Tables::provider_slot(OrganizationId id) {
  const Slot slot = providers.insert(id.value);
  if (slot == provider_rows.size()) {
    provider_rows.emplace_back();
    provider_places.emplace_back();
  }
  return slot;
}

void EligibilityIndex::Tables::put(const Provider& provider) {
  const Slot slot = provider_slot(provider.organization_id);
  std::u32string partners{static_cast<char32_t>(SetKind::receive_from)};
  for (auto sender : provider.receive_from) partners.push_back(provider_slot(sender));
  sort_unique(partners, 1);

  provider_places[slot] = {limit_or_none(provider.capacity_limit), narrow(provider.used)};
  unsigned days = 0;
  for (auto day : provider.working_days) days |= 1u << static_cast<int>(day);
  if (days == 0) days = (1u << (static_cast<int>(Weekday::friday) + 1)) - 1;
  const unsigned flags = flag_if(!provider.active, inactive) |
                         flag_if(!provider.accepting, refusing) |
                         flag_if(provider.partners_required, partners_only) |
                         flag_if(provider_places[slot].are_full(), full);
  provider_rows[slot] = {sets.insert(partners), static_cast<std::uint8_t>(days),
                         static_cast<std::uint8_t>(flags)};
}

Slot EligibilityIndex::Tables::service_slot(ServiceId id) {
  const Slot slot = services.insert(id.value);
  if (slot == rows.size()) {
    rows.emplace_back();
    rests.push_back({.service_id = id.value});
  }
  return slot;
}

EligibilityIndex::Tables::Row EligibilityIndex::Tables::row_of(const Offer& offer) {
  std::u32string set;
  const auto interned = [&](SetKind kind, const std::vector<std::string>& texts) {
    set.assign(1, static_cast<char32_t>(kind));
    for (auto& text : texts) set.push_back(words.insert(text));
    sort_unique(set, 1);
    return sets.insert(set);
  };
  Row row;
  row.provider = provider_slot(offer.provider.organization_id);
  if (offer.age_from_months) row.age_from = narrow_age(*offer.age_from_months);
  if (offer.age_below_months) row.age_below = narrow_age(*offer.age_below_months);
  if (offer.income_percent_limit) row.income_limit = narrow(*offer.income_percent_limit);
  row.languages = interned(SetKind::languages, offer.languages);
  row.populations = interned(SetKind::populations, offer.populations);
  set.assign(1, static_cast<char32_t>(SetKind::attributes));
  for (auto& criterion : offer.attributes) {
    set.push_back(words.insert(criterion.name));
    set.push_back(static_cast<char32_t>(criterion.any_of.size()));
    for (auto& value : criterion.any_of) set.push_back(words.insert(value));
  }
  row.attributes = sets.insert(set);
  if (offer.capacity_limit && offer.capacity_reported_at)
    row.reported_day = narrow(std::chrono::floor<std::chrono::days>(*offer.capacity_reported_at)
                                  .time_since_epoch()
                                  .count());
  for (auto gender : offer.genders)
    row.genders = static_cast<std::uint8_t>(row.genders | 1u << static_cast<int>(gender));
  row.flags = static_cast<std::uint8_t>(flag_if(!offer.active, inactive) |
                                        flag_if(!offer.accepting, refusing) |
                                        flag_if(offer.waitlist, waitlist) |
                                        flag_if(offer.points.size() > 1, has_more_points));
  return row;
}

// Words of one service's lists, with their head: how many issues, localities and further points.
std::vector<std::uint32_t> EligibilityIndex::Tables::listing(const Offer& offer) {
  std::vector<std::uint32_t> list{0};
  for (auto issue : offer.issues) list.push_back(issues.insert(issue.value));
  if (by_issue.size() < issues.size()) by_issue.resize(issues.size());
  sort_unique(list, 1);
  const auto issue_count = list.size() - 1;
  for (auto& locality : offer.localities) list.push_back(words.insert(locality));
  sort_unique(list, 1 + issue_count);
  const auto locality_count = list.size() - 1 - issue_count;
  for (std::size_t i = 1; i < offer.points.size(); ++i) {
    list.push_back(static_cast<std::uint32_t>(offer.points[i].latitude));
    list.push_back(static_cast<std::uint32_t>(offer.points[i].longitude));
  }
  const auto point_count = offer.points.empty() ? 0 : offer.points.size() - 1;
  if (std::max({issue_count, locality_count, point_count}) > list_max)
    throw std::length_error("a service has more than 1023 issues, localities or points");
  list[0] = static_cast<std::uint32_t>(issue_count | locality_count << list_bits |
                                       point_count << 2 * list_bits);
  return list;
}

EligibilityIndex::Tables::Lists EligibilityIndex::Tables::lists_of(Slot slot) const {
  const std::uint32_t* at = &lists[rests[slot].list_at];
  const std::uint32_t head = *at++;
  const auto issue_count = head & list_max, locality_count = head >> list_bits & list_max;
  return {{at, issue_count},
          {at + issue_count, locality_count},
          {at + issue_count + locality_count, 2 * (head >> 2 * list_bits)}};
}

void EligibilityIndex::Tables::post(Slot slot) {
  const auto [its_issues, its_localities, _] = lists_of(slot);
  for (auto issue : its_issues) {
    insert(by_issue[issue], slot);
    if (its_localities.empty()) insert(by_locality[key(issue, everywhere)], slot);
    for (auto locality : its_localities) insert(by_locality[key(issue, locality)], slot);
  }
}

void EligibilityIndex::Tables::unpost(Slot slot) {
  const auto [its_issues, its_localities, _] = lists_of(slot);
  for (auto issue : its_issues) {
    onward::erase(by_issue[issue], slot);
    if (its_localities.empty()) onward::erase(by_locality[key(issue, everywhere)], slot);
    for (auto locality : its_localities) onward::erase(by_locality[key(issue, locality)], slot);
  }
}

void EligibilityIndex::Tables::relist(Slot slot, const std::vector<std::uint32_t>& list) {
  const bool is_live = rests[slot].list_at != 0;
  if (is_live && std::equal(list.begin(), list.end(), lists.begin() + rests[slot].list_at)) return;
  if (is_live) erase(slot);
  rests[slot].list_at = static_cast<std::uint32_t>(lists.size());
  lists.insert(lists.end(), list.begin(), list.end());
  post(slot);
  ++live;
  if (2 * lists_abandoned > lists.size()) collect_abandoned_lists();
}

void EligibilityIndex::Tables::put(const Offer& offer) {
  const auto list = listing(offer);
  put(offer.provider);
  const Slot slot = service_slot(offer.service_id);
  relist(slot, list);
  rows[slot] = row_of(offer);
  rests[slot].places = {limit_or_none(offer.capacity_limit), narrow(offer.used)};
  rests[slot].wait_days = offer.wait_days ? narrow(*offer.wait_days) : unknown_wait;
  rests[slot].first_point = offer.points.empty() ? nowhere : offer.points.front();
  rows[slot].flags = with_flag(rows[slot].flags, full, rests[slot].places.are_full());
}

void EligibilityIndex::Tables::erase(Slot slot) {
  if (slot == no_slot || rests[slot].list_at == 0) return;
  unpost(slot);
  const auto [its_issues, its_localities, its_points] = lists_of(slot);
  lists_abandoned += 1 + its_issues.size() + its_localities.size() + its_points.size();
  rests[slot].list_at = 0;
  --live;
}

void EligibilityIndex::Tables::set_used(Slot slot, std::int64_t used) {
  if (slot == no_slot) return;
  rests[slot].places.used = narrow(used);
  rows[slot].flags = with_flag(rows[slot].flags, full, rests[slot].places.are_full());
}

void EligibilityIndex::Tables::set_provider_used(Slot slot, std::int64_t used) {
  if (slot == no_slot) return;
  provider_places[slot].used = narrow(used);
  auto& row = provider_rows[slot];
  row.flags = with_flag(row.flags, full, provider_places[slot].are_full());
}

std::size_t EligibilityIndex::Tables::without_issue(IssueId id) const {
  const Slot issue = issues.find(id.value);
  return issue == no_slot ? live : live - by_issue[issue].size();
}

void EligibilityIndex::Tables::collect_abandoned_lists() {
  std::vector<std::uint32_t> kept{0};
  kept.reserve(lists.size() - lists_abandoned);
  for (Slot slot = 0; slot < rests.size(); ++slot) {
    auto& at = rests[slot].list_at;
    if (at == 0) continue;
    const auto [its_issues, its_localities, its_points] = lists_of(slot);
    const auto size = 1 + its_issues.size() + its_localities.size() + its_points.size();
    const auto from = lists.begin() + at;
    at = static_cast<std::uint32_t>(kept.size());
    kept.insert(kept.end(), from, from + static_cast<std::ptrdiff_t>(size));
  }
  lists = std::move(kept);
  lists_abandoned = 0;
}

void EligibilityIndex::Tables::reserve(std::size_t size) {
  services.reserve(size);
  rows.reserve(size);
  rests.reserve(size);
}

void EligibilityIndex::Tables::trim() {
  lists.shrink_to_fit();
  for (auto& posting : by_issue) posting.shrink_to_fit();
  for (auto& [key, posting] : by_locality) posting.shrink_to_fit();
  provider_rows.shrink_to_fit();
  provider_places.shrink_to_fit();
}

std::size_t EligibilityIndex::Tables::memory_bytes() const {
  std::size_t total = services.memory_bytes() + providers.memory_bytes() + issues.memory_bytes() +
                      words.memory_bytes() + sets.memory_bytes() + bytes(rows) + bytes(rests) +
                      bytes(lists) +
                      bytes(provider_rows) + bytes(provider_places) + bytes(by_issue) +
                      node_bytes(by_locality);
  for (auto& posting : by_issue) total += bytes(posting);
  for (auto& [key, posting] : by_locality) total += bytes(posting);
  return total;
}

}  // namespace onward
