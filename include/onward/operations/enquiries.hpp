// Capacity enquiries: "have you a place?", to one or many, before any client is named.
#pragma once

#include "onward/model/network.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct AskCapacity {
  IssueId issue_id{};
  std::vector<OrganizationId> receivers{};
  std::int64_t places = 1;
  Urgency urgency = Urgency::routine;
  std::optional<std::int64_t> age_from_months{};
  std::optional<std::int64_t> age_below_months{};
  std::string locality{};
  bool first_wins = false;
  std::optional<Instant> expires_at{};
};
template <>
inline constexpr auto rows<AskCapacity> = std::array{
    row<&AskCapacity::issue_id>(1, "issue_id", "The type of help."),
    row<&AskCapacity::receivers>(2, "receivers", "Who is asked, 1 to 64 organisations."),
    row<&AskCapacity::places>(3, "places", "How many places are needed; 1 when absent.",
                              may_be_absent),
    row<&AskCapacity::urgency>(4, "urgency", "Routine when absent.", may_be_absent),
    row<&AskCapacity::age_from_months>(5, "age_from_months",
                                       "Youngest age in months, inclusive; absent is any."),
    row<&AskCapacity::age_below_months>(6, "age_below_months",
                                        "First age in months that is too old; absent is any."),
    row<&AskCapacity::locality>(7, "locality", "Area code; empty is anywhere.", may_be_absent),
    row<&AskCapacity::first_wins>(
        8, "first_wins", "True to end it with the first offer of as many places.", may_be_absent),
    row<&AskCapacity::expires_at>(
        9, "expires_at", "Until when answers are awaited; absent is as long as for a referral."),
};
ONWARD_RECORD(AskCapacity);
struct EnquiryRecord {
  CapacityEnquiry enquiry{};
  std::vector<CapacityAnswer> answers{};
};
template <>
inline constexpr auto rows<EnquiryRecord> = std::array{
    row<&EnquiryRecord::enquiry>(1, "enquiry", "The enquiry."),
    row<&EnquiryRecord::answers>(
        2, "answers", "One for each organisation asked; a receiver sees its own.", is_personal),
};
ONWARD_RECORDS(EnquiryRecord);
struct EnquiryRef {
  EnquiryId enquiry_id{};
};
template <>
inline constexpr auto rows<EnquiryRef> = std::array{
    row<&EnquiryRef::enquiry_id>(1, "enquiry_id", "The enquiry meant."),
};
ONWARD_RECORD(EnquiryRef);
struct AnswerCapacity {
  EnquiryId enquiry_id{};
  std::int64_t places = 0;
  std::optional<std::int64_t> wait_days{};
  std::string note{};
  std::optional<Instant> held_until{};
};
template <>
inline constexpr auto rows<AnswerCapacity> = std::array{
    row<&AnswerCapacity::enquiry_id>(1, "enquiry_id", "The enquiry meant."),
    row<&AnswerCapacity::places>(2, "places", "Places that are offered; 0 is no."),
    row<&AnswerCapacity::wait_days>(3, "wait_days", "Wait in days; absent is unknown."),
    row<&AnswerCapacity::note>(4, "note", "What else is to be said.",
                               {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&AnswerCapacity::held_until>(5, "held_until",
                                     "Until when the places are kept; absent is not kept."),
};
ONWARD_RECORD(AnswerCapacity);

enum class EnquiryView : std::uint8_t { received, sent };
template <>
inline constexpr auto names<EnquiryView> = std::array{
    Name{EnquiryView::received, "received", "Asked of the active organisation."},
    Name{EnquiryView::sent, "sent", "Asked by the active organisation."},
};
struct ListEnquiries {
  EnquiryView view = EnquiryView::received;
  std::optional<EnquiryPhase> phase{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListEnquiries> = std::array{
    row<&ListEnquiries::view>(1, "view", "Received when absent.", may_be_absent),
    row<&ListEnquiries::phase>(2, "phase", "Only enquiries in this phase; absent for all."),
    row<&ListEnquiries::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListEnquiries::cursor>(4, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
};
ONWARD_RECORD(ListEnquiries);
struct EnquiryPage {
  std::vector<EnquiryRecord> enquiries{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<EnquiryPage> = std::array{
    row<&EnquiryPage::enquiries>(1, "enquiries", "Oldest first.", is_personal),
    row<&EnquiryPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(EnquiryPage);

namespace enquiry {
using ask = Tag<"enquiry.ask", AskCapacity, EnquiryRecord>;
using answer = Tag<"enquiry.answer", AnswerCapacity, EnquiryRecord>;
using close = Tag<"enquiry.close", EnquiryRef, EnquiryRecord>;
using get = Tag<"enquiry.get", EnquiryRef, EnquiryRecord>;
using list = Tag<"enquiry.list", ListEnquiries, EnquiryPage>;
}  // namespace enquiry

}  // namespace onward
