// Referrals, and work on them.
#include "operations/table/table.hpp"

#include "operations/logged_referrals.hpp"
#include "operations/referrals.hpp"
#include "operations/work.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
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
    op<referral::log, log_referral>(
        writes, create, "Note that somebody was told where to find help; nothing is sent."),
    op<referral::get_logged, get_logged_referral>(reads, see,
                                                  "One referral that was given as information."),
    op<referral::list_logged, list_logged_referrals>(
        reads, see, "The referrals that were given as information."),
    op<referral::assign, assign_referral>(
        writes, update, "Give a referral to a member of staff, or back to the queue."),
    op<referral::reprioritise, reprioritise_referral>(
        writes, update, "Change how urgent a referral is, with a coded reason."),
    op<referral::ask_information, ask_information>(
        writes, update, "Ask the sender; the end is due later by as long as it takes."),
    op<referral::give_information, give_information>(writes, create,
                                                     "Answer the receiver's question."),
    op<referral::return_with_advice, return_with_advice>(
        writes, update, "End the receiver's part with advice to the sender."),
    op<referral::confirm_withdrawal, confirm_withdrawal>(writes, update,
                                                         "Let the sender take a referral back."),
    op<referral::refuse_withdrawal, refuse_withdrawal>(
        writes, update, "Go on, though the sender wants it back, with a coded reason."),
    op<referral::record_contact, record_contact>(writes, update,
                                                 "Record whether the client was reached."),
    op<referral::record_delivery, record_delivery>(writes, update,
                                                   "Record that service was delivered, and what."),
    op<referral::record_enrolment, record_enrolment>(
        writes, update, "Record whether the client is in the programme."),
    op<information_request::get, get_information_request>(
        reads, see, "One question on a referral, and its answer."),
    op<information_request::list, list_information_requests>(
        reads, see, "The questions on a referral, and the answers."),
    op<appointment::schedule, schedule_appointment>(writes, update,
                                                    "Make an appointment with the client."),
    op<appointment::complete, complete_appointment>(writes, update,
                                                    "Record that an appointment took place."),
    op<appointment::miss, miss_appointment>(writes, update, "Record that the client did not come."),
    op<appointment::cancel, cancel_appointment>(writes, update, "Call an appointment off."),
    op<appointment::get, get_appointment>(reads, see, "One appointment."),
    op<appointment::list, list_appointments>(reads, see, "The appointments of a referral."),
    op<barrier::note, note_barrier>(writes, update,
                                    "Note what stands between a client and the service."),
    op<barrier::resolve, resolve_barrier>(writes, update, "Record that a barrier was removed."),
    op<barrier::get, get_barrier>(reads, see, "One barrier."),
    op<barrier::list, list_barriers>(reads, see, "The barriers that were noted on a referral."),
    op<handover::record, record_handover>(writes, update,
                                          "Record that documents were handed over."),
    op<handover::get, get_handover>(reads, see, "One handover of documents."),
    op<handover::list, list_handovers>(reads, see,
                                       "The documents that were handed over for a referral."),
    op<note::add, add_note>(writes, see, "Say something about a need or a referral."),
    op<note::get, get_note>(reads, see, "One note."),
    op<note::list, list_notes>(reads, see, "The notes on a need that one may read."),
};

}  // namespace

OperationSection referrals_operations() { return table; }

}  // namespace onward
