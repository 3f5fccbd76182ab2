// A practice's own directory of those who refer to it and those it refers to.
//   source   the mission's practice document, data model: ReferringProvider
#pragma once

#include "onward/model/client.hpp"

namespace onward {

enum class ProviderType : std::uint8_t {
  general_dentist,
  pediatric_dentist,
  oral_surgeon,
  periodontist,
  endodontist,
  prosthodontist,
  tmj_specialist,
  ent,
  sleep_medicine,
  other_specialist
};
template <>
inline constexpr auto names<ProviderType> = std::array{
    Name{ProviderType::general_dentist, "general_dentist", "General dentistry."},
    Name{ProviderType::pediatric_dentist, "pediatric_dentist", "Dentistry for children."},
    Name{ProviderType::oral_surgeon, "oral_surgeon", "Surgery of mouth and jaws."},
    Name{ProviderType::periodontist, "periodontist", "Gums and what holds the teeth."},
    Name{ProviderType::endodontist, "endodontist", "Roots of teeth."},
    Name{ProviderType::prosthodontist, "prosthodontist", "Crowns, bridges and dentures."},
    Name{ProviderType::tmj_specialist, "tmj_specialist", "The joint of the jaw, and facial pain."},
    Name{ProviderType::ent, "ent", "Ear, nose and throat."},
    Name{ProviderType::sleep_medicine, "sleep_medicine", "Disorders of sleep."},
    Name{ProviderType::other_specialist, "other_specialist", "Another field."},
};
constexpr bool is_specialist(ProviderType t) { return t >= ProviderType::oral_surgeon; }

enum class CommunicationMethod : std::uint8_t { fax, email, mail, portal, phone };
template <>
inline constexpr auto names<CommunicationMethod> = std::array{
    Name{CommunicationMethod::fax, "fax", "A fax."},
    Name{CommunicationMethod::email, "email", "Electronic mail."},
    Name{CommunicationMethod::mail, "mail", "A letter by post."},
    Name{CommunicationMethod::portal, "portal", "The portal for referring providers."},
    Name{CommunicationMethod::phone, "phone", "A call; it carries no letter."},
};

enum class ReportFrequency : std::uint8_t { none, milestone, quarterly, annually, each_visit };
template <>
inline constexpr auto names<ReportFrequency> = std::array{
    Name{ReportFrequency::none, "none", "No reports."},
    Name{ReportFrequency::milestone, "milestone", "At the start, the middle and the end."},
    Name{ReportFrequency::quarterly, "quarterly", "Every three months."},
    Name{ReportFrequency::annually, "annually", "Once a year."},
    Name{ReportFrequency::each_visit, "each_visit", "After every visit."},
};

enum class ReportFormat : std::uint8_t { summary, detailed };
template <>
inline constexpr auto names<ReportFormat> = std::array{
    Name{ReportFormat::summary, "summary", "One page."},
    Name{ReportFormat::detailed, "detailed", "All that consent covers."},
};

enum class RelationshipStrength : std::uint8_t { fresh, developing, moderate, strong, vip };
template <>
inline constexpr auto names<RelationshipStrength> = std::array{
    Name{RelationshipStrength::fresh, "new", "Has only begun."},
    Name{RelationshipStrength::developing, "developing", "Refers now and then."},
    Name{RelationshipStrength::moderate, "moderate", "Refers."},
    Name{RelationshipStrength::strong, "strong", "Refers often."},
    Name{RelationshipStrength::vip, "vip", "Is served first: reports faster, news by telephone."},
};

// How a practice stands with somebody who refers to it; rules/relationship.hpp tells.
enum class RelationshipStanding : std::uint8_t {
  none,
  fresh,
  active,
  declining,
  dormant,
  reactivated
};
template <>  // source: the mission's practice document, key metrics; lifecycles A.8
inline constexpr auto names<RelationshipStanding> = std::array{
    Name{RelationshipStanding::none, "none", "Has never sent anybody."},
    Name{RelationshipStanding::fresh, "new", "Sent somebody for the first time not long ago."},
    Name{RelationshipStanding::active, "active", "Sends people."},
    Name{RelationshipStanding::declining, "declining", "Sends fewer people than before."},
    Name{RelationshipStanding::dormant, "dormant", "Sent people, and for long nobody."},
    Name{RelationshipStanding::reactivated, "reactivated",
         "Was dormant, and sent somebody not long ago."},
};

// A provider as a practice describes them.
struct ReferringProviderDetails {
  ProviderType provider_type = ProviderType::general_dentist;
  std::string given_name{};
  std::string family_name{};
  std::string credentials{};
  std::string specialty{};
  std::string npi{};
  std::string practice_name{};
  std::string address_line1{};
  std::string address_line2{};
  std::string city{};
  std::string state{};
  std::string postal_code{};
  std::string phone{};
  std::string fax{};
  std::string email{};
  std::string website{};
  std::string office_manager{};
  std::string referral_coordinator{};
  std::string preferred_contact{};
  CommunicationMethod preferred_method = CommunicationMethod::fax;
  bool reports_opted_in = true;
  ReportFrequency report_frequency = ReportFrequency::milestone;
  ReportFormat report_format = ReportFormat::summary;
  std::optional<Date> relationship_started_on{};
  RelationshipStrength relationship_strength = RelationshipStrength::moderate;
  std::string notes{};
  bool portal_enabled = false;
  std::string portal_email{};
};
constexpr RowOptions long_may_be_absent_personal{
    .privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true};
template <>
inline constexpr auto rows<ReferringProviderDetails> = std::array{
    row<&ReferringProviderDetails::provider_type>(1, "provider_type", "Their field."),
    row<&ReferringProviderDetails::given_name>(2, "given_name", "First name.",
                                               may_be_absent_personal),
    row<&ReferringProviderDetails::family_name>(3, "family_name", "Last name.", is_personal),
    row<&ReferringProviderDetails::credentials>(4, "credentials", "For example DDS or DMD.",
                                                may_be_absent_personal),
    row<&ReferringProviderDetails::specialty>(5, "specialty", "Their field in words.",
                                              may_be_absent_personal),
    row<&ReferringProviderDetails::npi>(6, "npi",
                                        "National Provider Identifier, ten digits; empty unknown.",
                                        may_be_absent_personal),
    row<&ReferringProviderDetails::practice_name>(7, "practice_name", "Where they work.",
                                                  may_be_absent_personal),
    row<&ReferringProviderDetails::address_line1>(8, "address_line1", "Street and number.",
                                                  may_be_absent_personal),
    row<&ReferringProviderDetails::address_line2>(9, "address_line2", "What else is on the letter.",
                                                  may_be_absent_personal),
    row<&ReferringProviderDetails::city>(10, "city", "City.", may_be_absent_personal),
    row<&ReferringProviderDetails::state>(11, "state", "State or province, as on letters.",
                                          may_be_absent),
    row<&ReferringProviderDetails::postal_code>(12, "postal_code", "Postal code.",
                                                may_be_absent_personal),
    row<&ReferringProviderDetails::phone>(13, "phone", "Telephone.", may_be_absent_personal),
    row<&ReferringProviderDetails::fax>(14, "fax", "Fax.", may_be_absent_personal),
    row<&ReferringProviderDetails::email>(15, "email", "Electronic mail address.",
                                          may_be_absent_personal),
    row<&ReferringProviderDetails::website>(16, "website", "Public page.", may_be_absent_personal),
    row<&ReferringProviderDetails::office_manager>(17, "office_manager", "Who runs the office.",
                                                   may_be_absent_personal),
    row<&ReferringProviderDetails::referral_coordinator>(
        18, "referral_coordinator", "Who sees to referrals there.", may_be_absent_personal),
    row<&ReferringProviderDetails::preferred_contact>(
        19, "preferred_contact", "Whom to ask for first.", may_be_absent_personal),
    row<&ReferringProviderDetails::preferred_method>(
        20, "preferred_method", "How they like to be reached; fax when absent.", may_be_absent),
    row<&ReferringProviderDetails::reports_opted_in>(
        21, "reports_opted_in", "False when they want no reports; true when absent.",
        may_be_absent),
    row<&ReferringProviderDetails::report_frequency>(
        22, "report_frequency", "How often they want reports; milestone when absent.",
        may_be_absent),
    row<&ReferringProviderDetails::report_format>(
        23, "report_format", "How much a report says; summary when absent.", may_be_absent),
    row<&ReferringProviderDetails::relationship_started_on>(
        24, "relationship_started_on", "Since when they refer; absent is unknown."),
    row<&ReferringProviderDetails::relationship_strength>(
        25, "relationship_strength", "As the practice sees it; moderate when absent.",
        may_be_absent_personal),
    row<&ReferringProviderDetails::notes>(26, "notes", "What the practice wants to remember.",
                                          long_may_be_absent_personal),
    row<&ReferringProviderDetails::portal_enabled>(
        27, "portal_enabled", "True when they may use the portal.", may_be_absent),
    row<&ReferringProviderDetails::portal_email>(28, "portal_email", "Their address there.",
                                                 may_be_absent_personal),
};
ONWARD_RECORD(ReferringProviderDetails);

struct ReferringProvider {
  ReferringProviderId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  bool active = true;
  Instant created_at{};
  std::optional<Instant> deactivated_at{};
  std::string source_system{};
  std::string external_id{};
  OrganizationId office_id{};
  StaffId portal_staff_id{};
  std::int64_t referrals = 0;
  std::optional<Instant> first_referral_at{};
  std::optional<Instant> last_referral_at{};
  RelationshipStanding standing = RelationshipStanding::none;
  Instant due_at = never;
  RelationshipStanding told_standing = RelationshipStanding::none;
  std::optional<Instant> told_at{};
  ReferringProviderId merged_into_id{};
  std::optional<Instant> merged_at{};
  std::string merged_because{};
  std::vector<std::string> details_taken_over{};
  Instant updated_at{};
  ReferringProviderDetails details{};
};
template <>
inline constexpr std::size_t flat_rows<ReferringProvider> =
    rows<ReferringProviderDetails>.size() - 1;
template <>
inline constexpr auto rows<ReferringProvider> = joined(
    std::array{
        row<&ReferringProvider::id>(1, "id", "Given by the store; never reused."),
        row<&ReferringProvider::revision>(2, "revision", "Counts the changes of this row, from 1."),
        row<&ReferringProvider::organization_id>(3, "organization_id",
                                                 "The practice whose directory it is."),
        row<&ReferringProvider::active>(4, "active", "False once deactivated."),
        row<&ReferringProvider::created_at>(5, "created_at", "When they were entered."),
        row<&ReferringProvider::deactivated_at>(6, "deactivated_at",
                                                "When they were deactivated; absent before."),
        row<&ReferringProvider::source_system>(7, "source_system",
                                               "The directory they were imported from, or empty."),
        row<&ReferringProvider::external_id>(8, "external_id",
                                             "Their identifier in that directory, or empty."),
        row<&ReferringProvider::office_id>(
            9, "office_id",
            "Their office as an organisation of the network; 0 before the first "
            "referral to them."),
        row<&ReferringProvider::portal_staff_id>(10, "portal_staff_id",
                                                 "Who uses the portal for them; 0 for nobody."),
        row<&ReferringProvider::referrals>(11, "referrals", "How many leads they have sent."),
        row<&ReferringProvider::first_referral_at>(12, "first_referral_at",
                                                   "When they sent the first; absent for none."),
        row<&ReferringProvider::last_referral_at>(13, "last_referral_at",
                                                  "When they sent the last; absent for none."),
        row<&ReferringProvider::standing>(14, "standing",
                                          "How the relationship stood when system.tick looked."),
        row<&ReferringProvider::due_at>(15, "due_at",
                                        "When it may stand otherwise; the year 9999 is never."),
        row<&ReferringProvider::told_standing>(
            16, "told_standing", "The standing that the practice was last told of; none before."),
        row<&ReferringProvider::told_at>(17, "told_at", "When it was told; absent before."),
    },
    flat<&ReferringProvider::details>(17),
    std::array{
        row<&ReferringProvider::merged_into_id>(
            46, "merged_into_id",
            "Who stands in their place since they were merged; 0 for nobody."),
        row<&ReferringProvider::merged_at>(47, "merged_at",
                                           "When they were merged; absent while they stand."),
        row<&ReferringProvider::merged_because>(48, "merged_because",
                                                "Why they were merged, or parted again.",
                                                long_may_be_absent_personal),
        row<&ReferringProvider::details_taken_over>(
            49, "details_taken_over",
            "Which of their details who stands in their place took over; none before."),
        row<&ReferringProvider::updated_at>(50, "updated_at",
                                            "When what is said of them last changed."),
    });
ONWARD_RECORDS(ReferringProvider);

// What a provider is found under while somebody types: rules/provider_search.hpp. It follows from
// the provider, so the journal has none.
struct ReferringProviderKey {
  Id<struct ReferringProviderKeyTag> id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  std::string key{};
  ReferringProviderId referring_provider_id{};
};
template <>
inline constexpr auto rows<ReferringProviderKey> = std::array{
    row<&ReferringProviderKey::id>(1, "id", "Given by the store; never reused."),
    row<&ReferringProviderKey::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ReferringProviderKey::organization_id>(3, "organization_id", "Whose directory it is in."),
    row<&ReferringProviderKey::key>(4, "key", "A word and what stands with it, folded.",
                                    is_personal),
    row<&ReferringProviderKey::referring_provider_id>(5, "referring_provider_id",
                                                      "Who is found under it."),
};
ONWARD_RECORD(ReferringProviderKey);

// One time that a practice got in touch with a provider, and when they answered.
struct ProviderContact {
  Id<struct ProviderContactTag> id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  ReferringProviderId referring_provider_id{};
  StaffId staff_id{};
  CommunicationMethod method = CommunicationMethod::phone;
  Instant contacted_at{};
  std::optional<Instant> responded_at{};
  std::string note{};
  std::optional<Instant> voided_at{};
  std::string voided_because{};
  ReferringProviderId merged_from_id{};
};
template <>
inline constexpr auto rows<ProviderContact> = std::array{
    row<&ProviderContact::id>(1, "id", "Given by the store; never reused."),
    row<&ProviderContact::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ProviderContact::organization_id>(3, "organization_id", "The practice."),
    row<&ProviderContact::referring_provider_id>(4, "referring_provider_id", "Who was contacted."),
    row<&ProviderContact::staff_id>(5, "staff_id", "Who wrote it down."),
    row<&ProviderContact::method>(6, "method", "How."),
    row<&ProviderContact::contacted_at>(7, "contacted_at", "When."),
    row<&ProviderContact::responded_at>(8, "responded_at",
                                        "When they answered; absent while they have not."),
    row<&ProviderContact::note>(9, "note", "What it was about.", long_may_be_absent_personal),
    row<&ProviderContact::voided_at>(10, "voided_at",
                                     "When it was found wrong; it counts no more. Absent before."),
    row<&ProviderContact::voided_because>(11, "voided_because", "Why, in words.",
                                          long_may_be_absent_personal),
    row<&ProviderContact::merged_from_id>(12, "merged_from_id",
                                          "Who was contacted, when they were merged into another "
                                          "since; 0 otherwise."),
};
ONWARD_RECORDS(ProviderContact);

}  // namespace onward
