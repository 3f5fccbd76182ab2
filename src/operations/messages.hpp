// Messages between the sender of a referral and its receiver.
#pragma once

#include "onward/operations/between.hpp"
#include "operations/row.hpp"

namespace onward {

// To the other side. A receiver's message is a sign of life, as its notes are (decisions/0007). One
// that its receiver would not be shown is not taken.
//   refused  malformed_request (text), not_found, permission_missing, consent_*, phase_forbids
//   writes   the message; the receiver's unfinished referral
Result<Message> send_message(Context&, const SendMessage&);

// What the other side wrote hides together with the client.
//   refused  not_found
Result<Message> get_message(Context&, const MessageRef&);
//   refused  malformed_request (limit), cursor_invalid, not_found
Result<Messages> list_messages(Context&, const ListMessages&);

// A message waits for an organisation, and is read once somebody there marked it. It is for those
// of its staff to answer who have the referral, or sent the need. What one may not read is not
// counted.
//   refused  malformed_request (limit), cursor_invalid
//   source   docs/decisions/0020
Result<UnreadMessages> list_unread_messages(Context&, const ListUnreadMessages&);

//   refused  malformed_request, not_found (the referral, a message), permission_missing
//   writes   messages of the other side that were unread
Result<MessagesRead> mark_messages_read(Context&, const MarkMessagesRead&);

// What waited for the sender before waits for the present one.
//   writes   messages of the receiver that are unread
void hand_unread_over(Context&, const Referral&);

template <> struct Again<MessagesRead> : KeptAnswer {};

// Why the receiver would not read what the sender says; a draft is read once it is sent.
//   refused  consent_*, phase_forbids; at /referral_id
Refused unread_by_receiver(Context&, const Referral&, const Need&);
// Why the sender would not read what the receiver says: it came to the need by others.
//   refused  consent_*; at /referral_id
Refused unread_by_sender(Context&, const Referral&, const Need&);

}  // namespace onward
