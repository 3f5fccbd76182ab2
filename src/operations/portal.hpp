// The portal: who may use it, and what it shows.
#pragma once

#include "onward/operations/portal.hpp"
#include "onward/rules/disclosure.hpp"
#include "operations/row.hpp"

namespace onward {

// One provider has one user, and one user is one provider: whoever uses the portal for them now.
//   refused  not_found (provider, member of staff), referrer_inactive, portal_role_too_wide,
//            portal_user_taken; in this order
//   writes   the provider, their office when there is none
Result<ReferringProvider> grant_portal(Context&, const GrantPortal&);
//   refused  not_found
Result<ReferringProvider> revoke_portal(Context&, const RevokePortal&);
// What of a patient the practice may let a provider know.
DataClasses shown_to(Context&, const ReferringProvider&, ClientId);
// Whoever leaves a practice uses its portal no more; joined again, they are granted it anew.
//   writes   the provider whose user they were
void leave_portal(Context&, OrganizationId practice, StaffId);

//   refused  portal_not_granted (no provider's user, or a role that allows more),
//            malformed_request (limit), cursor_invalid
//   source   the mission, business rules 3 and 6; docs/decisions/0028
Result<PortalPatients> list_portal_patients(Context&, const ListPortalPatients&);

// Whom somebody looked at: leads, which the answer does not name.
template <> struct Again<PortalPatients> {
  static std::vector<std::int64_t> ids(const PortalPatients&);
};

}  // namespace onward
