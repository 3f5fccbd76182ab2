// What was said of a client hides with the client, also from whoever sent the need: under somebody
// else's consent a sender depends on it like a receiver (docs/decisions/0017). The table of
// operations leaves it out of every answer that has an overload here.
#pragma once

#include "operations/context.hpp"

namespace onward {

struct Forwarded;
struct Intake;
struct IntakePage;
struct IntakeShown;
struct NeedPage;
struct NeedRecord;

void leave_out_words(Context&, Need&);
void leave_out_words(Context&, NeedRecord&);
void leave_out_words(Context&, NeedPage&);
void leave_out_words(Context&, Forwarded&);
// What was entered in a draft, while the name of the client it is about is shown no more.
bool hides_draft(Context&, const Intake&);
void leave_out_words(Context&, Intake&);
void leave_out_words(Context&, IntakeShown&);
void leave_out_words(Context&, IntakePage&);

}  // namespace onward
