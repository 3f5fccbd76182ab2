// Files that go with a need or a referral.
#pragma once

#include "onward/model/intake.hpp"

namespace onward {

using AttachmentId = Id<struct AttachmentTag>;

// What a file is by its bytes; its name and the host's word are not asked.
enum class FileType : std::uint8_t { pdf, png, jpeg, gif, text, rtf, docx, xlsx, odt };
template <>
inline constexpr auto names<FileType> = std::array{
    Name{FileType::pdf, "pdf", "application/pdf."},
    Name{FileType::png, "png", "image/png."},
    Name{FileType::jpeg, "jpeg", "image/jpeg."},
    Name{FileType::gif, "gif", "image/gif."},
    Name{FileType::text, "text", "text/plain in UTF-8."},
    Name{FileType::rtf, "rtf", "application/rtf."},
    Name{FileType::docx, "docx", "An Office Open XML document without macros."},
    Name{FileType::xlsx, "xlsx", "An Office Open XML workbook without macros."},
    Name{FileType::odt, "odt", "An OpenDocument text."},
};

enum class AttachmentState : std::uint8_t { kept, removed, error };
template <>
inline constexpr auto names<AttachmentState> = std::array{
    Name{AttachmentState::kept, "kept", "It can be read."},
    Name{AttachmentState::removed, "removed", "It was taken back before anybody took it up."},
    Name{AttachmentState::error, "error", "Entered in error; its receivers see it no more."},
};

struct Attachment {
  AttachmentId id{};
  std::int64_t revision = 0;
  NeedId need_id{};
  ReferralId referral_id{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  Instant added_at{};
  std::string digest{};
  std::int64_t size_bytes = 0;
  FileType type = FileType::text;
  std::string given_name{};
  AttachmentState state = AttachmentState::kept;
  IntakeId intake_id{};
};
template <>
inline constexpr auto rows<Attachment> = std::array{
    row<&Attachment::id>(1, "id", "Given by the store; never reused."),
    row<&Attachment::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Attachment::need_id>(3, "need_id", "The need it goes with; 0 while it is in a draft."),
    row<&Attachment::referral_id>(4, "referral_id", "The referral; 0 for the whole need."),
    row<&Attachment::organization_id>(5, "organization_id",
                                      "Who added it; 0 is not told to a receiver."),
    row<&Attachment::staff_id>(6, "staff_id", "The member of staff; 0 is not told to a receiver."),
    row<&Attachment::added_at>(7, "added_at", "When."),
    row<&Attachment::digest>(8, "digest",
                             "SHA-256 of the bytes, hexadecimal; empty in lists, where nobody has "
                             "read it yet."),
    row<&Attachment::size_bytes>(9, "size_bytes", "How long it is."),
    row<&Attachment::type>(10, "type", "What it is by its bytes."),
    row<&Attachment::given_name>(11, "given_name", "What its author called it; nothing trusts it.",
                                 is_personal),
    row<&Attachment::state>(12, "state", "Whether it can still be read."),
    row<&Attachment::intake_id>(13, "intake_id", "The draft it goes with; 0 once that is sent."),
};
ONWARD_RECORDS(Attachment);

}  // namespace onward
