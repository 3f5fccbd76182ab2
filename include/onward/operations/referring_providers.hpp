// A practice's directory of referring providers.
#pragma once

#include "onward/model/referring_provider.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/provider_search.hpp"

namespace onward {

struct CreateReferringProvider {
  ReferringProviderDetails details{};
};
template <>
inline constexpr auto rows<CreateReferringProvider> = std::array{
    row<&CreateReferringProvider::details>(1, "details", "Who they are.", is_personal),
};
ONWARD_RECORD(CreateReferringProvider);

// Another provider of the practice who may be the same.
struct ProviderDuplicate {
  ReferringProviderId referring_provider_id{};
  bool active = true;
  std::vector<DuplicateEvidence> because{};
};
template <>
inline constexpr auto rows<ProviderDuplicate> = std::array{
    row<&ProviderDuplicate::referring_provider_id>(1, "referring_provider_id", "Who it may be."),
    row<&ProviderDuplicate::active>(2, "active", "False once deactivated."),
    row<&ProviderDuplicate::because>(3, "because", "What is the same, beside the name."),
};
ONWARD_RECORDS(ProviderDuplicate);
struct ReferringProviderRecord {
  ReferringProvider provider{};
  std::vector<ProviderDuplicate> duplicates{};
};
template <>
inline constexpr auto rows<ReferringProviderRecord> = std::array{
    row<&ReferringProviderRecord::provider>(1, "provider", "The provider.", is_personal),
    row<&ReferringProviderRecord::duplicates>(2, "duplicates",
                                              "Others who may be the same; only a warning."),
};
ONWARD_RECORD(ReferringProviderRecord);

// Absent members stay as they are.
struct ReferringProviderChanges {
  std::optional<ProviderType> provider_type{};
  std::optional<std::string> given_name{};
  std::optional<std::string> family_name{};
  std::optional<std::string> credentials{};
  std::optional<std::string> specialty{};
  std::optional<std::string> npi{};
  std::optional<std::string> practice_name{};
  std::optional<std::string> address_line1{};
  std::optional<std::string> address_line2{};
  std::optional<std::string> city{};
  std::optional<std::string> state{};
  std::optional<std::string> postal_code{};
  std::optional<std::string> phone{};
  std::optional<std::string> fax{};
  std::optional<std::string> email{};
  std::optional<std::string> website{};
  std::optional<std::string> office_manager{};
  std::optional<std::string> referral_coordinator{};
  std::optional<std::string> preferred_contact{};
  std::optional<CommunicationMethod> preferred_method{};
  std::optional<bool> reports_opted_in{};
  std::optional<ReportFrequency> report_frequency{};
  std::optional<ReportFormat> report_format{};
  std::optional<Date> relationship_started_on{};
  std::optional<RelationshipStrength> relationship_strength{};
  std::optional<std::string> notes{};
  std::optional<bool> portal_enabled{};
  std::optional<std::string> portal_email{};
  bool relationship_start_unknown = false;
};
template <>
inline constexpr auto rows<ReferringProviderChanges> = std::array{
    row<&ReferringProviderChanges::provider_type>(1, "provider_type", "Their field."),
    row<&ReferringProviderChanges::given_name>(2, "given_name", "First name.", is_personal),
    row<&ReferringProviderChanges::family_name>(3, "family_name", "Last name.", is_personal),
    row<&ReferringProviderChanges::credentials>(4, "credentials", "For example DDS or DMD.",
                                                is_personal),
    row<&ReferringProviderChanges::specialty>(5, "specialty", "Their field in words."),
    row<&ReferringProviderChanges::npi>(6, "npi", "National Provider Identifier; empty unknown."),
    row<&ReferringProviderChanges::practice_name>(7, "practice_name", "Where they work."),
    row<&ReferringProviderChanges::address_line1>(8, "address_line1", "Street and number.",
                                                  is_personal),
    row<&ReferringProviderChanges::address_line2>(9, "address_line2", "What else is on the letter.",
                                                  is_personal),
    row<&ReferringProviderChanges::city>(10, "city", "City."),
    row<&ReferringProviderChanges::state>(11, "state", "State or province, as on letters."),
    row<&ReferringProviderChanges::postal_code>(12, "postal_code", "Postal code.", is_personal),
    row<&ReferringProviderChanges::phone>(13, "phone", "Telephone.", is_personal),
    row<&ReferringProviderChanges::fax>(14, "fax", "Fax.", is_personal),
    row<&ReferringProviderChanges::email>(15, "email", "Electronic mail address.", is_personal),
    row<&ReferringProviderChanges::website>(16, "website", "Public page."),
    row<&ReferringProviderChanges::office_manager>(17, "office_manager", "Who runs the office.",
                                                   is_personal),
    row<&ReferringProviderChanges::referral_coordinator>(
        18, "referral_coordinator", "Who sees to referrals there.", is_personal),
    row<&ReferringProviderChanges::preferred_contact>(19, "preferred_contact",
                                                      "Whom to ask for first.", is_personal),
    row<&ReferringProviderChanges::preferred_method>(20, "preferred_method",
                                                     "How they like to be reached."),
    row<&ReferringProviderChanges::reports_opted_in>(21, "reports_opted_in",
                                                     "False when they want no reports."),
    row<&ReferringProviderChanges::report_frequency>(22, "report_frequency",
                                                     "How often they want reports."),
    row<&ReferringProviderChanges::report_format>(23, "report_format", "How much a report says."),
    row<&ReferringProviderChanges::relationship_started_on>(24, "relationship_started_on",
                                                            "Since when they refer."),
    row<&ReferringProviderChanges::relationship_strength>(25, "relationship_strength",
                                                          "As the practice sees it."),
    row<&ReferringProviderChanges::notes>(26, "notes", "What the practice wants to remember.",
                                          long_personal),
    row<&ReferringProviderChanges::portal_enabled>(27, "portal_enabled",
                                                   "True when they may use the portal."),
    row<&ReferringProviderChanges::portal_email>(28, "portal_email", "Their address there.",
                                                 is_personal),
    row<&ReferringProviderChanges::relationship_start_unknown>(
        29, "relationship_start_unknown",
        "True to take away the day since which they refer, which is then not given.",
        may_be_absent),
};
ONWARD_RECORD(ReferringProviderChanges);
struct UpdateReferringProvider {
  ReferringProviderId referring_provider_id{};
  std::int64_t revision = 0;
  ReferringProviderChanges details{};
};
template <>
inline constexpr auto rows<UpdateReferringProvider> = std::array{
    row<&UpdateReferringProvider::referring_provider_id>(1, "referring_provider_id",
                                                         "The provider meant."),
    row<&UpdateReferringProvider::revision>(2, "revision", "The revision that was read."),
    row<&UpdateReferringProvider::details>(3, "details", "What changes.", is_personal),
};
ONWARD_RECORD(UpdateReferringProvider);

struct ReferringProviderRef {
  ReferringProviderId referring_provider_id{};
};
template <>
inline constexpr auto rows<ReferringProviderRef> = std::array{
    row<&ReferringProviderRef::referring_provider_id>(1, "referring_provider_id",
                                                      "The provider meant."),
};
ONWARD_RECORD(ReferringProviderRef);
struct ReferringProviderSeen {
  ReferringProviderId referring_provider_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<ReferringProviderSeen> = std::array{
    row<&ReferringProviderSeen::referring_provider_id>(1, "referring_provider_id",
                                                       "The provider meant."),
    row<&ReferringProviderSeen::revision>(2, "revision",
                                          "The revision that was seen; absent for any."),
};
ONWARD_RECORD(ReferringProviderSeen);

struct ListReferringProviders {
  std::optional<ProviderType> provider_type{};
  std::optional<RelationshipStrength> relationship_strength{};
  std::string city{};
  std::optional<bool> active{};
  std::optional<RelationshipStanding> standing{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListReferringProviders> = std::array{
    row<&ListReferringProviders::provider_type>(1, "provider_type", "Only of this field."),
    row<&ListReferringProviders::relationship_strength>(2, "relationship_strength",
                                                        "Only of this strength."),
    row<&ListReferringProviders::city>(3, "city", "Only of this city; empty for all.",
                                       may_be_absent),
    row<&ListReferringProviders::active>(4, "active",
                                         "False for those deactivated; true when absent."),
    row<&ListReferringProviders::standing>(5, "standing",
                                           "Only of this standing, as system.tick saw it last."),
    row<&ListReferringProviders::limit>(6, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                        may_be_absent),
    row<&ListReferringProviders::cursor>(7, "cursor", "From the page before; absent for the first.",
                                         may_be_absent),
};
ONWARD_RECORD(ListReferringProviders);
struct ReferringProviderPage {
  std::vector<ReferringProvider> providers{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ReferringProviderPage> = std::array{
    row<&ReferringProviderPage::providers>(1, "providers", "By last name.", is_personal),
    row<&ReferringProviderPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ReferringProviderPage);

struct SearchReferringProviders {
  std::string text{};
  std::optional<ProviderType> provider_type{};
  std::string city{};
  bool with_inactive = false;
  std::int64_t limit = 10;
};
template <>
inline constexpr auto rows<SearchReferringProviders> = std::array{
    row<&SearchReferringProviders::text>(
        1, "text", "What was typed so far: words or numbers; each must begin one of theirs.",
        is_personal),
    row<&SearchReferringProviders::provider_type>(2, "provider_type", "Only of this field."),
    row<&SearchReferringProviders::city>(3, "city", "Only of this city; empty for all.",
                                         may_be_absent),
    row<&SearchReferringProviders::with_inactive>(
        4, "with_inactive", "Also those deactivated, behind the others.", may_be_absent),
    row<&SearchReferringProviders::limit>(5, "limit", "Providers to answer, 1 to 50; 10 if absent.",
                                          may_be_absent),
};
ONWARD_RECORD(SearchReferringProviders);
struct ProviderFound {
  ReferringProviderId id{};
  std::string given_name{};
  std::string family_name{};
  std::string credentials{};
  ProviderType provider_type = ProviderType::general_dentist;
  std::string practice_name{};
  std::string city{};
  std::string phone{};
  std::string fax{};
  RelationshipStrength relationship_strength = RelationshipStrength::moderate;
  bool active = true;
  ProviderFit fit = ProviderFit::name;
};
template <>
inline constexpr auto rows<ProviderFound> = std::array{
    row<&ProviderFound::id>(1, "id", "The provider."),
    row<&ProviderFound::given_name>(2, "given_name", "First name.", is_personal),
    row<&ProviderFound::family_name>(3, "family_name", "Last name.", is_personal),
    row<&ProviderFound::credentials>(4, "credentials", "For example DDS or DMD.", is_personal),
    row<&ProviderFound::provider_type>(5, "provider_type", "Their field."),
    row<&ProviderFound::practice_name>(6, "practice_name", "Where they work."),
    row<&ProviderFound::city>(7, "city", "City."),
    row<&ProviderFound::phone>(8, "phone", "Telephone.", is_personal),
    row<&ProviderFound::fax>(9, "fax", "Fax.", is_personal),
    row<&ProviderFound::relationship_strength>(10, "relationship_strength",
                                               "As the practice sees it."),
    row<&ProviderFound::active>(11, "active", "False once deactivated."),
    row<&ProviderFound::fit>(12, "fit", "How what was typed fits."),
};
ONWARD_RECORDS(ProviderFound);
struct ProvidersFound {
  std::vector<ProviderFound> providers{};
  bool more = false;
};
template <>
inline constexpr auto rows<ProvidersFound> = std::array{
    row<&ProvidersFound::providers>(1, "providers", "Best first.", is_personal),
    row<&ProvidersFound::more>(2, "more", "True when others may fit: more is to be typed."),
};
ONWARD_RECORD(ProvidersFound);

struct MergeReferringProviders {
  ReferringProviderId referring_provider_id{};
  ReferringProviderId merged_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<MergeReferringProviders> = std::array{
    row<&MergeReferringProviders::referring_provider_id>(1, "referring_provider_id",
                                                         "The provider who stays."),
    row<&MergeReferringProviders::merged_id>(2, "merged_id",
                                             "The same person, whose entry goes into theirs."),
    row<&MergeReferringProviders::revision>(
        3, "revision", "The revision that was seen of the one who stays; absent for any."),
    row<&MergeReferringProviders::because>(4, "because", "Why they are one, in words.",
                                           long_personal),
};
ONWARD_RECORD(MergeReferringProviders);
struct UnmergeReferringProvider {
  ReferringProviderId referring_provider_id{};
  std::optional<std::int64_t> revision{};
  std::string because{};
};
template <>
inline constexpr auto rows<UnmergeReferringProvider> = std::array{
    row<&UnmergeReferringProvider::referring_provider_id>(
        1, "referring_provider_id", "The provider who was merged into another."),
    row<&UnmergeReferringProvider::revision>(2, "revision",
                                             "The revision that was seen; absent for any."),
    row<&UnmergeReferringProvider::because>(3, "because", "Why they are two, in words.",
                                            long_personal),
};
ONWARD_RECORD(UnmergeReferringProvider);
// How many rows of each kind changed hands.
struct RowsHandedOver {
  std::int64_t touchpoints = 0;
  std::int64_t attributions = 0;
  std::int64_t contacts = 0;
  std::int64_t costs = 0;
  std::int64_t specialist_referrals = 0;
};
template <>
inline constexpr auto rows<RowsHandedOver> = std::array{
    row<&RowsHandedOver::touchpoints>(1, "touchpoints", "Touches, those found wrong among them."),
    row<&RowsHandedOver::attributions>(2, "attributions",
                                       "Conversions whose credit was shared anew."),
    row<&RowsHandedOver::contacts>(3, "contacts", "Contacts with them."),
    row<&RowsHandedOver::costs>(4, "costs", "What was spent on them."),
    row<&RowsHandedOver::specialist_referrals>(5, "specialist_referrals", "Referrals to them."),
};
ONWARD_RECORD(RowsHandedOver);
struct ProvidersMerged {
  ReferringProvider provider{};
  ReferringProvider merged{};
  RowsHandedOver handed_over{};
};
template <>
inline constexpr auto rows<ProvidersMerged> = std::array{
    row<&ProvidersMerged::provider>(1, "provider", "Who stays.", is_personal),
    row<&ProvidersMerged::merged>(2, "merged", "Who was merged, or stands again.", is_personal),
    row<&ProvidersMerged::handed_over>(3, "handed_over", "What changed hands."),
};
ONWARD_RECORD(ProvidersMerged);

struct ProviderTaxonomy {
  std::string code{};
  std::string name{};
};
template <>
inline constexpr auto rows<ProviderTaxonomy> = std::array{
    row<&ProviderTaxonomy::code>(1, "code", "NUCC Health Care Provider Taxonomy code."),
    row<&ProviderTaxonomy::name>(2, "name", "Its name."),
};
ONWARD_RECORDS(ProviderTaxonomy);
struct ProviderTypeEntry {
  ProviderType provider_type = ProviderType::general_dentist;
  bool is_specialist = false;
  std::vector<ProviderTaxonomy> taxonomies{};
  std::vector<std::string> reasons{};
};
template <>
inline constexpr auto rows<ProviderTypeEntry> = std::array{
    row<&ProviderTypeEntry::provider_type>(1, "provider_type", "The type."),
    row<&ProviderTypeEntry::is_specialist>(2, "is_specialist",
                                           "True when what they send counts as a specialist's."),
    row<&ProviderTypeEntry::taxonomies>(3, "taxonomies", "Codes that imports take for it."),
    row<&ProviderTypeEntry::reasons>(4, "reasons", "For what patients are usually referred."),
};
ONWARD_RECORDS(ProviderTypeEntry);
struct ProviderTypes {
  std::vector<ProviderTypeEntry> types{};
};
template <>
inline constexpr auto rows<ProviderTypes> = std::array{
    row<&ProviderTypes::types>(1, "types", "All ten."),
};
ONWARD_RECORD(ProviderTypes);

namespace referring_provider {
using create = Tag<"referring_provider.create", CreateReferringProvider, ReferringProviderRecord>;
using update = Tag<"referring_provider.update", UpdateReferringProvider, ReferringProviderRecord>;
using get = Tag<"referring_provider.get", ReferringProviderRef, ReferringProvider>;
using list = Tag<"referring_provider.list", ListReferringProviders, ReferringProviderPage>;
using deactivate = Tag<"referring_provider.deactivate", ReferringProviderSeen, ReferringProvider>;
using reactivate = Tag<"referring_provider.reactivate", ReferringProviderSeen, ReferringProvider>;
using merge = Tag<"referring_provider.merge", MergeReferringProviders, ProvidersMerged>;
using unmerge = Tag<"referring_provider.unmerge", UnmergeReferringProvider, ProvidersMerged>;
using search = Tag<"referring_provider.search", SearchReferringProviders, ProvidersFound>;
using types = Tag<"referring_provider.types", Empty, ProviderTypes>;
}  // namespace referring_provider

}  // namespace onward
