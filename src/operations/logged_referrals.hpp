// Referrals given as information: counted, and never a need.
#pragma once

#include "onward/operations/logged_referrals.hpp"
#include "operations/context.hpp"

namespace onward {

// Nothing is sent or shared, so no consent is asked for; receivers hear nothing of it.
//   refused  malformed_request (no service, one that stands twice), not_found (client, issue,
//            services); in this order
//   writes   the logged referral
Result<LoggedReferral> log_referral(Context&, const LogReferral&);
// For the organisation that logged it, and administrators of the store.
//   refused  not_found
Result<LoggedReferral> get_logged_referral(Context&, const LoggedReferralRef&);
//   refused  malformed_request, cursor_invalid
Result<LoggedReferralPage> list_logged_referrals(Context&, const ListLoggedReferrals&);

std::optional<LoggedReferral> seen(Context&, LoggedReferralId);

}  // namespace onward
