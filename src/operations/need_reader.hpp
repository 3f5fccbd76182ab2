// Who reads the notes on a need, and the files that go with it. Lists, timelines, tables, what is
// carried along and who is told of it ask here.
#pragma once

#include "onward/model/attachment.hpp"
#include "onward/rules/disclosure.hpp"
#include "operations/context.hpp"

namespace onward {

// Its sender reads what was said to both sides, a receiver what was said to everybody, or on its
// own referral; everybody what they wrote and added themselves. What others wrote hides together
// with the client, and so does what was carried along (decisions/0017).
class NeedReader {
 public:
  NeedReader(Context&, const Need&);  // whoever acts
  // Anybody in an organisation, without what administrators of the store see beside.
  NeedReader(Tables&, Instant now, OrganizationId, const Need&);

  bool sees_members() const { return sees_members_; }
  bool sees_client() const { return sees_client_; }

  bool may_read(const Note&) const;
  bool may_read(const Attachment& a) const {
    return a.state != AttachmentState::removed && may_know(a);
  }
  // Whether it may be told what became of it: also whose it was to take back, when it was.
  bool may_know(const Attachment&) const;
  // Files name people, so what is in them, and how they are called, is shown with the identity; of
  // those that may be read it is told that they exist.
  bool may_open(const Attachment& a) const { return sees_identity_ || added_itself(a); }

  // What was said to whoever acts, and by them, but for what receivers said; struck files stay.
  bool may_carry(const Note&) const;
  bool may_carry(const Attachment&) const;

  // Receivers are not told of each other.
  bool hides(OrganizationId author) const {
    return !sees_members_ && author != own_ && is_receivers(author);
  }
  void hide(Note&) const;
  void hide(Attachment&) const;

 private:
  NeedReader(Tables&, const Need&, OrganizationId own, bool sees_all, DataClasses shown);

  bool is_asked(ReferralId) const;  // it is one of its own
  bool is_for_itself(const Note&) const;
  bool is_receivers(OrganizationId) const;
  bool added_itself(const Attachment&) const;

  OrganizationId own_, sender_;
  Instant opened_at_;
  bool sees_all_, sees_members_, sees_client_, sees_identity_;
  std::vector<Referral> members_;
  std::vector<std::string> digests_before_{};  // where something is hidden
};

}  // namespace onward
