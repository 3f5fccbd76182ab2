// Files that go with a need or a referral. Their bytes go by the blob functions.
#pragma once

#include "onward/model/attachment.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct AddAttachment {
  NeedId need_id{};
  ReferralId referral_id{};
  std::string blob{};
  std::string given_name{};
  IntakeId intake_id{};
};
template <>
inline constexpr auto rows<AddAttachment> = std::array{
    row<&AddAttachment::need_id>(1, "need_id", "The need it goes with; or a referral, or a draft.",
                                 may_be_absent),
    row<&AddAttachment::referral_id>(
        2, "referral_id",
        "The referral it goes with; 0 for the whole need, and for a receiver its own.",
        may_be_absent),
    row<&AddAttachment::blob>(3, "blob",
                              "The blob that was put, whole; it is taken, and absent afterwards."),
    row<&AddAttachment::given_name>(4, "given_name",
                                    "What its author calls it; made harmless before it is kept.",
                                    {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&AddAttachment::intake_id>(
        5, "intake_id", "The draft it goes with, and every need that this becomes; or a need.",
        may_be_absent),
};
ONWARD_RECORD(AddAttachment);
struct AttachmentRef {
  AttachmentId attachment_id{};
};
template <>
inline constexpr auto rows<AttachmentRef> = std::array{
    row<&AttachmentRef::attachment_id>(1, "attachment_id", "The attachment meant."),
};
ONWARD_RECORD(AttachmentRef);
struct AttachmentGiven {
  Attachment attachment{};
  std::string blob{};
};
template <>
inline constexpr auto rows<AttachmentGiven> = std::array{
    row<&AttachmentGiven::attachment>(1, "attachment", "What is known of it."),
    row<&AttachmentGiven::blob>(
        2, "blob", "The blob to read; whoever reads it must see the attachment then too."),
};
ONWARD_RECORD(AttachmentGiven);
struct ListAttachments {
  NeedId need_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
  IntakeId intake_id{};
};
template <>
inline constexpr auto rows<ListAttachments> = std::array{
    row<&ListAttachments::need_id>(1, "need_id", "The need they go with; or a draft.",
                                   may_be_absent),
    row<&ListAttachments::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                 may_be_absent),
    row<&ListAttachments::cursor>(3, "cursor", "From the page before; absent for the first.",
                                  may_be_absent),
    row<&ListAttachments::intake_id>(4, "intake_id", "The draft they go with; or a need.",
                                     may_be_absent),
};
ONWARD_RECORD(ListAttachments);
struct AttachmentPage {
  std::vector<Attachment> attachments{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<AttachmentPage> = std::array{
    row<&AttachmentPage::attachments>(
        1, "attachments", "Those the active organisation may read, oldest first.", is_personal),
    row<&AttachmentPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(AttachmentPage);

namespace attachment {
using add = Tag<"attachment.add", AddAttachment, Attachment>;
using get = Tag<"attachment.get", AttachmentRef, AttachmentGiven>;
using list = Tag<"attachment.list", ListAttachments, AttachmentPage>;
using remove = Tag<"attachment.remove", AttachmentRef, Attachment>;
using mark_error = Tag<"attachment.mark_error", AttachmentRef, Attachment>;
}  // namespace attachment

}  // namespace onward
