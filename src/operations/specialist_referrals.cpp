#include "operations/specialist_referrals.hpp"

#include <algorithm>

#include "dates.hpp"
#include "onward/catalogue.hpp"
#include "operations/client_merging.hpp"
#include "operations/office.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/sending.hpp"
#include "operations/table_rules.hpp"

namespace onward {

namespace {

NeedDetails details_of(const CreateSpecialistReferral& in) {
  return {.reason_for_referral = in.reason,
          .notes_for_provider = in.clinical_notes,
          .preferred_date = in.preferred_date};
}

// An office that is not there yet is in nobody's consent, and meets every criterion.
Refused refuse_office(Context& c, const Need& need, const Client& client, const Consent& consent,
                      OrganizationId office) {
  if (office)
    return why_not_sent(c, need, client, consent, office, {"/consent_id", "/specialist_id"});
  auto why = consent_forbids_now(c, consent, need.issue_id, {});
  if (!why && !consent.receivers.empty()) why = Reason::consent_out_of_scope;
  if (!why) return std::nullopt;
  return refuse(*why, "/consent_id", "the consent does not allow it");
}

bool is_listed(const ListSpecialistReferrals& in, std::span<const ClientId> records,
               const SpecialistReferral& row) {
  return (!in.alert_only || row.alert != SpecialistAlert::none) &&
         (!in.client_id || std::ranges::find(records, row.client_id) != records.end());
}

const Operation& operation_for(SpecialistAction action) {
  const Operation* found = find_operation("specialist_referral." + std::string(name_of(action)));
  if (!found) throw std::logic_error("no operation for an action");
  return *found;
}

}  // namespace

Result<SpecialistReferralRecord> create_specialist_referral(Context& c,
                                                            const CreateSpecialistReferral& in) {
  Shape shape;
  shape.said(in.reason, "/reason");
  look_at(shape, c, details_of(in), "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto client = standing_client(c, in.client_id, "/client_id");
  if (!client) return client.refusal();
  auto specialist = own_provider(c, in.specialist_id, "/specialist_id");
  if (!specialist) return specialist.refusal();
  if (!specialist.value().active)
    return refuse(Reason::referrer_inactive, "/specialist_id",
                  "the specialist is deactivated; choose another, or reactivate them");
  if (const auto issue = active_issue(c, in.issue_id); !issue) return issue.refusal();
  const auto consent = recorded_consent(c, in.consent_id, in.client_id, c.subject.organization_id);
  if (!consent) return consent.refusal();
  NeedGroup g{.need = new_need(c, in.client_id, in.issue_id, in.urgency)};
  g.need.consent_id = in.consent_id;
  g.need.details = details_of(in);
  g.need.policy = policy_by_letter(g.need.policy);
  if (auto refused =
          refuse_office(c, g.need, client.value(), consent.value(), specialist.value().office_id))
    return *std::move(refused);

  keep_draft(c, g, office_of(c, specialist.value()));
  SpecialistReferral row{.organization_id = c.subject.organization_id,
                         .specialist_id = in.specialist_id,
                         .client_id = in.client_id,
                         .need_id = g.need.id,
                         .referral_id = g.referrals.front().id,
                         .created_by = c.subject.staff_id,
                         .created_at = c.now};
  row.due_at = clock_of(c, load_case(c, row)).due_at;
  c.tables.insert(row);
  return load_case(c, row).record();
}

Result<SpecialistReferralRecord> get_specialist_referral(Context& c,
                                                         const SpecialistReferralRef& in) {
  const auto found = visible_case(c, in.specialist_referral_id);
  if (!found) return found.refusal();
  return found.value().record();
}

Result<SpecialistReferralPage> list_specialist_referrals(Context& c,
                                                         const ListSpecialistReferrals& in) {
  Paging::List list{.name = specialist_referral::list::name,
                    .index = &by::specialist_referral_organization,
                    .prefix = {Cell(c.subject.organization_id.value)},
                    .direction = Direction::down};
  if (in.specialist_id) {
    list.index = &by::specialist_referral_specialist;
    list.prefix = {Cell(in.specialist_id.value)};
  }
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.specialist_id)
    if (const auto known = own_provider(c, in.specialist_id, "/specialist_id"); !known)
      return known.refusal();
  std::vector<ClientId> records;
  if (in.client_id) {
    const auto client = visible_client(c, in.client_id, involved, "/client_id");
    if (!client) return client.refusal();
    records = visible_records(c, in.client_id);
  }
  SpecialistReferralPage out;
  out.cursor = paging.value().page<SpecialistReferral>(c.tables, [&](SpecialistReferral& row) {
    if (!is_listed(in, records, row)) return false;
    const auto found = load_case(c, std::move(row));
    if (in.status && found.status() != *in.status) return false;
    out.specialist_referrals.push_back(found.record());
    return true;
  });
  return out;
}

Result<PossibleSpecialistActions> specialist_referral_actions(Context& c,
                                                              const SpecialistReferralRef& in) {
  const auto found = visible_case(c, in.specialist_referral_id);
  if (!found) return found.refusal();
  const bool is_own = found.value().row.organization_id == c.subject.organization_id;
  PossibleSpecialistActions out;
  for (auto& action : names<SpecialistAction>) {
    const auto permission = operation_for(action.value).permission;
    Refused refused = why_not(c, found.value(), action.value);
    if (!is_own || decide(c.subject, {.permission = permission}, Relation::none))
      refused = permission_missing(permission, "");
    out.actions.push_back({.action = action.value,
                           .allowed = !refused,
                           .reason = refused ? std::string(name_of(refused->reason)) : "",
                           .text = refused ? render(*refused) : ""});
  }
  return out;
}

Withheld withheld(Context& c, const SpecialistReferral& row) {
  const bool is_own = row.organization_id == c.subject.organization_id;
  return withheld_unless(c, is_own ? Relation::owner : Relation::none);
}

}  // namespace onward
