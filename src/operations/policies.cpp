// Issues and policies: what the network says of itself.
#include "operations/policies.hpp"

#include "journal_format.hpp"
#include "operations/codes.hpp"
#include "operations/paging.hpp"
#include "operations/people.hpp"
#include "operations/questionnaires.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Refused shape_of(const SetPolicy& in) {
  Shape shape;
  shape.require((in.scope == PolicyScope::organization) == (in.organization_id.value != 0),
                "/organization_id", "is named for the scope organization, and for no other");
  shape.require((in.scope == PolicyScope::issue) == (in.issue_id.value != 0), "/issue_id",
                "is named for the scope issue, and for no other");
  knobs_in(shape, in.knobs, "/knobs");
  return std::move(shape).refused();
}

const Policy* pointer(const std::optional<Policy>& policy) { return policy ? &*policy : nullptr; }

Refused access_to(Context& c, const SetPolicy& in) {
  if (in.scope == PolicyScope::organization) {
    const auto organization = organization_to_act_for(c, in.organization_id, "/organization_id");
    return organization ? std::nullopt : Refused(organization.refusal());
  }
  if (auto refused = first_organization_only(c)) return refused;
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");
  return std::nullopt;
}

// The form that an issue asks is about this issue, and in use.
Refused asks_in_vain(Context& c, const Issue& issue) {
  Shape shape;
  shape.require(issue.questionnaire_id || !issue.questionnaire_required, "/questionnaire_required",
                "no questionnaire is asked");
  if (auto refused = std::move(shape).refused()) return refused;
  if (!issue.questionnaire_id) return std::nullopt;
  const auto form = questionnaire_about(c, issue.questionnaire_id, issue.id, "/questionnaire_id");
  return form ? std::nullopt : Refused(form.refusal());
}

}  // namespace

Refused first_organization_only(Context& c) {
  if (c.subject.runs_store) return std::nullopt;
  return refuse(Reason::permission_missing, "", "only the store's first organisation may",
                {{"permission",
                  std::string(name_of(c.permission.value_or(Permission::referral_configure)))}});
}

void knobs_in(Shape& shape, const PolicyKnobs& knobs, const std::string& path) {
  static_assert(rows<PolicyKnobs>.size() == 17, "a knob is not looked at below");
  shape.between(knobs.review_working_days, 0, days_max, path + "/review_working_days");
  shape.between(knobs.close_working_days, 0, days_max, path + "/close_working_days");
  shape.between(knobs.soon_review_working_days, 0, days_max, path + "/soon_review_working_days");
  shape.between(knobs.soon_close_working_days, 0, days_max, path + "/soon_close_working_days");
  shape.between(knobs.urgent_review_working_days, 0, days_max,
                path + "/urgent_review_working_days");
  shape.between(knobs.urgent_close_working_days, 0, days_max, path + "/urgent_close_working_days");
  shape.between(knobs.no_response_working_days, 0, days_max, path + "/no_response_working_days");
  shape.between(knobs.unresolved_reminder_working_days, 0, days_max,
                path + "/unresolved_reminder_working_days");
  shape.between(knobs.capacity_fresh_days, 0, days_max, path + "/capacity_fresh_days");
  shape.between(knobs.send_back_working_days, 0, days_max, path + "/send_back_working_days");
}

PolicyKnobs StandingPolicies::effective() const {
  return onward::effective(pointer(of_store), pointer(of_sender), pointer(of_issue));
}

FrozenPolicy StandingPolicies::freeze(Urgency urgency) const {
  return onward::freeze(pointer(of_store), pointer(of_sender), pointer(of_issue), urgency);
}

StandingPolicies standing_policies(Context& c, OrganizationId sender, IssueId issue) {
  const auto find = [&](PolicyScope scope, OrganizationId o, IssueId i) {
    return c.tables.first<Policy>(by::policy_scope, scope, o, i);
  };
  StandingPolicies out{.of_store = find(PolicyScope::store, {}, {})};
  if (sender) out.of_sender = find(PolicyScope::organization, sender, {});
  if (issue) out.of_issue = find(PolicyScope::issue, {}, issue);
  return out;
}

StandingPolicies policies_at(Context& c, OrganizationId sender, IssueId issue,
                             const FrozenPolicy& frozen) {
  auto out = standing_policies(c, sender, issue);
  const auto put_back = [&](std::optional<Policy>& policy, std::int64_t version) {
    if (!policy || policy->revision == version) return;
    const PolicyId id = policy->id;
    policy.reset();
    if (version == 0) return;
    c.tables.transaction().history(Noun::policy, id.value, [&](const Entry& e) {
      Policy row;
      read_cells(info(Noun::policy), e.format, e.open, {}, &row);
      if (row.revision == version) policy = std::move(row);
      return !policy;
    });
  };
  put_back(out.of_store, frozen.store_version);
  put_back(out.of_sender, frozen.organization_version);
  put_back(out.of_issue, frozen.issue_version);
  return out;
}

Result<Issue> create_issue(Context& c, const CreateIssue& in) {
  Shape shape;
  shape.code(in.code, "/code");
  shape.named(in.name, "/name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  if (c.tables.first<Issue>(by::issue_code, in.code))
    return refuse(Reason::name_taken, "/code", "another issue has this code");
  if (auto refused = unknown_category(c, in.category, "/category")) return *std::move(refused);

  Issue row{.code = in.code, .name = in.name, .category = in.category};
  c.tables.insert(row);
  return row;
}

Result<Issue> update_issue(Context& c, const UpdateIssue& in) {
  Shape shape;
  if (in.name) shape.named(*in.name, "/name");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);
  const auto standing = c.tables.get<Issue>(in.issue_id);
  if (!standing) return not_found("/issue_id");

  Issue row = *standing;
  row.name = in.name.value_or(row.name);
  row.active = in.active.value_or(row.active);
  if (in.questionnaire_id) {
    row.questionnaire_id = *in.questionnaire_id;
    row.questionnaire_required &= !!row.questionnaire_id;
  }
  row.questionnaire_required = in.questionnaire_required.value_or(row.questionnaire_required);
  row.category = in.category.value_or(row.category);
  if (row.category != standing->category)
    if (auto refused = unknown_category(c, row.category, "/category")) return *std::move(refused);
  if (in.questionnaire_id || in.questionnaire_required)
    if (auto refused = asks_in_vain(c, row)) return *std::move(refused);
  if (differs(*standing, row)) c.tables.update(row);
  return row;
}

Result<Issue> get_issue(Context& c, const IssueRef& in) {
  auto row = c.tables.get<Issue>(in.issue_id);
  if (!row) return not_found("/issue_id");
  return *std::move(row);
}

Result<IssuePage> list_issues(Context& c, const ListIssues& in) {
  auto paging = Paging::from({.name = "issue.list", .index = &by::issue_code}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (!in.category.empty() && !listed_code(c, CodeList::category, in.category))
    return unknown_code("/category", CodeList::category);
  IssuePage out;
  out.cursor = paging.value().page<Issue>(c.tables, [&](Issue& row) {
    if (in.active_only && !row.active) return false;
    if (!in.category.empty() && row.category != in.category) return false;
    out.issues.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<Policy> set_policy(Context& c, const SetPolicy& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  if (auto refused = access_to(c, in)) return *std::move(refused);

  const auto standing =
      c.tables.first<Policy>(by::policy_scope, in.scope, in.organization_id, in.issue_id);
  Policy row = standing.value_or(
      Policy{.scope = in.scope, .organization_id = in.organization_id, .issue_id = in.issue_id});
  row.knobs = in.knobs;
  if (!standing)
    c.tables.insert(row);
  else if (differs(*standing, row))
    c.tables.update(row);
  return row;
}

Result<PolicyView> get_policy(Context& c, const GetPolicy& in) {
  if (in.organization_id && !c.tables.get<Organization>(in.organization_id))
    return not_found("/organization_id");
  if (in.issue_id && !c.tables.get<Issue>(in.issue_id)) return not_found("/issue_id");

  const auto found = standing_policies(c, in.organization_id, in.issue_id);
  PolicyView out{.effective = found.effective()};
  for (auto* policy : {&found.of_store, &found.of_sender, &found.of_issue})
    if (*policy) out.policies.push_back(**policy);
  return out;
}

Result<PolicyPage> list_policies(Context& c, const ListPolicies& in) {
  Paging::List list{.name = "policy.list", .index = &by::policy_scope};
  if (in.scope) list.prefix.push_back(Tables::cell(*in.scope));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  PolicyPage out;
  out.cursor = paging.value().page<Policy>(c.tables, [&](Policy& row) {
    out.policies.push_back(std::move(row));
    return true;
  });
  return out;
}

}  // namespace onward
