#include "operations/directory_index.hpp"

#include <mutex>

#include "journal_format.hpp"

namespace onward {

namespace {

constexpr std::int64_t replay_max = 200'000;  // entries; beyond, reading the tables is faster

template <Kept T, class Tag> std::optional<T> get(Transaction& t, Id<Tag> id) {
  std::optional<T> found;
  t.get(noun_of<T>, {&id.value, 1}, all_columns, [&](const void* row) {
    found = *static_cast<const T*>(row);
    return true;
  });
  return found;
}

template <Kept T>
void each(Transaction& t, const Index& index, std::span<const Cell> prefix,
          FunctionRef<void(const T&)> body) {
  Scan scan{.index = &index, .prefix = prefix};
  for (Position after;;) {
    const auto end = t.scan(scan, all_columns, [&](const void* row) {
      body(*static_cast<const T*>(row));
      return true;
    });
    if (end.exhausted) return;
    after = end.last;
    scan.after = &after;
  }
}

Provider provider_now(Transaction& t, const Organization& organization) {
  return provider_of(organization,
                     t.count({Counter::held_by_organization, organization.id.value, 0}));
}

std::vector<Location> locations_of(Transaction& t, OrganizationId organization) {
  const std::array<Cell, 1> prefix{organization.value};
  std::vector<Location> out;
  each<Location>(t, by::location_organization, prefix,
                 [&](const Location& location) { out.push_back(location); });
  return out;
}

}  // namespace

Offer offer_now(Transaction& t, const Service& service, const Organization& organization) {
  std::vector<Location> locations;
  if (!service.locations.empty()) locations = locations_of(t, organization.id);
  return offer_of(service, provider_now(t, organization), locations,
                  t.count({Counter::held_by_service, service.id.value, 0}));
}

Found DirectoryIndex::find(Transaction& t, const Ask& ask, const FindOptions& options) {
  const std::int64_t head = t.head().size;
  {
    const std::shared_lock reading(mutex_);
    if (index_ && cursor_ >= head) return index_->find(ask, options);
  }
  const std::unique_lock changing(mutex_);
  follow(t, head);
  return index_->find(ask, options);
}

void DirectoryIndex::forget_after(std::int64_t size) {
  const std::unique_lock changing(mutex_);
  if (cursor_ > size) index_.reset();
}

void DirectoryIndex::follow(Transaction& t, std::int64_t head) {
  if (index_ && cursor_ >= head) return;
  if (!index_ || head - cursor_ > replay_max) {
    build(t);
  } else {
    t.journal(cursor_ + 1, head - cursor_, [&](const Entry& entry) {
      apply(t, entry);
      return true;
    });
  }
  cursor_ = head;
}

void DirectoryIndex::build(Transaction& t) {
  index_.emplace();
  std::vector<OrganizationId> organizations;
  each<Organization>(t, by::organization_name, {},
                     [&](const Organization& o) { organizations.push_back(o.id); });
  for (const auto id : organizations) put_services(t, id);
}

void DirectoryIndex::put_services(Transaction& t, OrganizationId id) {
  const auto organization = get<Organization>(t, id);
  if (!organization) return;
  const Provider provider = provider_now(t, *organization);
  index_->put(provider);
  const auto locations = locations_of(t, id);
  const std::array<Cell, 1> prefix{id.value};
  each<Service>(t, by::service_organization, prefix, [&](const Service& service) {
    index_->put(offer_of(service, provider, locations,
                         t.count({Counter::held_by_service, service.id.value, 0})));
  });
}

void DirectoryIndex::apply(Transaction& t, const Entry& entry) {
  switch (entry.noun) {
    case Noun::organization:
      if (const auto row = get<Organization>(t, OrganizationId(entry.id)))
        index_->put(provider_now(t, *row));
      return;
    case Noun::location:
      if (const auto row = get<Location>(t, LocationId(entry.id)))
        put_services(t, row->organization_id);
      return;
    case Noun::service:
      if (const auto row = get<Service>(t, ServiceId(entry.id)))
        if (const auto organization = get<Organization>(t, row->organization_id))
          index_->put(offer_now(t, *row, *organization));
      return;
    case Noun::referral: {
      Referral row;
      read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
      index_->set_used(row.receiver_id,
                       t.count({Counter::held_by_organization, row.receiver_id.value, 0}));
      if (row.service_id)
        index_->set_used(row.service_id,
                         t.count({Counter::held_by_service, row.service_id.value, 0}));
      return;
    }
    default: return;
  }
}

}  // namespace onward
