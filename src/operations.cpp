// THE table: all that Onward can do. C, Python, the command line, the documentation and the fuzzers
// are loops over it.
#include "onward/operation.hpp"

#include <algorithm>

#include "operations/attachments.hpp"
#include "operations/clients.hpp"
#include "operations/dashboard.hpp"
#include "operations/directory.hpp"
#include "operations/history.hpp"
#include "operations/import.hpp"
#include "operations/inbox.hpp"
#include "operations/needs.hpp"
#include "operations/outbox.hpp"
#include "operations/people.hpp"
#include "operations/referrals.hpp"
#include "operations/report.hpp"
#include "operations/row.hpp"
#include "operations/system.hpp"
#include "operations/tick.hpp"

namespace onward {

namespace {

constexpr auto reads = Effect::reads;
constexpr auto audited = Effect::audited_read;
constexpr auto writes = Effect::writes;
constexpr std::nullopt_t anybody = std::nullopt;
constexpr auto see = Permission::referral_read;
constexpr auto create = Permission::referral_create;
constexpr auto update = Permission::referral_update;
constexpr auto manage = Permission::referral_manage_providers;
constexpr auto analyse = Permission::referral_analytics;
constexpr auto administer = Permission::referral_admin;
constexpr auto configure = Permission::referral_configure;

constexpr Operation table[] = {
    op<system_::create, create_store>(writes, anybody,
                                      "Name the store's first organisation and administrator."),
    op<system_::status, store_status>(reads, see,
                                      "Say which store this is and how long its history is."),
    op<system_::tick, tick>(writes, anybody,
                            "Do what is due by now: expiries, overdue marks, reminders."),
    op<system_::batch, run_batch>(writes, anybody, "Run several operations as one: all or none."),

    op<organization::create, create_organization>(writes, administer,
                                                  "Add an organisation to the network."),
    op<organization::update, update_organization>(writes, manage,
                                                  "Change an organisation; absent members stay."),
    op<organization::get, get_organization>(reads, see, "One organisation."),
    op<organization::list, list_organizations>(reads, see,
                                               "The organisations of the network, by name."),
    op<staff::create, create_staff>(writes, administer,
                                    "Add a member of staff to an organisation."),
    op<staff::join, join_staff>(writes, administer,
                                "Let a member of staff work for an organisation, in a role."),
    op<staff::leave, leave_staff>(writes, administer,
                                  "End a member of staff's work for an organisation."),
    op<staff::get, get_staff>(reads, see, "A member of staff and where they work."),
    op<role::create, create_role>(writes, administer, "Add a role with its permissions."),
    op<role::list, list_roles>(reads, see, "The roles and what they allow."),
    op<issue::create, create_issue>(writes, configure, "Add a type of help."),
    op<issue::update, update_issue>(writes, configure,
                                    "Rename a type of help, or take it out of use."),
    op<issue::list, list_issues>(reads, see, "The types of help."),
    op<policy::set, set_policy>(writes, configure,
                                "Tune claims, declines and timeframes for a scope."),
    op<policy::get, get_policy>(reads, see, "What holds for a sender and an issue, and why."),

    op<location::create, create_location>(writes, manage, "Add a place where services are given."),
    op<service::create, create_service>(writes, manage, "Add a service, with whom it is for."),
    op<service::update, update_service>(writes, manage, "Change a service; absent members stay."),
    op<service::get, get_service>(reads, see, "One service."),
    op<directory::search, search_directory>(reads, see,
                                            "Find services by words, issue, area and language."),
    op<directory::import, import_directory>(
        writes, manage, "Read the next slice of a feed of organisations and services."),
    op<directory::problems, import_problems>(reads, manage,
                                             "What an import could not use, by file and line."),

    op<client::create, create_client>(writes, create, "Register a client."),
    op<client::update, update_client>(writes, create,
                                      "Change a client's details, as they were last read."),
    op<client::history, client_history>(audited, see,
                                        "What a client was after each change, and who made it."),
    op<client::get, get_client>(audited, see, "One client; leaves an entry that says who looked."),
    op<client::match, match_clients>(audited, see,
                                     "Find a client by name and birth date among those visible."),
    op<consent::record, record_consent>(
        writes, create, "Record that a client's data may be shared, and with whom."),
    op<consent::withdraw, withdraw_consent>(writes, create,
                                            "Record that a client's data may be shared no more."),

    op<need::find_receivers, find_receivers>(
        reads, see, "Who can help with an issue, best first; and why the others cannot."),
    op<need::send, send_need>(writes, create, "Ask several receivers to help with one issue."),
    op<need::get, get_need>(reads, see, "One need with its referrals."),
    op<need::list, list_needs>(reads, see, "The needs that the active organisation sent."),
    op<need::timeline, need_timeline>(reads, see,
                                      "What happened to a need and its referrals, line by line."),
    op<need::confirm, confirm_need>(writes, create, "Choose one of the receivers that accepted."),
    op<need::extend, extend_need>(writes, create, "Ask more receivers for an unresolved need."),
    op<need::re_refer, re_refer_need>(writes, create,
                                      "Continue an unresolved need with a new one."),
    op<need::escalate, escalate_need>(writes, create,
                                      "Call an administrator to an unresolved need."),
    op<need::withdraw, withdraw_need>(writes, create, "Take a whole need back."),
    op<need::close_unmet, close_need_unmet>(writes, create,
                                            "Close an unresolved need as a gap in service."),

    op<referral::get, get_referral>(reads, see, "One referral."),
    op<referral::list, list_referrals>(reads, see, "The referrals that were received, or sent."),
    op<referral::actions, referral_actions>(
        reads, see, "What can be done with a referral now, and why the rest cannot."),
    op<referral::open, open_referral>(writes, update, "Leave a read receipt; promises nothing."),
    op<referral::acknowledge, acknowledge_referral>(writes, update,
                                                    "Claim the right to evaluate; the first wins."),
    op<referral::accept, accept_referral>(writes, update, "Promise service."),
    op<referral::start, start_referral>(writes, update, "Begin service."),
    op<referral::hold, hold_referral>(writes, update, "Let service wait, for a coded reason."),
    op<referral::resume, resume_referral>(writes, update, "Go on with service."),
    op<referral::decline, decline_referral>(writes, update, "Say no, with a coded reason."),
    op<referral::complete, complete_referral>(writes, update, "End service with an outcome."),
    op<referral::fail, fail_referral>(writes, update, "Give up after trying, with a coded reason."),
    op<referral::withdraw, withdraw_referral>(writes, create, "Take one referral back."),
    op<referral::reopen, reopen_referral>(writes, create, "Ask a receiver again."),
    op<referral::mark_error, mark_referral_error>(writes, update,
                                                  "Strike a referral that was entered in error."),
    op<note::add, add_note>(writes, see, "Say something about a need or a referral."),
    op<note::list, list_notes>(reads, see, "The notes on a need that one may read."),
    op<outcome::record, record_outcome>(writes, update,
                                        "Record what became of a finished referral."),

    op<attachment::add, add_attachment>(writes, see, "Attach a file that was put as a blob."),
    op<attachment::get, get_attachment>(
        audited, see, "An attachment and the blob to read; leaves an entry that says who looked."),
    op<attachment::list, list_attachments>(reads, see,
                                           "The attachments of a need that one may read."),
    op<attachment::remove, remove_attachment>(
        writes, see, "Take an attachment back, before anybody took up what it goes with."),
    op<attachment::mark_error, mark_attachment_error>(
        writes, see, "Strike an attachment that was added in error."),

    op<inbox::subscribe, subscribe>(writes, see, "Choose what to be told of."),
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

    op<journal::list, list_journal>(reads, administer, "The store's history, entry by entry."),
    op<journal::verify, verify_journal>(reads, administer, "Prove that nobody edited the history."),
    op<journal::prove, prove_journal>(
        reads, see, "Proof that an entry is included, or that history only grew."),
    op<journal::checkpoint, journal_checkpoint>(
        reads, see, "Size and root of the history, signed, for partners to keep."),
    op<report::summary, summarize>(reads, analyse, "How many needs and referrals stand where."),
};

}  // namespace

std::span<const Operation> operations() { return table; }

bool takes_key(const Operation& op) {
  return op.effect == Effect::writes && op.name != system_::tick::name;
}

const Operation* find_operation(std::string_view name) {
  const auto found = std::ranges::find(table, name, &Operation::name);
  return found == std::end(table) ? nullptr : &*found;
}

}  // namespace onward
