#include "operations/directory_index.hpp"

#include <algorithm>
#include <map>
#include <mutex>
#include <unordered_map>

#include "journal_format.hpp"

namespace onward {

namespace {

constexpr std::int64_t replay_max = 200'000;  // entries; beyond, reading the tables is faster

// Where nothing limits the places, nobody asks how many are held.
Provider provider_now(Transaction& t, const Organization& organization) {
  return provider_of(organization, organization.capacity_limit ? held_by(t, organization.id) : 0);
}
Offer offer_now(Transaction& t, const Service& service, const Provider& provider,
                std::span<const Location> locations) {
  return offer_of(service, provider, locations,
                  service.capacity_limit ? held_by(t, service.id) : 0);
}

// Others' locations are not the service's to be found at.
std::vector<Location> locations_of(Transaction& t, const Service& service) {
  std::vector<std::int64_t> ids;
  ids.reserve(service.locations.size());
  for (auto id : service.locations) ids.push_back(id.value);
  std::vector<Location> out;
  if (ids.empty()) return out;
  t.get(Noun::location, ids, all_columns, [&](const void* row) {
    const auto& location = *static_cast<const Location*>(row);
    if (location.organization_id == service.organization_id) out.push_back(location);
    return true;
  });
  return out;
}

// Members that say nothing of whom a service is for: reading them takes a quarter of the time.
constexpr std::string_view texts_of_all[] = {"name",          "alternate_name", "alert",
                                             "website",       "address",        "locality",
                                             "source_system", "external_id"};

template <Kept T> Columns without(std::span<const std::string_view> names) {
  Columns out = all_columns;
  const Rows rows = rows_of<T>();
  for (std::size_t i = 0; i < rows.size(); ++i)
    if (std::ranges::find(names, rows[i].name) != names.end()) out &= ~(Columns{1} << i);
  return out;
}

// Every row, with these columns alone.
template <Kept T>
void each(Transaction& t, const Index& index, Columns columns, FunctionRef<void(const T&)> body) {
  Scan scan{.index = &index};
  for (Position after;;) {
    const auto end = t.scan(scan, columns, [&](const void* row) {
      body(*static_cast<const T*>(row));
      return true;
    });
    if (end.exhausted) return;
    after = end.last;
    scan.after = &after;
  }
}

// What a service takes of a location: where it is, if that is known, and when it is open.
Location place_of(const Location& location) {
  return {.id = location.id,
          .organization_id = location.organization_id,
          .latitude_microdegrees = location.latitude_microdegrees,
          .longitude_microdegrees = location.longitude_microdegrees,
          .schedules = location.schedules};
}

}  // namespace

std::int64_t held_by(Transaction& t, OrganizationId id) {
  return t.count({Counter::held_by_organization, id.value, 0});
}
std::int64_t held_by(Transaction& t, ServiceId id) {
  return t.count({Counter::held_by_service, id.value, 0});
}

Offer offer_now(Transaction& t, const Service& service, const Organization& organization) {
  return offer_now(t, service, provider_now(t, organization), locations_of(t, service));
}

namespace {

template <Kept T> T open_row(const Entry& entry) {
  T row;
  read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
  return row;
}

}  // namespace

void DirectoryIndex::Touched::add(const Entry& entry) {
  switch (entry.noun) {
    case Noun::organization: organizations.insert(OrganizationId(entry.id)); return;
    case Noun::service: services.insert(ServiceId(entry.id)); return;
    case Noun::location: {
      const auto row = open_row<Location>(entry);
      if (row.revision == 1) return;  // nobody names a new one yet
      places.insert(row.organization_id);
      moved.insert(LocationId(entry.id));
      return;
    }
    case Noun::referral: {
      const auto row = open_row<Referral>(entry);
      organizations_held.insert(row.receiver_id);
      if (row.service_id) services_held.insert(row.service_id);
      return;
    }
    default: return;
  }
}

void DirectoryIndex::Touched::add(const Touched& more) {
  organizations.insert(more.organizations.begin(), more.organizations.end());
  places.insert(more.places.begin(), more.places.end());
  moved.insert(more.moved.begin(), more.moved.end());
  organizations_held.insert(more.organizations_held.begin(), more.organizations_held.end());
  services.insert(more.services.begin(), more.services.end());
  services_held.insert(more.services_held.begin(), more.services_held.end());
}

bool DirectoryIndex::Touched::empty() const {
  return organizations.empty() && places.empty() && organizations_held.empty() &&
         services.empty() && services_held.empty();
}

Found DirectoryIndex::find(Tables& tables, const Ask& ask, const FindOptions& options) {
  const std::int64_t head = tables.transaction().head().size;
  {
    const std::shared_lock reading(mutex_);
    if (index_ && unsure_.empty() && cursor_ >= head) return index_->find(ask, options);
  }
  const std::unique_lock changing(mutex_);
  follow(tables, tables.committed_entries(), head);
  return index_->find(ask, options);
}

void DirectoryIndex::forget_after(std::int64_t size) {
  const std::unique_lock changing(mutex_);
  followed_ = std::min(followed_, size);
}

void DirectoryIndex::follow(Tables& tables, std::int64_t committed, std::int64_t head) {
  const bool goes_on = followed_ > cursor_ && committed == cursor_ && head >= followed_;
  const bool is_behind = committed < cursor_;  // it sees the store as it was before
  const bool anew = !index_ || committed - cursor_ > replay_max;
  const std::int64_t from = anew ? committed : goes_on ? followed_ : cursor_;
  Touched now, own;
  (goes_on ? own : now) = unsure_;
  const EntryChoice entries{.from = from + 1, .until = head + 1, .nouns = Touched::nouns};
  if (head > from)
    tables.transaction().journal_of(entries, [&](const Entry& entry) {
      now.add(entry);
      if (entry.sequence > committed) own.add(entry);
      return true;
    });
  unsure_.add(now);  // should what follows throw
  anew ? build(tables) : put(tables, now);
  if (!is_behind) unsure_ = std::move(own);
  cursor_ = std::max(cursor_, committed);
  followed_ = std::max(cursor_, head);
}

// In one pass, since the rows of a whole directory lie side by side in the index where those who
// ask read them together.
void DirectoryIndex::build(Tables& tables) {
  Transaction& t = tables.transaction();
  std::unordered_map<std::int64_t, Provider> providers;
  each<Organization>(t, by::organization_name, without<Organization>(texts_of_all),
                     [&](const Organization& organization) {
                       providers.emplace(organization.id.value, provider_now(t, organization));
                     });
  std::unordered_map<std::int64_t, Location> places;
  each<Location>(t, by::location_organization, without<Location>(texts_of_all),
                 [&](const Location& location) {
                   if (location.active) places.emplace(location.id.value, place_of(location));
                 });
  std::vector<Offer> offers;
  std::vector<Location> its;
  each<Service>(
      t, by::service_organization, without<Service>(texts_of_all), [&](const Service& service) {
        its.clear();
        for (auto id : service.locations)
          if (const auto at = places.find(id.value); at != places.end())
            if (at->second.organization_id == service.organization_id) its.push_back(at->second);
        offers.push_back(offer_now(t, service, providers.at(service.organization_id.value), its));
      });
  auto built = std::make_unique<EligibilityIndex>(offers);
  for (auto& [id, provider] : providers) built->put(provider);
  index_ = std::move(built);
}

void DirectoryIndex::put(Tables& tables, const Touched& touched) {
  Transaction& t = tables.transaction();
  for (auto id : touched.organizations)
    if (const auto organization = tables.get<Organization>(id))
      index_->put(provider_now(t, *organization));
  auto services = touched.services;
  auto places = touched.places;
  for (auto id : touched.moved)
    t.history(Noun::location, id.value, [&](const Entry& entry) {
      places.insert(open_row<Location>(entry).organization_id);
      return true;
    });
  for (auto id : places)
    tables.scan<Service>(
        by::service_organization,
        [&](const Service& service) {
          if (!service.locations.empty()) services.insert(service.id);
          return true;
        },
        id);
  std::map<OrganizationId, std::optional<Provider>> providers;
  for (auto id : services) {
    const auto service = tables.get<Service>(id);
    if (!service) {
      index_->erase(id);  // it was rolled back
      continue;
    }
    auto& provider = providers[service->organization_id];
    if (!provider) provider = provider_now(t, tables.known<Organization>(service->organization_id));
    index_->put(offer_now(t, *service, *provider, locations_of(t, *service)));
  }
  for (auto id : touched.organizations_held) index_->set_used(id, held_by(t, id));
  for (auto id : touched.services_held) index_->set_used(id, held_by(t, id));
}

}  // namespace onward
