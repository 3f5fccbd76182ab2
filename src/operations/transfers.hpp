// The sender's side of a need goes to another organisation, for good or for a time.
#pragma once

#include "onward/operations/between.hpp"
#include "operations/context.hpp"

namespace onward {

// The other organisation is asked; it sees the transfer, and nothing of the client before it
// accepts. Unanswered, it lapses after the working days of a review.
//   refused  not_found (need), malformed_request (one's own), not_found (organisation),
//            period_reversed, phase_forbids, transfer_unfinished, and what would refuse its
//            acceptance; in this order
//   writes   the transfer
//   source   DHIS2, permanent and temporary ownership; docs/decisions/0017
Result<Transfer> request_transfer(Context&, const RequestTransfer&);

// For either side.
//   refused  not_found
Result<Transfer> get_transfer(Context&, const TransferRef&);

// From now on it is the sender of the need and of its referrals.
//   refused  not_found, permission_missing, phase_forbids, period_reversed, member_unfinished,
//            already_in_chain, partner_required, consent_*; in this order
//   writes   the transfer, the need, its referrals
Result<Transfer> accept_transfer(Context&, const AnswerTransfer&);
Result<Transfer> refuse_transfer(Context&, const AnswerTransfer&);
// Taken back by whoever asked, before it is answered.
Result<Transfer> cancel_transfer(Context&, const AnswerTransfer&);
//   refused  malformed_request (limit), cursor_invalid
Result<TransferPage> list_transfers(Context&, const ListTransfers&);

// To whom the need returns while it is lent; nobody for one that is not.
OrganizationId lender_of(Context&, const Need&);

// What is lent and continued by another need is lent with that one: both come back.
//   writes   the transfer
void lend_on(Context&, const Need& need, const Need& next);

// Nobody answered in time, or the time is over for which it was lent.
void end_due_transfer(Context&, Transfer);

// The transfer while it may be seen: for the answer to a repeated idempotency key.
std::optional<Transfer> seen(Context&, TransferId);

}  // namespace onward
