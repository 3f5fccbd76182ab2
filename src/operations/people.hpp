// Organisations, staff, roles, issues and policies: who works here, and how.
#pragma once

#include "onward/operations/people.hpp"
#include "operations/row.hpp"

namespace onward {

// The organisation that the subject may act for: its own, or any for an administrator of the store.
//   refused  not_found at the path, permission_missing; in this order
Result<Organization> organization_to_act_for(Context&, OrganizationId, std::string path);

// Every other name is free to whoever knows the organisation better; only ids are unique.
//   refused  malformed_request, permission_missing (only administrators of the store)
//   writes   the organisation
Result<Organization> create_organization(Context&, const CreateOrganization&);

// What stays the same is not written. The first organisation stays active: nobody else could let
// it in again.
//   refused  malformed_request, not_found (the organisation, partners, the calendar)
//   writes   the organisation
Result<Organization> update_organization(Context&, const UpdateOrganization&);

// The directory is open inside the network.
//   refused  not_found
Result<Organization> get_organization(Context&, const OrganizationRef&);

//   refused  malformed_request, cursor_invalid
Result<OrganizationPage> list_organizations(Context&, const ListOrganizations&);

// An organisation's staff are its administrators' to keep, and the store's.
//   refused  malformed_request, not_found (organization_id, role), name_taken
//   writes   the person, their membership
Result<StaffRecord> create_staff(Context&, const CreateStaff&);

// Puts the role in the place of the one they have there. Who is of no organisation of the
// subject's is found by administrators of the store alone. Nobody changes the membership they act
// under, so an administrator always remains.
//   refused  not_found (organization_id, staff_id, role), malformed_request (one's own)
//   writes   the membership, and the person when they are back
Result<Membership> join_staff(Context&, const JoinStaff&);

// The rows stay: history names them. What was assigned to them goes back to the queue.
//   refused  not_found (organization_id, staff_id), malformed_request (one's own)
//   writes   the membership, the person when it was their last, unfinished referrals they had
Result<Membership> leave_staff(Context&, const LeaveStaff&);

// Colleagues know each other, former ones too. Memberships elsewhere are shown to administrators of
// the store alone.
//   refused  not_found
Result<StaffRecord> get_staff(Context&, const StaffRef&);
// Former ones too, each with what they are there.
//   refused  malformed_request (limit), cursor_invalid, not_found (the organisation)
Result<StaffPage> list_staff(Context&, const ListStaff&);

//   refused  malformed_request, permission_missing (only administrators of the store), name_taken
//   writes   the role
Result<Role> create_role(Context&, const CreateRole&);
// Whoever has the role may do so from the next call on. Nobody takes from the role that they act in
// what makes them an administrator: so one always remains.
//   refused  malformed_request (one's own role, too), permission_missing (only administrators of
//   the
//            store), not_found, name_taken
//   writes   the role, when it differs
Result<Role> update_role(Context&, const UpdateRole&);
//   refused  not_found
Result<Role> get_role(Context&, const RoleRef&);
// What forbids the subject to leave these permissions to a role, at a path.
Refused role_forbids(Context&, const Role& standing, const std::vector<Permission>&,
                     const std::string& path);
// Whole, without pages: administrators make each one by hand, and a network has a few dozen.
Result<Roles> list_roles(Context&, const Empty&);

// Issues are the whole network's, so the store's first organisation keeps them.
//   refused  malformed_request, permission_missing, name_taken, code_unknown (the category)
//   writes   the issue
Result<Issue> create_issue(Context&, const CreateIssue&);
//   refused  malformed_request, permission_missing, not_found, code_unknown (the category),
//            questionnaire_not_active, questionnaire_of_another_issue
//   writes   the issue, when it differs
Result<Issue> update_issue(Context&, const UpdateIssue&);
//   refused  not_found
Result<Issue> get_issue(Context&, const IssueRef&);
// A feed may bring thousands.
//   refused  malformed_request, cursor_invalid, code_unknown (the category)
Result<IssuePage> list_issues(Context&, const ListIssues&);

// Every change is a new version; needs that were sent keep the one they froze.
//   refused  malformed_request, permission_missing (scopes store and issue: only the store's first
//            organisation), not_found
//   writes   the policy, when it differs
Result<Policy> set_policy(Context&, const SetPolicy&);

//   refused  not_found
Result<PolicyView> get_policy(Context&, const GetPolicy&);
//   refused  malformed_request (limit), cursor_invalid
Result<PolicyPage> list_policies(Context&, const ListPolicies&);

template <> struct Again<StaffRecord> {
  static std::vector<std::int64_t> ids(const StaffRecord& record) {
    return {record.staff.id.value};
  }
  static std::optional<StaffRecord> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
