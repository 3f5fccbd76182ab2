// Files that go with a need, a referral or a draft, kept by their content.
#pragma once

#include "onward/operations/attachments.hpp"
#include "operations/row.hpp"

namespace onward {

// Takes a blob of the active organisation, of at most 10 MiB, and of a type that its bytes show.
//   refused  malformed_request (a draft and a need), not_found (draft, referral, need),
//            intake_finished, permission_missing, blob_missing, file_too_large, file_type_refused
//   writes   the attachment, the draft; the blob goes from the organisation's to the store's
Result<Attachment> add_attachment(Context&, const AddAttachment&);

// What may be read, with the blob to read; leaves an entry that says who looked.
//   refused  not_found (absent, not yours, or removed)
Result<AttachmentGiven> get_attachment(Context&, const AttachmentRef&);

//   refused  malformed_request, cursor_invalid, not_found (draft, need)
Result<AttachmentPage> list_attachments(Context&, const ListAttachments&);

// By its author or the sender, while nobody has taken up what it goes with. The bytes go with the
// last attachment that has them.
//   refused  not_found, permission_missing, phase_forbids
//   writes   the attachment, the draft; the practice's row, when it was a specialist's report
//   source   lifecycles A.8, edit after submit
Result<Attachment> remove_attachment(Context&, const AttachmentRef&);

// By its author or the sender, at any time: it stays for them, and for nobody else. What is still
// in a draft is taken back.
//   refused  not_found, permission_missing, phase_forbids
//   writes   the attachment; the practice's row, when it was a specialist's report
Result<Attachment> mark_attachment_error(Context&, const AttachmentRef&);

// Of a draft, oldest first, as attachment.list shows them.
std::vector<Attachment> attachments_of(Context&, IntakeId);
// What goes along when a need is continued as another, or a draft is begun from it: the newest
// files of the whole need, or for whoever acts, that they may open, in their own name; none of
// other receivers. `to` says with what they go.
void carry_attachments(Context&, const Need& from, const Attachment& to);
// Those that came with a need which shows them no more are taken back before the draft is sent.
void discard_hidden_attachments(Context&, const Intake& draft);
// A draft is sent: they go with each need that it becomes.
void send_attachments(Context&, IntakeId, std::span<const NeedId>);
// It is given up, and they are taken back.
void discard_attachments(Context&, IntakeId);

// The storage's name of the bytes behind a blob that get_attachment answered; nothing when the
// name is of another kind.
//   refused  blob_missing: there is none, or it may not be seen now
std::optional<Result<std::string>> attached_blob(Context&, std::string_view blob);
// Names that only attachments have; nobody puts or erases such a blob.
bool is_attached_blob(std::string_view blob);

template <> struct Again<AttachmentGiven> {
  static std::vector<std::int64_t> ids(const AttachmentGiven& given) {
    return {given.attachment.id.value};
  }
};
std::optional<Attachment> seen(Context&, AttachmentId);

}  // namespace onward
