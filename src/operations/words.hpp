// What was said of a client hides with the client, also from whoever sent the need: under somebody
// else's consent a sender depends on it like a receiver (docs/decisions/0017). The table of
// operations leaves it out of every answer that has an overload here.
#pragma once

#include "onward/storage.hpp"
#include "operations/context.hpp"

namespace onward {

struct Forwarded;
struct Intake;
struct IntakePage;
struct IntakeShown;
struct NeedPage;
struct NeedRecord;
struct ReferralPage;

void leave_out_words(Context&, Need&);
void leave_out_words(Context&, NeedRecord&);
void leave_out_words(Context&, NeedPage&);
void leave_out_words(Context&, Forwarded&);
// Of a referral's row, in words, what others said; what one wrote oneself stays.
void leave_out_words(Context&, Referral&);
void leave_out_words(Context&, ReferralPage&);
// The members that are left out so.
Columns withheld_words(Context&, const Referral&);
// What was entered in a draft, while the name of the client it is about is shown no more.
bool hides_draft(Context&, const Intake&);
void leave_out_words(Context&, Intake&);
void leave_out_words(Context&, IntakeShown&);
void leave_out_words(Context&, IntakePage&);

}  // namespace onward
