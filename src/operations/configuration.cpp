#include "operations/configuration.hpp"

#include <algorithm>

#include "onward/rules/reason_codes.hpp"
#include "operations/policies.hpp"
#include "operations/settings.hpp"

namespace onward {

namespace {

// Each name or code once: the document says one thing of a thing.
template <class T>
void once(Shape& shape, const std::vector<T>& items, std::string T::* key, const std::string& path,
          std::string_view member) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < items.size(); ++i)
    shape.require(seen.insert(items[i].*key).second, Shape::at(path, i) + '/' + std::string(member),
                  "stands twice");
}

AddReasonCode as_added(const ReasonCodeSetting& code) {
  return {code.code, code.text, code.actions, code.outcome};
}

void issues_in(Shape& shape, const std::vector<IssueSetting>& issues) {
  once(shape, issues, &IssueSetting::code, "/issues", "code");
  for (std::size_t i = 0; i < issues.size(); ++i) {
    shape.code(issues[i].code, Shape::at("/issues", i) + "/code");
    shape.named(issues[i].name, Shape::at("/issues", i) + "/name");
  }
}

void reason_codes_in(Shape& shape, const std::vector<ReasonCodeSetting>& codes) {
  once(shape, codes, &ReasonCodeSetting::code, "/reason_codes", "code");
  for (std::size_t i = 0; i < codes.size(); ++i) {
    const auto at = Shape::at("/reason_codes", i);
    reason_code_in(shape, as_added(codes[i]), at);
    shape.require(std::ranges::none_of(reason_codes(),
                                       [&](auto& known) { return known.code == codes[i].code; }),
                  at + "/code", "is of the standard list");
  }
}

void roles_in(Shape& shape, const std::vector<RoleSetting>& roles) {
  once(shape, roles, &RoleSetting::name, "/roles", "name");
  for (std::size_t i = 0; i < roles.size(); ++i) {
    shape.named(roles[i].name, Shape::at("/roles", i) + "/name");
    shape.no_repeats(roles[i].permissions, Shape::at("/roles", i) + "/permissions");
  }
}

Refused shape_of(Context& c, const Configuration& in) {
  static_assert(rows<Configuration>.size() == 7, "a kind of setting is not looked at below");
  Shape shape;
  shape.require(in.format == configuration_format, "/format", "expected 1");
  issues_in(shape, in.issues);
  localities_in(c, shape, in.localities, "/localities");
  once(shape, in.calendars, &SetCalendar::name, "/calendars", "name");
  for (std::size_t i = 0; i < in.calendars.size(); ++i)
    calendar_in(shape, in.calendars[i], Shape::at("/calendars", i));
  reason_codes_in(shape, in.reason_codes);
  roles_in(shape, in.roles);
  once(shape, in.policies, &PolicySetting::issue, "/policies", "issue");
  for (std::size_t i = 0; i < in.policies.size(); ++i)
    knobs_in(shape, in.policies[i].knobs, Shape::at("/policies", i) + "/knobs");
  return std::move(shape).refused();
}

std::optional<Issue> issue_of(Context& c, const std::string& code) {
  return c.tables.first<Issue>(by::issue_code, code);
}

Refused unknown_issues(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.policies.size(); ++i) {
    auto& code = in.policies[i].issue;
    const bool comes_along =
        std::ranges::find(in.issues, code, &IssueSetting::code) != in.issues.end();
    if (!code.empty() && !comes_along && !issue_of(c, code))
      return not_found(Shape::at("/policies", i) + "/issue");
  }
  return std::nullopt;
}

std::optional<Role> role_of(Context& c, const std::string& name) {
  return c.tables.first<Role>(by::role_name, name);
}

// A role is not changed once created (decisions/0007): another one of its name is refused.
Refused changed_roles(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.roles.size(); ++i) {
    const auto standing = role_of(c, in.roles[i].name);
    if (standing &&
        permission_bits(standing->permissions) != permission_bits(in.roles[i].permissions))
      return refuse(Reason::name_taken, Shape::at("/roles", i) + "/name",
                    "a role of this name allows something else");
  }
  return std::nullopt;
}

void put_role(Context& c, const RoleSetting& setting, SettingsImported& into) {
  const auto standing = role_of(c, setting.name);
  const Role row{.name = setting.name,
                 .permissions = standing ? standing->permissions : setting.permissions};
  put_setting<Role>(c, standing, row, into);
}

void put_policy(Context& c, const PolicySetting& setting, SettingsImported& into) {
  Policy row{.knobs = setting.knobs};
  if (!setting.issue.empty()) {
    row.scope = PolicyScope::issue;
    row.issue_id = issue_of(c, setting.issue).value().id;
  }
  put_setting<Policy>(
      c, c.tables.first<Policy>(by::policy_scope, row.scope, row.organization_id, row.issue_id),
      row, into);
}

std::vector<PolicySetting> policies_of(Context& c) {
  std::vector<PolicySetting> out;
  if (const auto store = c.tables.first<Policy>(by::policy_scope, PolicyScope::store))
    out.push_back({"", store->knobs});
  for (auto& policy : c.tables.all<Policy>(by::policy_scope, PolicyScope::issue))
    out.push_back({c.tables.known<Issue>(policy.issue_id).code, policy.knobs});
  std::ranges::sort(out, {}, &PolicySetting::issue);
  return out;
}

}  // namespace

Result<Configuration> export_configuration(Context& c, const Empty&) {
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  Configuration out;
  for (auto& issue : c.tables.all<Issue>(by::issue_code))
    out.issues.push_back({issue.code, issue.name, issue.active});
  for (auto& locality : c.tables.all<Locality>(by::locality_code))
    out.localities.push_back({locality.code, locality.name, locality.parent});
  for (auto& calendar : c.tables.all<SharedCalendar>(by::calendar_name))
    out.calendars.push_back({calendar.name, calendar.holidays});
  for (auto& code : c.tables.all<OwnReasonCode>(by::reason_code_code))
    out.reason_codes.push_back({code.code, code.text, code.actions, code.outcome, code.active});
  for (auto& role : c.tables.all<Role>(by::role_name))
    out.roles.push_back({role.name, role.permissions});
  out.policies = policies_of(c);
  return out;
}

Result<SettingsImported> import_configuration(Context& c, const Configuration& in) {
  if (auto refused = shape_of(c, in)) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  if (auto refused = unknown_issues(c, in)) return *std::move(refused);
  if (auto refused = changed_roles(c, in)) return *std::move(refused);
  SettingsImported out;
  for (auto& [code, name, active] : in.issues)
    put_setting<Issue>(c, issue_of(c, code), {.code = code, .name = name, .active = active}, out);
  put_localities(c, in.localities, out);
  for (auto& [name, holidays] : in.calendars)
    put_setting<SharedCalendar>(c, c.tables.first<SharedCalendar>(by::calendar_name, name),
                                {.name = name, .holidays = holidays}, out);
  for (auto& [code, text, actions, outcome, active] : in.reason_codes)
    put_setting<OwnReasonCode>(
        c, c.tables.first<OwnReasonCode>(by::reason_code_code, code),
        {.code = code, .text = text, .actions = actions, .outcome = outcome, .active = active},
        out);
  for (auto& role : in.roles) put_role(c, role, out);
  for (auto& policy : in.policies) put_policy(c, policy, out);
  return out;
}

}  // namespace onward
