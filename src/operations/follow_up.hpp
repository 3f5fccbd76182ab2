// When a receiver is silent: reminding it, and what else can be done.
#pragma once

#include "onward/operations/between.hpp"
#include "operations/context.hpp"

namespace onward {

// At most once on each of the receiver's working days.
//   refused  not_found, permission_missing, revision_changed, phase_forbids, reminded_already
//   writes   the referral
Result<Referral> remind_referral(Context&, const ActOnReferral&);

// For the sender: how long the receiver has been silent, whom else to reach, who else could help.
//   refused  not_found
//   source   the mission, 000: follow-up message, alternative contact, different provider
Result<FollowUp> follow_up_referral(Context&, const ReferralRef&);

}  // namespace onward
