#include "operations/need_reader.hpp"

#include <algorithm>

#include "operations/access_grounds.hpp"

namespace onward {

namespace {

// Of the files of a need that was passed on or continued, those that came along were added in the
// same instant, and what is in them is in a file of the need before.
std::vector<std::string> digests_before(Tables& t, const Need& need) {
  std::vector<std::string> out;
  const NeedId before = need.follows ? need.follows : need.part_of;
  if (!before) return out;
  for (auto& a : t.all<Attachment>(by::attachment_need, before)) out.push_back(std::move(a.digest));
  return out;
}

template <class T> void leave_out_author(T& row) {
  row.organization_id = {};
  row.staff_id = {};
}

}  // namespace

NeedReader::NeedReader(Context& c, const Need& need)
    : NeedReader(c.tables, need, c.subject.organization_id, sees_all(c.subject),
                 sees_all(c.subject)
                     ? all_classes
                     : classes_shown(c.tables, c.now, need, c.subject.organization_id)) {}

NeedReader::NeedReader(Tables& t, Instant now, OrganizationId who, const Need& need)
    : NeedReader(t, need, who, false, classes_shown(t, now, need, who)) {}

NeedReader::NeedReader(Tables& t, const Need& need, OrganizationId own, bool sees_all,
                       DataClasses shown)
    : own_(own),
      sender_(need.sender_id),
      opened_at_(need.opened_at),
      sees_all_(sees_all),
      sees_members_(sees_all || own == need.sender_id),
      sees_client_(shown.has(DataClass::words)),
      sees_identity_(shown.has(DataClass::identity)),
      members_(t.all<Referral>(by::referral_need, need.id)) {
  if (!sees_identity_ || !sees_client_) digests_before_ = digests_before(t, need);
}

bool NeedReader::is_asked(ReferralId id) const {
  return std::ranges::any_of(
      members_, [&](const Referral& r) { return r.id == id && r.receiver_id == own_; });
}

bool NeedReader::is_receivers(OrganizationId who) const {
  return who != sender_ &&
         std::ranges::find(members_, who, &Referral::receiver_id) != members_.end();
}

bool NeedReader::is_for_itself(const Note& note) const {
  return note.referral_id ? is_asked(note.referral_id) : note.visible_to == NoteAudience::everyone;
}

bool NeedReader::may_read(const Note& note) const {
  if (sees_all_) return true;
  if (note.organization_id == own_) return sees_client_ || !note.carried_from;
  if (note.visible_to == NoteAudience::own_organization || !sees_client_) return false;
  return sees_members_ || is_for_itself(note);
}

bool NeedReader::may_know(const Attachment& a) const {
  if (added_itself(a)) return true;
  if (!sees_client_) return false;
  if (sees_members_ || a.organization_id == own_) return true;
  if (a.state != AttachmentState::kept) return false;
  return a.referral_id ? is_asked(a.referral_id) : !is_receivers(a.organization_id);
}

bool NeedReader::may_carry(const Note& note) const {
  if (note.visible_to == NoteAudience::own_organization || !may_read(note)) return false;
  if (note.organization_id == own_) return !note.referral_id || is_asked(note.referral_id);
  return is_for_itself(note) && !is_receivers(note.organization_id);
}

bool NeedReader::may_carry(const Attachment& a) const {
  const bool is_meant = !a.referral_id || is_asked(a.referral_id);
  return a.state == AttachmentState::kept && is_meant && may_read(a) && may_open(a) &&
         (a.organization_id == own_ || !is_receivers(a.organization_id));
}

void NeedReader::hide(Note& note) const {
  if (hides(note.organization_id)) leave_out_author(note);
}

void NeedReader::hide(Attachment& a) const {
  if (!may_open(a)) {
    a.digest.clear();
    a.given_name.clear();
  }
  if (hides(a.organization_id)) leave_out_author(a);
}

// Where nothing is hidden, what came along is shown as well.
bool NeedReader::added_itself(const Attachment& a) const {
  const bool came_along = a.added_at == opened_at_ &&
                          std::ranges::find(digests_before_, a.digest) != digests_before_.end();
  return a.organization_id == own_ && !came_along;
}

}  // namespace onward
