#include "operations/work.hpp"

#include "onward/rules/policy.hpp"
#include "onward/rules/reason_codes.hpp"
#include "operations/inboxes.hpp"
#include "operations/messages.hpp"
#include "operations/need_group.hpp"
#include "operations/referrals.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

// Its reason may also say what became of the client.
struct WithdrawalSaid {
  Outcome outcome = Outcome::none;
  Remark remark{};
};
WithdrawalSaid withdrawal_said(const Referral& r) {
  const auto* code = find_reason_code(ReferralAction::withdraw, r.withdrawal_reason_code);
  return {code ? code->outcome : Outcome::none,
          {.reason_code = r.withdrawal_reason_code,
           .note = r.withdrawal_note,
           .withdrawal_by = r.withdrawal_note_by}};
}

Refused blank(std::string_view text) {
  Shape shape;
  shape.said(text, "/text");
  return std::move(shape).refused();
}

// The question that the sender still owes an answer to.
std::optional<InformationRequest> open_question(Context& c, ReferralId referral) {
  for (auto& asked : c.tables.all<InformationRequest>(by::information_request_referral, referral))
    if (!asked.closed_at) return std::move(asked);
  return std::nullopt;
}

void close(Context& c, InformationRequest asked) {
  asked.closed_at = c.now;
  asked.due_at = never;
  c.tables.update(asked);
}

// Not in the future, where the organisation is.
Refused of_the_past(Context& c, Date day, std::string path) {
  Shape shape;
  shape.require(day <= today_of(c, c.subject.organization_id), std::move(path),
                "lies in the future");
  return std::move(shape).refused();
}

}  // namespace

Result<Referral> assign_referral(Context& c, const AssignReferral& in) {
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  const bool is_receiver = acts_for_receiver(c, referral.value());
  if (is_receiver && in.staff_id &&
      !works_for(c.tables, in.staff_id, referral.value().receiver_id, Permission::referral_update))
    return not_found("/staff_id");
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::assign, {},
                         {.change = [&](Referral& r) { r.assignee_id = in.staff_id; }});
}

Result<Referral> reprioritise_referral(Context& c, const ReprioritiseReferral& in) {
  return act_with_reason(c, {in.referral_id, in.revision, in.reason_code, in.note},
                         ReferralAction::reprioritise,
                         {.change = [&](Referral& r) { r.urgency = in.urgency; }});
}

Result<Referral> ask_information(Context& c, const SayOfReferral& in) {
  if (auto refused = blank(in.text)) return *std::move(refused);
  const auto kept = c.tables.get<Referral>(in.referral_id);
  if (kept && kept->receiver_id == c.subject.organization_id && !kept->information_asked_at &&
      referral_machine.verdict(kept->phase, ReferralAction::ask_information).transition)
    if (auto refused = unread_by_sender(c, *kept, c.tables.known<Need>(kept->need_id)))
      return *std::move(refused);
  auto referral =
      act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::ask_information, {}, {});
  if (!referral) return referral;
  const Referral& r = referral.value();
  const Need need = c.tables.known<Need>(r.need_id);
  const OwnDays days = own_days(c, r.sender_id);
  InformationRequest asked{
      .referral_id = r.id, .asked_by = c.subject.staff_id, .asked_at = c.now, .question = in.text};
  asked.due_at = reminder_after(c.now, need.policy, days.calendar(), *days.zone);
  c.tables.insert(asked);
  return referral;
}

Result<Referral> give_information(Context& c, const SayOfReferral& in) {
  if (auto refused = blank(in.text)) return *std::move(refused);
  const auto kept = c.tables.get<Referral>(in.referral_id);
  if (kept && kept->sender_id == c.subject.organization_id && open_question(c, kept->id))
    if (auto refused = unread_by_receiver(c, *kept, c.tables.known<Need>(kept->need_id)))
      return *std::move(refused);
  auto referral =
      act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::give_information, {}, {});
  if (!referral) return referral;
  auto asked = open_question(c, in.referral_id);
  if (!asked) throw StorageError("damaged store: a referral waits for an answer to no question");
  asked->answered_by = c.subject.staff_id;
  asked->answer = in.text;
  close(c, *std::move(asked));
  return referral;
}

Result<Referral> return_with_advice(Context& c, const SayOfReferral& in) {
  if (auto refused = blank(in.text)) return *std::move(refused);
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::return_with_advice, {},
                         {.reason_code = "advice_given", .note = in.text});
}

Result<Referral> confirm_withdrawal(Context& c, const ActOnReferral& in) {
  const auto referral = c.tables.get<Referral>(in.referral_id);
  const auto said = referral ? withdrawal_said(*referral) : WithdrawalSaid{};
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::confirm_withdrawal,
                         said.outcome, said.remark);
}

Result<Referral> refuse_withdrawal(Context& c, const EndReferral& in) {
  return act_with_reason(c, in, ReferralAction::refuse_withdrawal);
}

Result<Referral> record_contact(Context& c, const RecordContact& in) {
  Shape shape;
  shape.require(in.contact != ContactResult::none, "/contact", "says nothing");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto change = [&](Referral& r) {
    r.contact = in.contact;
    r.contacted_at = c.now;
  };
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::record_progress, {},
                         {.change = change});
}

Result<Referral> record_delivery(Context& c, const RecordDelivery& in) {
  Shape shape;
  shape.said(in.delivered, "/delivered");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = of_the_past(c, in.delivered_on, "/delivered_on")) return *std::move(refused);
  const auto change = [&](Referral& r) {
    r.delivered_on = in.delivered_on;
    r.delivered = in.delivered;
  };
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::record_progress, {},
                         {.change = change});
}

Result<Referral> record_enrolment(Context& c, const RecordEnrolment& in) {
  Shape shape;
  shape.require(in.enrolment != Enrolment::none, "/enrolment", "says nothing");
  if (in.enrolment != Enrolment::enrolled) shape.said(in.reason, "/reason");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto change = [&](Referral& r) {
    r.enrolment = in.enrolment;
    r.enrolment_reason = in.reason;
  };
  return act_on_referral(c, {in.referral_id, in.revision}, ReferralAction::record_progress, {},
                         {.change = change});
}

void end_waits(Context& c, Referral& referral, const Referral& before) {
  if (before.information_asked_at)
    if (auto asked = open_question(c, referral.id)) close(c, *std::move(asked));
  if (referral.appointment != AppointmentStatus::scheduled) return;
  const bool goes_on =
      referral.phase == ReferralPhase::completed &&
      !c.tables.first<SpecialistReferral>(by::specialist_referral_referral, referral.id);
  if (goes_on) return;
  referral.appointment = AppointmentStatus::cancelled;
  for (auto& row : c.tables.all<Appointment>(by::appointment_referral, referral.id)) {
    if (row.status != AppointmentStatus::scheduled) continue;
    row.status = AppointmentStatus::cancelled;
    row.ended_at = c.now;
    row.due_at = never;
    c.tables.update(row);
  }
}

void forget_reason(Referral& r) {
  r.reason_code.clear();
  r.reason_note.clear();
  r.reason_note_by.reset();
}

void ask_no_withdrawal(Referral& r) {
  r.withdrawal_asked_at.reset();
  r.withdrawal_reason_code.clear();
  r.withdrawal_note.clear();
  r.withdrawal_note_by.reset();
}

void forget_work(Referral& r) {
  r.assignee_id = {};
  r.contact = ContactResult::none;
  r.contacted_at = std::nullopt;
  r.delivered_on = std::nullopt;
  r.delivered.clear();
  r.enrolment = Enrolment::none;
  r.enrolment_reason.clear();
}

void return_to_queue(Context& c, OrganizationId receiver, StaffId staff) {
  std::vector<Referral> theirs;
  for (auto& phase : names<ReferralPhase>) {
    if (is_finished(phase.value) || phase.value == ReferralPhase::draft) continue;
    c.tables.scan<Referral>(
        by::referral_receiver,
        [&](const Referral& r) {
          if (r.assignee_id == staff) theirs.push_back(r);
          return true;
        },
        receiver, phase.value);
  }
  const OwnDays days = own_days(c, receiver);
  for (auto& r : theirs) {
    const Need need = c.tables.known<Need>(r.need_id);
    r.assignee_id = {};
    set_timers(c, r, need,
               timers_of(r, policy_of(need, r.urgency), c.now, days.calendar(), *days.zone));
    c.tables.update(r);
  }
}

void confirm_withdrawal_of(Context& c, const Referral& referral, const Need& need) {
  NeedGroup g = load_group(c, need);
  const auto said = withdrawal_said(referral);
  const Event event{.action = ReferralAction::confirm_withdrawal,
                    .by = Party::system,
                    .member = g.at(referral.id),
                    .outcome = said.outcome};
  judge_members(c, g, event);
  if (apply_event(c, g, event, said.remark))
    throw std::logic_error("a withdrawal that was asked for could not be confirmed");
}

}  // namespace onward
