// Open requests: needs that nobody in particular is asked for, and that one of many may claim.
#pragma once

#include "onward/operations/needs.hpp"

namespace onward {

struct ListOpenNeeds {
  IssueId issue_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListOpenNeeds> = std::array{
    row<&ListOpenNeeds::issue_id>(1, "issue_id", "Only this issue's; 0 or absent for all.",
                                  may_be_absent),
    row<&ListOpenNeeds::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListOpenNeeds::cursor>(3, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
};
ONWARD_RECORD(ListOpenNeeds);
// What one must know to say yes, and nothing of who it is.
struct OpenNeed {
  NeedId need_id{};
  IssueId issue_id{};
  Urgency urgency = Urgency::routine;
  OrganizationId sender_id{};
  Instant opened_at{};
  Instant due_at{};
  ServiceId service_id{};
  std::vector<Criterion> unknown{};
};
template <>
inline constexpr auto rows<OpenNeed> = std::array{
    row<&OpenNeed::need_id>(1, "need_id", "The need, to claim it by."),
    row<&OpenNeed::issue_id>(2, "issue_id", "The type of help."),
    row<&OpenNeed::urgency>(3, "urgency", "How soon it is needed."),
    row<&OpenNeed::sender_id>(4, "sender_id", "The organisation that refers."),
    row<&OpenNeed::opened_at>(5, "opened_at", "When it was sent."),
    row<&OpenNeed::due_at>(6, "due_at", "Until when it may be claimed."),
    row<&OpenNeed::service_id>(7, "service_id",
                               "The active organisation's service that fits best; 0 for none."),
    row<&OpenNeed::unknown>(8, "unknown", "Criteria that may not hold; ask first."),
};
ONWARD_RECORDS(OpenNeed);
struct ClaimOpenNeed {
  NeedId need_id{};
  std::string capacity_override{};
};
template <>
inline constexpr auto rows<ClaimOpenNeed> = std::array{
    row<&ClaimOpenNeed::need_id>(1, "need_id", "The need meant."),
    row<&ClaimOpenNeed::capacity_override>(
        2, "capacity_override",
        "Why it is taken on though there is no place; for who keeps services. Empty or absent to "
        "stay within the limit.",
        {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(ClaimOpenNeed);
struct OpenNeedPage {
  std::vector<OpenNeed> needs{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<OpenNeedPage> = std::array{
    row<&OpenNeedPage::needs>(1, "needs",
                              "Those that the active organisation is eligible for, oldest first."),
    row<&OpenNeedPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(OpenNeedPage);

namespace need {
using list_open = Tag<"need.list_open", ListOpenNeeds, OpenNeedPage>;
using claim_open = Tag<"need.claim_open", ClaimOpenNeed, NeedRecord>;
}  // namespace need

}  // namespace onward
