// Another consent in the place of one that ends, for what is under way.
#pragma once

#include "onward/operations/consent_renewal.hpp"
#include "operations/needs.hpp"

namespace onward {

// Another consent of the same person in the place of the one that the need has: service goes on
// under it, and whoever is asked whether it ends since the old one did is asked no more. Needs that
// were passed on under the old one go along where the new one lets them.
//   refused  not_found, permission_missing, disclosure_withheld, consent_missing, phase_forbids,
//            consent_withdrawn, onward_not_allowed, consent_by_another, consent_*; in this order
//   writes   the need, its unfinished referrals; and of those passed on
//   source   docs/decisions/0029
Result<NeedRecord> renew_consent(Context&, const RenewConsent&);

}  // namespace onward
