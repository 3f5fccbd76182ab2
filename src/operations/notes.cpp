#include "operations/need_group.hpp"
#include "operations/referrals.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Notes on the whole need are read by everybody involved in it; a note on one referral by its
// receiver and the sender.
bool may_read(const Context& c, const Need& need, const Note& note, const Referral* referral) {
  const auto reader = c.subject.organization_id;
  return sees_all(c.subject) || reader == need.sender_id || reader == note.organization_id ||
         (referral ? referral->receiver_id == reader : !note.referral_id);
}

}  // namespace

Result<Note> add_note(Context& c, const AddNote& in) {
  if (in.text.empty()) return refuse(Reason::malformed_request, "/text", "a note says something");
  std::optional<Referral> referral;
  if (in.referral_id) {
    auto visible = visible_referral(c, in.referral_id, involved, "/referral_id");
    if (!visible) return visible.refusal();
    referral = std::move(visible.value());
    if (in.need_id && in.need_id != referral->need_id) return not_found("/need_id");
  }
  const auto need_id = referral ? referral->need_id : in.need_id;
  auto need = visible_need(c, need_id, involved, "/need_id");
  if (!need) return need.refusal();
  Note note{.need_id = need_id,
            .referral_id = in.referral_id,
            .organization_id = c.subject.organization_id,
            .staff_id = c.subject.staff_id,
            .written_at = c.now,
            .text = in.text};
  c.tables.insert(note);
  if (referral && referral->receiver_id == c.subject.organization_id &&
      !is_finished(referral->phase))
    restart_review(c, *referral, need.value());
  return note;
}

Result<Notes> list_notes(Context& c, const ListNotes& in) {
  auto need = visible_need(c, in.need_id, involved, "/need_id");
  if (!need) return need.refusal();
  const auto referrals = c.tables.all<Referral>(by::referral_need, in.need_id);
  Notes out;
  for (auto& note : c.tables.all<Note>(by::note_need, in.need_id)) {
    const Referral* about = nullptr;
    for (auto& r : referrals)
      if (r.id == note.referral_id) about = &r;
    if (may_read(c, need.value(), note, about)) out.notes.push_back(std::move(note));
  }
  return out;
}

}  // namespace onward
