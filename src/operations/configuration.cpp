#include "operations/configuration.hpp"

#include <algorithm>

#include "json.hpp"
#include "onward/rules/reason_codes.hpp"
#include "operations/codes.hpp"
#include "operations/configuration_forms.hpp"
#include "operations/people.hpp"
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
    shape.require(issues[i].questionnaire || !issues[i].questionnaire_required,
                  Shape::at("/issues", i) + "/questionnaire_required", "no questionnaire is asked");
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

void policies_in(Shape& shape, const std::vector<PolicySetting>& policies) {
  std::set<std::pair<std::string, std::string>> scopes;
  for (std::size_t i = 0; i < policies.size(); ++i) {
    const auto& [issue, knobs, organization] = policies[i];
    const auto at = Shape::at("/policies", i);
    knobs_in(shape, knobs, at + "/knobs");
    shape.require(issue.empty() || organization.empty(), at + "/organization",
                  "a policy is an issue's or an organisation's");
    shape.require(scopes.emplace(issue, organization).second,
                  at + (organization.empty() ? "/issue" : "/organization"), "stands twice");
  }
}

void codes_in(Shape& shape, const std::vector<SetCode>& codes) {
  std::set<std::pair<CodeList, std::string>> seen_codes;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    code_in(shape, codes[i], Shape::at("/codes", i));
    shape.require(seen_codes.emplace(codes[i].list, codes[i].code).second,
                  Shape::at("/codes", i) + "/code", "stands twice");
  }
}

void organization_in(Shape& shape, const OrganizationSetting& of, const std::string& path) {
  shape.named(of.name, path + "/name");
  shape.zone(of.time_zone, path + "/time_zone");
  shape.no_repeats(of.working_days, path + "/working_days");
  shape.no_repeats(of.holidays, path + "/holidays");
}

Refused shape_of(Context& c, const Configuration& in) {
  static_assert(rows<Configuration>.size() == 10, "a kind of setting is not looked at below");
  Shape shape;
  shape.require(in.format == configuration_format, "/format", "expected 1");
  issues_in(shape, in.issues);
  localities_in(c, shape, in.localities, "/localities");
  once(shape, in.calendars, &SetCalendar::name, "/calendars", "name");
  for (std::size_t i = 0; i < in.calendars.size(); ++i)
    calendar_in(shape, in.calendars[i], Shape::at("/calendars", i));
  reason_codes_in(shape, in.reason_codes);
  roles_in(shape, in.roles);
  policies_in(shape, in.policies);
  codes_in(shape, in.codes);
  once(shape, in.organizations, &OrganizationSetting::name, "/organizations", "name");
  for (std::size_t i = 0; i < in.organizations.size(); ++i)
    organization_in(shape, in.organizations[i], Shape::at("/organizations", i));
  forms_in(shape, in.questionnaires);
  return std::move(shape).refused();
}

std::optional<Issue> issue_of(Context& c, const std::string& code) {
  return c.tables.first<Issue>(by::issue_code, code);
}
std::optional<Role> role_of(Context& c, const std::string& name) {
  return c.tables.first<Role>(by::role_name, name);
}
std::optional<SharedCalendar> calendar_of(Context& c, const std::string& name) {
  return c.tables.first<SharedCalendar>(by::calendar_name, name);
}

// Whether an issue of this code stands, or comes along.
bool is_issue(Context& c, const Configuration& in, const std::string& code) {
  return std::ranges::find(in.issues, code, &IssueSetting::code) != in.issues.end() ||
         issue_of(c, code);
}

// Names need not differ, and here one must say which organisation is meant.
Refused ambiguous(Context& c, const std::string& name, std::string path) {
  const auto named_so = c.tables.all<Organization>(by::organization_name, name);
  if (named_so.size() < 2) return std::nullopt;
  return refuse(Reason::name_taken, std::move(path), "several organisations have this name",
                {{"organization_id", named_so[1].id.value}});
}
std::optional<Organization> organization_of(Context& c, const std::string& name) {
  return c.tables.first<Organization>(by::organization_name, name);
}

Refused unknown_in_issues(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.issues.size(); ++i) {
    auto& category = in.issues[i].category;
    const bool comes_along = std::ranges::any_of(in.codes, [&](auto& code) {
      return code.list == CodeList::category && code.code == category;
    });
    if (category.empty() || comes_along || listed_code(c, CodeList::category, category)) continue;
    return unknown_code(Shape::at("/issues", i) + "/category", CodeList::category);
  }
  return std::nullopt;
}

Refused unknown_in_organizations(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.organizations.size(); ++i) {
    const auto at = Shape::at("/organizations", i);
    const auto& of = in.organizations[i];
    if (auto refused = ambiguous(c, of.name, at + "/name")) return refused;
    const bool comes_along =
        std::ranges::find(in.calendars, of.calendar, &SetCalendar::name) != in.calendars.end();
    if (!of.calendar.empty() && !comes_along && !calendar_of(c, of.calendar))
      return not_found(at + "/calendar");
  }
  return std::nullopt;
}

Refused unknown_in_policies(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.policies.size(); ++i) {
    const auto at = Shape::at("/policies", i);
    const auto& [issue, knobs, organization] = in.policies[i];
    if (!issue.empty() && !is_issue(c, in, issue)) return not_found(at + "/issue");
    if (organization.empty()) continue;
    if (auto refused = ambiguous(c, organization, at + "/organization")) return refused;
    const bool comes_along =
        std::ranges::find(in.organizations, organization, &OrganizationSetting::name) !=
        in.organizations.end();
    if (!comes_along && !organization_of(c, organization)) return not_found(at + "/organization");
  }
  return std::nullopt;
}

Refused forbidden_roles(Context& c, const Configuration& in) {
  for (std::size_t i = 0; i < in.roles.size(); ++i)
    if (const auto standing = role_of(c, in.roles[i].name))
      if (auto refused = role_forbids(c, *standing, in.roles[i].permissions,
                                      Shape::at("/roles", i) + "/permissions"))
        return refused;
  return std::nullopt;
}

// The order of permissions says nothing.
void put_role(Context& c, const RoleSetting& setting, SettingsImported& into) {
  const auto standing = role_of(c, setting.name);
  const bool is_same =
      standing && permission_bits(standing->permissions) == permission_bits(setting.permissions);
  const Role row{.name = setting.name,
                 .permissions = is_same ? standing->permissions : setting.permissions};
  put_setting<Role>(c, standing, row, into);
}

// What stands is its own to keep. What does not is added with referrals paused, as every new one
// is: somebody has to open it.
void put_organization(Context& c, const OrganizationSetting& setting, SettingsImported& into) {
  if (organization_of(c, setting.name)) {
    ++into.unchanged;
    return;
  }
  Organization row{.name = setting.name,
                   .accepting = false,
                   .time_zone = setting.time_zone,
                   .working_days = setting.working_days,
                   .holidays = setting.holidays};
  if (!setting.calendar.empty()) row.calendar_id = calendar_of(c, setting.calendar).value().id;
  c.tables.insert(row);
  ++into.added;
}

void put_policy(Context& c, const PolicySetting& setting, SettingsImported& into) {
  Policy row{.knobs = setting.knobs};
  if (!setting.issue.empty()) {
    row.scope = PolicyScope::issue;
    row.issue_id = issue_of(c, setting.issue).value().id;
  } else if (!setting.organization.empty()) {
    row.scope = PolicyScope::organization;
    row.organization_id = organization_of(c, setting.organization).value().id;
  }
  put_setting<Policy>(
      c, c.tables.first<Policy>(by::policy_scope, row.scope, row.organization_id, row.issue_id),
      row, into);
}

// Issues and forms name each other: an issue stands before its form, and asks it afterwards.
std::set<std::string> begin_issues(Context& c, const std::vector<IssueSetting>& issues) {
  std::set<std::string> added;
  for (auto& setting : issues) {
    if (issue_of(c, setting.code)) continue;
    Issue row{.code = setting.code, .name = setting.name};
    c.tables.insert(row);
    added.insert(setting.code);
  }
  return added;
}

void put_issue(Context& c, const IssueSetting& setting, bool is_new, SettingsImported& into) {
  const auto standing = issue_of(c, setting.code).value();
  Issue row{.code = setting.code,
            .name = setting.name,
            .active = setting.active,
            .questionnaire_required = setting.questionnaire_required,
            .category = setting.category};
  if (setting.questionnaire) row.questionnaire_id = form_of(c, *setting.questionnaire).value().id;
  SettingsImported done;
  put_setting<Issue>(c, standing, row, done);
  into.added += is_new ? 1 : 0;
  if (is_new) return;
  into.changed += done.changed;
  into.unchanged += done.unchanged;
}

std::vector<PolicySetting> policies_of(Context& c) {
  std::vector<PolicySetting> of_issues, of_organizations;
  for (auto& policy : c.tables.all<Policy>(by::policy_scope, PolicyScope::issue))
    of_issues.push_back(
        {.issue = c.tables.known<Issue>(policy.issue_id).code, .knobs = policy.knobs});
  for (auto& policy : c.tables.all<Policy>(by::policy_scope, PolicyScope::organization))
    of_organizations.push_back(
        {.knobs = policy.knobs,
         .organization = c.tables.known<Organization>(policy.organization_id).name});
  std::ranges::sort(of_issues, {}, &PolicySetting::issue);
  std::ranges::sort(of_organizations, {}, &PolicySetting::organization);
  std::vector<PolicySetting> out;
  if (const auto store = c.tables.first<Policy>(by::policy_scope, PolicyScope::store))
    out.push_back({.knobs = store->knobs});
  for (auto* some : {&of_issues, &of_organizations})
    std::ranges::move(*some, std::back_inserter(out));
  return out;
}

// Those that have policies of their own.
std::vector<OrganizationSetting> organizations_of(Context& c,
                                                  const std::vector<PolicySetting>& policies) {
  std::vector<OrganizationSetting> out;
  for (auto& policy : policies) {
    if (policy.organization.empty()) continue;
    const auto of = organization_of(c, policy.organization).value();
    out.push_back({.name = of.name,
                   .time_zone = of.time_zone,
                   .working_days = of.working_days,
                   .holidays = of.holidays});
    if (of.calendar_id) out.back().calendar = c.tables.known<SharedCalendar>(of.calendar_id).name;
  }
  return out;
}

IssueSetting setting_of(Context& c, const Issue& issue) {
  IssueSetting out{.code = issue.code,
                   .name = issue.name,
                   .active = issue.active,
                   .category = issue.category,
                   .questionnaire_required = issue.questionnaire_required};
  if (issue.questionnaire_id) {
    const auto form = c.tables.known<Questionnaire>(issue.questionnaire_id);
    out.questionnaire = {form.code, form.version};
  }
  return out;
}

}  // namespace

Result<Configuration> export_configuration(Context& c, const Empty&) {
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  Configuration out;
  out.policies = policies_of(c);
  for (auto& policy : out.policies)
    if (!policy.organization.empty())
      if (auto refused = ambiguous(c, policy.organization, "")) return *std::move(refused);
  out.organizations = organizations_of(c, out.policies);
  for (auto& issue : c.tables.all<Issue>(by::issue_code))
    out.issues.push_back(setting_of(c, issue));
  for (auto& locality : c.tables.all<Locality>(by::locality_code))
    out.localities.push_back({locality.code, locality.name, locality.parent});
  for (auto& calendar : c.tables.all<SharedCalendar>(by::calendar_name))
    out.calendars.push_back({calendar.name, calendar.holidays});
  for (auto& code : c.tables.all<OwnReasonCode>(by::reason_code_code))
    out.reason_codes.push_back({code.code, code.text, code.actions, code.outcome, code.active});
  for (auto& role : c.tables.all<Role>(by::role_name))
    out.roles.push_back({role.name, role.permissions});
  for (auto& code : c.tables.all<ListedCode>(by::listed_code_code))
    out.codes.push_back({code.list, code.code, code.name, code.choices, code.active});
  out.questionnaires = forms_of(c);
  if (json_of(out).size() > static_cast<std::size_t>(configuration_bytes_max))
    return refuse(Reason::answer_too_large, "", "no store could take the document in",
                  {{"limit_bytes", configuration_bytes_max}});
  return out;
}

Result<SettingsImported> import_configuration(Context& c, const Configuration& in) {
  if (auto refused = shape_of(c, in)) return *std::move(refused);
  if (auto refused = store_administrators_only(c)) return *std::move(refused);
  if (auto refused = unknown_in_issues(c, in)) return *std::move(refused);
  if (auto refused = unknown_in_organizations(c, in)) return *std::move(refused);
  if (auto refused = unknown_in_policies(c, in)) return *std::move(refused);
  if (auto refused = unfit_forms(c, in)) return *std::move(refused);
  if (auto refused = forbidden_roles(c, in)) return *std::move(refused);
  SettingsImported out;
  for (auto& code : in.codes)
    put_setting<ListedCode>(c, listed_code(c, code.list, code.code), row_of(code), out);
  const auto new_issues = begin_issues(c, in.issues);
  put_forms(c, in.questionnaires, out);
  for (auto& issue : in.issues) put_issue(c, issue, new_issues.contains(issue.code), out);
  retire_forms(c, in.questionnaires);
  put_localities(c, in.localities, out);
  for (auto& [name, holidays] : in.calendars)
    put_setting<SharedCalendar>(c, calendar_of(c, name), {.name = name, .holidays = holidays}, out);
  for (auto& [code, text, actions, outcome, active] : in.reason_codes)
    put_setting<OwnReasonCode>(
        c, c.tables.first<OwnReasonCode>(by::reason_code_code, code),
        {.code = code, .text = text, .actions = actions, .outcome = outcome, .active = active},
        out);
  for (auto& role : in.roles) put_role(c, role, out);
  for (auto& organization : in.organizations) put_organization(c, organization, out);
  for (auto& policy : in.policies) put_policy(c, policy, out);
  return out;
}

}  // namespace onward
