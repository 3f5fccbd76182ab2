// What made a lead come: each touch with its one referrer.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

// A touch as somebody enters it.
struct NewTouch {
  ReferrerType type = ReferrerType::unknown;
  ReferringProviderId referring_provider_id{};
  ClientId referring_client_id{};
  ReferralSourceId referral_source_id{};
  std::optional<Instant> occurred_at{};
  std::string note{};
};
template <>
inline constexpr auto rows<NewTouch> = std::array{
    row<&NewTouch::type>(1, "type", "Who made them come."),
    row<&NewTouch::referring_provider_id>(
        2, "referring_provider_id", "Of a doctor or specialist: the provider.", may_be_absent),
    row<&NewTouch::referring_client_id>(3, "referring_client_id",
                                        "Of a patient or family member: the client.",
                                        may_be_absent_personal),
    row<&NewTouch::referral_source_id>(
        4, "referral_source_id",
        "Of marketing the source; of self and unknown a source of that type, or none.",
        may_be_absent),
    row<&NewTouch::occurred_at>(
        5, "occurred_at",
        "When; absent is when the lead was heard of for its first touch, when it converted for a "
        "correction after that, and now for others."),
    row<&NewTouch::note>(6, "note", "What was said.", long_may_be_absent_personal),
};
ONWARD_RECORDS(NewTouch);

struct AddTouchpoint {
  LeadId lead_id{};
  NewTouch touch{};
};
template <> inline constexpr std::size_t flat_rows<AddTouchpoint> = rows<NewTouch>.size() - 1;
template <>
inline constexpr auto rows<AddTouchpoint> = joined(
    std::array{
        row<&AddTouchpoint::lead_id>(1, "lead_id", "Who came."),
    },
    flat<&AddTouchpoint::touch>(1));
ONWARD_RECORD(AddTouchpoint);
struct VoidTouchpoint {
  TouchpointId touchpoint_id{};
  std::string because{};
};
template <>
inline constexpr auto rows<VoidTouchpoint> = std::array{
    row<&VoidTouchpoint::touchpoint_id>(1, "touchpoint_id", "The touch meant."),
    row<&VoidTouchpoint::because>(2, "because", "Why it is wrong, in words.", long_personal),
};
ONWARD_RECORD(VoidTouchpoint);
struct CorrectTouchpoint {
  TouchpointId touchpoint_id{};
  std::string because{};
  NewTouch touch{};
};
template <> inline constexpr std::size_t flat_rows<CorrectTouchpoint> = rows<NewTouch>.size() - 1;
template <>
inline constexpr auto rows<CorrectTouchpoint> = joined(
    std::array{
        row<&CorrectTouchpoint::touchpoint_id>(1, "touchpoint_id", "The touch that is wrong."),
        row<&CorrectTouchpoint::because>(2, "because", "Why, in words.", long_personal),
    },
    flat<&CorrectTouchpoint::touch>(2));
ONWARD_RECORD(CorrectTouchpoint);
struct ListTouchpoints {
  LeadId lead_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListTouchpoints> = std::array{
    row<&ListTouchpoints::lead_id>(1, "lead_id", "Who came."),
    row<&ListTouchpoints::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                 may_be_absent),
    row<&ListTouchpoints::cursor>(3, "cursor", "From the page before; absent for the first.",
                                  may_be_absent),
};
ONWARD_RECORD(ListTouchpoints);
struct TouchpointPage {
  std::vector<Touchpoint> touchpoints{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<TouchpointPage> = std::array{
    row<&TouchpointPage::touchpoints>(1, "touchpoints",
                                      "Earliest first; those that were found wrong, too."),
    row<&TouchpointPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(TouchpointPage);

namespace touchpoint {
using add = Tag<"touchpoint.add", AddTouchpoint, Touchpoint>;
using void_ = Tag<"touchpoint.void", VoidTouchpoint, Touchpoint>;
using correct = Tag<"touchpoint.correct", CorrectTouchpoint, Touchpoint>;
using list = Tag<"touchpoint.list", ListTouchpoints, TouchpointPage>;
}  // namespace touchpoint

}  // namespace onward
