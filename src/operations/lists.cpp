// Worklists and histories of needs and referrals.
#include "journal_format.hpp"
#include "operations/client_merging.hpp"
#include "operations/needs.hpp"
#include "operations/paging.hpp"
#include "operations/referrals.hpp"
#include "operations/visibility.hpp"

#include <algorithm>
#include <limits>

namespace onward {

namespace {

// Where a row stood after an entry; empty for rows without a phase.
std::string phase_after(const Entry& entry) {
  if (entry.noun == Noun::need) {
    Need row;
    read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
    return std::string(name_of(row.phase));
  }
  if (entry.noun == Noun::referral) {
    Referral row;
    read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
    return std::string(name_of(row.phase));
  }
  return {};
}

// How a cursor says where a timeline goes on: the last note that stands on it, and the last entry.
constexpr Index timeline_order{
    Noun::note, "need_timeline", {&rows<Note>[2], &rows<Note>[0]}, 2, false};
static_assert(rows<Note>[0].name == "id" && rows<Note>[2].name == "need_id");

constexpr Columns note_columns = 0b1'0001'1001;  // id, referral_id, organization_id, visible_to
static_assert(rows<Note>[3].name == "referral_id" && rows<Note>[4].name == "organization_id" &&
              rows<Note>[8].name == "visible_to");

// The journal's entries on a need, its members and its notes, put in order. Notes may be many, so
// they are read from the last page on; acts are few. A receiver is shown what concerns itself, and
// who did it when it was itself or the sender.
class TimelinePage {
 public:
  TimelinePage(Context& c, const Need& need, const Paging& paging)
      : c_(c), need_(need), paging_(paging), sees_members_(sees_members(c, need)) {
    if (const auto& after = paging.after()) last_ = *after;
    add(Noun::need, need.id.value, {});
    for (auto& r : c.tables.all<Referral>(by::referral_need, need.id))
      if (is_shown(r.receiver_id)) add(Noun::referral, r.id.value, r.id);
    add_notes();
  }

  Timeline page() {
    std::ranges::sort(lines_, {}, [](const Line& line) { return line.entry.sequence; });
    bool goes_on = notes_until_.has_value();
    if (goes_on)
      std::erase_if(lines_, [&](auto& line) { return line.entry.sequence > notes_until_->id; });
    if (std::ssize(lines_) > paging_.limit()) {
      goes_on = true;
      lines_.resize(static_cast<std::size_t>(paging_.limit()));
      last_.id = lines_.back().entry.sequence;
      for (auto& line : lines_)
        if (line.note) last_.members = {Cell(line.note.value)};
    } else if (goes_on) {
      last_ = *notes_until_;
    }
    Timeline out;
    for (auto& line : lines_) out.entries.push_back(std::move(line.entry));
    if (goes_on) out.cursor = paging_.cursor_at(last_);
    return out;
  }

 private:
  struct Line {
    TimelineEntry entry{};
    NoteId note{};
  };

  bool is_shown(OrganizationId whose) const {
    return sees_members_ || whose == c_.subject.organization_id;
  }

  bool is_shown(const Note& note) const {
    const bool is_internal = note.visible_to == NoteAudience::own_organization;
    return is_internal ? note.organization_id == c_.subject.organization_id || sees_all(c_.subject)
                       : is_shown(note.organization_id);
  }

  // One more entry than fits on the page tells that it goes on.
  void add(Noun noun, std::int64_t id, ReferralId referral) {
    std::int64_t added = 0;
    c_.tables.transaction().history(noun, id, [&](const Entry& e) {
      if (e.sequence <= last_.id) return true;
      TimelineEntry line{.sequence = e.sequence,
                         .at = e.time,
                         .operation = e.operation,
                         .referral_id = referral,
                         .phase = phase_after(e)};
      if (is_shown(e.organization) || need_.sender_id == OrganizationId(e.organization)) {
        line.organization_id = e.organization;
        line.staff_id = e.actor;
      }
      lines_.push_back({std::move(line), noun == Noun::note ? NoteId(id) : NoteId()});
      return ++added <= paging_.limit();
    });
  }

  void add_notes() {
    const std::array<Cell, 1> prefix{Cell(need_.id.value)};
    const Position after{{}, std::get<std::int64_t>(last_.members[0])};
    std::vector<Note> notes;
    const auto end = c_.tables.transaction().scan(
        {.index = &by::note_need, .prefix = prefix, .after = &after, .limit = page_visits_max},
        note_columns, [&](const void* row) {
          const Note& note = *static_cast<const Note*>(row);
          if (is_shown(note)) notes.push_back(note);
          return std::ssize(notes) <= paging_.limit();
        });
    for (auto& note : notes) add(Noun::note, note.id.value, note.referral_id);
    if (end.exhausted) return;
    notes_until_ = Position{{Cell(end.last.id)}, 0};
    c_.tables.transaction().history(Noun::note, end.last.id, [&](const Entry& e) {
      notes_until_->id = e.sequence;
      return true;
    });
  }

  Context& c_;
  const Need& need_;
  const Paging& paging_;
  bool sees_members_;
  Position last_{{Cell(std::int64_t{0})}, 0};  // note and entry that earlier pages end with
  std::optional<Position> notes_until_{};  // there are more behind this one
  std::vector<Line> lines_{};
};

}  // namespace

namespace {

// Needs of several records of one person, as if they were one's: in the order of their numbers.
NeedPage needs_of_person(Context& c, std::span<const ClientId> records, const Paging& paging,
                         FunctionRef<bool(const Need&)> is_listed) {
  const Position start{{}, paging.after() ? paging.after()->id : 0};
  std::int64_t until = std::numeric_limits<std::int64_t>::max();  // all before it were looked at
  std::vector<Need> found;
  for (const auto record : records) {
    const std::array<Cell, 1> prefix{Cell(record.value)};
    const auto end = c.tables.transaction().scan(
        {.index = &by::need_client, .prefix = prefix, .after = &start, .limit = page_visits_max},
        all_columns, [&](const void* row) {
          found.push_back(*static_cast<const Need*>(row));
          return true;
        });
    if (!end.exhausted) until = std::min(until, end.last.id);
  }
  std::erase_if(found, [&](const Need& need) { return need.id.value > until; });
  std::ranges::sort(found, {}, &Need::id);
  NeedPage out;
  for (auto& need : found) {
    if (!is_listed(need)) continue;
    if (std::ssize(out.needs) == paging.limit()) {
      out.cursor = paging.cursor_at({{}, out.needs.back().id.value});
      return out;
    }
    out.needs.push_back(std::move(need));
  }
  if (until < std::numeric_limits<std::int64_t>::max()) out.cursor = paging.cursor_at({{}, until});
  return out;
}

}  // namespace

Result<NeedPage> list_needs(Context& c, const ListNeeds& in) {
  const auto sender = c.subject.organization_id;
  Paging::List list{.name = "need.list", .index = &by::need_sender, .prefix = {Cell(sender.value)}};
  if (in.client_id) {
    list.index = &by::need_client;
    list.prefix = {Cell(in.client_id.value)};
  } else if (in.phase) {
    list.prefix.push_back(Tables::cell(*in.phase));
  }
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto is_listed = [&](const Need& need) {
    return need.sender_id == sender && (!in.phase || need.phase == *in.phase);
  };
  if (in.client_id)
    if (const auto records = visible_records(c, in.client_id); records.size() > 1)
      return needs_of_person(c, records, paging.value(), is_listed);
  NeedPage out;
  out.cursor = paging.value().page<Need>(c.tables, [&](Need& need) {
    if (!is_listed(need)) return false;
    out.needs.push_back(std::move(need));
    return true;
  });
  return out;
}

Result<ReferralPage> list_referrals(Context& c, const ListReferrals& in) {
  const bool received = in.view == ReferralView::received;
  Paging::List list{.name = "referral.list",
                    .index = received ? &by::referral_receiver : &by::referral_sender,
                    .prefix = {Cell(c.subject.organization_id.value)}};
  if (in.phase) list.prefix.push_back(Tables::cell(*in.phase));
  auto paging = Paging::from(std::move(list), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  ReferralPage out;
  out.cursor = paging.value().page<Referral>(c.tables, [&](Referral& referral) {
    if (in.overdue_only && !referral.overdue) return false;
    if (in.waiting_only && !referral.information_asked_at) return false;
    if (in.assignee_id && referral.assignee_id != in.assignee_id) return false;
    if (in.desk == ReferralDesk::mine && referral.assignee_id != c.subject.staff_id) return false;
    if (in.desk == ReferralDesk::queue && referral.assignee_id) return false;
    if (received && referral.phase == ReferralPhase::draft) return false;
    out.referrals.push_back(std::move(referral));
    return true;
  });
  return out;
}

Result<Timeline> need_timeline(Context& c, const ListTimeline& in) {
  const auto paging = Paging::from(
      {.name = "need.timeline", .index = &timeline_order, .prefix = {Cell(in.need_id.value)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  return TimelinePage(c, need.value(), paging.value()).page();
}

}  // namespace onward
