// Editing a need after it was sent.
#pragma once

#include "onward/operations/need_edit.hpp"
#include "operations/context.hpp"

namespace onward {

// What the sender may still change, as rules/need_edit.hpp says. Whoever is asked sees it at once;
// with the urgency the timers of those who have not acknowledged are computed again from the
// beginning, under the policy that the need froze.
//   refused  malformed_request (preferred_date), not_found, revision_changed,
//            disclosure_withheld (words that are hidden), phase_forbids,
//            receiver_has_acknowledged, urgency_may_only_rise; in this order
//   writes   the need, when anything differs; its referrals that are requested, with the urgency
//   source   lifecycles A.8, edit after submit
Result<NeedRecord> update_need(Context&, const UpdateNeed&);

}  // namespace onward
