#include "operations/agreements.hpp"

#include "onward/rules/partners.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/references.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Where it stands today; its days are counted where the sender is, as eligibility counts them.
void set_standing(Context& c, Agreement& a) {
  const OwnDays days = own_days(c, a.sender_id);
  const auto standing =
      standing_on(a, days.zone->local_day(a.proposed_at), days.zone->local_day(c.now));
  a.phase = standing.phase;
  a.expiring = standing.expiring;
  a.due_at = standing.due_on ? days.zone->start_of(*standing.due_on) : never;
  if (a.phase == AgreementPhase::expired && !a.ended_at) a.ended_at = c.now;
}

Relation relation_to(Context& c, const Agreement& a) {
  const bool is_side =
      a.sender_id == c.subject.organization_id || a.receiver_id == c.subject.organization_id;
  return is_side ? Relation::owner : Relation::none;
}

// The agreement as it stands today, when it was seen so and is in one of these phases.
Result<Agreement> standing_agreement(Context& c, const AgreementRef& in,
                                     std::initializer_list<AgreementPhase> phases) {
  auto found = c.tables.get<Agreement>(in.agreement_id);
  if (!found || decide(c.subject, {c.permission, Relation::owner}, relation_to(c, *found)))
    return not_found("/agreement_id");
  if (in.revision && *in.revision != found->revision)
    return refuse(Reason::revision_changed, "/revision", "the agreement has changed",
                  {{"revision", found->revision}});
  set_standing(c, *found);
  if (std::ranges::find(phases, found->phase) == phases.end())
    return refuse(Reason::phase_forbids, "/agreement_id",
                  "the agreement is " + std::string(name_of(found->phase)));
  return *std::move(found);
}

Refused shape_of(const ProposeAgreement& in) {
  Shape shape;
  shape.require(in.sender_id != in.receiver_id, "/receiver_id", "is the sender itself");
  shape.no_repeats(in.issues, "/issues");
  return std::move(shape).refused();
}

// The same for the same days would be asked, and agreed to, twice; one that follows is something
// else.
Refused stands_already(Context& c, const Agreement& proposed) {
  const auto scope = [](const Agreement& a) {
    auto out = a.issues;
    std::ranges::sort(out);
    return out;
  };
  for (auto& a : c.tables.all<Agreement>(by::agreement_sender, proposed.sender_id)) {
    if (a.receiver_id != proposed.receiver_id || scope(a) != scope(proposed)) continue;
    set_standing(c, a);
    const bool stands = a.phase == AgreementPhase::proposed || a.phase == AgreementPhase::agreed;
    if (stands && overlap(a, proposed))
      return refuse(
          Reason::phase_forbids, "/receiver_id", "the same stands already",
          {{"agreement_id", a.id.value}, {"agreement_phase", std::string(name_of(a.phase))}});
  }
  return std::nullopt;
}

}  // namespace

Result<Agreement> propose_agreement(Context& c, const ProposeAgreement& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  const auto own = c.subject.organization_id;
  if (!c.tables.get<Organization>(in.sender_id)) return not_found("/sender_id");
  if (!c.tables.get<Organization>(in.receiver_id)) return not_found("/receiver_id");
  if (in.sender_id != own && in.receiver_id != own) return not_found("/sender_id");
  if (auto refused = all_exist<Issue>(c, in.issues, "/issues")) return *std::move(refused);
  const Date today = today_of(c, in.sender_id);
  const Date from = in.valid_from.value_or(today);
  if (in.valid_until && *in.valid_until <= std::max(from, today))
    return refuse(Reason::period_reversed, "/valid_until", "the first day without it is not ahead",
                  {{"begins_on", std::max(from, today)}, {"ends_on", *in.valid_until}});

  Agreement row{.sender_id = in.sender_id,
                .receiver_id = in.receiver_id,
                .issues = in.issues,
                .valid_from = from,
                .valid_until = in.valid_until,
                .proposed_by = own,
                .proposed_at = c.now};
  if (auto refused = stands_already(c, row)) return *std::move(refused);
  set_standing(c, row);
  c.tables.insert(row);
  return row;
}

Result<Agreement> agree_agreement(Context& c, const AgreementRef& in) {
  auto found = standing_agreement(c, in, {AgreementPhase::proposed});
  if (!found) return found;
  Agreement& row = found.value();
  const auto other = row.proposed_by == row.sender_id ? row.receiver_id : row.sender_id;
  if (other != c.subject.organization_id)
    return refuse(Reason::other_side_must_agree, "/agreement_id", "the other side must agree");
  row.phase = AgreementPhase::agreed;
  row.agreed_at = c.now;
  set_standing(c, row);
  c.tables.update(row);
  return row;
}

Result<Agreement> end_agreement(Context& c, const AgreementRef& in) {
  auto found = standing_agreement(c, in, {AgreementPhase::proposed, AgreementPhase::agreed});
  if (!found) return found;
  Agreement& row = found.value();
  row.phase = AgreementPhase::ended;
  row.ended_at = c.now;
  row.ended_by = c.subject.organization_id;
  set_standing(c, row);
  c.tables.update(row);
  return row;
}

Result<Agreement> get_agreement(Context& c, const GetAgreement& in) {
  auto found = c.tables.get<Agreement>(in.agreement_id);
  if (!found || decide(c.subject, {c.permission, Relation::owner}, relation_to(c, *found)))
    return not_found("/agreement_id");
  return *std::move(found);
}

Result<AgreementPage> list_agreements(Context& c, const ListAgreements& in) {
  std::vector<Cell> own{Cell(c.subject.organization_id.value)};
  if (in.view == AgreementView::all) {
    if (auto refused = store_administrators_only(c, "/view")) return *std::move(refused);
    own.clear();
  }
  Shape shape;
  shape.require(
      !in.expiring_only || in.phase.value_or(AgreementPhase::agreed) == AgreementPhase::agreed,
      "/phase", "only what is agreed is in its last days");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const bool receives = in.view == AgreementView::receives;
  auto paging = Paging::from({.name = "agreement.list",
                              .index = receives ? &by::agreement_receiver : &by::agreement_sender,
                              .prefix = std::move(own)},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  AgreementPage out;
  out.cursor = paging.value().page<Agreement>(c.tables, [&](Agreement& row) {
    if ((in.phase && row.phase != *in.phase) || (in.expiring_only && !row.expiring)) return false;
    out.agreements.push_back(std::move(row));
    return true;
  });
  return out;
}

void do_due(Context& c, Agreement row) {
  set_standing(c, row);
  c.tables.update(row);
}

Withheld withheld(Context& c, const Agreement& row) {
  return withheld_unless(c, relation_to(c, row));
}

}  // namespace onward
