// Organisations, staff, memberships, roles, issues and policies: who works here, and how.
#pragma once

#include "onward/model/access.hpp"
#include "onward/model/directory.hpp"
#include "onward/model/policy.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct CreateOrganization {
  std::string name{};
  std::string time_zone = "UTC";
  std::optional<std::int64_t> capacity_limit{};
  std::vector<Weekday> working_days{};
  std::vector<Date> holidays{};
  bool accepting = true;
  bool represented_by_sender = false;
  std::string alternate_name{};
  std::string email{};
  std::string website{};
};
template <>
inline constexpr auto rows<CreateOrganization> = std::array{
    row<&CreateOrganization::name>(1, "name", "The name people know it by."),
    row<&CreateOrganization::time_zone>(2, "time_zone", "IANA name; UTC when absent.",
                                        may_be_absent),
    row<&CreateOrganization::capacity_limit>(3, "capacity_limit",
                                             "Referrals it can hold at once; absent is unlimited."),
    row<&CreateOrganization::working_days>(4, "working_days", "Monday to Friday when empty."),
    row<&CreateOrganization::holidays>(5, "holidays", "Dates on which it does not work."),
    row<&CreateOrganization::accepting>(6, "accepting", "True when absent.", may_be_absent),
    row<&CreateOrganization::represented_by_sender>(
        7, "represented_by_sender",
        "True when nobody there uses the network: whoever refers to it records what it answers.",
        may_be_absent),
    row<&CreateOrganization::alternate_name>(8, "alternate_name", "A short or former name.",
                                             may_be_absent),
    row<&CreateOrganization::email>(9, "email", "Public address for mail.", may_be_absent),
    row<&CreateOrganization::website>(10, "website", "Public page, for example www.example.org.",
                                      may_be_absent),
};
ONWARD_RECORD(CreateOrganization);
struct OrganizationRef {
  OrganizationId organization_id{};
};
template <>
inline constexpr auto rows<OrganizationRef> = std::array{
    row<&OrganizationRef::organization_id>(1, "organization_id", "The organisation meant."),
};
ONWARD_RECORD(OrganizationRef);
// Absent members stay as they are.
struct UpdateOrganization {
  OrganizationId organization_id{};
  std::optional<std::string> name{};
  std::optional<bool> active{};
  std::optional<bool> accepting{};
  std::optional<std::string> alert{};
  std::optional<std::string> time_zone{};
  std::optional<std::int64_t> capacity_limit{};
  bool capacity_unlimited = false;
  std::optional<std::vector<Weekday>> working_days{};
  std::optional<std::vector<Date>> holidays{};
  std::optional<bool> partners_required{};
  std::optional<std::vector<OrganizationId>> send_to{};
  std::optional<std::vector<OrganizationId>> receive_from{};
  std::optional<std::string> alternative_contact{};
  std::optional<CalendarId> calendar_id{};
  std::optional<std::string> description{};
  std::optional<std::vector<Contact>> contacts{};
  std::optional<bool> represented_by_sender{};
  std::optional<std::string> alternate_name{};
  std::optional<std::string> email{};
  std::optional<std::string> website{};
};
template <>
inline constexpr auto rows<UpdateOrganization> = std::array{
    row<&UpdateOrganization::organization_id>(1, "organization_id", "The organisation meant."),
    row<&UpdateOrganization::name>(2, "name", "The name people know it by."),
    row<&UpdateOrganization::active>(3, "active", "False once it has left the network."),
    row<&UpdateOrganization::accepting>(4, "accepting", "False while referrals are paused."),
    row<&UpdateOrganization::alert>(5, "alert", "Shown to whoever is about to refer there."),
    row<&UpdateOrganization::time_zone>(6, "time_zone", "IANA name."),
    row<&UpdateOrganization::capacity_limit>(7, "capacity_limit",
                                             "Referrals it can hold at once; 0 is full."),
    row<&UpdateOrganization::capacity_unlimited>(8, "capacity_unlimited",
                                                 "True to take the limit away.", may_be_absent),
    row<&UpdateOrganization::working_days>(9, "working_days", "Days of the week it works."),
    row<&UpdateOrganization::holidays>(10, "holidays", "Dates on which it does not work."),
    row<&UpdateOrganization::partners_required>(11, "partners_required",
                                                "True when only agreed partners may refer."),
    row<&UpdateOrganization::send_to>(12, "send_to", "Organisations it agrees to send to."),
    row<&UpdateOrganization::receive_from>(13, "receive_from",
                                           "Organisations it agrees to receive from."),
    row<&UpdateOrganization::alternative_contact>(
        30, "alternative_contact", "Public: whom to reach when nobody answers; no person's name."),
    row<&UpdateOrganization::calendar_id>(19, "calendar_id",
                                          "A shared calendar whose days off hold too; 0 is none."),
    row<&UpdateOrganization::description>(14, "description", "What it does.", long_text),
    row<&UpdateOrganization::contacts>(15, "contacts", "Whom to ask there.", is_personal),
    row<&UpdateOrganization::represented_by_sender>(
        16, "represented_by_sender",
        "Whether nobody there uses the network; for administrators of the store."),
    row<&UpdateOrganization::alternate_name>(17, "alternate_name",
                                             "A short or former name; empty is none."),
    row<&UpdateOrganization::email>(18, "email", "Public address for mail; empty is none."),
    row<&UpdateOrganization::website>(20, "website", "Public page; empty is none."),
};
ONWARD_RECORD(UpdateOrganization);
struct ListOrganizations {
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListOrganizations> = std::array{
    row<&ListOrganizations::limit>(1, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                   may_be_absent),
    row<&ListOrganizations::cursor>(2, "cursor", "From the page before; absent for the first.",
                                    {.limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(ListOrganizations);
struct OrganizationPage {
  std::vector<Organization> organizations{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<OrganizationPage> = std::array{
    row<&OrganizationPage::organizations>(1, "organizations", "In the order of their names."),
    row<&OrganizationPage::cursor>(2, "cursor", "For the next page; empty at the end.",
                                   {.limit = text_limit_long}),
};
ONWARD_RECORD(OrganizationPage);

struct CreateStaff {
  std::string login{};
  std::string name{};
  OrganizationId organization_id{};
  std::string role{};
};
template <>
inline constexpr auto rows<CreateStaff> = std::array{
    row<&CreateStaff::login>(1, "login", "The host's own name for the person; unique."),
    row<&CreateStaff::name>(2, "name", "The name colleagues see."),
    row<&CreateStaff::organization_id>(3, "organization_id", "Where they work first."),
    row<&CreateStaff::role>(4, "role", "Name of their role there."),
};
ONWARD_RECORD(CreateStaff);
struct JoinStaff {
  StaffId staff_id{};
  OrganizationId organization_id{};
  std::string role{};
};
template <>
inline constexpr auto rows<JoinStaff> = std::array{
    row<&JoinStaff::staff_id>(1, "staff_id", "Who."),
    row<&JoinStaff::organization_id>(2, "organization_id", "Where they work from now on."),
    row<&JoinStaff::role>(3, "role", "Name of their role there; replaces the present one."),
};
ONWARD_RECORD(JoinStaff);
struct LeaveStaff {
  StaffId staff_id{};
  OrganizationId organization_id{};
};
template <>
inline constexpr auto rows<LeaveStaff> = std::array{
    row<&LeaveStaff::staff_id>(1, "staff_id", "Who."),
    row<&LeaveStaff::organization_id>(2, "organization_id", "Where they work no longer."),
};
ONWARD_RECORD(LeaveStaff);
struct StaffRef {
  StaffId staff_id{};
};
template <>
inline constexpr auto rows<StaffRef> = std::array{
    row<&StaffRef::staff_id>(1, "staff_id", "Who."),
};
ONWARD_RECORD(StaffRef);
struct StaffRecord {
  Staff staff{};
  std::vector<Membership> memberships{};
};
template <>
inline constexpr auto rows<StaffRecord> = std::array{
    row<&StaffRecord::staff>(1, "staff", "The person."),
    row<&StaffRecord::memberships>(2, "memberships", "Where they work, ended ones too."),
};
ONWARD_RECORD(StaffRecord);
// Somebody of an organisation, and as what they work there.
struct StaffMember {
  Staff staff{};
  Membership membership{};
};
template <>
inline constexpr auto rows<StaffMember> = std::array{
    row<&StaffMember::staff>(1, "staff", "The person."),
    row<&StaffMember::membership>(2, "membership", "As what they work there, or did."),
};
ONWARD_RECORDS(StaffMember);
struct ListStaff {
  OrganizationId organization_id{};
  bool active_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListStaff> = std::array{
    row<&ListStaff::organization_id>(
        1, "organization_id", "Whose; 0 or absent for the active organisation.", may_be_absent),
    row<&ListStaff::active_only>(2, "active_only", "Only those who work there now.", may_be_absent),
    row<&ListStaff::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListStaff::cursor>(4, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ListStaff);
struct StaffPage {
  std::vector<StaffMember> staff{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<StaffPage> = std::array{
    row<&StaffPage::staff>(1, "staff", "In the order of their numbers."),
    row<&StaffPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(StaffPage);
struct CreateRole {
  std::string name{};
  std::vector<Permission> permissions{};
};
template <>
inline constexpr auto rows<CreateRole> = std::array{
    row<&CreateRole::name>(1, "name", "Unique in the store."),
    row<&CreateRole::permissions>(2, "permissions", "What it allows."),
};
ONWARD_RECORD(CreateRole);
struct RoleRef {
  RoleId role_id{};
};
template <>
inline constexpr auto rows<RoleRef> = std::array{
    row<&RoleRef::role_id>(1, "role_id", "The role meant."),
};
ONWARD_RECORD(RoleRef);
// Absent members stay as they are.
struct UpdateRole {
  RoleId role_id{};
  std::optional<std::string> name{};
  std::optional<std::vector<Permission>> permissions{};
};
template <>
inline constexpr auto rows<UpdateRole> = std::array{
    row<&UpdateRole::role_id>(1, "role_id", "The role meant."),
    row<&UpdateRole::name>(2, "name", "Unique in the store."),
    row<&UpdateRole::permissions>(3, "permissions", "All that it allows."),
};
ONWARD_RECORD(UpdateRole);
struct Roles {
  std::vector<Role> roles{};
};
template <>
inline constexpr auto rows<Roles> = std::array{
    row<&Roles::roles>(1, "roles", "In the order of their names."),
};
ONWARD_RECORD(Roles);

struct CreateIssue {
  std::string code{};
  std::string name{};
  std::string category{};
};
template <>
inline constexpr auto rows<CreateIssue> = std::array{
    row<&CreateIssue::code>(1, "code", "Short and stable, unique in the store."),
    row<&CreateIssue::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&CreateIssue::category>(3, "category", "Code of a category; empty or absent is none.",
                                may_be_absent),
};
ONWARD_RECORD(CreateIssue);
struct UpdateIssue {
  IssueId issue_id{};
  std::optional<std::string> name{};
  std::optional<bool> active{};
  std::optional<QuestionnaireId> questionnaire_id{};
  std::optional<bool> questionnaire_required{};
  std::optional<std::string> category{};
};
template <>
inline constexpr auto rows<UpdateIssue> = std::array{
    row<&UpdateIssue::issue_id>(1, "issue_id", "The issue meant."),
    row<&UpdateIssue::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&UpdateIssue::active>(3, "active", "False once no new need may name it."),
    row<&UpdateIssue::questionnaire_id>(
        6, "questionnaire_id", "The form that is asked, in use and about this issue; 0 is none."),
    row<&UpdateIssue::questionnaire_required>(
        7, "questionnaire_required", "True when nobody is asked for help before it is answered."),
    row<&UpdateIssue::category>(8, "category", "Code of a category; empty is none."),
};
ONWARD_RECORD(UpdateIssue);
struct IssueRef {
  IssueId issue_id{};
};
template <>
inline constexpr auto rows<IssueRef> = std::array{
    row<&IssueRef::issue_id>(1, "issue_id", "The type of help meant."),
};
ONWARD_RECORD(IssueRef);
struct ListIssues {
  std::int64_t limit = page_limit_default;
  std::string cursor{};
  std::string category{};
  bool active_only = false;
};
template <>
inline constexpr auto rows<ListIssues> = std::array{
    row<&ListIssues::limit>(1, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListIssues::cursor>(2, "cursor", "From the page before; absent for the first.",
                             {.limit = text_limit_long, .may_be_absent = true}),
    row<&ListIssues::category>(3, "category", "Only those of this category; empty for all.",
                               may_be_absent),
    row<&ListIssues::active_only>(4, "active_only", "Only those that a new need may name.",
                                  may_be_absent),
};
ONWARD_RECORD(ListIssues);
struct IssuePage {
  std::vector<Issue> issues{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<IssuePage> = std::array{
    row<&IssuePage::issues>(1, "issues", "In the order of their codes."),
    row<&IssuePage::cursor>(2, "cursor", "For the next page; empty at the end.",
                            {.limit = text_limit_long}),
};
ONWARD_RECORD(IssuePage);

struct SetPolicy {
  PolicyScope scope = PolicyScope::store;
  OrganizationId organization_id{};
  IssueId issue_id{};
  PolicyKnobs knobs{};
};
template <>
inline constexpr auto rows<SetPolicy> = std::array{
    row<&SetPolicy::scope>(1, "scope", "How widely it shall hold."),
    row<&SetPolicy::organization_id>(2, "organization_id", "For the scope organization.",
                                     may_be_absent),
    row<&SetPolicy::issue_id>(3, "issue_id", "For the scope issue.", may_be_absent),
    row<&SetPolicy::knobs>(4, "knobs", "All of this scope's knobs; absent ones are not tuned."),
};
ONWARD_RECORD(SetPolicy);
struct GetPolicy {
  OrganizationId organization_id{};
  IssueId issue_id{};
};
template <>
inline constexpr auto rows<GetPolicy> = std::array{
    row<&GetPolicy::organization_id>(1, "organization_id", "A sender; 0 or absent for none.",
                                     may_be_absent),
    row<&GetPolicy::issue_id>(2, "issue_id", "An issue; 0 or absent for none.", may_be_absent),
};
ONWARD_RECORD(GetPolicy);
struct PolicyView {
  PolicyKnobs effective{};
  std::vector<Policy> policies{};
};
template <>
inline constexpr auto rows<PolicyView> = std::array{
    row<&PolicyView::effective>(1, "effective", "What holds for a need of this sender and issue."),
    row<&PolicyView::policies>(2, "policies", "The policies that were folded, widest first."),
};
ONWARD_RECORD(PolicyView);
struct ListPolicies {
  std::optional<PolicyScope> scope{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListPolicies> = std::array{
    row<&ListPolicies::scope>(1, "scope", "Only those of this scope; absent for all."),
    row<&ListPolicies::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                              may_be_absent),
    row<&ListPolicies::cursor>(3, "cursor", "From the page before; absent for the first.",
                               may_be_absent),
};
ONWARD_RECORD(ListPolicies);
struct PolicyPage {
  std::vector<Policy> policies{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<PolicyPage> = std::array{
    row<&PolicyPage::policies>(1, "policies", "By scope, then by organisation or issue."),
    row<&PolicyPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(PolicyPage);

namespace organization {
using create = Tag<"organization.create", CreateOrganization, Organization>;
using update = Tag<"organization.update", UpdateOrganization, Organization>;
using get = Tag<"organization.get", OrganizationRef, Organization>;
using list = Tag<"organization.list", ListOrganizations, OrganizationPage>;
}  // namespace organization
namespace staff {
using create = Tag<"staff.create", CreateStaff, StaffRecord>;
using join = Tag<"staff.join", JoinStaff, Membership>;
using leave = Tag<"staff.leave", LeaveStaff, Membership>;
using get = Tag<"staff.get", StaffRef, StaffRecord>;
using list = Tag<"staff.list", ListStaff, StaffPage>;
}  // namespace staff
namespace role {
using create = Tag<"role.create", CreateRole, Role>;
using update = Tag<"role.update", UpdateRole, Role>;
using get = Tag<"role.get", RoleRef, Role>;
using list = Tag<"role.list", Empty, Roles>;
}  // namespace role
namespace issue {
using create = Tag<"issue.create", CreateIssue, Issue>;
using update = Tag<"issue.update", UpdateIssue, Issue>;
using get = Tag<"issue.get", IssueRef, Issue>;
using list = Tag<"issue.list", ListIssues, IssuePage>;
}  // namespace issue
namespace policy {
using set = Tag<"policy.set", SetPolicy, Policy>;
using get = Tag<"policy.get", GetPolicy, PolicyView>;
using list = Tag<"policy.list", ListPolicies, PolicyPage>;
}  // namespace policy

}  // namespace onward
