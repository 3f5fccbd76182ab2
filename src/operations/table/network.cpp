// History, partners, and settings of the whole network.
#include "operations/table/table.hpp"

#include "operations/agreements.hpp"
#include "operations/codes.hpp"
#include "operations/configuration.hpp"
#include "operations/enquiries.hpp"
#include "operations/history.hpp"
#include "operations/open_requests.hpp"
#include "operations/settings.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
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
    op<agreement::get, get_agreement>(reads, see, "One agreement."),
    op<agreement::list, list_agreements>(reads, see,
                                         "The active organisation's agreements, or all."),
    op<enquiry::ask, ask_capacity>(writes, create,
                                   "Ask one or many for free places, without naming a client."),
    op<enquiry::answer, answer_capacity>(writes, update, "Say how many places are free."),
    op<enquiry::close, close_enquiry>(writes, create, "Await no more answers to an enquiry."),
    op<enquiry::get, get_enquiry>(reads, see, "One enquiry, with the answers that one may see."),
    op<enquiry::list, list_enquiries>(reads, see, "The enquiries that were received, or sent."),
    op<need::list_open, list_open_needs>(reads, see,
                                         "Open requests that one may claim; nobody is named."),
    op<need::claim_open, claim_open_need>(
        writes, update, "Claim an open request: the only receiver, acknowledged; the first wins."),
    op<locality::import, import_localities>(writes, configure,
                                            "Add localities, and change those that differ."),
    op<locality::get, get_locality>(reads, see, "One locality, by its code."),
    op<locality::list, list_localities>(reads, see, "The localities, by name."),
    op<calendar::set, set_calendar>(writes, configure,
                                    "Set days off that several organisations share."),
    op<calendar::get, get_calendar>(reads, see, "One shared calendar."),
    op<calendar::list, list_calendars>(reads, see, "The shared calendars, by name."),
    op<reason_code::add, add_reason_code>(writes, configure,
                                          "Add a reason beside the standard list."),
    op<reason_code::retire, retire_reason_code>(writes, configure,
                                                "Take one of the network's reasons out of use."),
    op<reason_code::get, get_reason_code>(reads, see, "One reason that may be given."),
    op<reason_code::list, list_reason_codes>(reads, see, "The reasons that may be given."),
    op<code::set, set_code>(writes, configure,
                            "Put a code on a list: of categories, populations or attributes."),
    op<code::add_standard, add_standard_codes>(writes, configure,
                                               "Add the standard codes that are not there."),
    op<code::get, get_code>(reads, see, "One code of a list."),
    op<code::list, list_codes>(reads, see, "The codes of a list, by code."),
    op<configuration::export_, export_configuration>(
        reads, configure,
        "The network's settings as one document, by names and codes; up to 64 MiB."),
    op<configuration::import, import_configuration>(
        writes, configure, "Take settings from one document of up to 64 MiB: all or none."),
};

}  // namespace

OperationSection network_operations() { return table; }

}  // namespace onward
