// Clients, and their consent.
#include "operations/table/table.hpp"

#include "operations/client_duplicates.hpp"
#include "operations/client_merging.hpp"
#include "operations/client_weights.hpp"
#include "operations/clients.hpp"
#include "operations/needs.hpp"

namespace onward {

namespace {

constexpr Operation table[] = {
    op<client::create, create_client>(writes, create, "Register a client."),
    op<client::update, update_client>(writes, create,
                                      "Change a client's details, as they were last read."),
    op<client::history, client_history>(audited, see,
                                        "What a client was after each change, and who made it."),
    op<client::timeline, client_timeline>(
        audited, see, "What happened to all needs of a client that one may see, line by line."),
    op<client::get, get_client>(audited, see, "One client; leaves an entry that says who looked."),
    op<client::list, list_clients>(audited, see, "The clients that one sees, by number."),
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
    op<client::links, client_links>(audited, administer,
                                    "What was said of a client and others, and their merges."),
    op<client::merge, merge_clients>(writes, administer,
                                     "Let one client stand for another, who is the same person."),
    op<client::unmerge, unmerge_client>(writes, administer,
                                        "Undo a merge; what was done since stays."),
    op<consent::record, record_consent>(
        writes, create, "Record that a client's data may be shared, and with whom."),
    op<consent::withdraw, withdraw_consent>(writes, create,
                                            "Record that a client's data may be shared no more."),
    op<consent::get, get_consent>(audited, see, "One consent that the organisation recorded."),
    op<consent::list, list_consents>(audited, see,
                                     "The consents of a client that the organisation recorded."),
};

}  // namespace

OperationSection clients_operations() { return table; }

}  // namespace onward
