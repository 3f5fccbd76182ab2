// Histories of needs and referrals.
#include "journal_format.hpp"
#include "operations/client_merging.hpp"
#include "operations/needs.hpp"
#include "operations/paging.hpp"
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
