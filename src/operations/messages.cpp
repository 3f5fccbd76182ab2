#include "operations/messages.hpp"

#include <algorithm>

#include "json.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Which messages of a referral the active organisation reads, and which of them are news to it.
class MessageReader {
 public:
  MessageReader(Context& c, const Referral& referral)
      : c_(c), referral_(referral), own_(c.subject.organization_id) {
    const Need need = c.tables.known<Need>(referral.need_id);
    sees_all_words_ = sees_members(c, need) || sees_client(c, need);
  }

  bool is_side() const { return is_receiver() || referral_.sender_id == own_; }
  bool may_read(const Message& m) const {
    return sees_all_words_ || is_from_receiver(m, referral_) == is_receiver();
  }
  bool is_unread(const Message& m) const {
    return !m.read_at && is_side() && may_read(m) &&
           is_from_receiver(m, referral_) != is_receiver();
  }

  // The newest first, as many as are looked at.
  std::vector<Message> unread() const {
    std::vector<Message> out;
    const std::array<Cell, 1> prefix{Cell(referral_.id.value)};
    c_.tables.transaction().scan({.index = &by::message_referral,
                                  .prefix = prefix,
                                  .direction = Direction::down,
                                  .limit = page_visits_max},
                                 all_columns, [&](const void* row) {
                                   const auto& m = *static_cast<const Message*>(row);
                                   if (is_unread(m)) out.push_back(m);
                                   return true;
                                 });
    return out;
  }

 private:
  bool is_receiver() const { return referral_.receiver_id == own_; }

  Context& c_;
  const Referral& referral_;
  OrganizationId own_;
  bool sees_all_words_ = false;
};

// A referral by one of its two sides; administrators of the store read, and say nothing.
Result<Referral> own_referral(Context& c, ReferralId id) {
  auto referral = visible_referral(c, id, involved, "/referral_id");
  if (referral && !MessageReader(c, referral.value()).is_side())
    return permission_missing(c.permission, "/referral_id");
  return referral;
}

}  // namespace

bool is_from_receiver(const Message& m, const Referral& referral) {
  return m.organization_id == referral.receiver_id;
}

Result<Message> send_message(Context& c, const SendMessage& in) {
  if (in.text.empty()) return malformed({{"/text", "a message says something"}});
  auto referral = own_referral(c, in.referral_id);
  if (!referral) return referral.refusal();
  Message message{.need_id = referral.value().need_id,
                  .referral_id = in.referral_id,
                  .organization_id = c.subject.organization_id,
                  .staff_id = c.subject.staff_id,
                  .sent_at = c.now,
                  .text = in.text};
  c.tables.insert(message);
  const bool is_sign_of_life = is_from_receiver(message, referral.value()) &&
                               c.subject.has(Permission::referral_update) &&
                               !is_finished(referral.value().phase);
  if (is_sign_of_life) restart_review(c, referral.value(), c.tables.known<Need>(message.need_id));
  return message;
}

Result<Messages> list_messages(Context& c, const ListMessages& in) {
  auto paging = Paging::from({.name = "message.list",
                              .index = &by::message_referral,
                              .prefix = {Cell(in.referral_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  const auto referral = visible_referral(c, in.referral_id, involved, "/referral_id");
  if (!referral) return referral.refusal();
  const MessageReader reader(c, referral.value());
  Messages out{.unread = std::ssize(reader.unread())};
  out.cursor = paging.value().page<Message>(c.tables, [&](Message& message) {
    if (!reader.may_read(message)) return false;
    out.messages.push_back(std::move(message));
    return true;
  });
  return out;
}

Result<MessagesRead> mark_messages_read(Context& c, const MarkMessagesRead& in) {
  const auto referral = own_referral(c, in.referral_id);
  if (!referral) return referral.refusal();
  const auto last = c.tables.get<Message>(in.through_id);
  if (!last || last->referral_id != in.referral_id) return not_found("/through_id");
  MessagesRead out{.referral_id = in.referral_id};
  for (auto& message : MessageReader(c, referral.value()).unread()) {
    if (message.id > in.through_id) {
      ++out.unread;
      continue;
    }
    message.read_at = c.now;
    message.read_by = c.subject.staff_id;
    c.tables.update(message);
    ++out.marked;
  }
  return out;
}

}  // namespace onward
