// What is due by now, done by the system, one item at a time.
#pragma once

#include "onward/operations/system.hpp"
#include "operations/clocks.hpp"
#include "operations/context.hpp"

namespace onward {

// What one call has passed over: an item whose work throws stays due, and those behind it come.
struct TickRound {
  std::array<std::optional<Position>, ClockedNouns::size> behind{};  // the last of each kind
  std::vector<TickFailure> failed{};                                 // the first of them
};
// Thrown in place of what an item's work threw, once it stands in the round: nothing of the item is
// written, and the round goes on.
struct TickItemFailed {};

// Does at most one due item, so that the engine commits each by itself; idempotent, and a timer
// that is not ticked has not happened. In this order: a referral that nobody answered expires, is
// let go, goes back to the queue or is marked overdue; the sender of an unresolved need is
// reminded, and then an administrator is called, again and again until somebody acts; who owes an
// answer, or has to say what became of an appointment, is reminded, and the owner of a draft;
// answers nobody went on with are stopped; a transfer that nobody answered lapses, and a need that
// was lent comes back; an idempotency key is forgotten; what is to be said to a client is tried
// again; a read item of an inbox is erased.
Result<Ticked> tick(Context&, const Tick&);

}  // namespace onward
