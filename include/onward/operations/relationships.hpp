// How a practice stands with those who refer to it.
#pragma once

#include "onward/operations/tag.hpp"
#include "onward/rules/contact_timing.hpp"
#include "onward/rules/relationship_health.hpp"

namespace onward {

struct RelationshipRef {
  ReferringProviderId referring_provider_id{};
};
template <>
inline constexpr auto rows<RelationshipRef> = std::array{
    row<&RelationshipRef::referring_provider_id>(1, "referring_provider_id", "The provider meant."),
};
ONWARD_RECORD(RelationshipRef);

struct Relationship {
  ReferringProviderId referring_provider_id{};
  RelationshipStrength strength = RelationshipStrength::moderate;
  RelationshipStrength suggested_strength = RelationshipStrength::moderate;
  std::int64_t referrals = 0;
  StandingFound standing{};
  Handling handling{};
  Health health{};
  ContactTiming timing{};
};
template <>
inline constexpr auto rows<Relationship> = std::array{
    row<&Relationship::referring_provider_id>(1, "referring_provider_id", "The provider."),
    row<&Relationship::strength>(2, "strength", "As the practice sees it."),
    row<&Relationship::suggested_strength>(3, "suggested_strength",
                                           "As the last quarter suggests it; never vip."),
    row<&Relationship::referrals>(4, "referrals", "How many leads came by them."),
    row<&Relationship::standing>(5, "standing", "How it stands today."),
    row<&Relationship::handling>(6, "handling", "What is done for them beyond the usual."),
    row<&Relationship::health>(7, "health", "How healthy it is, and why."),
    row<&Relationship::timing>(8, "timing", "When and how they are best reached."),
};
ONWARD_RECORD(Relationship);

// For whoever calls or writes: nothing of what the relationship is worth.
struct ProviderHandling {
  ReferringProviderId referring_provider_id{};
  RelationshipStrength strength = RelationshipStrength::moderate;
  Handling handling{};
  CommunicationMethod news_by = CommunicationMethod::fax;
  std::string preferred_contact{};
  ContactTiming timing{};
};
template <>
inline constexpr auto rows<ProviderHandling> = std::array{
    row<&ProviderHandling::referring_provider_id>(1, "referring_provider_id", "The provider."),
    row<&ProviderHandling::strength>(2, "strength", "As the practice sees it."),
    row<&ProviderHandling::handling>(3, "handling", "What is done for them beyond the usual."),
    row<&ProviderHandling::news_by>(
        4, "news_by", "How news of a patient goes to them: a VIP is called, if there is a number."),
    row<&ProviderHandling::preferred_contact>(5, "preferred_contact", "Whom to ask for first.",
                                              is_personal),
    row<&ProviderHandling::timing>(6, "timing", "When and how they are best reached."),
};
ONWARD_RECORD(ProviderHandling);

struct ListRelationships {
  std::optional<RelationshipStanding> standing{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListRelationships> = std::array{
    row<&ListRelationships::standing>(
        1, "standing",
        "Only those that stood so when system.tick looked, and still do; absent for all."),
    row<&ListRelationships::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                   may_be_absent),
    row<&ListRelationships::cursor>(3, "cursor", "From the page before; absent for the first.",
                                    may_be_absent),
};
ONWARD_RECORD(ListRelationships);

struct ListedRelationship {
  ReferringProviderId referring_provider_id{};
  std::string given_name{};
  std::string family_name{};
  std::string practice_name{};
  RelationshipStrength strength = RelationshipStrength::moderate;
  std::int64_t referrals = 0;
  StandingFound standing{};
};
template <>
inline constexpr auto rows<ListedRelationship> = std::array{
    row<&ListedRelationship::referring_provider_id>(1, "referring_provider_id", "The provider."),
    row<&ListedRelationship::given_name>(2, "given_name", "First name.", is_personal),
    row<&ListedRelationship::family_name>(3, "family_name", "Last name.", is_personal),
    row<&ListedRelationship::practice_name>(4, "practice_name", "Where they work."),
    row<&ListedRelationship::strength>(5, "strength", "As the practice sees it."),
    row<&ListedRelationship::referrals>(6, "referrals", "How many leads came by them."),
    row<&ListedRelationship::standing>(7, "standing", "How it stands today."),
};
ONWARD_RECORDS(ListedRelationship);

struct RelationshipPage {
  std::vector<ListedRelationship> relationships{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<RelationshipPage> = std::array{
    row<&RelationshipPage::relationships>(1, "relationships", "Active providers, by last name."),
    row<&RelationshipPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(RelationshipPage);

namespace relationship {
using get = Tag<"relationship.get", RelationshipRef, Relationship>;
using handling = Tag<"relationship.handling", RelationshipRef, ProviderHandling>;
using list = Tag<"relationship.list", ListRelationships, RelationshipPage>;
}  // namespace relationship

}  // namespace onward
