// Agreements: which organisation may refer to which, by the consent of both.
#pragma once

#include "onward/model/network.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct ProposeAgreement {
  OrganizationId sender_id{};
  OrganizationId receiver_id{};
  std::vector<IssueId> issues{};
  std::optional<Date> valid_from{};
  std::optional<Date> valid_until{};
};
template <>
inline constexpr auto rows<ProposeAgreement> = std::array{
    row<&ProposeAgreement::sender_id>(1, "sender_id", "The organisation that may refer."),
    row<&ProposeAgreement::receiver_id>(2, "receiver_id", "The organisation it may refer to."),
    row<&ProposeAgreement::issues>(3, "issues", "Issues it covers; empty is all."),
    row<&ProposeAgreement::valid_from>(4, "valid_from",
                                       "First day on which it holds; absent is today."),
    row<&ProposeAgreement::valid_until>(5, "valid_until",
                                        "First day on which it holds no more; absent is never."),
};
ONWARD_RECORD(ProposeAgreement);
struct AgreementRef {
  AgreementId agreement_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<AgreementRef> = std::array{
    row<&AgreementRef::agreement_id>(1, "agreement_id", "The agreement meant."),
    row<&AgreementRef::revision>(2, "revision", "The revision that was seen; absent for any."),
};
ONWARD_RECORD(AgreementRef);

enum class AgreementView : std::uint8_t { sends, receives, all };
template <>
inline constexpr auto names<AgreementView> = std::array{
    Name{AgreementView::sends, "sends", "The active organisation may refer by them."},
    Name{AgreementView::receives, "receives", "Others may refer to the active organisation."},
    Name{AgreementView::all, "all", "The whole network's; for administrators of the store."},
};
struct ListAgreements {
  AgreementView view = AgreementView::sends;
  std::optional<AgreementPhase> phase{};
  bool expiring_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListAgreements> = std::array{
    row<&ListAgreements::view>(1, "view", "Sends when absent.", may_be_absent),
    row<&ListAgreements::phase>(2, "phase", "Only agreements in this phase; absent for all."),
    row<&ListAgreements::expiring_only>(3, "expiring_only", "Only those in their last 30 days.",
                                        may_be_absent),
    row<&ListAgreements::limit>(4, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                may_be_absent),
    row<&ListAgreements::cursor>(5, "cursor", "From the page before; absent for the first.",
                                 may_be_absent),
};
ONWARD_RECORD(ListAgreements);
struct AgreementPage {
  std::vector<Agreement> agreements{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<AgreementPage> = std::array{
    row<&AgreementPage::agreements>(1, "agreements",
                                    "Oldest first; of the whole network, sender by sender."),
    row<&AgreementPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(AgreementPage);
struct GetAgreement {
  AgreementId agreement_id{};
};
template <>
inline constexpr auto rows<GetAgreement> = std::array{
    row<&GetAgreement::agreement_id>(1, "agreement_id", "The agreement meant."),
};
ONWARD_RECORD(GetAgreement);

namespace agreement {
using propose = Tag<"agreement.propose", ProposeAgreement, Agreement>;
using agree = Tag<"agreement.agree", AgreementRef, Agreement>;
using end = Tag<"agreement.end", AgreementRef, Agreement>;
using get = Tag<"agreement.get", GetAgreement, Agreement>;
using list = Tag<"agreement.list", ListAgreements, AgreementPage>;
}  // namespace agreement

}  // namespace onward
