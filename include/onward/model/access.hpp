// Who may do what: staff, their memberships, roles and the mission's permission names.
#pragma once

#include "onward/model/ids.hpp"

namespace onward {

enum class Permission : std::uint8_t {
  referral_read,
  referral_create,
  referral_update,
  referral_manage_providers,
  referral_analytics,
  referral_send_letters,
  referral_admin,
  referral_configure,
  referral_portal
};
template <>  // source: the mission's practice document, API permissions; the last is ours (0028)
inline constexpr auto names<Permission> = std::array{
    Name{Permission::referral_read, "referral:read", "See needs, referrals and clients involved."},
    Name{Permission::referral_create, "referral:create", "Register clients and send needs."},
    Name{Permission::referral_update, "referral:update", "Answer and work on referrals."},
    Name{Permission::referral_manage_providers, "referral:manage_providers",
         "Keep organisations, services and the directory."},
    Name{Permission::referral_analytics, "referral:analytics", "See counts and reports."},
    Name{Permission::referral_send_letters, "referral:send_letters", "Write and send letters."},
    Name{Permission::referral_admin, "referral:admin",
         "Administer; in the store's first organisation, the whole store."},
    Name{Permission::referral_configure, "referral:configure", "Set issues and policies."},
    Name{Permission::referral_portal, "referral:portal",
         "Use a practice's portal as the referring provider one is; nothing else."},
};

struct Role {
  RoleId id{};
  std::int64_t revision = 0;
  std::string name{};
  std::vector<Permission> permissions{};
};
template <>
inline constexpr auto rows<Role> = std::array{
    row<&Role::id>(1, "id", "Given by the store; never reused."),
    row<&Role::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Role::name>(3, "name", "Unique in the store, for example caseworker."),
    row<&Role::permissions>(4, "permissions", "What it allows."),
};
ONWARD_RECORDS(Role);

struct Staff {
  StaffId id{};
  std::int64_t revision = 0;
  std::string login{};
  std::string name{};
  bool active = true;
  std::string login_key{};
};
template <>
inline constexpr auto rows<Staff> = std::array{
    row<&Staff::id>(1, "id", "Given by the store; never reused."),
    row<&Staff::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Staff::login>(3, "login", "The host's own name for the person."),
    row<&Staff::name>(4, "name", "The name colleagues see."),
    row<&Staff::active>(5, "active", "False once they have left."),
    row<&Staff::login_key>(6, "login_key",
                           "The login as logins are compared, without case and what nobody sees; "
                           "unique in the store."),
};
ONWARD_RECORD(Staff);

struct Membership {
  MembershipId id{};
  std::int64_t revision = 0;
  StaffId staff_id{};
  OrganizationId organization_id{};
  RoleId role_id{};
  bool active = true;
};
template <>
inline constexpr auto rows<Membership> = std::array{
    row<&Membership::id>(1, "id", "Given by the store; never reused."),
    row<&Membership::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Membership::staff_id>(3, "staff_id", "Who."),
    row<&Membership::organization_id>(4, "organization_id", "In which organisation."),
    row<&Membership::role_id>(5, "role_id", "In which role."),
    row<&Membership::active>(6, "active", "False once it has ended."),
};
ONWARD_RECORDS(Membership);

}  // namespace onward
