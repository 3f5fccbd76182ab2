// Appointments, barriers and handovers of a referral, and the lists of what was written down.
#include "onward/rules/timeframes.hpp"
#include "operations/access_grounds.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/referrals.hpp"
#include "operations/shape.hpp"
#include "operations/specialist_case.hpp"
#include "operations/table_rules.hpp"
#include "operations/work.hpp"

namespace onward {

namespace {

// ---- Appointments.

Refused refuse(const AppointmentStatus status, AppointmentAction action, std::string path) {
  const auto verdict = appointment_machine.verdict(status, action);
  if (verdict.transition) return std::nullopt;
  return refuse(verdict.reason, std::move(path),
                "the appointment is " + std::string(name_of(status)));
}

// Writes the referral's side: it carries the state of its latest appointment.
Result<Referral> set_appointment(Context& c, const Asked& asked, AppointmentStatus status) {
  return act_on_referral(c, asked, ReferralAction::record_progress, {},
                         {.change = [&](Referral& r) { r.appointment = status; }});
}

Result<Appointment> end_appointment(Context& c, const EndAppointment& in, AppointmentAction action,
                                    std::optional<Instant> took_place_at = std::nullopt) {
  auto row = c.tables.get<Appointment>(in.appointment_id);
  if (!row) return not_found("/appointment_id");
  const auto referral = visible_referral(c, row->referral_id, involved, "/appointment_id");
  if (!referral) return referral.refusal();
  if (!acts_for_receiver(c, referral.value()))
    return permission_missing(c.permission, "/appointment_id");
  if (in.revision && *in.revision != row->revision)
    return refuse(Reason::revision_changed, "/revision", "the appointment has changed",
                  {{"revision", row->revision}});
  if (auto refused = refuse(row->status, action, "/appointment_id")) return *std::move(refused);
  if (action != AppointmentAction::cancel)
    if (auto refused = refuse_ahead(c, *row, referral.value().receiver_id, "/appointment_id"))
      return *std::move(refused);
  row->status = appointment_machine.verdict(row->status, action).transition->next.phase;
  const auto acted =
      set_appointment(c, {.referral_id = row->referral_id, .path = "/appointment_id"}, row->status);
  if (!acted) return acted.refusal();
  if (!in.remark.empty()) row->remark = in.remark;
  row->ended_at = c.now;
  row->took_place_at = took_place_at;
  row->due_at = never;
  c.tables.update(*row);
  return *std::move(row);
}

// Nobody arranges anything with a client whose name they are not shown (decisions/0017).
Refused refuse_unnamed(Context& c, const Need& need, std::string path) {
  if (is_shown(c, need, DataClass::identity)) return std::nullopt;
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const auto why = consent_forbids_now(c, consent, need.issue_id, c.subject.organization_id);
  if (why) return refuse(*why, std::move(path), "the client is not shown under the consent");
  if (classes_shown(c, c.tables.known<Client>(need.client_id)).has(DataClass::identity))
    return std::nullopt;
  return refuse(Reason::disclosure_withheld, std::move(path), "who the client is is not shown");
}

// ---- What both sides write.

// A row of the receiver's is an update of its referral.
void note_sign_of_life(Context& c, Referral referral) {
  if (referral.receiver_id == c.subject.organization_id && !is_finished(referral.phase))
    restart_review(c, referral, c.tables.known<Need>(referral.need_id));
}

// ---- Lists.

// Who reads what was written down of a referral: what others said of the client hides together
// with the client.
struct WorkReader {
  OrganizationId organization{};
  bool is_receiver = false;
  bool sees_client = false;

  bool may_read(OrganizationId author) const { return sees_client || author == organization; }
  // Whether there is such a row at all.
  bool reads(const InformationRequest&) const { return true; }
  bool reads(const Appointment&) const { return true; }
  bool reads(const Barrier& row) const { return may_read(row.organization_id); }
  bool reads(const Handover& row) const { return may_read(row.organization_id); }
  // What of it is not read.
  void hide(InformationRequest& row) const {
    if (sees_client) return;
    row.answer.clear();
    if (!is_receiver) row.question.clear();
  }
  void hide(Appointment& row) const {
    if (sees_client || is_receiver) return;
    row.place.clear();
    row.remark.clear();
  }
  void hide(Barrier& row) const {
    if (!may_read(row.resolved_for)) row.resolution.clear();
  }
  void hide(Handover&) const {}
};

WorkReader reader_of(Context& c, const Referral& referral) {
  return {c.subject.organization_id, acts_for_receiver(c, referral),
          sees_client(c, c.tables.known<Need>(referral.need_id))};
}

// A row that is read, by its own number, whole; and who reads it.
template <Kept T> struct WorkRow {
  T row{};
  WorkReader reader{};
};
template <Kept T, class Id> Result<WorkRow<T>> row_of(Context& c, Id id, std::string path) {
  auto row = c.tables.get<T>(id);
  if (!row) return not_found(std::move(path));
  const auto referral = visible_referral(c, row->referral_id, involved, path);
  if (!referral) return referral.refusal();
  const WorkReader reader = reader_of(c, referral.value());
  if (!reader.reads(*row)) return not_found(std::move(path));
  return WorkRow<T>{*std::move(row), reader};
}
// The row as it is read.
template <Kept T, class Id> Result<T> shown_row(Context& c, Id id, std::string path) {
  auto found = row_of<T>(c, id, std::move(path));
  if (!found) return found.refusal();
  auto& [row, reader] = found.value();
  reader.hide(row);
  return std::move(row);
}
template <Kept T, class Id> std::optional<T> seen_row(Context& c, Id id) {
  auto row = shown_row<T>(c, id, {});
  return row ? std::optional(std::move(row.value())) : std::nullopt;
}

std::optional<WorkReader> reader_of(Context& c, ReferralId id) {
  const auto referral = seen(c, id);
  return referral ? std::optional(reader_of(c, *referral)) : std::nullopt;
}

template <Kept T>
Result<std::string> page_of(Context& c, const ListOfReferral& in, std::string_view name,
                            const Index& index, std::vector<T>& out) {
  auto paging = Paging::from(
      {.name = name, .index = &index, .prefix = {Cell(in.referral_id.value)}}, in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  const WorkReader reader = reader_of(c, referral.value());
  return paging.value().page<T>(c.tables, [&](T& row) {
    if (!reader.reads(row)) return false;
    reader.hide(row);
    out.push_back(std::move(row));
    return true;
  });
}

}  // namespace

std::optional<Appointment> seen(Context& c, AppointmentId id) {
  return seen_row<Appointment>(c, id);
}
std::optional<Barrier> seen(Context& c, BarrierId id) { return seen_row<Barrier>(c, id); }
std::optional<Handover> seen(Context& c, HandoverId id) { return seen_row<Handover>(c, id); }

Result<Appointment> schedule_appointment(Context& c, const ScheduleAppointment& in) {
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  if (acts_for_receiver(c, referral.value())) {
    const Referral& r = referral.value();
    if (auto refused = refuse(r.appointment, AppointmentAction::schedule, "/referral_id"))
      return *std::move(refused);
    const Need need = c.tables.known<Need>(r.need_id);
    if (awaits_choice(r, need.policy))
      return refuse(Reason::confirmation_missing, "/referral_id", "the sender has not chosen yet");
    if (referral_machine.verdict(r.phase, ReferralAction::record_progress).transition)
      if (auto refused = refuse_unnamed(c, need, "/referral_id")) return *std::move(refused);
  }
  const auto acted =
      set_appointment(c, {.referral_id = in.referral_id}, AppointmentStatus::scheduled);
  if (!acted) return acted.refusal();
  const OwnDays days = own_days(c, acted.value().receiver_id);
  Appointment row{.referral_id = in.referral_id,
                  .starts_at = in.starts_at,
                  .place = in.place,
                  .remark = in.remark,
                  .scheduled_by = c.subject.staff_id,
                  .scheduled_at = c.now,
                  .due_at = due_after(in.starts_at, 0, days.calendar(), *days.zone)};
  c.tables.insert(row);
  follow_specialist(c, row);
  return row;
}

Refused refuse_ahead(Context& c, const Appointment& row, OrganizationId receiver,
                     std::string path) {
  const TimeZone& zone = *own_days(c, receiver).zone;
  if (zone.local_day(c.now) >= zone.local_day(row.starts_at)) return std::nullopt;
  return refuse(Reason::time_in_future, std::move(path), "its day has not come",
                {{"starts_at", row.starts_at}});
}

Result<Appointment> complete_appointment(Context& c, const EndAppointment& in) {
  return record_visit(c, in, c.now);
}
Result<Appointment> record_visit(Context& c, const EndAppointment& in, Instant took_place_at) {
  return end_appointment(c, in, AppointmentAction::complete, took_place_at);
}
Result<Appointment> miss_appointment(Context& c, const EndAppointment& in) {
  return end_appointment(c, in, AppointmentAction::miss);
}
Result<Appointment> cancel_appointment(Context& c, const EndAppointment& in) {
  return end_appointment(c, in, AppointmentAction::cancel);
}

Result<Barrier> note_barrier(Context& c, const NoteBarrier& in) {
  Shape shape;
  if (in.kind == BarrierKind::other) shape.said(in.text, "/text");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  Barrier row{.referral_id = in.referral_id,
              .organization_id = c.subject.organization_id,
              .staff_id = c.subject.staff_id,
              .noted_at = c.now,
              .kind = in.kind,
              .text = in.text};
  c.tables.insert(row);
  note_sign_of_life(c, referral.value());
  return row;
}

Result<Barrier> resolve_barrier(Context& c, const ResolveBarrier& in) {
  auto found = row_of<Barrier>(c, in.barrier_id, "/barrier_id");
  if (!found) return found.refusal();
  auto& [row, reader] = found.value();
  if (!row.resolved_at) {
    row.resolved_at = c.now;
    row.resolved_for = c.subject.organization_id;
    row.resolved_by = c.subject.staff_id;
    row.resolution = in.resolution;
    c.tables.update(row);
    note_sign_of_life(c, c.tables.known<Referral>(row.referral_id));
  }
  reader.hide(row);
  return std::move(row);
}

Result<Handover> record_handover(Context& c, const RecordHandover& in) {
  Shape shape;
  shape.said(in.documents, "/documents");
  shape.require(in.handed_over_on <= today_of(c, c.subject.organization_id), "/handed_over_on",
                "lies in the future");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  Handover row{.referral_id = in.referral_id,
               .organization_id = c.subject.organization_id,
               .staff_id = c.subject.staff_id,
               .recorded_at = c.now,
               .handed_over_on = in.handed_over_on,
               .documents = in.documents};
  c.tables.insert(row);
  note_sign_of_life(c, referral.value());
  return row;
}

Result<InformationRequest> get_information_request(Context& c, const InformationRequestRef& in) {
  return shown_row<InformationRequest>(c, in.information_request_id, "/information_request_id");
}
Result<Appointment> get_appointment(Context& c, const AppointmentRef& in) {
  return shown_row<Appointment>(c, in.appointment_id, "/appointment_id");
}
Result<Barrier> get_barrier(Context& c, const BarrierRef& in) {
  return shown_row<Barrier>(c, in.barrier_id, "/barrier_id");
}
Result<Handover> get_handover(Context& c, const HandoverRef& in) {
  return shown_row<Handover>(c, in.handover_id, "/handover_id");
}

Result<InformationRequests> list_information_requests(Context& c, const ListOfReferral& in) {
  InformationRequests out;
  auto cursor = page_of(c, in, information_request::list::name, by::information_request_referral,
                        out.information_requests);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

Result<Appointments> list_appointments(Context& c, const ListOfReferral& in) {
  Appointments out;
  auto cursor = page_of(c, in, appointment::list::name, by::appointment_referral, out.appointments);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

Result<Barriers> list_barriers(Context& c, const ListOfReferral& in) {
  Barriers out;
  auto cursor = page_of(c, in, barrier::list::name, by::barrier_referral, out.barriers);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

Result<Handovers> list_handovers(Context& c, const ListOfReferral& in) {
  Handovers out;
  auto cursor = page_of(c, in, handover::list::name, by::handover_referral, out.handovers);
  if (!cursor) return cursor.refusal();
  out.cursor = std::move(cursor.value());
  return out;
}

Withheld withheld(Context& c, const InformationRequest& row) {
  const auto reader = reader_of(c, row.referral_id);
  if (!reader) return std::nullopt;
  if (reader->sees_client) return Columns{0};
  return reader->is_receiver ? columns<InformationRequest>({"answer"})
                             : may_be_withheld<InformationRequest>;
}
Withheld withheld(Context& c, const Appointment& row) {
  const auto reader = reader_of(c, row.referral_id);
  if (!reader) return std::nullopt;
  return reader->sees_client || reader->is_receiver ? Columns{0} : may_be_withheld<Appointment>;
}
Withheld withheld(Context& c, const Barrier& row) {
  const auto reader = reader_of(c, row.referral_id);
  if (!reader || !reader->reads(row)) return std::nullopt;
  return reader->may_read(row.resolved_for) ? Columns{0} : may_be_withheld<Barrier>;
}
Withheld withheld(Context& c, const Handover& row) {
  const auto reader = reader_of(c, row.referral_id);
  if (!reader || !reader->reads(row)) return std::nullopt;
  return Columns{0};
}

}  // namespace onward
