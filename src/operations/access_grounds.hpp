// On what grounds organisations see a client: the one place that decides it.
#pragma once

#include "onward/operations/between.hpp"
#include "onward/rules/disclosure.hpp"
#include "operations/row.hpp"

namespace onward {

struct Ground {
  OrganizationId organization_id{};
  AccessGround is = AccessGround::owner;
  NeedId need_id{};
  ReferralId referral_id{};
  ConsentId consent_id{};  // under which it is shown; 0 where none is needed
  std::optional<Date> ends_on{};
  DataClasses classes{};
  ReferringProviderId referring_provider_id{};  // who sees it in the organisation's portal
};

// Of one organisation, or of all when `only` is 0: who registered the client, then each of its
// needs: the sender, and receivers in the order they were asked. Stops when `each` answers false.
// Who sends under a consent that somebody else recorded depends on it like a receiver.
//   source   lifecycles A.3, A.7 and A.8; docs/decisions/0017
void each_ground(Context&, const Client&, OrganizationId only, FunctionRef<bool(const Ground&)>);
// Answers whether `each` wants to go on.
bool each_ground(Tables&, Instant now, const Need&, OrganizationId only,
                 FunctionRef<bool(const Ground&)>);
inline bool each_ground(Context& c, const Need& need, OrganizationId only,
                        FunctionRef<bool(const Ground&)> each) {
  return each_ground(c.tables, c.now, need, only, each);
}

// The referring providers who see a person in the portal of a practice, by these records of theirs
// (operations/portal.cpp).
void each_portal_ground(Context&, std::span<const Client> records,
                        FunctionRef<void(const Ground&)> each);

// What of a client the active organisation is shown; administrators of the store are shown all.
DataClasses classes_shown(Context&, const Client&);
// Whether the active organisation is told who registered a client: not where they came to it only
// by what others passed on, for nobody before those is named (docs/decisions/0017).
bool names_registrant(Context&, const Client&);
// Leaves of a kept client what the active organisation is shown.
void leave_shown(Context&, Client&, DataClasses shown);
// The client as the active organisation is shown it; one that is not kept yet stays as it is.
Client as_shown(Context&, Client);
// Whether an organisation is shown who the client is, and how to reach them.
bool may_reach(Context&, const Client&, OrganizationId);
// Whether this much of the client is told the active organisation by one need.
bool is_shown(Context&, const Need&, DataClass);
// What an organisation is told by it, whoever acts.
DataClasses classes_shown(Tables&, Instant now, const Need&, OrganizationId);

// Who can see a client, and why; for who registered the client, and administrators of the store. Of
// somebody with several records: of all that whoever asks registered.
//   refused  not_found, permission_missing
Result<ClientAccessList> client_access(Context&, const ClientRef&);

// The day it is for an organisation, as visibility.hpp has it for whoever calls.
Date today_of(Tables&, Instant now, OrganizationId);

// Whether somebody shares under a consent that another organisation recorded.
bool is_shared_onward(const Need&, const Consent&);

template <> struct Again<ClientAccessList> {
  static std::vector<std::int64_t> ids(const ClientAccessList& l) { return {l.client_id.value}; }
};

}  // namespace onward
