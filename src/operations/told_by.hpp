// By which channel a client is told says how they can be reached. That is for who tells them, the
// sender of the referral, and for administrators of the store (docs/decisions/0020): the table of
// operations leaves it out of every answer to others.
#pragma once

#include "operations/context.hpp"

namespace onward {

struct Forwarded;
struct NeedRecord;
struct ReferralPage;

void leave_out_told_by(const Subject&, Referral&);
void leave_out_told_by(const Subject&, Forwarded&);
void leave_out_told_by(const Subject&, NeedRecord&);
void leave_out_told_by(const Subject&, ReferralPage&);

}  // namespace onward
