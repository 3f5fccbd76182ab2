// Histories of needs and of clients.
#include "journal_format.hpp"
#include "operations/client_merging.hpp"
#include "operations/columns.hpp"
#include "operations/needs.hpp"
#include "operations/paging.hpp"
#include "operations/visibility.hpp"

#include <algorithm>
#include <limits>

namespace onward {

namespace {

template <Record T> T row_after(const Entry& entry) {
  T row;
  read_cells(info(entry.noun), entry.format, entry.open, {}, &row);
  return row;
}

// Where the entry's row stood then; nothing is said of rows without a phase.
void tell_standing(const Entry& entry, TimelineEntry& line) {
  if (entry.noun == Noun::need) {
    line.phase = name_of(row_after<Need>(entry).phase);
  } else if (entry.noun == Noun::referral) {
    line.phase = name_of(row_after<Referral>(entry).phase);
  } else if (entry.noun == Noun::appointment) {
    const auto row = row_after<Appointment>(entry);
    line.phase = name_of(row.status);
    line.starts_at = row.starts_at;
  }
}

// How a cursor says where a timeline goes on: the last note that stands on it, and the last entry.
constexpr Index need_order{Noun::note, "need_timeline", {&rows<Note>[2], &rows<Note>[0]}, 2, false};
constexpr Index client_order{
    Noun::note, "client_timeline", {&rows<Note>[2], &rows<Note>[0]}, 2, false};
static_assert(rows<Note>[0].name == "id" && rows<Note>[2].name == "need_id");

constexpr Columns note_columns =
    columns<Note>({"id", "referral_id", "organization_id", "visible_to"});

// What of a need the active organisation is shown: a receiver what concerns itself, and who did it
// when it was itself or the sender.
class NeedSight {
 public:
  NeedSight(Context& c, const Need& need)
      : own_(c.subject.organization_id),
        sender_(need.sender_id),
        sees_members_(sees_members(c, need)),
        sees_all_(sees_all(c.subject)) {}

  bool shows(OrganizationId whose) const { return sees_members_ || whose == own_; }
  bool shows(const Note& note) const {
    const bool is_internal = note.visible_to == NoteAudience::own_organization;
    return is_internal ? note.organization_id == own_ || sees_all_ : shows(note.organization_id);
  }
  bool names(OrganizationId who) const { return shows(who) || who == sender_; }

 private:
  OrganizationId own_, sender_;
  bool sees_members_, sees_all_;
};

// The journal's entries on needs, their members, appointments and notes, put in order. Notes may be
// many, so they are read from the last page on; acts are few.
class TimelinePage {
 public:
  TimelinePage(Context& c, std::span<const Need> needs, const Paging& paging)
      : c_(c), paging_(paging) {
    if (const auto& after = paging.after()) last_ = *after;
    const auto visits = std::max<std::int64_t>(
        paging.limit() + 1, page_visits_max / std::max<std::int64_t>(1, std::ssize(needs)));
    for (auto& need : needs) add_need(need, visits);
  }

  // Answers the next page's cursor.
  std::string page(std::vector<TimelineEntry>& out) {
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
    for (auto& line : lines_) out.push_back(std::move(line.entry));
    return goes_on ? paging_.cursor_at(last_) : std::string();
  }

 private:
  struct Line {
    TimelineEntry entry{};
    NoteId note{};
  };

  void add_need(const Need& need, std::int64_t visits) {
    const NeedSight sight(c_, need);
    add(sight, Noun::need, need.id.value, {.need_id = need.id});
    for (auto& r : c_.tables.all<Referral>(by::referral_need, need.id)) {
      if (!sight.shows(r.receiver_id)) continue;
      add(sight, Noun::referral, r.id.value, {.referral_id = r.id, .need_id = need.id});
      for (auto& a : c_.tables.all<Appointment>(by::appointment_referral, r.id))
        add(sight, Noun::appointment, a.id.value,
            {.referral_id = r.id, .need_id = need.id, .appointment_id = a.id});
    }
    add_notes(sight, need.id, visits);
  }

  // One more entry than fits on the page tells that it goes on.
  void add(const NeedSight& sight, Noun noun, std::int64_t id, const TimelineEntry& belongs) {
    std::int64_t added = 0;
    c_.tables.transaction().history(noun, id, [&](const Entry& e) {
      if (e.sequence <= last_.id) return true;
      TimelineEntry line = belongs;
      line.sequence = e.sequence;
      line.at = e.time;
      line.operation = e.operation;
      tell_standing(e, line);
      if (sight.names(e.organization)) {
        line.organization_id = e.organization;
        line.staff_id = e.actor;
      }
      lines_.push_back({std::move(line), noun == Noun::note ? NoteId(id) : NoteId()});
      return ++added <= paging_.limit();
    });
  }

  void add_notes(const NeedSight& sight, NeedId need, std::int64_t visits) {
    const std::array<Cell, 1> prefix{Cell(need.value)};
    const Position after{{}, std::get<std::int64_t>(last_.members[0])};
    std::vector<Note> notes;
    const auto end = c_.tables.transaction().scan(
        {.index = &by::note_need, .prefix = prefix, .after = &after, .limit = visits}, note_columns,
        [&](const void* row) {
          const Note& note = *static_cast<const Note*>(row);
          if (sight.shows(note)) notes.push_back(note);
          return std::ssize(notes) <= paging_.limit();
        });
    for (auto& note : notes)
      add(sight, Noun::note, note.id.value, {.referral_id = note.referral_id, .need_id = need});
    if (end.exhausted) return;
    std::int64_t last = 0;
    c_.tables.transaction().history(Noun::note, end.last.id, [&](const Entry& e) {
      last = e.sequence;
      return true;
    });
    if (!notes_until_ || last < notes_until_->id)
      notes_until_ = Position{{Cell(end.last.id)}, last};
  }

  Context& c_;
  const Paging& paging_;
  Position last_{{Cell(std::int64_t{0})}, 0};  // note and entry that earlier pages end with
  std::optional<Position> notes_until_{};  // there are more behind this one
  std::vector<Line> lines_{};
};

// Those of all records of the person that one is a side of.
std::vector<Need> visible_needs(Context& c, ClientId client) {
  std::vector<Need> out;
  for (const auto record : visible_records(c, client))
    for (auto& need : c.tables.all<Need>(by::need_client, record))
      if (sees_all(c.subject) || relation_to(c, need) != Relation::none)
        out.push_back(std::move(need));
  return out;
}

}  // namespace

Result<Timeline> need_timeline(Context& c, const ListTimeline& in) {
  const auto paging = Paging::from(
      {.name = "need.timeline", .index = &need_order, .prefix = {Cell(in.need_id.value)}}, in.limit,
      in.cursor);
  if (!paging) return paging.refusal();
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  Timeline out;
  out.cursor = TimelinePage(c, {&need.value(), 1}, paging.value()).page(out.entries);
  return out;
}

Result<ClientTimeline> client_timeline(Context& c, const ListClientTimeline& in) {
  const auto paging = Paging::from(
      {.name = "client.timeline", .index = &client_order, .prefix = {Cell(in.client_id.value)}},
      in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto client = visible_client(c, in.client_id, involved, "/client_id");
  if (!client) return client.refusal();
  ClientTimeline out{.client_id = in.client_id};
  out.cursor = TimelinePage(c, visible_needs(c, in.client_id), paging.value()).page(out.entries);
  return out;
}

}  // namespace onward
