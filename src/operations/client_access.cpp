// Who can see a client, and why.
#include <set>

#include "operations/access_grounds.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Needs of which the active organisation must not learn whom they were sent to.
struct Withheld {
  std::set<NeedId> asked{};      // somebody else asks it as well
  std::set<NeedId> passed_on{};  // from those

  bool hides(const Ground& ground, OrganizationId from) const {
    if (ground.organization_id == from) return false;
    if (asked.contains(ground.need_id)) return ground.is != AccessGround::sender;
    return passed_on.contains(ground.need_id);
  }
};

void withhold_needs(Context& c, ClientId client, Withheld& out) {
  for (auto& need : c.tables.all<Need>(by::need_client, client)) {  // after what it is part of
    if (need.sender_id == c.subject.organization_id) continue;
    if (any_of(relation_to(c, need), Relation::receiver))
      out.asked.insert(need.id);
    else if (out.asked.contains(need.part_of) || out.passed_on.contains(need.part_of))
      out.passed_on.insert(need.id);
  }
}

// The person's records that the active organisation knows and registered; all, for administrators.
std::vector<Client> own_records(Context& c, ClientId id) {
  std::vector<Client> out;
  for (const auto record : visible_records(c, id))
    if (auto own = visible_client(c, record, Relation::owner, {}))
      out.push_back(std::move(own.value()));
  return out;
}

// By what the active organisation sent itself under records of the person that others registered.
void each_ground_of_own_needs(Context& c, ClientId id, std::span<const Client> own,
                              FunctionRef<void(const Ground&)> tell) {
  for (const auto record : visible_records(c, id)) {
    if (std::ranges::find(own, record, &Client::id) != own.end()) continue;
    for (auto& need : c.tables.all<Need>(by::need_client, record))
      if (need.sender_id == c.subject.organization_id)
        each_ground(c, need, {}, [&](const Ground& ground) {
          tell(ground);
          return true;
        });
  }
}

}  // namespace

Result<ClientAccessList> client_access(Context& c, const ClientRef& in) {
  const auto records = own_records(c, in.client_id);
  if (records.empty())
    return visible_client(c, in.client_id, Relation::owner, "/client_id").refusal();
  Withheld withheld;
  if (!sees_all(c.subject))
    for (auto& record : records) withhold_needs(c, record.id, withheld);
  ClientAccessList out{.client_id = in.client_id, .withheld = !withheld.asked.empty()};
  const auto store = c.tables.known<StoreIdentity>(Id<StoreTag>(1));
  out.access.push_back({.organization_id = store.first_organization_id,
                        .ground = AccessGround::administrator,
                        .classes = listed(all_classes)});
  const auto tell = [&](const Ground& ground) {
    out.access.push_back({.organization_id = ground.organization_id,
                          .ground = ground.is,
                          .need_id = ground.need_id,
                          .referral_id = ground.referral_id,
                          .consent_id = ground.consent_id,
                          .ends_on = ground.ends_on,
                          .classes = listed(ground.classes),
                          .referring_provider_id = ground.referring_provider_id});
  };
  for (auto& record : records)
    each_ground(c, record, {}, [&](const Ground& ground) {
      if (!withheld.hides(ground, c.subject.organization_id)) tell(ground);
      return true;
    });
  each_ground_of_own_needs(c, in.client_id, records, tell);
  each_portal_ground(c, records, tell);
  return out;
}

}  // namespace onward
