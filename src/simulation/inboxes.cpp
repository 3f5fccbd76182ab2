#include "simulation/inboxes.hpp"

#include <algorithm>

#include "onward/operations/referrals.hpp"

namespace onward::simulation {

namespace {

constexpr std::int64_t counted_max = 1'000;  // a count of so many is that many or more

bool is_counted_right(std::int64_t counted, std::int64_t listed) {
  return counted == std::min(counted_max, listed);
}

// The identifiers of some rows, as many as one call may name.
template <class Id, class Row>
std::vector<std::vector<Id>> pages_of(const std::vector<Row>& rows, std::size_t from) {
  std::vector<std::vector<Id>> out;
  for (std::size_t i = from; i < rows.size(); ++i) {
    if (out.empty() || std::ssize(out.back()) == page_limit_max) out.emplace_back();
    out.back().push_back(rows[i].id);
  }
  return out;
}

}  // namespace

std::vector<InboxItem> Inboxes::read(Desk& desk) {
  const auto counts = caller_.must<inbox::counts>(desk.session, {});
  std::vector<InboxItem> out;
  if (counts.own_unread > 0) read(desk, InboxOf::own, counts.own_unread, out);
  if (counts.organization_unread > 0)
    read(desk, InboxOf::organization, counts.organization_unread, out);
  return out;
}

void Inboxes::read(Desk& desk, InboxOf whose, std::int64_t unread, std::vector<InboxItem>& into) {
  const auto from = into.size();
  ListInbox page{.inbox = whose, .unread_only = true, .limit = page_limit_max};
  do {
    auto listed = caller_.must<inbox::list>(desk.session, page);
    std::ranges::move(listed.items, std::back_inserter(into));
    page.cursor = listed.cursor;
  } while (!page.cursor.empty());
  const auto found = static_cast<std::int64_t>(into.size() - from);
  if (!is_counted_right(unread, found))
    broken_.push_back(named("organization", desk.organization_id().value) + ": its inbox counts " +
                      std::to_string(unread) + " and lists " + std::to_string(found));
  for (auto& ids : pages_of<InboxItemId>(into, from))
    caller_.must<inbox::mark_read>(desk.session, {.item_ids = std::move(ids)});
}

std::vector<ReferralId> Inboxes::asked(Desk& desk, const std::vector<InboxItem>& news) {
  auto& told = told_[desk.organization_id()];
  std::set<ReferralId> fresh, listed;
  for (const auto& item : news)
    if (item.event == InboxEvent::submitted) fresh.insert(item.referral_id);
  std::vector<ReferralId> out;
  ListReferrals page{.phase = ReferralPhase::requested, .limit = page_limit_max};
  do {
    const auto waiting = caller_.must<referral::list>(desk.session, page);
    for (const auto& r : waiting.referrals) {
      listed.insert(r.id);
      if (told.contains(r.id) || fresh.contains(r.id))
        out.push_back(r.id);
      else if (missed_.insert(r.id).second)
        broken_.push_back(named("referral", r.id.value) + ": is asked, and in no inbox");
    }
    page.cursor = waiting.cursor;
  } while (!page.cursor.empty());
  for (const auto id : fresh)
    if (!listed.contains(id))
      broken_.push_back(named("referral", id.value) + ": is in an inbox, and not asked");
  told = {out.begin(), out.end()};
  return out;
}

void Inboxes::expect(const Message& message, OrganizationId reader) {
  expected_[reader].emplace(message.id, message.referral_id);
}

std::vector<Message> Inboxes::read_messages(Desk& desk) {
  std::vector<Message> out;
  std::int64_t counted = 0;
  ListUnreadMessages page{.inbox = InboxOf::organization, .limit = page_limit_max};
  do {
    auto unread = caller_.must<message::list_unread>(desk.session, page);
    counted = unread.organization_unread;
    std::ranges::move(unread.messages, std::back_inserter(out));
    page.cursor = unread.cursor;
  } while (!page.cursor.empty());
  if (!is_counted_right(counted, std::ssize(out)))
    broken_.push_back(named("organization", desk.organization_id().value) + ": " +
                      std::to_string(counted) + " messages are counted, and " +
                      std::to_string(out.size()) + " listed");
  auto expected = std::move(expected_[desk.organization_id()]);
  for (const auto& m : out) expected.erase(m.id);
  for (const auto& [id, referral] : expected)
    if (is_waiting_still(desk, id, referral))
      broken_.push_back(named("message", id.value) + ": is unread, and waits for nobody");
  expected_.erase(desk.organization_id());
  for (auto& ids : pages_of<MessageId>(out, 0))
    caller_.must<message::mark_read>(desk.session, {.message_ids = std::move(ids)});
  return out;
}

// Unless it is hidden by now, or waits for whoever the need was handed over to.
bool Inboxes::is_waiting_still(Desk& desk, MessageId id, ReferralId referral) {
  const auto thread =
      caller_.call<message::list>(desk.session, {.referral_id = referral, .limit = page_limit_max});
  if (!thread) return false;
  const auto found = std::ranges::find(thread->messages, id, &Message::id);
  if (found == thread->messages.end() || found->read_at) return false;
  const auto waits_for = found->unread_by_id;
  return !waits_for || waits_for == desk.organization_id();
}

}  // namespace onward::simulation
