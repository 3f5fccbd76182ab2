// What desks are told, day by day, and whether it is what the lists say.
#pragma once

#include "onward/operations/between.hpp"
#include "simulation/staff.hpp"

namespace onward::simulation {

class Inboxes {
 public:
  explicit Inboxes(Caller& caller) : caller_(caller) {}

  // The desk's own news and its organisation's; it is read from then on.
  std::vector<InboxItem> read(Desk&);
  // The referrals that wait for the desk's answer, of which it was told, now or before.
  std::vector<ReferralId> asked(Desk&, const std::vector<InboxItem>& news);

  // One that was sent, and waits for the other side.
  void expect(const Message&, OrganizationId reader);
  // Those that wait for the desk; they are read from then on.
  std::vector<Message> read_messages(Desk&);

  // What the lists say and nobody was told, or the other way round; a line each.
  const std::vector<std::string>& broken() const { return broken_; }

 private:
  void read(Desk&, InboxOf, std::int64_t unread, std::vector<InboxItem>& into);
  bool is_waiting_still(Desk&, MessageId, ReferralId);

  Caller& caller_;
  std::map<OrganizationId, std::set<ReferralId>> told_{};  // asked, and not answered yet
  std::map<OrganizationId, std::map<MessageId, ReferralId>> expected_{};
  std::set<ReferralId> missed_{};
  std::vector<std::string> broken_{};
};

}  // namespace onward::simulation
