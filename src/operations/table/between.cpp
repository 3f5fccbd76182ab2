// What organisations do with each other.
#include "operations/table/table.hpp"

#include "operations/access_grounds.hpp"
#include "operations/chain.hpp"
#include "operations/follow_up.hpp"
#include "operations/messages.hpp"
#include "operations/referrals.hpp"
#include "operations/transfers.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<referral::forward, forward_referral>(
        writes, create, "Pass a need on to others in one's own name, with what is known."),
    op<need::chain, need_chain>(reads, see, "How a need was passed on, as far as one is a side."),
    op<referral::remind, remind_referral>(writes, create, "Ask a silent receiver for an answer."),
    op<referral::follow_up, follow_up_referral>(
        reads, see, "How long a receiver is silent, whom to reach instead, and who else can help."),
    op<message::send, send_message>(writes, see, "Say something to the other side of a referral."),
    op<message::get, get_message>(reads, see, "One message."),
    op<message::list, list_messages>(reads, see, "The messages on a referral, and what is unread."),
    op<message::list_unread, list_unread_messages>(
        reads, see, "The unread messages on all referrals, one's own or the organisation's."),
    op<message::mark_read, mark_messages_read>(writes, see, "Leave read marks on messages."),
    op<transfer::request, request_transfer>(writes, create,
                                            "Ask another organisation to take a need over."),
    op<transfer::accept, accept_transfer>(writes, create, "Take a need over from its sender."),
    op<transfer::refuse, refuse_transfer>(writes, create, "Leave a need with its sender."),
    op<transfer::cancel, cancel_transfer>(writes, create,
                                          "Take a transfer back before it is answered."),
    op<transfer::get, get_transfer>(reads, see, "One transfer, for either side."),
    op<transfer::list, list_transfers>(reads, see, "The transfers that were received, or sent."),
    op<client::access, client_access>(audited, see, "Who can see a client, and why."),
    op<outcome::record, record_outcome>(writes, update,
                                        "Record what became of a finished referral."),
};

}  // namespace

OperationSection between_operations() { return table; }

}  // namespace onward
