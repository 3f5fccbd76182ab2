// THE table: all that Onward can do. C, Python, the command line, the documentation and the fuzzers
// are loops over it.
#include "onward/operation.hpp"

#include <unordered_map>

#include "operations/access_grounds.hpp"
#include "operations/agreements.hpp"
#include "operations/attachments.hpp"
#include "operations/chain.hpp"
#include "operations/client_duplicates.hpp"
#include "operations/client_merging.hpp"
#include "operations/client_weights.hpp"
#include "operations/clients.hpp"
#include "operations/configuration.hpp"
#include "operations/dashboard.hpp"
#include "operations/directory.hpp"
#include "operations/directory_export.hpp"
#include "operations/directory_search.hpp"
#include "operations/enquiries.hpp"
#include "operations/follow_up.hpp"
#include "operations/history.hpp"
#include "operations/import.hpp"
#include "operations/inbox.hpp"
#include "operations/intakes.hpp"
#include "operations/logged_referrals.hpp"
#include "operations/messages.hpp"
#include "operations/metric_analysis.hpp"
#include "operations/metrics.hpp"
#include "operations/need_update.hpp"
#include "operations/needs.hpp"
#include "operations/open_requests.hpp"
#include "operations/outbox.hpp"
#include "operations/people.hpp"
#include "operations/practices.hpp"
#include "operations/prescreen.hpp"
#include "operations/questionnaire_responses.hpp"
#include "operations/questionnaires.hpp"
#include "operations/referrals.hpp"
#include "operations/report.hpp"
#include "operations/reports.hpp"
#include "operations/row.hpp"
#include "operations/settings.hpp"
#include "operations/standard_issues.hpp"
#include "operations/system.hpp"
#include "operations/tick.hpp"
#include "operations/transfers.hpp"
#include "operations/work.hpp"

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
constexpr auto look_in = Permission::referral_portal;

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
    op<issue::list_standard, list_standard_issues>(reads, see,
                                                   "Types of help that a network may begin with."),
    op<issue::add_standard, add_standard_issues>(
        writes, configure, "Add the standard types of help that are not there."),
    op<policy::set, set_policy>(writes, configure,
                                "Tune claims, declines and timeframes for a scope."),
    op<policy::get, get_policy>(reads, see, "What holds for a sender and an issue, and why."),

    op<location::create, create_location>(writes, manage, "Add a place where services are given."),
    op<location::update, update_location>(writes, manage,
                                          "Change a location; absent members stay."),
    op<location::get, get_location>(reads, see, "One location."),
    op<service::create, create_service>(writes, manage, "Add a service, with whom it is for."),
    op<service::update, update_service>(writes, manage, "Change a service; absent members stay."),
    op<service::get, get_service>(reads, see, "One service."),
    op<directory::search, search_directory>(reads, see,
                                            "Find services by words, issue, area and language."),
    op<directory::export_, export_directory>(
        writes, manage, "Write the next slice of the directory to a file, as HSDS 3.0 JSON."),
    op<directory::import, import_directory>(
        writes, manage, "Read the next slice of a feed of organisations and services."),
    op<directory::problems, import_problems>(reads, manage,
                                             "What an import could not use, by file and line."),

    op<client::create, create_client>(writes, create, "Register a client."),
    op<client::update, update_client>(writes, create,
                                      "Change a client's details, as they were last read."),
    op<client::history, client_history>(audited, see,
                                        "What a client was after each change, and who made it."),
    op<client::timeline, client_timeline>(
        audited, see, "What happened to all needs of a client that one may see, line by line."),
    op<client::get, get_client>(audited, see, "One client; leaves an entry that says who looked."),
    op<client::match, match_clients>(audited, see,
                                     "Find a client by name and birth date among those visible."),
    op<client::train, train_matching>(
        writes, administer, "Learn how to weigh evidence from the next slice of the clients."),
    op<client::weights, matching_weights>(reads, administer,
                                          "What matching weighs, and where it was learned."),
    op<client::deduplicate, find_duplicates>(
        audited, administer, "Find clients that may be one person, slice by slice."),
    op<client::link, link_clients>(writes, administer,
                                   "Say that clients are one person, or that they are not."),
    op<client::unlink, unlink_clients>(writes, administer, "Take back what was said of a pair."),
    op<client::merge, merge_clients>(writes, administer,
                                     "Let one client stand for another, who is the same person."),
    op<client::unmerge, unmerge_client>(writes, administer,
                                        "Undo a merge; what was done since stays."),
    op<consent::record, record_consent>(
        writes, create, "Record that a client's data may be shared, and with whom."),
    op<consent::withdraw, withdraw_consent>(writes, create,
                                            "Record that a client's data may be shared no more."),

    op<intake::begin, begin_intake>(
        writes, create, "Begin a draft with a client, a need or a service that one looks at."),
    op<intake::save, save_intake>(writes, create,
                                  "Keep a draft, new or changed; anything may be missing."),
    op<intake::get, get_intake>(audited, see, "One of the active organisation's intakes."),
    op<intake::list, list_intakes>(audited, see, "The active organisation's drafts."),
    op<intake::discard, discard_intake>(writes, create, "Give a draft up."),
    op<intake::validate, validate_intake>(
        audited, create,
        "Look at a draft before it is sent: all that is missing, and what it says."),
    op<intake::submit, submit_intake>(
        writes, create, "Send a draft: its client, the consent and every need, all or none."),
    op<questionnaire::define, define_questionnaire>(
        writes, configure, "Define a version of a questionnaire; what cannot work is refused."),
    op<questionnaire::get, get_questionnaire>(reads, see, "One questionnaire, whole."),
    op<questionnaire::list, list_questionnaires>(reads, see,
                                                 "The questionnaires, without their questions."),
    op<questionnaire::activate, activate_questionnaire>(writes, configure,
                                                        "Put a draft in use, as it is."),
    op<questionnaire::retire, retire_questionnaire>(writes, configure,
                                                    "Take a questionnaire out of use."),
    op<questionnaire::import_fhir, import_fhir_questionnaire>(
        writes, configure, "Define a version from a FHIR R4 Questionnaire."),
    op<questionnaire::export_fhir, export_fhir_questionnaire>(
        reads, see, "A questionnaire as a FHIR R4 Questionnaire."),
    op<questionnaire_response::start, start_response>(
        writes, create, "Begin a client's answers to a questionnaire."),
    op<questionnaire_response::save, save_response>(
        writes, create, "Keep the answers so far; some may be missing."),
    op<questionnaire_response::complete, complete_response>(
        writes, create, "End the answers; what is required and asked must be there."),
    op<questionnaire_response::amend, amend_response>(writes, create,
                                                      "Correct answers that are complete."),
    op<questionnaire_response::get, get_response>(
        audited, see, "One client's answers; leaves an entry that says who looked."),
    op<questionnaire_response::import_fhir, import_fhir_response>(
        writes, create, "Take a client's answers from a FHIR R4 QuestionnaireResponse."),
    op<questionnaire_response::export_fhir, export_fhir_response>(
        audited, see, "One client's answers as a FHIR R4 QuestionnaireResponse."),
    op<questionnaire_response::list, list_responses>(
        audited, see, "What a client was asked, as far as one may see it; without answers."),
    op<questionnaire_response::score, score_response>(
        audited, see, "What the answers score, and which answer gave which points."),
    op<questionnaire_response::suggest, suggest_issues>(
        audited, see, "Types of help that the answers speak for, and why."),

    op<need::find_receivers, find_receivers>(
        reads, see, "Who can help with an issue, best first; and why the others cannot."),
    op<need::prescreen, prescreen>(
        reads, see, "What somebody could get help with, before anybody is registered."),
    op<need::send, send_need>(writes, create, "Ask several receivers to help with one issue."),
    op<need::update, update_need>(writes, create,
                                  "Change what a need says, as far as that is still open."),
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
    op<referral::log, log_referral>(
        writes, create, "Note that somebody was told where to find help; nothing is sent."),
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
    op<information_request::list, list_information_requests>(
        reads, see, "The questions on a referral, and the answers."),
    op<appointment::schedule, schedule_appointment>(writes, update,
                                                    "Make an appointment with the client."),
    op<appointment::complete, complete_appointment>(writes, update,
                                                    "Record that an appointment took place."),
    op<appointment::miss, miss_appointment>(writes, update, "Record that the client did not come."),
    op<appointment::cancel, cancel_appointment>(writes, update, "Call an appointment off."),
    op<appointment::list, list_appointments>(reads, see, "The appointments of a referral."),
    op<barrier::note, note_barrier>(writes, update,
                                    "Note what stands between a client and the service."),
    op<barrier::resolve, resolve_barrier>(writes, update, "Record that a barrier was removed."),
    op<barrier::list, list_barriers>(reads, see, "The barriers that were noted on a referral."),
    op<handover::record, record_handover>(writes, update,
                                          "Record that documents were handed over."),
    op<handover::list, list_handovers>(reads, see,
                                       "The documents that were handed over for a referral."),
    op<note::add, add_note>(writes, see, "Say something about a need or a referral."),
    op<note::list, list_notes>(reads, see, "The notes on a need that one may read."),
    op<referral::forward, forward_referral>(
        writes, create, "Pass a need on to others in one's own name, with what is known."),
    op<need::chain, need_chain>(reads, see, "How a need was passed on, as far as one is a side."),
    op<referral::remind, remind_referral>(writes, create, "Ask a silent receiver for an answer."),
    op<referral::follow_up, follow_up_referral>(
        reads, see, "How long a receiver is silent, whom to reach instead, and who else can help."),
    op<message::send, send_message>(writes, see, "Say something to the other side of a referral."),
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
    op<transfer::list, list_transfers>(reads, see, "The transfers that were received, or sent."),
    op<client::access, client_access>(audited, see, "Who can see a client, and why."),
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

    op<journal::list, list_journal>(reads, administer, "The store's history, entry by entry."),
    op<journal::verify, verify_journal>(reads, administer, "Prove that nobody edited the history."),
    op<journal::prove, prove_journal>(
        reads, see, "Proof that an entry is included, or that history only grew."),
    op<journal::checkpoint, journal_checkpoint>(
        reads, see, "Size and root of the history, signed, for partners to keep."),
    op<agreement::propose, propose_agreement>(
        writes, manage, "Propose that one organisation may refer to the other."),
    op<agreement::agree, agree_agreement>(writes, manage, "Agree to what the other side proposed."),
    op<agreement::end, end_agreement>(writes, manage, "End an agreement, or say no to a proposal."),
    op<agreement::list, list_agreements>(reads, see, "The active organisation's agreements."),
    op<enquiry::ask, ask_capacity>(writes, create,
                                   "Ask one or many for free places, without naming a client."),
    op<enquiry::answer, answer_capacity>(writes, update, "Say how many places are free."),
    op<enquiry::close, close_enquiry>(writes, create, "Await no more answers to an enquiry."),
    op<enquiry::list, list_enquiries>(reads, see, "The enquiries that were received, or sent."),
    op<need::list_open, list_open_needs>(reads, see,
                                         "Open requests that one may claim; nobody is named."),
    op<need::claim_open, claim_open_need>(
        writes, update, "Claim an open request: the only receiver, acknowledged; the first wins."),
    op<locality::import, import_localities>(writes, configure,
                                            "Add localities, and change those that differ."),
    op<locality::list, list_localities>(reads, see, "The localities, by name."),
    op<calendar::set, set_calendar>(writes, configure,
                                    "Set days off that several organisations share."),
    op<calendar::list, list_calendars>(reads, see, "The shared calendars, by name."),
    op<reason_code::add, add_reason_code>(writes, configure,
                                          "Add a reason beside the standard list."),
    op<reason_code::retire, retire_reason_code>(writes, configure,
                                                "Take one of the network's reasons out of use."),
    op<reason_code::list, list_reason_codes>(reads, see, "The reasons that may be given."),
    op<configuration::export_, export_configuration>(
        reads, configure, "The network's settings as one document, by names and codes."),
    op<configuration::import, import_configuration>(
        writes, configure, "Take settings from one document: all or none."),

    op<report::summary, summarize>(reads, analyse, "How many needs and referrals stand where."),
    op<metric::list, list_metrics>(reads, see, "Every metric, what it means, and its dimensions."),
    op<metric::query, query_metrics>(
        audited, analyse, "Any metrics, over any dimensions, in any period, as known at any time."),
    op<metric::trend, trend_metric>(audited, analyse,
                                    "How a figure went, period by period, and by how much."),
    op<metric::rank, rank_metric>(
        audited, analyse, "Who comes first, and whether the order says anything or is noise."),
    op<metric::forecast, forecast_metric>(
        audited, analyse, "What a count may come to, by the method that would have been right."),
    op<report::sections, make_report>(
        audited, analyse, "A report as data: each section's question, its table and its chart."),
    op<report::html, make_report_page>(audited, analyse,
                                       "A report as one page of HTML that needs no network."),

    op<practice::set_policy, set_practice_policy>(
        writes, configure, "Tune how the practice counts referrals and when it is alerted."),
    op<practice::policy, practice_policy>(reads, see, "What the practice has tuned, and defaults."),

    op<relationship::get, get_relationship>(
        audited, analyse, "How the practice stands with a provider: standing, health, best time."),
    op<relationship::list, list_relationships>(
        audited, analyse, "How the practice stands with its providers; for example the dormant."),

    op<referring_provider::create, create_provider>(
        writes, manage, "Enter a provider who refers, or is referred to."),
    op<referring_provider::update, update_provider>(writes, manage,
                                                    "Change a provider; what is absent stays."),
    op<referring_provider::get, get_provider>(
        audited, see, "One provider of the practice; leaves an entry that says who looked."),
    op<referring_provider::list, list_providers>(audited, see,
                                                 "The practice's providers, by last name."),
    op<referring_provider::search, search_providers>(
        audited, see, "Find a provider while somebody types: name, practice, city or number."),
    op<referring_provider::deactivate, deactivate_provider>(
        writes, manage, "Offer a provider no more; what they sent stays."),
    op<referring_provider::reactivate, reactivate_provider>(writes, manage, "Offer them again."),
    op<referring_provider::types, list_provider_types>(
        reads, see, "Types of providers, their taxonomy codes, and what one refers to them for."),
    op<referring_provider::record_contact, record_provider_contact>(
        writes, update, "Note that the practice got in touch with a provider."),
    op<referring_provider::record_response, record_provider_response>(
        writes, update, "Note that a provider answered a contact."),
    op<referring_provider::list_contacts, list_provider_contacts>(
        audited, see, "Contacts with a provider, oldest first."),
    op<referring_provider::list_referrals, list_provider_referrals>(
        audited, see, "Who came through a provider, and what became of them."),
    op<referring_provider::history, provider_history>(
        audited, see, "How the relationship with a provider went, line by line."),
    op<referring_provider::statistics, provider_statistics>(
        audited, analyse, "What a provider sends and what it is worth, and who refers to whom."),
    op<referring_provider::import, import_providers>(writes, manage,
                                                     "Read providers from a file, slice by slice."),
    op<referring_provider::import_problems, provider_import_problems>(
        reads, manage, "What an import of providers could not use, with line, column and reason."),

    op<specialist_referral::create, create_specialist_referral>(
        writes, create, "Write a referral to a specialist of one's own directory; a draft."),
    op<specialist_referral::record_letter, record_specialist_letter>(
        writes, create, "Record that the specialist was written to."),
    op<specialist_referral::schedule, schedule_specialist>(
        writes, update, "Record the patient's appointment with the specialist."),
    op<specialist_referral::complete_appointment, complete_specialist_appointment>(
        writes, update, "Record that the specialist saw the patient."),
    op<specialist_referral::miss_appointment, miss_specialist_appointment>(
        writes, update, "Record that the patient did not come."),
    op<specialist_referral::cancel_appointment, cancel_specialist_appointment>(
        writes, update, "Record that the appointment was called off."),
    op<specialist_referral::receive_report, receive_specialist_report>(
        writes, update, "File the specialist's report."),
    op<specialist_referral::give_feedback, give_specialist_feedback>(
        writes, update, "Say how it went with the specialist."),
    op<specialist_referral::close, close_specialist_referral>(
        writes, update, "Close it with an outcome, and with a reason where no report has come."),
    op<specialist_referral::decline, decline_specialist_referral>(
        writes, update, "Record that the specialist says no, with a coded reason."),
    op<specialist_referral::cancel, cancel_specialist_referral>(
        writes, update, "Take it back, with a coded reason."),
    op<specialist_referral::get, get_specialist_referral>(reads, see,
                                                          "One referral to a specialist."),
    op<specialist_referral::list, list_specialist_referrals>(
        reads, see, "The practice's referrals to specialists, newest first."),
    op<specialist_referral::actions, specialist_referral_actions>(
        reads, see, "What can be done with one now, and why the rest cannot."),
    op<referral_source::add, add_referral_source>(
        writes, configure, "Add a source that touches may name, for example a campaign."),
    op<referral_source::add_standard, add_standard_referral_sources>(
        writes, configure, "Add the standard sources that are not there."),
    op<referral_source::update, update_referral_source>(
        writes, configure, "Rename a source, or take it back into use."),
    op<referral_source::retire, retire_referral_source>(writes, configure, "Retire a source."),
    op<referral_source::list, list_referral_sources>(reads, see, "The practice's sources."),
    op<lead::create, create_lead>(
        writes, create, "Enter somebody who may become a patient, with what made them come."),
    op<lead::get, get_lead>(audited, see, "One lead, and what made them come."),
    op<lead::list, list_leads>(audited, see, "The practice's leads in one phase, newest first."),
    op<lead::list_of_client, list_leads_of_client>(audited, see,
                                                   "The leads that a patient once was."),
    op<lead::update, update_lead>(writes, update, "Change who a lead is; absent members stay."),
    op<lead::lose, lose_lead>(writes, update, "Note that a lead did not become a patient."),
    op<lead::reopen, reopen_lead>(writes, update, "Take a lead up again that was lost."),
    op<lead::record_consultation, record_consultation>(
        writes, update, "Note the day of a lead's first consultation."),
    op<lead::start_treatment, start_treatment>(
        writes, update, "Note the day on which treatment began, and what it is worth."),
    op<lead::complete_treatment, complete_treatment>(writes, update, "Note when treatment ended."),
    op<lead::set_value, set_lead_value>(writes, update,
                                        "Say what treatment is worth, or that it is unknown."),
    op<lead::convert, convert_lead>(writes, create,
                                    "Make a lead a patient, and share the credit for it."),
    op<lead::undo_conversion, undo_conversion>(writes, administer, "Take back a conversion."),
    op<lead::undo_milestone, undo_milestone>(writes, update, "Take back a wrong milestone."),
    op<lead::join, join_leads>(writes, administer, "Join two leads that are of one person."),
    op<lead::part, part_leads>(writes, administer, "Part leads that were joined by mistake."),
    op<touchpoint::add, add_touchpoint>(writes, update, "Add what made a lead come."),
    op<touchpoint::void_, void_touchpoint>(writes, update,
                                           "Find a touch wrong; it counts no more."),
    op<touchpoint::correct, correct_touchpoint>(
        writes, update, "Find a touch wrong, and say what is right in its place."),
    op<touchpoint::list, list_touchpoints>(
        audited, see, "Every touch of a lead, those that were wrong among them."),
    op<attribution::get, get_attribution>(audited, see,
                                          "Who is credited with a conversion, in any version."),
    op<attribution::list, list_attributions>(audited, see,
                                             "Every version of who is credited with a conversion."),
    op<attribution::correct, correct_attribution>(
        writes, update, "Share the credit for a conversion anew, and say why."),
    op<attribution::compare, compare_attributions>(
        audited, analyse, "Where models of attribution disagree over the conversions of a period."),
    op<lead::sources, count_sources>(
        audited, analyse, "Where the leads of a period come from, and what became of them."),

    op<portal::grant, grant_portal>(writes, manage,
                                    "Let somebody use the portal for a referring provider."),
    op<portal::revoke, revoke_portal>(writes, manage, "Close the portal to a provider."),
    op<portal::list_patients, list_portal_patients>(
        audited, look_in, "A referring provider's own patients, as far as those agree."),
};

}  // namespace

std::span<const Operation> operations() { return table; }

bool takes_key(const Operation& op) {
  return op.effect == Effect::writes && op.name != system_::tick::name;
}

const Operation* find_operation(std::string_view name) {
  static const auto by_name = [] {
    std::unordered_map<std::string_view, const Operation*> out;
    for (auto& op : table) out.emplace(op.name, &op);
    return out;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

}  // namespace onward
