// What a practice spends on those who send it patients: lunches, campaigns, sponsored events.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct RecordRelationshipCost {
  ReferringProviderId referring_provider_id{};
  ReferralSourceId referral_source_id{};
  Date spent_on{};
  std::string currency{};
  std::int64_t amount_minor_units = 0;
  std::string purpose{};
};
template <>
inline constexpr auto rows<RecordRelationshipCost> = std::array{
    row<&RecordRelationshipCost::referring_provider_id>(
        1, "referring_provider_id", "The provider it was spent on; 0 for a source.", may_be_absent),
    row<&RecordRelationshipCost::referral_source_id>(
        2, "referral_source_id", "The source it was spent on; 0 for a provider.", may_be_absent),
    row<&RecordRelationshipCost::spent_on>(3, "spent_on", "The day it was spent."),
    row<&RecordRelationshipCost::currency>(4, "currency", "ISO 4217 code."),
    row<&RecordRelationshipCost::amount_minor_units>(
        5, "amount_minor_units", "In the currency's smallest unit; more than 0."),
    row<&RecordRelationshipCost::purpose>(6, "purpose", "What it was spent for; may be absent.",
                                          may_be_absent),
};
ONWARD_RECORD(RecordRelationshipCost);
struct VoidRelationshipCost {
  RelationshipCostId relationship_cost_id{};
  std::string because{};
};
template <>
inline constexpr auto rows<VoidRelationshipCost> = std::array{
    row<&VoidRelationshipCost::relationship_cost_id>(1, "relationship_cost_id", "The cost meant."),
    row<&VoidRelationshipCost::because>(2, "because", "Why it is wrong, in words."),
};
ONWARD_RECORD(VoidRelationshipCost);
struct RelationshipCostRef {
  RelationshipCostId relationship_cost_id{};
};
template <>
inline constexpr auto rows<RelationshipCostRef> = std::array{
    row<&RelationshipCostRef::relationship_cost_id>(1, "relationship_cost_id", "The cost meant."),
};
ONWARD_RECORD(RelationshipCostRef);
struct ListRelationshipCosts {
  ReferringProviderId referring_provider_id{};
  ReferralSourceId referral_source_id{};
  std::optional<Date> from{};
  std::optional<Date> until{};
  bool with_voided = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListRelationshipCosts> = std::array{
    row<&ListRelationshipCosts::referring_provider_id>(
        1, "referring_provider_id", "Only what was spent on this provider; 0 for all.",
        may_be_absent),
    row<&ListRelationshipCosts::referral_source_id>(
        2, "referral_source_id", "Only what was spent on this source; 0 for all.", may_be_absent),
    row<&ListRelationshipCosts::from>(3, "from", "First day; absent: from the beginning."),
    row<&ListRelationshipCosts::until>(4, "until", "First day after; absent: until now."),
    row<&ListRelationshipCosts::with_voided>(5, "with_voided", "Those that were taken back, too.",
                                             may_be_absent),
    row<&ListRelationshipCosts::limit>(6, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                       may_be_absent),
    row<&ListRelationshipCosts::cursor>(7, "cursor", "From the page before; absent for the first.",
                                        may_be_absent),
};
ONWARD_RECORD(ListRelationshipCosts);
struct RelationshipCostPage {
  std::vector<RelationshipCost> relationship_costs{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<RelationshipCostPage> = std::array{
    row<&RelationshipCostPage::relationship_costs>(1, "relationship_costs", "Latest day first."),
    row<&RelationshipCostPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(RelationshipCostPage);

namespace relationship_cost {
using record = Tag<"relationship_cost.record", RecordRelationshipCost, RelationshipCost>;
using void_ = Tag<"relationship_cost.void", VoidRelationshipCost, RelationshipCost>;
using get = Tag<"relationship_cost.get", RelationshipCostRef, RelationshipCost>;
using list = Tag<"relationship_cost.list", ListRelationshipCosts, RelationshipCostPage>;
}  // namespace relationship_cost

}  // namespace onward
