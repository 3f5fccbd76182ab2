// Drafts: begun, saved, looked at, given up.
#include "operations/intakes.hpp"

#include "onward/rules/intake.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/attachments.hpp"
#include "operations/paging.hpp"
#include "operations/sending.hpp"
#include "operations/visibility.hpp"
#include "operations/words.hpp"

namespace onward {

namespace {

Result<Intake> own_intake(Context& c, IntakeId id) {
  auto intake = seen(c, id);
  if (!intake) return not_found("/intake_id");
  return *std::move(intake);
}

Result<Intake> draft_of(Result<Intake> found, const std::optional<std::int64_t>& revision) {
  if (!found) return found;
  const Intake& intake = found.value();
  if (intake.phase != IntakePhase::draft)
    return refuse(Reason::intake_finished, "/intake_id", "it is no draft any more",
                  {{"phase", std::string(name_of(intake.phase))}});
  if (revision && *revision != intake.revision)
    return refuse(Reason::revision_changed, "/revision", "the draft has changed",
                  {{"revision", intake.revision}});
  return found;
}

// What the need says of its client, while the client may be seen.
Refused begin_with(Context& c, const BeginIntake& in, IntakeDraft& draft) {
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const Need& from = need.value();
  if (!sees_client(c, from)) return not_found("/need_id");
  if (in.client_id && in.client_id != from.client_id) return not_found("/client_id");
  draft.client_id = from.client_id;
  draft.lines = {
      {.issue_id = from.issue_id, .urgency = from.urgency, .details = details_to_carry(c, from)}};
  return std::nullopt;
}

Refused begin_with(Context& c, ServiceId id, IntakeDraft& draft) {
  const auto service = c.tables.get<Service>(id);
  if (!service) return not_found("/service_id");
  if (draft.lines.empty()) {
    draft.lines.resize(1);
    if (service->issues.size() == 1) draft.lines[0].issue_id = service->issues[0];
  }
  draft.lines[0].receivers = {{service->organization_id, service->id}};
  return std::nullopt;
}

void keep(Context& c, Intake& intake) {
  intake.owner_id = c.subject.staff_id;
  intake.saved_at = c.now;
  intake.due_at = intake_due(c, intake.organization_id);
  intake.reminded = false;
}

Intake begun(Context& c, IntakeDraft draft) {
  Intake intake{
      .organization_id = c.subject.organization_id, .begun_at = c.now, .draft = std::move(draft)};
  keep(c, intake);
  c.tables.insert(intake);
  return intake;
}

}  // namespace

std::optional<Intake> seen(Context& c, IntakeId id) {
  auto intake = c.tables.get<Intake>(id);
  if (intake && intake->organization_id != c.subject.organization_id) intake.reset();
  return intake;
}

Result<Intake> own_or_left(Context& c, IntakeId id) {
  auto intake = c.tables.get<Intake>(id);
  const bool is_left = intake && sees_all(c.subject) && intake->phase == IntakePhase::draft &&
                       !c.tables.known_small<Organization>(intake->organization_id)->active;
  if (is_left) return *std::move(intake);
  return own_intake(c, id);
}

Result<Intake> open_intake(Context& c, IntakeId id, const std::optional<std::int64_t>& revision) {
  return draft_of(own_intake(c, id), revision);
}

Result<Intake> shown_intake(Context& c, IntakeId id, const std::optional<std::int64_t>& revision) {
  auto found = open_intake(c, id, revision);
  if (found && hides_draft(c, found.value()))
    return refuse(Reason::disclosure_withheld, "/intake_id", "what was entered is hidden now");
  return found;
}

Instant intake_due(Context& c, OrganizationId id) {
  const OwnDays days = own_days(c, id);
  return due_after(c.now, draft_reminder_working_days, days.calendar(), *days.zone);
}

void save_files(Context& c, IntakeId id) {
  auto intake = c.tables.known<Intake>(id);
  if (intake.organization_id == c.subject.organization_id) keep(c, intake);
  c.tables.update(intake);
}

void end_intake(Context& c, Intake& intake, IntakePhase phase) {
  intake.phase = phase;
  intake.ended_at = c.now;
  intake.due_at = never;
  intake.draft = {};
}

Result<Intake> begin_intake(Context& c, const BeginIntake& in) {
  IntakeDraft draft{.client_id = in.client_id};
  if (in.need_id) {
    if (auto refused = begin_with(c, in, draft)) return *std::move(refused);
  } else if (in.client_id) {
    const auto client = visible_client(c, in.client_id, involved, "/client_id");
    if (!client) return client.refusal();
  }
  if (in.service_id)
    if (auto refused = begin_with(c, in.service_id, draft)) return *std::move(refused);
  Intake out = begun(c, std::move(draft));
  if (in.need_id) carry_attachments(c, c.tables.known<Need>(in.need_id), {.intake_id = out.id});
  return out;
}

Result<Intake> save_intake(Context& c, const SaveIntake& in) {
  Shape shape;
  shape.require(in.revision.has_value() == (in.intake_id.value != 0), "/revision",
                "is named for a draft that was saved, and for no other");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (!in.intake_id) return begun(c, in.draft);
  auto found = shown_intake(c, in.intake_id, in.revision);
  if (!found) return found;
  Intake intake = found.value();
  intake.draft = in.draft;
  intake.owner_id = c.subject.staff_id;
  if (!differs(found.value(), intake)) return found;
  keep(c, intake);
  c.tables.update(intake);
  return intake;
}

Result<IntakeShown> get_intake(Context& c, const IntakeRef& in) {
  auto found = own_or_left(c, in.intake_id);
  if (!found) return found.refusal();
  return IntakeShown{std::move(found.value()), attachments_of(c, in.intake_id)};
}

Result<IntakePage> list_intakes(Context& c, const ListIntakes& in) {
  auto paging =
      Paging::from({.name = "intake.list",
                    .index = &by::intake_organization,
                    .prefix = {Cell(c.subject.organization_id.value), Tables::cell(in.phase)}},
                   in.limit, in.cursor);
  if (!paging) return paging.refusal();
  IntakePage out;
  out.cursor = paging.value().page<Intake>(c.tables, [&](Intake& intake) {
    out.intakes.push_back(std::move(intake));
    return true;
  });
  return out;
}

Result<Intake> discard_intake(Context& c, const DiscardIntake& in) {
  auto found = draft_of(own_or_left(c, in.intake_id), in.revision);
  if (!found) return found;
  end_intake(c, found.value(), IntakePhase::discarded);
  c.tables.update(found.value());
  discard_attachments(c, in.intake_id);
  return found;
}

std::optional<Intake> Again<Intake>::load(Context& c, std::span<const std::int64_t> ids) {
  if (ids.empty()) return std::nullopt;
  const IntakeId id(ids[0]);
  if (auto own = seen(c, id)) return own;
  // One that a closed organisation had left, and that was discarded for it.
  auto intake = c.tables.get<Intake>(id);
  const bool is_discarded = intake && sees_all(c.subject) &&
                            intake->phase == IntakePhase::discarded &&
                            !c.tables.known_small<Organization>(intake->organization_id)->active;
  return is_discarded ? intake : std::nullopt;
}

std::vector<std::int64_t> Again<IntakePage>::ids(const IntakePage& page) {
  std::vector<std::int64_t> out;
  out.reserve(page.intakes.size());
  for (auto& intake : page.intakes) out.push_back(intake.id.value);
  return out;
}

}  // namespace onward
