// Who is credited with a conversion: its versions, and what corrects them.
#pragma once

#include "onward/operations/touchpoints.hpp"

namespace onward {

struct CorrectAttribution {
  LeadId lead_id{};
  std::optional<std::int64_t> version{};
  std::string because{};
  std::vector<TouchpointId> void_touchpoint_ids{};
  std::vector<NewTouch> add{};
  std::optional<AttributionModel> model{};
  std::optional<std::int64_t> window_days{};
  std::optional<std::int64_t> half_life_days{};
  LeadId added_of_lead_id{};
};
template <>
inline constexpr auto rows<CorrectAttribution> = std::array{
    row<&CorrectAttribution::lead_id>(1, "lead_id", "Whose conversion."),
    row<&CorrectAttribution::version>(2, "version",
                                      "The version that was seen; absent for the newest."),
    row<&CorrectAttribution::because>(3, "because", "Why, in words.", long_personal),
    row<&CorrectAttribution::void_touchpoint_ids>(4, "void_touchpoint_ids",
                                                  "Touches that were wrong.",
                                                  {.limit = 200, .may_be_absent = true}),
    row<&CorrectAttribution::add>(
        5, "add", "Touches that were missing.",
        {.privacy = Privacy::personal, .limit = 200, .may_be_absent = true}),
    row<&CorrectAttribution::model>(6, "model", "Another model; absent to keep it."),
    row<&CorrectAttribution::window_days>(
        7, "window_days", "Days before the conversion that count, 0 is all; absent to keep them."),
    row<&CorrectAttribution::half_life_days>(8, "half_life_days",
                                             "Half-life of time_decay; absent to keep it."),
    row<&CorrectAttribution::added_of_lead_id>(
        9, "added_of_lead_id",
        "Where others were joined into the lead: whose the added touches are, should they be "
        "parted "
        "again; absent is that of the wrong ones, if all are of one.",
        may_be_absent),
};
ONWARD_RECORD(CorrectAttribution);
struct AttributionRef {
  LeadId lead_id{};
  std::optional<std::int64_t> version{};
};
template <>
inline constexpr auto rows<AttributionRef> = std::array{
    row<&AttributionRef::lead_id>(1, "lead_id", "Whose conversion."),
    row<&AttributionRef::version>(2, "version", "From 1; absent for the one that counts."),
};
ONWARD_RECORD(AttributionRef);
struct ListAttributions {
  LeadId lead_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListAttributions> = std::array{
    row<&ListAttributions::lead_id>(1, "lead_id", "Whose conversion."),
    row<&ListAttributions::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                  may_be_absent),
    row<&ListAttributions::cursor>(3, "cursor", "From the page before; absent for the first.",
                                   may_be_absent),
};
ONWARD_RECORD(ListAttributions);
struct AttributionPage {
  std::vector<Attribution> attributions{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<AttributionPage> = std::array{
    row<&AttributionPage::attributions>(1, "attributions", "By version; the last one counts.",
                                        is_personal),
    row<&AttributionPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(AttributionPage);

namespace attribution {
using get = Tag<"attribution.get", AttributionRef, Attribution>;
using list = Tag<"attribution.list", ListAttributions, AttributionPage>;
using correct = Tag<"attribution.correct", CorrectAttribution, Attribution>;
}  // namespace attribution

}  // namespace onward
