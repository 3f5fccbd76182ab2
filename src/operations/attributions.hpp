// Attributions: made when a lead converts, and in a new version each time they are corrected.
#pragma once

#include "onward/operations/attributions.hpp"
#include "operations/touchpoints.hpp"

namespace onward {

// The version that counts when none is named.
//   refused  not_found (lead), phase_forbids (no conversion counts), not_found (version); in this
//            order
Result<Attribution> get_attribution(Context&, const AttributionRef&);
//   refused  malformed_request (limit), cursor_invalid, not_found; in this order
Result<AttributionPage> list_attributions(Context&, const ListAttributions&);

// What is not said stays as in the version before, which remains to be read.
//   refused  malformed_request (because, ids twice, window, half-life, nothing said), not_found
//            (lead), phase_forbids (not converted), revision_changed (version); of each touch to be
//            void: not_found, phase_forbids (void already); not_found, phase_forbids (whose the
//            added ones are); touch_missing, too_many_touches; of each touch to be added: as
//            new_touch, below /add; in this order
//   writes   the touches, the attribution, its providers' credit, the providers, the lead
//   source   lifecycles A.8, "later correction is an audited event"
Result<Attribution> correct_attribution(Context&, const CorrectAttribution&);

// How credit is shared, as an attribution remembers it.
struct CreditTerms {
  AttributionModel model = AttributionModel::last_non_direct_touch;
  std::int64_t window_days = 0;  // 0 is all
  std::int64_t half_life_days = 0;  // 0 unless the model is time_decay
};
// The next version for a lead that has converted, from the touches that stand; it and the credit of
// its providers are written, and so is the lead, which names it.
Attribution finalize(Context&, Lead&, const CreditTerms&, const std::string& because);
// The version that counts.
Attribution standing_attribution(Context&, const Lead&);
// As it was shared, to share it so again.
CreditTerms terms_of(Context&, const Attribution&);
// The version that counts does so no more, and no provider has credit; the lead is not written.
//   writes   the attribution, its providers' credit
void void_attribution(Context&, Lead&, const std::string& because);

std::optional<Attribution> seen(Context&, AttributionId);

template <> struct Again<AttributionPage> {
  static std::vector<std::int64_t> ids(const AttributionPage&);
};

}  // namespace onward
