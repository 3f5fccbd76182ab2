// What becomes of a referral to a specialist, step by step.
#include <algorithm>

#include "operations/answers.hpp"
#include "operations/attachments.hpp"
#include "operations/referrals.hpp"
#include "operations/sending.hpp"
#include "operations/settings.hpp"
#include "operations/shape.hpp"
#include "operations/specialist_referrals.hpp"
#include "operations/work.hpp"
#include "text.hpp"

namespace onward {

namespace {

// Each problem of the shape, then the case, and why it cannot be done now.
template <class Request>
Result<SpecialistCase> begin(Context& c, const Request& in, SpecialistAction action,
                             Shape shape = {}) {
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto found = own_case(c, in.specialist_referral_id, in.revision);
  if (!found) return found;
  if (auto refused = why_not(c, found.value(), action)) return *std::move(refused);
  return found;
}

void not_ahead(Shape& shape, Context& c, const std::optional<Instant>& at, std::string path) {
  shape.require(!at || *at <= c.now, std::move(path), "lies in the future");
}

// Nothing refuses these any more: why_not() asked for them.
template <class T> T sure(Result<T> done) {
  if (!done) throw std::logic_error("an act on a referral to a specialist was refused half-way");
  return std::move(done.value());
}

void act(Context& c, SpecialistCase& of, ReferralAction action, Outcome outcome = {},
         const Remark& remark = {}) {
  of.referral = sure(act_on_referral(c, {of.referral.id}, action, outcome, remark));
}

// The office has taken it on; and after that it has begun. Where the machine says no, as when the
// consent has ended, the referral stays where it is, and what happened is written down beside it.
void take_on(Context& c, SpecialistCase& of) {
  if (!machine_refuses(c, of, ReferralAction::accept)) act(c, of, ReferralAction::accept);
}
void set_to_work(Context& c, SpecialistCase& of) {
  take_on(c, of);
  if (!machine_refuses(c, of, ReferralAction::start)) act(c, of, ReferralAction::start);
}

// As the rows stand when all is done, with what the practice says of it put into its own.
constexpr auto nothing_said = [](SpecialistReferral&) {};
SpecialistReferralRecord done(Context& c, const SpecialistCase& of,
                              FunctionRef<void(SpecialistReferral&)> say = nothing_said) {
  SpecialistReferral row = of.row;
  say(row);
  follow(c, std::move(row));
  return load_case(c, c.tables.known<SpecialistReferral>(of.row.id)).record();
}

Result<SpecialistReferralRecord> end_appointment(
    Context& c, const EndSpecialistAppointment& in, SpecialistAction action,
    Result<Appointment> (*end)(Context&, const EndAppointment&)) {
  auto of = begin(c, in, action);
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  take_on(c, of.value());
  sure(end(c, {.appointment_id = of.value().appointment->id, .remark = in.remark}));
  return done(c, of.value());
}

// The code that explains a failure, for each outcome that is one.
std::string failure_code(Outcome outcome) {
  if (outcome == Outcome::client_declined) return "client_declined";
  return outcome == Outcome::unable_to_contact ? "unable_to_contact" : "could_not_complete";
}

// The need as it is when it is sent: by whom, when, and under what holds now.
NeedGroup group_to_send(Context& c, NeedId id) {
  NeedGroup g = load_group(c, c.tables.known<Need>(id));
  Need& need = g.need;
  need.sent_by = c.subject.staff_id;
  need.opened_at = c.now;
  need.policy = policy_by_letter(policy_for(c, need.sender_id, need.issue_id, need.urgency));
  need.consent_ends_on = c.tables.known<Consent>(need.consent_id).expires_on;
  return g;
}

// The need is sent: its letter was, or the office was asked by telephone.
Refused send_need(Context& c, SpecialistCase& of) {
  NeedGroup g = group_to_send(c, of.row.need_id);
  auto answers = sure(answers_for(c, g.need));
  const Event event{.action = NeedAction::send, .by = parties_of(c, g.need, nullptr)};
  if (auto refused = apply_event(c, g, event)) {
    refused->path = "/specialist_referral_id";
    return refused;
  }
  if (answers) give(c, *std::move(answers), g.need);
  of.referral = c.tables.known<Referral>(of.referral.id);
  return std::nullopt;
}

// Whether its day has come by then, and it may be said that it took place.
bool has_come(Context& c, const SpecialistCase& of, Instant by) {
  return of.zone->local_day(of.appointment->starts_at) <= of.zone->local_day(by) &&
         !refuse_ahead(c, *of.appointment, of.referral.receiver_id, {});
}

// The appointment that is scheduled took place; answers when the patient was seen by that.
Instant complete_as_planned(Context& c, const SpecialistCase& of, Instant at_latest) {
  const Instant seen_at = std::min(of.appointment->starts_at, at_latest);
  sure(record_visit(c, {.appointment_id = of.appointment->id}, seen_at));
  return seen_at;
}

// Where the referral stands before an act that may record the first visit.
class BeforeVisit {
 public:
  explicit BeforeVisit(const SpecialistCase& of)
      : phase_(of.row.phase_before_visit.value_or(of.referral.phase)) {}
  void keep(SpecialistReferral& row) const {
    if (row.appointment_completed_at) row.phase_before_visit = phase_;
  }

 private:
  ReferralPhase phase_;
};

// When the patient was seen, as far as only the report says so.
std::optional<Instant> visit_reported(Context& c, SpecialistCase& of, Instant received_at) {
  if (!acts_for_receiver(c, of.referral) || is_finished(of.referral.phase)) return std::nullopt;
  const bool was_seen = of.row.appointment_completed_at.has_value();
  const bool is_scheduled = of.referral.appointment == AppointmentStatus::scheduled;
  if (is_scheduled && !has_come(c, of, received_at)) {
    take_on(c, of);
    return std::nullopt;
  }
  set_to_work(c, of);
  if (is_scheduled && holds_capacity(of.referral.phase))
    return complete_as_planned(c, of, received_at);
  return was_seen ? std::nullopt : std::optional(received_at);
}

bool is_report_of(Context& c, AttachmentId id, NeedId need) {
  const auto report = seen(c, id);
  return report && report->need_id == need && report->state == AttachmentState::kept;
}

}  // namespace

Result<SpecialistReferralRecord> record_specialist_letter(Context& c,
                                                          const RecordSpecialistLetter& in) {
  Shape shape;
  shape.require(in.method != CommunicationMethod::phone, "/method", "a call carries no letter");
  not_ahead(shape, c, in.sent_at, "/sent_at");
  auto of = begin(c, in, SpecialistAction::record_letter, std::move(shape));
  if (!of) return of.refusal();
  const Instant sent_at = in.sent_at.value_or(c.now);
  if (auto refused = too_early(of.value(), SpecialistAction::record_letter, sent_at, "/sent_at"))
    return *std::move(refused);
  const RowAtHand row_at_hand(c, of.value());
  const bool is_draft = of.value().referral.phase == ReferralPhase::draft;
  if (is_draft)
    if (auto refused = send_need(c, of.value())) return *std::move(refused);
  return done(c, of.value(), [&](SpecialistReferral& row) {
    row.letter_sent_at = sent_at;
    row.letter_method = in.method;
    if (is_draft || sent_at < row.asked_at) row.asked_at = sent_at;
  });
}

Result<SpecialistReferralRecord> schedule_specialist(Context& c, const ScheduleSpecialist& in) {
  Shape shape;
  shape.require(in.starts_at <= c.now + std::chrono::days(days_max), "/starts_at",
                "is more than ten years ahead");
  auto of = begin(c, in, SpecialistAction::schedule, std::move(shape));
  if (!of) return of.refusal();
  if (auto refused = too_early(of.value(), SpecialistAction::schedule, in.starts_at, "/starts_at"))
    return *std::move(refused);
  const RowAtHand row_at_hand(c, of.value());
  if (of.value().referral.phase == ReferralPhase::draft)
    if (auto refused = send_need(c, of.value())) return *std::move(refused);
  take_on(c, of.value());
  sure(schedule_appointment(c, {.referral_id = of.value().referral.id,
                                .starts_at = in.starts_at,
                                .place = in.place,
                                .remark = in.remark}));
  return done(c, of.value());
}

Result<SpecialistReferralRecord> complete_specialist_appointment(
    Context& c, const CompleteSpecialistAppointment& in) {
  Shape shape;
  not_ahead(shape, c, in.at, "/at");
  auto of = begin(c, in, SpecialistAction::complete_appointment, std::move(shape));
  if (!of) return of.refusal();
  const Instant seen_at = in.at.value_or(c.now);
  if (auto refused = too_early(of.value(), SpecialistAction::complete_appointment, seen_at, "/at"))
    return *std::move(refused);
  const RowAtHand row_at_hand(c, of.value());
  const BeforeVisit before(of.value());
  set_to_work(c, of.value());
  sure(record_visit(c, {.appointment_id = of.value().appointment->id, .remark = in.remark},
                    seen_at));
  return done(c, of.value(), [&](SpecialistReferral& row) {
    row.appointment_completed_at = seen_at;
    before.keep(row);
  });
}

Result<SpecialistReferralRecord> miss_specialist_appointment(Context& c,
                                                             const EndSpecialistAppointment& in) {
  return end_appointment(c, in, SpecialistAction::miss_appointment, miss_appointment);
}
Result<SpecialistReferralRecord> cancel_specialist_appointment(Context& c,
                                                               const EndSpecialistAppointment& in) {
  return end_appointment(c, in, SpecialistAction::cancel_appointment, cancel_appointment);
}

Result<SpecialistReferralRecord> receive_specialist_report(Context& c,
                                                           const ReceiveSpecialistReport& in) {
  Shape shape;
  if (!in.attachment_id) shape.said(in.specialist_notes, "/specialist_notes");
  not_ahead(shape, c, in.received_at, "/received_at");
  auto found = begin(c, in, SpecialistAction::receive_report, std::move(shape));
  if (!found) return found.refusal();
  SpecialistCase& of = found.value();
  const RowAtHand row_at_hand(c, of);
  if (in.attachment_id && !is_report_of(c, in.attachment_id, of.row.need_id))
    return not_found("/attachment_id");
  const Instant received_at = in.received_at.value_or(c.now);
  if (auto refused = too_early(of, SpecialistAction::receive_report, received_at, "/received_at"))
    return *std::move(refused);
  const BeforeVisit before(of);
  const auto visit = visit_reported(c, of, received_at);
  return done(c, of, [&](SpecialistReferral& row) {
    if (visit) {
      row.appointment_completed_at = visit;
      row.seen_by_report = true;
      before.keep(row);
    }
    row.report_received_at = received_at;
    if (in.attachment_id) row.report_id = in.attachment_id;
    if (!in.specialist_notes.empty()) row.specialist_notes = in.specialist_notes;
  });
}

Result<SpecialistReferralRecord> give_specialist_feedback(Context& c,
                                                          const GiveSpecialistFeedback& in) {
  Shape shape;
  shape.between(in.score, 1, 5, "/score");
  if (!in.score) shape.said(in.text, "/text");
  auto of = begin(c, in, SpecialistAction::give_feedback, std::move(shape));
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  return done(c, of.value(), [&](SpecialistReferral& row) {
    if (in.score) row.feedback_score = in.score;
    if (!in.text.empty()) row.feedback = in.text;
  });
}

Result<SpecialistReferralRecord> close_specialist_referral(Context& c,
                                                           const CloseSpecialistReferral& in) {
  Shape shape;
  shape.require(in.outcome != Outcome::none, "/outcome", "says nothing");
  auto of = begin(c, in, SpecialistAction::close, std::move(shape));
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  const SpecialistFacets facets = of.value().facets();
  const bool is_reported = reports_last_visit(of.value().row, *of.value().zone);
  if (!is_reported && std::ranges::all_of(in.no_report_because, is_blank))
    return refuse(Reason::report_missing, "/no_report_because", "no report has come");
  take_on(c, of.value());
  // A good outcome says that the patient was there; what is still to come is called off.
  const bool was_there = is_positive(in.outcome) &&
                         facets.appointment == AppointmentStatus::scheduled &&
                         has_come(c, of.value(), c.now);
  std::optional<Instant> visit;
  if (was_there) visit = complete_as_planned(c, of.value(), c.now);
  if (is_positive(in.outcome) || facets.seen || facets.reported)
    act(c, of.value(), ReferralAction::complete, in.outcome, {.note = in.outcome_note});
  else
    act(c, of.value(), ReferralAction::fail, in.outcome,
        {.reason_code = failure_code(in.outcome), .note = in.outcome_note});
  return done(c, of.value(), [&](SpecialistReferral& row) {
    if (!is_reported) row.no_report_because = in.no_report_because;
    if (visit) row.appointment_completed_at = visit;
  });
}

Result<SpecialistReferralRecord> undo_specialist_visit(Context& c, const UndoOfSpecialist& in) {
  auto of = begin(c, in, SpecialistAction::undo_visit);
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  forget_visit(c, of.value());
  return done(c, of.value());
}

Result<SpecialistReferralRecord> undo_specialist_report(Context& c, const UndoOfSpecialist& in) {
  auto of = begin(c, in, SpecialistAction::undo_report);
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  forget_report(c, of.value());
  return done(c, of.value());
}

Result<SpecialistReferralRecord> decline_specialist_referral(Context& c,
                                                             const EndSpecialistReferral& in) {
  auto of = begin(c, in, SpecialistAction::decline);
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  const auto declined = act_with_reason(c, {of.value().referral.id, {}, in.reason_code, in.note},
                                        ReferralAction::decline);
  if (!declined) return declined.refusal();
  return done(c, of.value());
}

Result<SpecialistReferralRecord> cancel_specialist_referral(Context& c,
                                                            const EndSpecialistReferral& in) {
  auto of = begin(c, in, SpecialistAction::cancel);
  if (!of) return of.refusal();
  const RowAtHand row_at_hand(c, of.value());
  const auto outcome = outcome_of_reason(c, ReferralAction::withdraw, in.reason_code);
  if (!outcome)
    return refuse(Reason::reason_code_unknown, "/reason_code", "no such reason for this action",
                  {{"reason_code", in.reason_code}});
  NeedGroup g = load_group(c, c.tables.known<Need>(of.value().row.need_id));
  const auto member = g.at(of.value().referral.id);
  const Event event{.action = ReferralAction::withdraw,
                    .by = parties_of(c, g.need, &of.value().referral),
                    .member = member,
                    .outcome = *outcome};
  judge_members(c, g, event);
  // So the need is cancelled with its only member, and not left for somebody to see to.
  g.group.withdrawing = std::ranges::all_of(g.group.members, [&](const Member& m) {
    const bool is_meant = &m == &g.group.members[member];
    return is_meant || (is_finished(m.phase) && m.phase != ReferralPhase::completed);
  });
  if (apply_event(c, g, event, {.reason_code = in.reason_code, .note = in.note}))
    throw std::logic_error("a referral to a specialist could not be taken back");
  return done(c, of.value());
}

}  // namespace onward
