// A whole directory put into empty tables: everything is counted first, so that each table is
// allocated once and the rows of a posting are written where they stay.
#include <algorithm>

#include "rules/eligibility_tables.hpp"

namespace onward {

namespace {

constexpr std::uint32_t is_home = 1u << 31;  // in a pair, beside the posting's slot

// As the directory states them one after the other, mostly the same as the one before.
bool is_same(const Provider* a, const Provider& b) { return a && *a == b; }

}  // namespace

// Whoever asks about an area reads the services of it and of its neighbours. These are put side by
// side, since codes of areas mostly run from neighbour to neighbour: fewer lines and pages of
// memory are touched.
std::vector<Slot> EligibilityIndex::Tables::slots_by_home(std::span<const Offer> offers) {
  struct Home {
    std::string_view code{};
    std::uint32_t area = everywhere;
    Slot next = 0;  // at first the number of its services
  };
  std::vector<Home> homes(1);
  std::vector<Slot> slots;  // at first the homes
  slots.reserve(offers.size());
  for (auto& offer : offers) {
    const auto area = offer.localities.empty() ? everywhere : words.insert(offer.localities[0]);
    if (area >= homes.size()) homes.resize(area + 1);
    if (area != everywhere) homes[area].code = offer.localities[0];
    ++homes[area].next;
    slots.push_back(area);
  }
  std::vector<Home*> by_code;
  for (auto& home : homes) by_code.push_back(&home);
  std::ranges::sort(by_code, {}, [](const Home* home) { return home->code; });
  Slot next = 0;
  for (auto* home : by_code) {
    const Slot count = home->next;
    home->next = next;
    next += count;
  }
  for (auto& slot : slots) slot = homes[slot].next++;
  return slots;
}

void EligibilityIndex::Tables::put_all(std::span<const Offer> offers) {
  const auto slots = slots_by_home(offers);
  std::vector<std::int64_t> ids(offers.size());
  for (std::size_t n = 0; n < offers.size(); ++n) ids[slots[n]] = offers[n].service_id.value;
  if (!services.assign(ids)) {  // a service stands there twice
    for (auto& offer : offers) put(offer);
    return;
  }
  service_facts.resize(offers.size());
  live = offers.size();

  struct Listed {
    Row row{};
    std::uint32_t pairs_from = 0, pairs_to = 0;
  };
  std::vector<Listed> listed(offers.size());
  std::vector<std::uint32_t> pairs;
  struct Size {
    std::uint32_t homes = 0, others = 0;
  };
  std::vector<Size> sizes;  // of postings
  const Provider* last = nullptr;
  List its;
  for (std::size_t n = 0; n < offers.size(); ++n) {
    const Offer& offer = offers[n];
    if (!is_same(last, offer.provider)) put(offer.provider);
    last = &offer.provider;
    auto& [row, from, to] = listed[slots[n]];
    row = describe(slots[n], offer);
    take_list(offer, its);
    write_list(slots[n], its, further_points(offer));
    from = static_cast<std::uint32_t>(pairs.size());
    for (auto issue : its.issues) {
      ++issues[issue].services;
      for (auto area : its.areas) {
        const Slot posting = posting_of(issue, area);
        if (posting >= sizes.size()) sizes.resize(posting + std::size_t{1});
        const bool home = area == its.areas.front();
        ++(home ? sizes[posting].homes : sizes[posting].others);
        pairs.push_back(posting | (home ? is_home : 0));
      }
    }
    to = static_cast<std::uint32_t>(pairs.size());
  }

  std::vector<Size> next;  // where the next row comes
  for (auto [homes, others] : sizes) {
    auto& posting = postings[static_cast<Slot>(next.size())];
    posting.rows.resize(homes + std::size_t{others});
    posting.home_facts.resize(homes);
    next.push_back({0, homes});
  }
  for (auto& [row, from, to] : listed)
    for (auto at = from; at < to; ++at) {
      const Slot slot = pairs[at] & ~is_home;
      auto& posting = postings[slot];
      if (pairs[at] & is_home) posting.home_facts[next[slot].homes] = service_facts[row.service];
      posting.rows[pairs[at] & is_home ? next[slot].homes++ : next[slot].others++] = row;
    }
  trim();
}

void EligibilityIndex::Tables::trim() {
  lists.shrink_to_fit();
  providers.trim();
  provider_facts.shrink_to_fit();
  postings.trim();
  for (auto& issue : issues) issue.postings.shrink_to_fit();
}

}  // namespace onward
