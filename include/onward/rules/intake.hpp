// What an intake must say before it can be sent.
#pragma once

#include "onward/model/intake.hpp"

namespace onward {

// Working days after which the owner of a draft is reminded of it, and again after as many: one
// week, as for unresolved needs (docs/decisions/0005). Ocean deletes drafts after 14 days; here
// nothing is deleted that somebody entered.
//   source   docs/decisions/0014-intake.md
constexpr std::int64_t draft_reminder_working_days = 5;

// What is missing, or says two things, by paths into the intake. Whether what is there may be sent
// is judged elsewhere.
//   client_is_named  the request names a client beside the draft
std::vector<Problem> missing(const IntakeDraft&, bool client_is_named);

}  // namespace onward
