// Open requests: found by whoever is eligible, and claimed by exactly one.
#pragma once

#include "onward/operations/open_requests.hpp"
#include "operations/needs.hpp"

namespace onward {

// A client as an open request is judged for anyone: by what the consent covers. Else an
// organisation could learn the rest by changing its services and looking at what it is answered.
Client as_offered(Client, const Consent&);

// Those that the active organisation is eligible for and that the consent lets it have. No fact
// of the client is told.
//   refused  malformed_request, cursor_invalid, not_found (issue)
Result<OpenNeedPage> list_open_needs(Context&, const ListOpenNeeds&);

// The active organisation becomes the only one at work, and acknowledges. Who is not eligible finds
// nothing; who is eligible and too late learns that, and not who was faster; who let go of it
// before is not offered it again.
// Over the limit as in referral.acknowledge.
//   refused  malformed_request, not_found, permission_missing at /capacity_override,
//            phase_forbids, need_claimed_by_another, capacity_full
//   writes   the need, its referral
Result<NeedRecord> claim_open_need(Context&, const ClaimOpenNeed&);

}  // namespace onward
