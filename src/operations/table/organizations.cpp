// Organisations, their people, and what the network says of itself.
#include "operations/table/table.hpp"

#include "operations/people.hpp"
#include "operations/standard_issues.hpp"
#include "operations/system.hpp"
#include "operations/tick.hpp"

namespace onward {

namespace {

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
    op<staff::list, list_staff>(reads, see, "The staff of an organisation, former ones too."),
    op<role::create, create_role>(writes, administer, "Add a role with its permissions."),
    op<role::update, update_role>(writes, administer,
                                  "Change what a role allows, for all who have it."),
    op<role::get, get_role>(reads, see, "One role and what it allows."),
    op<role::list, list_roles>(reads, see, "The roles and what they allow."),
    op<issue::create, create_issue>(writes, configure, "Add a type of help."),
    op<issue::update, update_issue>(writes, configure,
                                    "Rename a type of help, or take it out of use."),
    op<issue::get, get_issue>(reads, see, "One type of help."),
    op<issue::list, list_issues>(reads, see, "The types of help."),
    op<issue::list_standard, list_standard_issues>(reads, see,
                                                   "Types of help that a network may begin with."),
    op<issue::add_standard, add_standard_issues>(
        writes, configure, "Add the standard types of help that are not there."),
    op<policy::set, set_policy>(writes, configure,
                                "Tune claims, declines and timeframes for a scope."),
    op<policy::get, get_policy>(reads, see, "What holds for a sender and an issue, and why."),
    op<policy::list, list_policies>(reads, see, "Every policy, of all scopes."),
};

}  // namespace

OperationSection organizations_operations() { return table; }

}  // namespace onward
