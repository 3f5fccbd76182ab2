#include "operations/timeline.hpp"

#include <algorithm>

#include "journal_format.hpp"
#include "onward/operations/between.hpp"
#include "onward/operations/work.hpp"
#include "operations/columns.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

template <Record T> T row_after(const Entry& entry) {
  T row;
  read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
  return row;
}

// Where the entry's row stood then; nothing is said of rows without a phase.
std::string phase_after(const Entry& e) {
  const auto name = [](auto phase) { return std::string(name_of(phase)); };
  switch (e.noun) {
    case Noun::need: return name(row_after<Need>(e).phase);
    case Noun::referral: return name(row_after<Referral>(e).phase);
    case Noun::appointment: return name(row_after<Appointment>(e).status);
    case Noun::attachment: return name(row_after<Attachment>(e).state);
    case Noun::transfer: return name(row_after<Transfer>(e).phase);
    case Noun::questionnaire_response: return name(row_after<QuestionnaireResponse>(e).status);
    case Noun::outbox_item: return name(row_after<OutboxItem>(e).phase);
    case Noun::lead: return name(row_after<Lead>(e).phase);
    case Noun::consent: return row_after<Consent>(e).withdrawn_at ? "withdrawn" : "";
    default: return {};
  }
}

// Whether the row was part of something that was not sent yet.
bool is_of_draft(const Entry& e) {
  switch (e.noun) {
    case Noun::need: return row_after<Need>(e).phase == NeedPhase::draft;
    case Noun::referral: return row_after<Referral>(e).phase == ReferralPhase::draft;
    case Noun::attachment: return !row_after<Attachment>(e).need_id;
    default: return false;
  }
}

// Whatever is written beside a referral is a sign of life, and moves its clocks: it has a line of
// its own.
bool moves_clocks_alone(const Entry& e) {
  constexpr std::array written_beside{note::add::name, message::send::name, barrier::note::name,
                                      barrier::resolve::name, handover::record::name};
  return e.noun == Noun::referral &&
         std::ranges::find(written_beside, e.operation) != written_beside.end();
}

// A member of a message and of a note by which a cursor goes on.
constexpr std::array order_members{&rows<Note>[2], &rows<Note>[0], &rows<Message>[0]};
static_assert(rows<Note>[2].name == "need_id" && rows<Note>[0].name == "id" &&
              rows<Message>[0].name == "id");

constexpr Columns note_columns =
    columns<Note>({"id", "referral_id", "organization_id", "visible_to", "carried_from"});
constexpr Columns message_columns = columns<Message>({"id", "referral_id", "organization_id"});

template <Kept T> constexpr Columns columns_of() {
  if constexpr (std::is_same_v<T, Note>)
    return note_columns;
  else
    return message_columns;
}

}  // namespace

const Index need_timeline_order{Noun::note, "need_timeline", order_members, 3, false};
const Index client_timeline_order{Noun::note, "client_timeline", order_members, 3, false};

NeedSight::NeedSight(Context& c, const Need& need)
    : reader_(c, need),
      own_(c.subject.organization_id),
      sender_(need.sender_id),
      sees_all_(sees_all(c.subject)) {}

TimelinePage::TimelinePage(Context& c, const Paging& paging, std::int64_t needs)
    : c_(c),
      paging_(paging),
      visits_(std::max(paging.limit() + 1, page_visits_max / std::max<std::int64_t>(1, needs))) {
  const auto& after = paging.after();
  if (!after) return;
  after_ = after->id;
  for (std::size_t i = 0; i < reached_.size(); ++i)
    reached_[i] = std::get<std::int64_t>(after->members[i]);
}

void TimelinePage::add_need(const Need& need) {
  const NeedSight sight(c_, need);
  const auto names = [&](OrganizationId who) { return sight.names(who); };
  const TimelineEntry of_need{.need_id = need.id};
  add(Noun::need, need.id.value, of_need, names, sight.shows_drafts());
  for (auto& transfer : c_.tables.all<Transfer>(by::transfer_need, need.id))
    if (sight.shows(transfer)) add(Noun::transfer, transfer.id.value, of_need, names);
  for (auto& r : c_.tables.all<Referral>(by::referral_need, need.id))
    if (sight.shows(r.receiver_id)) add_member(sight, need, r);
  add_attachments(sight, need);
  add_stream<Note>(sight, Stream::notes, by::note_need, need.id.value, need.id);
}

void TimelinePage::add_member(const NeedSight& sight, const Need& need, const Referral& r) {
  const auto names = [&](OrganizationId who) { return sight.names(who); };
  const TimelineEntry of_member{.referral_id = r.id, .need_id = need.id};
  add(Noun::referral, r.id.value, of_member, names, sight.shows_drafts());
  for (auto& a : c_.tables.all<Appointment>(by::appointment_referral, r.id)) {
    TimelineEntry of_appointment = of_member;
    of_appointment.appointment_id = a.id;
    add(Noun::appointment, a.id.value, of_appointment, names);
  }
  for (auto& asked : c_.tables.all<InformationRequest>(by::information_request_referral, r.id))
    add(Noun::information_request, asked.id.value, of_member, names);
  add_work<Barrier>(sight, r, by::barrier_referral);
  add_work<Handover>(sight, r, by::handover_referral);
  add_stream<Message>(sight, Stream::messages, by::message_referral, r.id.value, need.id);
}

template <Kept T>
void TimelinePage::add_work(const NeedSight& sight, const Referral& r, const Index& index) {
  for (auto& row : c_.tables.all<T>(index, r.id))
    if (sight.shows_work(row.organization_id))
      add(noun_of<T>, row.id.value, {.referral_id = r.id, .need_id = r.need_id},
          [&](OrganizationId who) { return sight.names(who); });
}

void TimelinePage::add_attachments(const NeedSight& sight, const Need& need) {
  for (auto& a : c_.tables.all<Attachment>(by::attachment_need, need.id))
    if (sight.shows(a))
      add(
          Noun::attachment, a.id.value, {.referral_id = a.referral_id, .need_id = need.id},
          [&](OrganizationId who) { return sight.names(who); }, sight.shows_drafts());
}

template <Kept T>
void TimelinePage::add_stream(const NeedSight& sight, Stream stream, const Index& index,
                              std::int64_t whose, NeedId need) {
  const std::array<Cell, 1> prefix{Cell(whose)};
  const Position after{{}, reached(stream)};
  std::vector<T> found;
  const auto end = c_.tables.transaction().scan(
      {.index = &index, .prefix = prefix, .after = &after, .limit = visits_}, columns_of<T>(),
      [&](const void* row) {
        const T& one = *static_cast<const T*>(row);
        if (sight.shows(one)) found.push_back(one);
        return std::ssize(found) <= paging_.limit();
      });
  for (auto& one : found)
    add_entries(noun_of<T>, one.id.value, {.referral_id = one.referral_id, .need_id = need},
                [&](OrganizationId who) { return sight.names(who); }, {.only_first = true});
  if (end.exhausted) return;
  Reach reach{.stream = stream, .row = end.last.id};
  c_.tables.transaction().history(noun_of<T>, end.last.id, [&](const Entry& e) {
    reach.sequence = e.sequence;
    return false;
  });
  if (!until_ || reach.sequence < until_->sequence) until_ = reach;
}

void TimelinePage::add(Noun noun, std::int64_t id, const TimelineEntry& belongs, Names names,
                       bool shows_drafts) {
  add_entries(noun, id, belongs, names, {.shows_drafts = shows_drafts});
}

// One more entry than fits on the page tells that it goes on.
void TimelinePage::add_entries(Noun noun, std::int64_t id, const TimelineEntry& belongs,
                               Names names, Which which) {
  std::int64_t added = 0;
  c_.tables.transaction().history(noun, id, [&](const Entry& e) {
    if (e.sequence <= after_) return !which.only_first;
    if (!which.shows_drafts && is_of_draft(e)) return true;
    if (moves_clocks_alone(e)) return true;
    TimelineEntry line = belongs;
    line.sequence = e.sequence;
    line.at = e.time;
    line.operation = e.operation;
    line.noun = info(noun).name;
    line.id = id;
    line.phase = phase_after(e);
    if (noun == Noun::appointment) line.starts_at = row_after<Appointment>(e).starts_at;
    const OrganizationId who(e.organization);
    if (names(who)) {
      line.organization_id = who;
      line.staff_id = StaffId(e.actor);
    }
    lines_.push_back(std::move(line));
    return !which.only_first && ++added <= paging_.limit();
  });
}

std::string TimelinePage::page(std::vector<TimelineEntry>& out) {
  std::ranges::sort(lines_, {}, &TimelineEntry::sequence);
  const auto again = std::ranges::unique(lines_, {}, &TimelineEntry::sequence);
  lines_.erase(again.begin(), again.end());  // what was said of two records of one person
  bool goes_on = until_.has_value();
  if (goes_on) std::erase_if(lines_, [&](auto& line) { return line.sequence > until_->sequence; });
  const bool is_cut = std::ssize(lines_) > paging_.limit();
  if (is_cut) lines_.resize(static_cast<std::size_t>(paging_.limit()));
  for (auto& line : lines_) {
    if (line.noun == info(Noun::note).name) reached(Stream::notes) = line.id;
    if (line.noun == info(Noun::message).name) reached(Stream::messages) = line.id;
  }
  if (is_cut) {
    after_ = lines_.back().sequence;
  } else if (goes_on) {
    after_ = until_->sequence;
    reached(until_->stream) = until_->row;
  }
  for (auto& line : lines_) out.push_back(std::move(line));
  if (!is_cut && !goes_on) return {};
  return paging_.cursor_at({{Cell(reached_[0]), Cell(reached_[1])}, after_});
}

Result<Timeline> need_timeline(Context& c, const ListTimeline& in) {
  const auto paging = Paging::from(
      {.name = "need.timeline", .index = &need_timeline_order, .prefix = {Cell(in.need_id.value)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  TimelinePage page(c, paging.value(), 1);
  page.add_need(need.value());
  Timeline out;
  out.cursor = page.page(out.entries);
  return out;
}

}  // namespace onward
