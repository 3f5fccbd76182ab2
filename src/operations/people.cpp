#include "operations/people.hpp"

#include "onward/rules/addresses.hpp"
#include "operations/closing.hpp"
#include "operations/directory_shape.hpp"
#include "operations/inboxes.hpp"
#include "operations/paging.hpp"
#include "operations/portal.hpp"
#include "operations/references.hpp"
#include "operations/switching.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"
#include "operations/work.hpp"
#include "text.hpp"

namespace onward {

namespace {

// Present members of the request go over the row's.
template <class T> void put(T& member, const std::optional<T>& wanted) {
  if (wanted) member = *wanted;
}

bool is_first(Context& c, OrganizationId id) {
  const auto store = c.tables.get<StoreIdentity>(Id<StoreTag>(1));
  return store && store->first_organization_id == id;
}

// What the public reads; empty is none.
void check_public(Shape& shape, std::string_view alternate_name, std::string_view email,
                  std::string_view website) {
  if (!alternate_name.empty()) shape.named(alternate_name, "/alternate_name");
  shape.mail(email, "/email");
  shape.require(website.empty() || !page_uri(website).empty(), "/website", "is no page on the web");
}

Refused shape_of(Context& c, const UpdateOrganization& in, const Organization* standing) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (in.time_zone) shape.zone(*in.time_zone, "/time_zone");
  shape.between(in.capacity_limit, 0, count_max, "/capacity_limit");
  shape.either(in.capacity_limit.has_value(), in.capacity_unlimited, "/capacity_unlimited");
  if (in.working_days) shape.no_repeats(*in.working_days, "/working_days");
  if (in.holidays) shape.no_repeats(*in.holidays, "/holidays");
  if (in.send_to) shape.no_repeats(*in.send_to, "/send_to");
  if (in.receive_from) shape.no_repeats(*in.receive_from, "/receive_from");
  shape.require(in.active.value_or(true) || !is_first(c, in.organization_id), "/active",
                "the organisation that runs the store stays active");
  shape.require(!in.represented_by_sender.value_or(false) || !is_first(c, in.organization_id),
                "/represented_by_sender", "the organisation that runs the store uses it");
  if (in.contacts) check_contacts(shape, *in.contacts);
  check_public(shape, in.alternate_name.value_or(""), in.email.value_or(""),
               in.website.value_or(""));
  return std::move(shape).refused(in, standing);
}

// A person whom the subject may know of: of its own organisation, now or once.
Result<Staff> staff_known(Context& c, StaffId id) {
  const auto staff = c.tables.get<Staff>(id);
  const auto owns = [&] {
    return c.tables.first<Membership>(by::membership_staff, id, c.subject.organization_id)
               ? Relation::owner
               : Relation::none;
  };
  if (!staff || decide(c.subject, {c.permission, Relation::owner}, owns()))
    return not_found("/staff_id");
  return *staff;
}

// Whoever acts cannot change the membership they act under: so an administrator always remains.
Refused own_membership(Context& c, StaffId staff, OrganizationId organization) {
  Shape shape;
  shape.require(staff != c.subject.staff_id || organization != c.subject.organization_id,
                "/staff_id", "somebody else must change the membership that one acts under");
  return std::move(shape).refused();
}

// Who has no organisation left has left; who has one again is back.
void set_active(Context& c, Staff staff) {
  bool active = false;
  for (auto& m : c.tables.all<Membership>(by::membership_staff, staff.id)) active |= m.active;
  if (staff.active == active) return;
  staff.active = active;
  c.tables.update(staff);
}

Membership put_membership(Context& c, Membership membership) {
  if (membership.id)
    c.tables.update(membership);
  else
    c.tables.insert(membership);
  return membership;
}

}  // namespace

Result<Organization> organization_to_act_for(Context& c, OrganizationId id, std::string path) {
  const auto relation = id == c.subject.organization_id ? Relation::owner : Relation::none;
  const auto reason = decide(c.subject, {c.permission, Relation::owner}, relation);
  if (reason && *reason != Reason::not_found)
    return refuse(*reason, std::move(path), "the role lacks the permission");
  const auto organization = c.tables.get<Organization>(id);
  if (reason || !organization) return not_found(std::move(path));
  return *organization;
}

Result<Organization> create_organization(Context& c, const CreateOrganization& in) {
  Shape shape;
  shape.named(in.name, "/name");
  shape.zone(in.time_zone, "/time_zone");
  shape.between(in.capacity_limit, 0, count_max, "/capacity_limit");
  shape.no_repeats(in.working_days, "/working_days");
  shape.no_repeats(in.holidays, "/holidays");
  check_public(shape, in.alternate_name, in.email, in.website);
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);

  Organization row{.name = in.name,
                   .alternate_name = in.alternate_name,
                   .accepting = in.accepting,
                   .time_zone = in.time_zone,
                   .working_days = in.working_days,
                   .holidays = in.holidays,
                   .capacity_limit = in.capacity_limit,
                   .email = in.email,
                   .website = in.website,
                   .represented_by_sender = in.represented_by_sender};
  if (in.capacity_limit) row.capacity_reported_at = c.now;
  c.tables.insert(row);
  return row;
}

Result<Organization> update_organization(Context& c, const UpdateOrganization& in) {
  auto standing = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (auto refused = shape_of(c, in, standing ? &standing.value() : nullptr))
    return *std::move(refused);
  if (!standing) return standing;
  if (in.represented_by_sender)
    if (auto refused = store_administrators_only(c, "/represented_by_sender"))
      return *std::move(refused);
  if (in.send_to)
    if (auto refused = all_exist<Organization>(c, *in.send_to, "/send_to"))
      return *std::move(refused);
  if (in.receive_from)
    if (auto refused = all_exist<Organization>(c, *in.receive_from, "/receive_from"))
      return *std::move(refused);

  if (in.calendar_id && *in.calendar_id && !c.tables.get<SharedCalendar>(*in.calendar_id))
    return not_found("/calendar_id");

  Organization row = standing.value();
  put(row.name, in.name);
  put(row.active, in.active);
  put(row.accepting, in.accepting);
  put(row.alert, in.alert);
  put(row.time_zone, in.time_zone);
  if (in.capacity_limit || in.capacity_unlimited) {
    row.capacity_limit = in.capacity_limit;
    row.capacity_reported_at = in.capacity_limit ? std::optional(c.now) : std::nullopt;
  }
  put(row.working_days, in.working_days);
  put(row.holidays, in.holidays);
  put(row.partners_required, in.partners_required);
  put(row.send_to, in.send_to);
  put(row.receive_from, in.receive_from);
  put(row.alternative_contact, in.alternative_contact);
  put(row.calendar_id, in.calendar_id);
  put(row.description, in.description);
  put(row.alternate_name, in.alternate_name);
  put(row.email, in.email);
  put(row.website, in.website);
  put(row.represented_by_sender, in.represented_by_sender);
  if (in.contacts) row.contacts = ordered(*in.contacts);
  if (is_to_write(c, standing.value(), row, in.active)) c.tables.update(row);
  if (standing.value().active && !row.active) call_for_unfinished(c, row.id);
  if (!standing.value().active && row.active) offer_again(c, row.id);
  return row;
}

namespace {

// The office of a specialist, which answers to those alone who refer there, is for them to know.
bool is_known(const Context& c, const Organization& row) {
  const bool is_office = row.represented_by_sender && !row.receive_from.empty();
  return !is_office || sees_all(c.subject) ||
         std::ranges::find(row.receive_from, c.subject.organization_id) != row.receive_from.end();
}

}  // namespace

Result<Organization> get_organization(Context& c, const OrganizationRef& in) {
  const auto row = c.tables.get<Organization>(in.organization_id);
  if (!row || !is_known(c, *row)) return not_found("/organization_id");
  return *row;
}

Result<OrganizationPage> list_organizations(Context& c, const ListOrganizations& in) {
  auto paging = Paging::from({.name = "organization.list", .index = &by::organization_name},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  OrganizationPage out;
  out.cursor = paging.value().page<Organization>(c.tables, [&](Organization& row) {
    if (!is_known(c, row)) return false;
    out.organizations.push_back(std::move(row));
    return true;
  });
  return out;
}

namespace {

// What somebody may do no more waits for others: what was assigned to them, and what they were told
// and have not read.
void relieve(Context& c, const Membership& m) {
  const auto may = [&](Permission permission) {
    return works_for(c.tables, m.staff_id, m.organization_id, permission);
  };
  if (!may(Permission::referral_update)) return_to_queue(c, m.organization_id, m.staff_id);
  if (may(Permission::referral_read)) return;
  leave_items(c.tables, m.organization_id, m.staff_id);
  if (!anybody_works_at(c.tables, m.organization_id)) hand_items_over(c.tables, m.organization_id);
}

}  // namespace

Result<StaffRecord> create_staff(Context& c, const CreateStaff& in) {
  Shape shape;
  shape.named(in.login, "/login");
  shape.named(in.name, "/name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  const auto role = c.tables.first<Role>(by::role_name, in.role);
  if (!role) return not_found("/role");
  if (c.tables.first<Staff>(by::staff_login, login_key(in.login)))
    return refuse(Reason::name_taken, "/login", "another person has this login");

  StaffRecord out{.staff = {.login = in.login, .name = in.name, .login_key = login_key(in.login)}};
  c.tables.insert(out.staff);
  out.memberships.push_back(put_membership(
      c,
      {.staff_id = out.staff.id, .organization_id = organization.value().id, .role_id = role->id}));
  return out;
}

Result<Membership> join_staff(Context& c, const JoinStaff& in) {
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  const auto staff = staff_known(c, in.staff_id);
  if (!staff) return staff.refusal();
  const auto role = c.tables.first<Role>(by::role_name, in.role);
  if (!role) return not_found("/role");
  if (auto refused = own_membership(c, in.staff_id, in.organization_id)) return *std::move(refused);

  auto membership =
      c.tables.first<Membership>(by::membership_staff, in.staff_id, in.organization_id);
  if (membership && membership->active && membership->role_id == role->id) return *membership;
  if (!membership)
    membership = Membership{.staff_id = in.staff_id, .organization_id = in.organization_id};
  membership->role_id = role->id;
  membership->active = true;
  const bool is_new = !membership->id;
  membership = put_membership(c, *membership);
  set_active(c, staff.value());
  if (!is_new) relieve(c, *membership);
  return *membership;
}

Result<Membership> leave_staff(Context& c, const LeaveStaff& in) {
  const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
  if (!organization) return organization.refusal();
  const auto staff = staff_known(c, in.staff_id);
  if (!staff) return staff.refusal();
  auto membership =
      c.tables.first<Membership>(by::membership_staff, in.staff_id, in.organization_id);
  if (!membership) return not_found("/staff_id");
  if (auto refused = own_membership(c, in.staff_id, in.organization_id)) return *std::move(refused);
  if (!membership->active) return *membership;

  membership->active = false;
  membership = put_membership(c, *membership);
  set_active(c, staff.value());
  relieve(c, *membership);
  leave_portal(c, in.organization_id, in.staff_id);
  return *membership;
}

Result<StaffRecord> get_staff(Context& c, const StaffRef& in) {
  const auto staff = staff_known(c, in.staff_id);
  if (!staff) return staff.refusal();
  StaffRecord out{.staff = staff.value(),
                  .memberships = c.tables.all<Membership>(by::membership_staff, in.staff_id)};
  if (!sees_all(c.subject))
    std::erase_if(out.memberships, [&](const Membership& m) {
      return m.organization_id != c.subject.organization_id;
    });
  return out;
}

// Colleagues see each other; the staff of other organisations is for administrators of the store.
Result<StaffPage> list_staff(Context& c, const ListStaff& in) {
  const auto own = c.subject.organization_id;
  const auto whose = in.organization_id ? in.organization_id : own;
  auto paging = Paging::from({.name = "staff.list",
                              .index = &by::membership_organization,
                              .prefix = {Tables::cell(whose)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (decide(c.subject, {c.permission, Relation::owner},
             whose == own ? Relation::owner : Relation::none) ||
      !c.tables.get<Organization>(whose))
    return not_found("/organization_id");
  StaffPage out;
  out.cursor = paging.value().page<Membership>(c.tables, [&](Membership& membership) {
    if (in.active_only && !membership.active) return false;
    out.staff.push_back({c.tables.known<Staff>(membership.staff_id), std::move(membership)});
    return true;
  });
  return out;
}

Result<Role> create_role(Context& c, const CreateRole& in) {
  Shape shape;
  shape.named(in.name, "/name");
  shape.no_repeats(in.permissions, "/permissions");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  if (c.tables.first<Role>(by::role_name, in.name))
    return refuse(Reason::name_taken, "/name", "another role has this name");

  Role row{.name = in.name, .permissions = in.permissions};
  c.tables.insert(row);
  return row;
}

namespace {

// Whoever acts cannot take from their own role what they act by: so an administrator always
// remains.
Refused own_rights(Context& c, const Role& role, const std::string& path) {
  const auto own = c.tables.first<Membership>(by::membership_staff, c.subject.staff_id,
                                              c.subject.organization_id);
  const auto bits = permission_bits(role.permissions);
  const auto needed = permission_bits({Permission::referral_admin, Permission::referral_configure});
  Shape shape;
  shape.require(!own || own->role_id != role.id || (c.subject.permissions & needed & ~bits) == 0,
                path, "somebody else must take this from the role that one acts in");
  return std::move(shape).refused();
}

}  // namespace

Refused role_forbids(Context& c, const Role& standing, const std::vector<Permission>& permissions,
                     const std::string& path) {
  Role row = standing;
  row.permissions = permissions;
  return own_rights(c, row, path);
}

Result<Role> update_role(Context& c, const UpdateRole& in) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (in.permissions) shape.no_repeats(*in.permissions, "/permissions");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  const auto standing = c.tables.get<Role>(in.role_id);
  if (!standing) return not_found("/role_id");
  Role row = *standing;
  put(row.name, in.name);
  put(row.permissions, in.permissions);
  if (auto refused = role_forbids(c, *standing, row.permissions, "/permissions"))
    return *std::move(refused);
  const auto named_so = c.tables.first<Role>(by::role_name, row.name);
  if (named_so && named_so->id != row.id)
    return refuse(Reason::name_taken, "/name", "another role has this name");
  if (!differs(*standing, row)) return row;
  c.tables.update(row);
  for (auto& membership : c.tables.all<Membership>(by::membership_staff))
    if (membership.role_id == row.id) relieve(c, membership);
  return row;
}

Result<Role> get_role(Context& c, const RoleRef& in) {
  auto row = c.tables.get<Role>(in.role_id);
  if (!row) return not_found("/role_id");
  return *std::move(row);
}

Result<Roles> list_roles(Context& c, const Empty&) {
  return Roles{c.tables.all<Role>(by::role_name)};
}

std::optional<StaffRecord> Again<StaffRecord>::load(Context& c, std::span<const std::int64_t> ids) {
  if (ids.empty()) return std::nullopt;
  auto record = get_staff(c, {.staff_id = ids[0]});
  if (!record) return std::nullopt;
  return std::move(record.value());
}

Withheld withheld(Context& c, const Organization& row) {
  if (!is_known(c, row)) return std::nullopt;
  return Columns{0};
}
Withheld withheld(Context& c, const Staff& row) {
  if (!staff_known(c, row.id)) return std::nullopt;
  return Columns{0};
}
Withheld withheld(Context& c, const Membership& row) {
  const bool is_own = row.organization_id == c.subject.organization_id;
  return withheld_unless(c, is_own ? Relation::owner : Relation::none);
}

}  // namespace onward
