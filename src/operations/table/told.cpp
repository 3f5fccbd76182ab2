// What people are told, and what is to do.
#include "operations/table/table.hpp"

#include "operations/attachments.hpp"
#include "operations/dashboard.hpp"
#include "operations/inbox.hpp"
#include "operations/outbox.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<attachment::add, add_attachment>(writes, see, "Attach a file that was put as a blob."),
    op<attachment::get, get_attachment>(
        audited, see, "An attachment and the blob to read; leaves an entry that says who looked."),
    op<attachment::list, list_attachments>(
        reads, see, "The attachments of a need, or a draft, that one may read."),
    op<attachment::remove, remove_attachment>(
        writes, see, "Take an attachment back, before anybody took up what it goes with."),
    op<attachment::mark_error, mark_attachment_error>(
        writes, see, "Strike an attachment that was added in error."),
    op<inbox::subscribe, subscribe>(writes, see, "Choose what to be told of, and what to mute."),
    op<inbox::subscription, subscription_held>(reads, see, "What one chose to be told of."),
    op<inbox::list, list_inbox>(reads, see, "What one was told, or one's organisation."),
    op<inbox::mark_read, mark_read>(writes, see, "Mark items of an inbox as read."),
    op<inbox::counts, count_inbox>(reads, see, "How many items are unread."),
    op<outbox::list, list_outbox>(reads, see, "What is to be said to clients, and what was."),
    op<outbox::take, take_outbox>(writes, update,
                                  "Take what is to be said to a client, with the address."),
    op<outbox::done, outbox_done>(writes, update, "It was said."),
    op<outbox::failed, outbox_failed>(writes, update, "It could not be said; try again later."),
    op<dashboard::counts, count_dashboard>(
        reads, see, "How much there is to do, each count with the list that shows it."),
    op<system_::stuck, list_stuck>(reads, administer,
                                   "Unfinished rows without an owner or a future timer."),
};

}  // namespace

OperationSection told_operations() { return table; }

}  // namespace onward
