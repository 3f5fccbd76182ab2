#include "operations/messages.hpp"

#include <algorithm>
#include <map>

#include "json.hpp"
#include "operations/access_grounds.hpp"
#include "operations/columns.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/shape.hpp"
#include "operations/table_rules.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Which messages of a referral the active organisation reads, and which of them are news to it.
class MessageReader {
 public:
  MessageReader(Context& c, const Referral& referral) : referral_(referral) {
    own_ = c.subject.organization_id;
    const Need need = c.tables.known<Need>(referral.need_id);
    sees_client_ = sees_client(c, need);
    is_own_ = c.subject.staff_id == (is_receiver() ? referral.assignee_id : need.sent_by);
  }

  bool is_side() const { return is_receiver() || referral_.sender_id == own_; }
  bool is_own() const { return is_own_; }  // it is for this member of staff to answer
  bool may_read(const Message& m) const { return sees_client_ || m.organization_id == own_; }
  bool is_unread(const Message& m) const {
    return m.unread_by_id == own_ && m.organization_id != own_ && may_read(m);
  }

 private:
  bool is_receiver() const { return referral_.receiver_id == own_; }

  Referral referral_;
  OrganizationId own_{};
  bool sees_client_ = false, is_own_ = false;
};

constexpr std::int64_t unread_looked_at_max = 2'000;

// Those on a referral, the newest first, as many as are looked at.
std::vector<Message> unread_on(Context& c, const Referral& referral) {
  const MessageReader reader(c, referral);
  std::vector<Message> out;
  const std::array<Cell, 1> prefix{Cell(referral.id.value)};
  c.tables.transaction().scan({.index = &by::message_referral,
                               .prefix = prefix,
                               .direction = Direction::down,
                               .limit = unread_looked_at_max},
                              all_columns, [&](const void* row) {
                                const auto& m = *static_cast<const Message*>(row);
                                if (reader.is_unread(m)) out.push_back(m);
                                return true;
                              });
  return out;
}

// Over all referrals of the active organisation.
class UnreadEverywhere {
 public:
  explicit UnreadEverywhere(Context& c) : c_(c) {}

  bool is_listed(const Message& m, InboxOf inbox) {
    const MessageReader& reader = reader_of(m.referral_id);
    return reader.is_unread(m) && (inbox == InboxOf::organization || reader.is_own());
  }

  // `out` gets the numbers, without the messages.
  void count(UnreadMessages& out) {
    constexpr std::int64_t counted_max = 1'000;
    constexpr Columns counted =
        columns<Message>({"referral_id", "organization_id", "unread_by_id"});
    const std::array<Cell, 1> prefix{Cell(c_.subject.organization_id.value)};
    std::vector<Message> waiting;
    c_.tables.transaction().scan({.index = &by::message_unread,
                                  .prefix = prefix,
                                  .direction = Direction::down,
                                  .limit = counted_max},
                                 counted, [&](const void* row) {
                                   waiting.push_back(*static_cast<const Message*>(row));
                                   return true;
                                 });
    for (auto& m : waiting) {
      out.organization_unread += is_listed(m, InboxOf::organization) ? 1 : 0;
      out.own_unread += is_listed(m, InboxOf::own) ? 1 : 0;
    }
  }

 private:
  const MessageReader& reader_of(ReferralId id) {
    const auto known = readers_.find(id);
    if (known != readers_.end()) return known->second;
    return readers_.emplace(id, MessageReader(c_, c_.tables.known<Referral>(id))).first->second;
  }

  Context& c_;
  std::map<ReferralId, MessageReader> readers_{};
};

bool is_from_receiver(const Message& m, const Referral& referral) {
  return m.organization_id == referral.receiver_id;
}

// The other side; nobody where the sender answers for it, since nobody reads there.
OrganizationId reader_of(Context& c, const Message& m, const Referral& referral) {
  if (is_from_receiver(m, referral)) return referral.sender_id;
  const auto receiver = c.tables.known_small<Organization>(referral.receiver_id);
  return receiver->represented_by_sender ? OrganizationId() : referral.receiver_id;
}

void mark(Context& c, Message message) {
  message.read_at = c.now;
  message.read_by = c.subject.staff_id;
  message.unread_by_id = {};
  c.tables.update(message);
}

// A referral by one of its two sides; administrators of the store read, and say nothing.
Result<Referral> own_referral(Context& c, ReferralId id) {
  auto referral = visible_referral(c, id, involved, "/referral_id");
  if (referral && !MessageReader(c, referral.value()).is_side())
    return permission_missing(c.permission, "/referral_id");
  return referral;
}

}  // namespace

Refused unread_by_sender(Context& c, const Referral& referral, const Need& need) {
  bool reads = false;
  each_ground(c, need, referral.sender_id, [&](const Ground& ground) {
    reads = ground.is == AccessGround::sender && ground.classes.has(DataClass::words);
    return !reads;
  });
  if (reads) return std::nullopt;
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const auto why = consent_forbids_now(c, consent, need.issue_id, referral.sender_id);
  return refuse(why.value_or(Reason::consent_out_of_scope), "/referral_id",
                "the sender is shown nothing of it under the consent");
}

Refused unread_by_receiver(Context& c, const Referral& referral, const Need& need) {
  if (!was_sent(referral)) return std::nullopt;
  bool is_shown = false, reads = false;
  each_ground(c, need, referral.receiver_id, [&](const Ground& ground) {
    is_shown |= ground.referral_id == referral.id;
    reads |= ground.referral_id == referral.id && ground.classes.has(DataClass::words);
    return !reads;
  });
  if (reads) return std::nullopt;
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const auto why = consent_forbids_now(c, consent, need.issue_id, referral.receiver_id);
  if (why) return refuse(*why, "/referral_id", "the receiver is shown nothing under the consent");
  if (is_shown)
    return refuse(Reason::consent_out_of_scope, "/referral_id", "the consent covers no words");
  return refuse(Reason::phase_forbids, "/referral_id", "the receiver is shown nothing any more",
                {{"phase", std::string(name_of(referral.phase))}});
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
  message.unread_by_id = reader_of(c, message, referral.value());
  const Need need = c.tables.known<Need>(message.need_id);
  if (message.unread_by_id == referral.value().receiver_id)
    if (auto refused = unread_by_receiver(c, referral.value(), need)) return *std::move(refused);
  if (is_from_receiver(message, referral.value()))
    if (auto refused = unread_by_sender(c, referral.value(), need)) return *std::move(refused);
  c.tables.insert(message);
  const bool is_sign_of_life = is_from_receiver(message, referral.value()) &&
                               c.subject.has(Permission::referral_update) &&
                               !is_finished(referral.value().phase);
  if (is_sign_of_life) restart_review(c, referral.value(), need);
  return message;
}

Result<Message> get_message(Context& c, const MessageRef& in) {
  auto message = c.tables.get<Message>(in.message_id);
  if (!message) return not_found("/message_id");
  const auto referral = visible_referral(c, message->referral_id, involved, "/message_id");
  if (!referral) return referral.refusal();
  if (!MessageReader(c, referral.value()).may_read(*message)) return not_found("/message_id");
  return *std::move(message);
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
  Messages out{.unread = std::ssize(unread_on(c, referral.value()))};
  out.cursor = paging.value().page<Message>(c.tables, [&](Message& message) {
    if (!reader.may_read(message)) return false;
    out.messages.push_back(std::move(message));
    return true;
  });
  return out;
}

Result<UnreadMessages> list_unread_messages(Context& c, const ListUnreadMessages& in) {
  auto paging = Paging::from({.name = "message.list_unread",
                              .index = &by::message_unread,
                              .prefix = {Cell(c.subject.organization_id.value)},
                              .direction = Direction::down},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  UnreadEverywhere unread(c);
  UnreadMessages out;
  out.cursor = paging.value().page<Message>(c.tables, [&](Message& message) {
    if (!unread.is_listed(message, in.inbox)) return false;
    out.messages.push_back(std::move(message));
    return true;
  });
  unread.count(out);
  return out;
}

namespace {

Result<MessagesRead> mark_through(Context& c, ReferralId referral_id, MessageId through) {
  const auto referral = own_referral(c, referral_id);
  if (!referral) return referral.refusal();
  const auto last = c.tables.get<Message>(through);
  if (!last || last->referral_id != referral_id) return not_found("/through_id");
  MessagesRead out{.referral_id = referral_id};
  for (auto& message : unread_on(c, referral.value())) {
    const bool is_seen = message.id <= through;
    ++(is_seen ? out.marked : out.unread);
    if (is_seen) mark(c, std::move(message));
  }
  return out;
}

// Those that are read already stay as they are.
Result<MessagesRead> mark_all(Context& c, const std::vector<MessageId>& ids) {
  std::vector<Message> unread;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const auto path = Shape::at("/message_ids", i);
    auto message = c.tables.get<Message>(ids[i]);
    if (!message) return not_found(path);
    const auto referral = visible_referral(c, message->referral_id, involved, path);
    if (!referral) return referral.refusal();
    const MessageReader reader(c, referral.value());
    if (!reader.may_read(*message)) return not_found(path);
    if (!reader.is_side()) return permission_missing(c.permission, path);
    if (reader.is_unread(*message)) unread.push_back(*std::move(message));
  }
  MessagesRead out{.marked = std::ssize(unread)};
  for (auto& message : unread) mark(c, std::move(message));
  UnreadMessages left;
  UnreadEverywhere(c).count(left);
  out.unread = left.organization_unread;
  return out;
}

}  // namespace

Result<MessagesRead> mark_messages_read(Context& c, const MarkMessagesRead& in) {
  const bool is_one_referral = in.referral_id || in.through_id;
  Shape shape;
  shape.require(is_one_referral == in.message_ids.empty(), "",
                "expected referral_id and through_id, or message_ids");
  shape.require(!is_one_referral || in.referral_id, "/referral_id", "is missing");
  shape.require(!is_one_referral || in.through_id, "/through_id", "is missing");
  shape.no_repeats(in.message_ids, "/message_ids");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  return is_one_referral ? mark_through(c, in.referral_id, in.through_id)
                         : mark_all(c, in.message_ids);
}

void hand_unread_over(Context& c, const Referral& referral) {
  for (auto& message : c.tables.all<Message>(by::message_referral, referral.id)) {
    if (!message.unread_by_id || !is_from_receiver(message, referral)) continue;
    message.unread_by_id = referral.sender_id;
    c.tables.update(message);
  }
}

Withheld withheld(Context& c, const Message& row) {
  const auto referral = seen(c, row.referral_id);
  if (!referral || !MessageReader(c, *referral).may_read(row)) return std::nullopt;
  return Columns{0};
}

}  // namespace onward
