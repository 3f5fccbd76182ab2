// Referrals given as information: somebody was told where to find help, and nothing was sent.
#pragma once

#include "onward/model/intake.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct LogReferral {
  ClientId client_id{};
  IssueId issue_id{};
  std::vector<ServiceId> service_ids{};
  std::string note{};
};
template <>
inline constexpr auto rows<LogReferral> = std::array{
    row<&LogReferral::client_id>(1, "client_id", "Who was told; 0 or absent for somebody unnamed.",
                                 may_be_absent),
    row<&LogReferral::issue_id>(2, "issue_id", "The type of help."),
    row<&LogReferral::service_ids>(3, "service_ids", "The services that were named."),
    row<&LogReferral::note>(
        4, "note", "What was said.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
};
ONWARD_RECORD(LogReferral);
struct ListLoggedReferrals {
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListLoggedReferrals> = std::array{
    row<&ListLoggedReferrals::client_id>(1, "client_id", "Only this client's; 0 or absent for all.",
                                         may_be_absent),
    row<&ListLoggedReferrals::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                     may_be_absent),
    row<&ListLoggedReferrals::cursor>(3, "cursor", "From the page before; absent for the first.",
                                      may_be_absent),
};
ONWARD_RECORD(ListLoggedReferrals);
struct LoggedReferralPage {
  std::vector<LoggedReferral> logged_referrals{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<LoggedReferralPage> = std::array{
    row<&LoggedReferralPage::logged_referrals>(1, "logged_referrals",
                                               "The active organisation's, oldest first."),
    row<&LoggedReferralPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(LoggedReferralPage);
struct LoggedReferralRef {
  LoggedReferralId logged_referral_id{};
};
template <>
inline constexpr auto rows<LoggedReferralRef> = std::array{
    row<&LoggedReferralRef::logged_referral_id>(1, "logged_referral_id",
                                                "The logged referral meant."),
};
ONWARD_RECORD(LoggedReferralRef);

namespace referral {
using log = Tag<"referral.log", LogReferral, LoggedReferral>;
using get_logged = Tag<"referral.get_logged", LoggedReferralRef, LoggedReferral>;
using list_logged = Tag<"referral.list_logged", ListLoggedReferrals, LoggedReferralPage>;
}  // namespace referral

}  // namespace onward
