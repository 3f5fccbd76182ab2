#include "operations/transfers.hpp"

#include <algorithm>

#include "dates.hpp"
#include "json.hpp"
#include "onward/rules/partners.hpp"
#include "operations/chain.hpp"
#include "operations/messages.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/specialist_case.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

bool has(const std::vector<OrganizationId>& list, OrganizationId id) {
  return std::ranges::find(list, id) != list.end();
}

// What a transfer of personal data needs between two organisations, as of whoever refers.
bool may_hand_over(Context& c, const Need& need, const Organization& to) {
  const auto from = c.tables.known<Organization>(need.sender_id);
  const auto agreed = agreed_receivers(c.tables.all<Agreement>(by::agreement_sender, from.id),
                                       need.issue_id, today_of(c, from.id));
  return may_refer({.sender_requires = from.partners_required,
                    .receiver_requires = to.partners_required,
                    .sender_names = has(from.send_to, to.id),
                    .receiver_names = has(to.receive_from, from.id),
                    .agreed = has(agreed, to.id)});
}

Refusal phase_forbids(std::string path, const Need& need) {
  return refuse(Reason::phase_forbids, std::move(path), "not in the present phase",
                {{"need_phase", std::string(name_of(need.phase))}});
}

// Why the need cannot become this organisation's.
Refused refuse_taker(Context& c, const Need& need, OrganizationId to, const std::string& path) {
  for (auto& r : c.tables.all<Referral>(by::referral_need, need.id))
    if (r.receiver_id == to && !is_finished(r.phase))
      return refuse(Reason::member_unfinished, path, "it is asked to help with the need itself");
  if (has(senders_before(c, need), to))
    return refuse(Reason::already_in_chain, path, "the need came through it",
                  {{"organization_id", to.value}});
  if (is_asked_further_on(c, need, to))
    return refuse(Reason::already_in_chain, path, "it was passed on to it",
                  {{"organization_id", to.value}});
  if (!may_hand_over(c, need, c.tables.known<Organization>(to)))
    return refuse(Reason::partner_required, path, "they are not partners",
                  {{"organization_id", to.value}});
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const auto why = consent_forbids_now(c, consent, need.issue_id, to);
  if (why) return refuse(*why, path, "the consent does not allow it");
  return std::nullopt;
}

Refused refuse_days(Context& c, const std::optional<Date>& returns_on, OrganizationId lender,
                    const char* path) {
  const Date today = today_of(c, lender);
  if (!returns_on || *returns_on > today) return std::nullopt;
  return refuse(Reason::period_reversed, path, "it would come back before it goes",
                {{"begins_on", today}, {"ends_on", *returns_on}});
}

Refused refuse_unfinished(Context& c, const Need& need) {
  for (auto& t : c.tables.all<Transfer>(by::transfer_need, need.id))
    if (!is_finished(t.phase))
      return refuse(Reason::transfer_unfinished, "/need_id", "another transfer has not ended");
  return std::nullopt;
}

void move_sender(Context& c, Need need, OrganizationId to) {
  need.transferred_from = need.sender_id;
  need.sender_id = to;
  c.tables.update(need);
  for (auto& r : c.tables.all<Referral>(by::referral_need, need.id)) {
    r.sender_id = to;
    for (const auto by :
         {&Referral::reason_note_by, &Referral::outcome_note_by, &Referral::withdrawal_note_by})
      if (r.*by == Party::sender) (r.*by).reset();  // the next one did not write it
    c.tables.update(r);
    hand_unread_over(c, r);
  }
}

// With what it continues, as far as that was lent with it.
void bring_back(Context& c, const Transfer& lent) {
  for (NeedId id = lent.need_id; id;) {
    const Need need = c.tables.known<Need>(id);
    if (need.sender_id != lent.to_id || need.transferred_from != lent.from_id) return;
    move_sender(c, need, lent.from_id);
    id = need.follows;
  }
}

// A transfer that is not answered yet, by the side that answers.
Result<Transfer> open_transfer(Context& c, TransferId id, OrganizationId Transfer::* side) {
  auto transfer = seen(c, id);
  if (!transfer) return not_found("/transfer_id");
  const bool is_asked_back = side == &Transfer::from_id && sees_all(c.subject);
  const bool is_side = (*transfer).*side == c.subject.organization_id || is_asked_back;
  if (!is_side) return permission_missing(c.permission, "/transfer_id");
  if (transfer->phase != TransferPhase::requested)
    return refuse(Reason::phase_forbids, "/transfer_id", "it has been answered",
                  {{"phase", std::string(name_of(transfer->phase))}});
  return *std::move(transfer);
}

Transfer answered(Context& c, Transfer transfer, TransferPhase phase, std::string note) {
  transfer.phase = phase;
  transfer.answered_by = c.subject.staff_id;
  transfer.answered_at = c.now;
  transfer.answer_note = std::move(note);
  transfer.due_at = never;
  if (phase == TransferPhase::lent)
    transfer.due_at = own_days(c, transfer.from_id).zone->start_of(transfer.returns_on.value());
  c.tables.update(transfer);
  return transfer;
}

}  // namespace

Result<Transfer> request_transfer(Context& c, const RequestTransfer& in) {
  const auto found = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!found) return found.refusal();
  const Need& need = found.value();
  if (in.organization_id == need.sender_id)
    return malformed({{"/organization_id", "the need is this organisation's already"}});
  const auto to = c.tables.get<Organization>(in.organization_id);
  if (!to || !to->active) return not_found("/organization_id");
  if (auto refused = refuse_days(c, in.returns_on, need.sender_id, "/returns_on"))
    return *std::move(refused);
  if (is_finished(need.phase)) return phase_forbids("/need_id", need);
  if (is_of_specialist(c, need))
    return refuse(Reason::stays_with_practice, "/need_id", "the specialist is in its directory");
  if (auto refused = refuse_unfinished(c, need)) return *std::move(refused);
  if (auto refused = refuse_taker(c, need, to->id, "/organization_id")) return *std::move(refused);

  const OwnDays days = own_days(c, to->id);
  Transfer transfer{
      .need_id = need.id,
      .issue_id = need.issue_id,
      .urgency = need.urgency,
      .from_id = need.sender_id,
      .to_id = to->id,
      .requested_by = c.subject.staff_id,
      .requested_at = c.now,
      .note = in.note,
      .returns_on = in.returns_on,
      .due_at = due_after(c.now, need.policy.review_working_days, days.calendar(), *days.zone)};
  c.tables.insert(transfer);
  return transfer;
}

Result<Transfer> accept_transfer(Context& c, const AnswerTransfer& in) {
  auto transfer = open_transfer(c, in.transfer_id, &Transfer::to_id);
  if (!transfer) return transfer.refusal();
  const Transfer& t = transfer.value();
  const Need need = c.tables.known<Need>(t.need_id);
  if (is_finished(need.phase)) return phase_forbids("/transfer_id", need);
  if (auto refused = refuse_days(c, t.returns_on, t.from_id, "/transfer_id"))
    return *std::move(refused);
  if (auto refused = refuse_taker(c, need, t.to_id, "/transfer_id")) return *std::move(refused);
  move_sender(c, need, t.to_id);
  const auto phase = t.returns_on ? TransferPhase::lent : TransferPhase::transferred;
  return answered(c, t, phase, in.note);
}

Result<Transfer> refuse_transfer(Context& c, const AnswerTransfer& in) {
  const auto transfer = open_transfer(c, in.transfer_id, &Transfer::to_id);
  if (!transfer) return transfer.refusal();
  return answered(c, transfer.value(), TransferPhase::refused, in.note);
}

Result<Transfer> cancel_transfer(Context& c, const AnswerTransfer& in) {
  const auto transfer = open_transfer(c, in.transfer_id, &Transfer::from_id);
  if (!transfer) return transfer.refusal();
  return answered(c, transfer.value(), TransferPhase::cancelled, in.note);
}

Result<Transfer> get_transfer(Context& c, const TransferRef& in) {
  auto transfer = seen(c, in.transfer_id);
  if (!transfer) return not_found("/transfer_id");
  return *std::move(transfer);
}

Result<TransferPage> list_transfers(Context& c, const ListTransfers& in) {
  const bool received = in.view == ReferralView::received;
  Paging::List list{.name = "transfer.list",
                    .index = received ? &by::transfer_to : &by::transfer_from,
                    .prefix = {Cell(c.subject.organization_id.value)}};
  if (in.phase) list.prefix.push_back(Tables::cell(*in.phase));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  TransferPage out;
  out.cursor = paging.value().page<Transfer>(c.tables, [&](Transfer& transfer) {
    out.transfers.push_back(std::move(transfer));
    return true;
  });
  return out;
}

OrganizationId lender_of(Context& c, const Need& need) {
  if (!need.transferred_from) return {};
  const NeedId lent = need.id ? need.id : need.follows;  // it is lent on when it is sent
  for (auto& t : c.tables.all<Transfer>(by::transfer_need, lent))
    if (t.phase == TransferPhase::lent) return t.from_id;
  return {};
}

void lend_on(Context& c, const Need& need, const Need& next) {
  for (auto& t : c.tables.all<Transfer>(by::transfer_need, need.id)) {
    if (t.phase != TransferPhase::lent) continue;
    t.need_id = next.id;
    t.issue_id = next.issue_id;
    c.tables.update(t);
  }
}

void end_due_transfer(Context& c, Transfer transfer) {
  const bool was_lent = transfer.phase == TransferPhase::lent;
  if (was_lent) bring_back(c, transfer);
  transfer.phase = was_lent ? TransferPhase::returned : TransferPhase::lapsed;
  if (!was_lent) transfer.answered_at = c.now;
  transfer.due_at = never;
  c.tables.update(transfer);
}

std::optional<Transfer> seen(Context& c, TransferId id) {
  auto transfer = c.tables.get<Transfer>(id);
  const auto own = c.subject.organization_id;
  if (transfer && transfer->from_id != own && transfer->to_id != own && !sees_all(c.subject))
    transfer.reset();
  return transfer;
}

Withheld withheld(Context& c, const Transfer& row) {
  const auto own = c.subject.organization_id;
  const bool is_side = row.from_id == own || row.to_id == own;
  return withheld_unless(c, is_side ? Relation::owner : Relation::none);
}

}  // namespace onward
