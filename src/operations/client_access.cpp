// Who can see a client, and why.
#include <set>

#include "operations/access_grounds.hpp"
#include "operations/clients.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Needs of which the active organisation must not learn whom they were sent to: it is asked itself,
// by somebody else; and what was passed on from them.
std::set<NeedId> needs_withheld(Context& c, ClientId client) {
  std::set<NeedId> out;
  for (auto& need : c.tables.all<Need>(by::need_client, client)) {  // after what it is part of
    if (need.sender_id == c.subject.organization_id) continue;
    const bool is_asked = any_of(relation_to(c, need), Relation::receiver);
    if (is_asked || out.contains(need.part_of)) out.insert(need.id);
  }
  return out;
}

}  // namespace

Result<ClientAccessList> client_access(Context& c, const ClientRef& in) {
  const auto client = visible_client(c, in.client_id, Relation::owner, "/client_id");
  if (!client) return client.refusal();
  std::set<NeedId> hidden;
  if (!sees_all(c.subject)) hidden = needs_withheld(c, in.client_id);
  ClientAccessList out{.client_id = in.client_id, .withheld = !hidden.empty()};
  const auto store = c.tables.known<StoreIdentity>(Id<StoreTag>(1));
  out.access.push_back({.organization_id = store.first_organization_id,
                        .ground = AccessGround::administrator,
                        .classes = listed(all_classes)});
  each_ground(c, client.value(), {}, [&](const Ground& ground) {
    const bool is_told = !hidden.contains(ground.need_id) ||
                         ground.organization_id == c.subject.organization_id;
    if (is_told)
      out.access.push_back({.organization_id = ground.organization_id,
                            .ground = ground.is,
                            .need_id = ground.need_id,
                            .referral_id = ground.referral_id,
                            .consent_id = ground.consent_id,
                            .ends_on = ground.ends_on,
                            .classes = listed(ground.classes)});
    return true;
  });
  return out;
}

}  // namespace onward
