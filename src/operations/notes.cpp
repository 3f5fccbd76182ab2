#include "json.hpp"
#include "operations/need_group.hpp"
#include "operations/need_reader.hpp"
#include "operations/paging.hpp"
#include "operations/referrals.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// The member that a note of its receiver is a sign of life for; on the whole need it is the one
// that is not finished.
std::optional<Referral> underway(Context& c, const Note& note) {
  for (auto& member : c.tables.all<Referral>(by::referral_need, note.need_id)) {
    const bool is_meant = !note.referral_id || note.referral_id == member.id;
    if (is_meant && member.receiver_id == note.organization_id && !is_finished(member.phase))
      return std::move(member);
  }
  return std::nullopt;
}

}  // namespace

Result<Note> add_note(Context& c, const AddNote& in) {
  if (in.text.empty()) return malformed({{"/text", "a note says something"}});
  NeedId need_id = in.need_id;
  if (in.referral_id) {
    const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
    if (!referral) return referral.refusal();
    if (need_id && need_id != referral.value().need_id) return not_found("/need_id");
    need_id = referral.value().need_id;
  }
  const auto need = visible_need(c, need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const bool may_tell_all = !in.referral_id && need.value().sender_id == c.subject.organization_id;
  const auto visible_to = in.visible_to.value_or(may_tell_all ? NoteAudience::everyone
                                                              : NoteAudience::sender_and_receiver);
  if (visible_to == NoteAudience::everyone && !may_tell_all)
    return refuse(Reason::audience_not_allowed, "/visible_to", "only the sender tells everybody");
  Note note{.need_id = need_id,
            .referral_id = in.referral_id,
            .organization_id = c.subject.organization_id,
            .staff_id = c.subject.staff_id,
            .written_at = c.now,
            .text = in.text,
            .visible_to = visible_to};
  c.tables.insert(note);
  const bool is_update = visible_to != NoteAudience::own_organization;
  if (is_update && c.subject.has(Permission::referral_update))
    if (auto member = underway(c, note)) restart_review(c, *member, need.value());
  return note;
}

Result<Note> get_note(Context& c, const NoteRef& in) {
  auto note = c.tables.get<Note>(in.note_id);
  if (!note) return not_found("/note_id");
  const auto need = visible_need(c, note->need_id, involved, "/note_id");
  if (!need) return need.refusal();
  const NeedReader reader(c, need.value());
  if (!reader.may_read(*note)) return not_found("/note_id");
  reader.hide(*note);
  return *std::move(note);
}

Result<Notes> list_notes(Context& c, const ListNotes& in) {
  auto paging = Paging::from(
      {.name = "note.list", .index = &by::note_need, .prefix = {Cell(in.need_id.value)}}, in.limit,
      in.cursor);
  if (!paging) return paging.refusal();
  const auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const NeedReader reader(c, need.value());
  Notes out;
  out.cursor = paging.value().page<Note>(c.tables, [&](Note& note) {
    if (!reader.may_read(note)) return false;
    reader.hide(note);
    out.notes.push_back(std::move(note));
    return true;
  });
  return out;
}

Withheld withheld(Context& c, const Note& row) {
  const Need need = c.tables.known<Need>(row.need_id);
  if (!withheld_unless(c, relation_to(c, need))) return std::nullopt;
  const NeedReader reader(c, need);
  if (!reader.may_read(row)) return std::nullopt;
  return reader.hides(row.organization_id) ? may_be_withheld<Note> : Columns{0};
}

}  // namespace onward
