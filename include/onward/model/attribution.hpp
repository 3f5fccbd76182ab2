// Who sent whom to a practice: leads, their touchpoints, and the credit that was given.
//   source   the mission's practice document, data model: Referral; lifecycles A.8
#pragma once

#include "onward/model/referring_provider.hpp"

namespace onward {

// Who made somebody come. "Specialist" stands in the mission's table and not in its enum; both are
// meant (lifecycles A.8).
enum class ReferrerType : std::uint8_t {
  doctor,
  specialist,
  patient,
  family,
  self,
  marketing,
  unknown
};
template <>
inline constexpr auto names<ReferrerType> = std::array{
    Name{ReferrerType::doctor, "doctor", "A general dentist or physician."},
    Name{ReferrerType::specialist, "specialist", "Another specialist."},
    Name{ReferrerType::patient, "patient", "A patient of the practice."},
    Name{ReferrerType::family, "family", "A relative who is a patient of the practice."},
    Name{ReferrerType::self, "self", "They found the practice themselves; walk-ins, too."},
    Name{ReferrerType::marketing, "marketing", "They answered to advertising."},
    Name{ReferrerType::unknown, "unknown", "Nobody knows, and that is recorded."},
};
// Comes by itself, and so never outranks a named referrer (lifecycles A.8).
constexpr bool is_direct(ReferrerType t) {
  return t == ReferrerType::self || t == ReferrerType::unknown;
}

// How the credit for one conversion is shared among the touches before it.
enum class AttributionModel : std::uint8_t {
  first_touch,
  last_touch,
  last_non_direct_touch,
  linear,
  position_based,
  time_decay
};
template <>  // source: lifecycles B.9
inline constexpr auto names<AttributionModel> = std::array{
    Name{AttributionModel::first_touch, "first_touch", "All to the first touch."},
    Name{AttributionModel::last_touch, "last_touch", "All to the last touch."},
    Name{AttributionModel::last_non_direct_touch, "last_non_direct_touch",
         "All to the last touch that is not direct; to the last one when all are."},
    Name{AttributionModel::linear, "linear", "The same to every touch."},
    Name{AttributionModel::position_based, "position_based",
         "40 % to the first, 40 % to the last, 20 % among those between; halves of two."},
    Name{AttributionModel::time_decay, "time_decay",
         "Half as much for every half-life that a touch lies before the conversion."},
};

// A source that a practice keeps a list of: a campaign, an event, walking in.
struct ReferralSource {
  ReferralSourceId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  std::string code{};
  std::string name{};
  ReferrerType type = ReferrerType::marketing;
  bool active = true;
  std::optional<Instant> retired_at{};
};
template <>
inline constexpr auto rows<ReferralSource> = std::array{
    row<&ReferralSource::id>(1, "id", "Given by the store; never reused."),
    row<&ReferralSource::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ReferralSource::organization_id>(3, "organization_id", "The practice that keeps it."),
    row<&ReferralSource::code>(4, "code", "Unique in the practice, for example walk_in."),
    row<&ReferralSource::name>(5, "name", "The name people know it by."),
    row<&ReferralSource::type>(6, "type", "marketing, self or unknown: what a touch of it is."),
    row<&ReferralSource::active>(7, "active", "False once it is no longer offered."),
    row<&ReferralSource::retired_at>(8, "retired_at",
                                     "Since when it is not offered; absent while it is."),
};
ONWARD_RECORDS(ReferralSource);

// Money that was spent on a relationship or on a source: a lunch, a campaign, a sponsored event.
struct RelationshipCost {
  RelationshipCostId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  ReferringProviderId referring_provider_id{};
  ReferralSourceId referral_source_id{};
  Date spent_on{};
  std::string currency{};
  std::int64_t amount_minor_units = 0;
  std::string purpose{};
  StaffId recorded_by{};
  Instant recorded_at{};
  std::optional<Instant> voided_at{};
  std::string voided_because{};
  ReferringProviderId merged_from_id{};
};
template <>
inline constexpr auto rows<RelationshipCost> = std::array{
    row<&RelationshipCost::id>(1, "id", "Given by the store; never reused."),
    row<&RelationshipCost::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&RelationshipCost::organization_id>(3, "organization_id", "The practice that spent it."),
    row<&RelationshipCost::referring_provider_id>(4, "referring_provider_id",
                                                  "The provider it was spent on; 0 for a source."),
    row<&RelationshipCost::referral_source_id>(5, "referral_source_id",
                                               "The source it was spent on; 0 for a provider."),
    row<&RelationshipCost::spent_on>(6, "spent_on", "The day it was spent."),
    row<&RelationshipCost::currency>(7, "currency", "ISO 4217 code."),
    row<&RelationshipCost::amount_minor_units>(8, "amount_minor_units",
                                               "In the currency's smallest unit; more than 0."),
    row<&RelationshipCost::purpose>(9, "purpose", "What it was spent for; may be empty."),
    row<&RelationshipCost::recorded_by>(10, "recorded_by", "Who wrote it down."),
    row<&RelationshipCost::recorded_at>(11, "recorded_at", "When it was written down."),
    row<&RelationshipCost::voided_at>(12, "voided_at",
                                      "When it was taken back; absent while it stands."),
    row<&RelationshipCost::voided_because>(13, "voided_because", "Why it was taken back."),
    row<&RelationshipCost::merged_from_id>(14, "merged_from_id",
                                           "The provider it was spent on, when they were merged "
                                           "into another since; 0 otherwise."),
};
ONWARD_RECORDS(RelationshipCost);

// Exactly one referrer a touch: a provider of a doctor or specialist, a client of a patient or
// family member, a managed source of marketing; self and unknown may name a source of their kind.
struct Touchpoint {
  TouchpointId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  LeadId lead_id{};
  ReferrerType type = ReferrerType::unknown;
  ReferringProviderId referring_provider_id{};
  ClientId referring_client_id{};
  ReferralSourceId referral_source_id{};
  Instant occurred_at{};
  StaffId recorded_by{};
  Instant recorded_at{};
  std::string note{};
  std::optional<Instant> voided_at{};
  std::string voided_because{};
  LeadId joined_from_id{};
  ReferringProviderId merged_from_id{};
};
template <>
inline constexpr auto rows<Touchpoint> = std::array{
    row<&Touchpoint::id>(1, "id", "Given by the store; never reused."),
    row<&Touchpoint::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Touchpoint::organization_id>(3, "organization_id", "The practice."),
    row<&Touchpoint::lead_id>(4, "lead_id", "Whose touch it is."),
    row<&Touchpoint::type>(5, "type", "Who made them come.", is_personal),
    row<&Touchpoint::referring_provider_id>(6, "referring_provider_id",
                                            "The provider; 0 for other types.", is_personal),
    row<&Touchpoint::referring_client_id>(
        7, "referring_client_id", "The patient or relative; 0 for other types.", is_personal),
    row<&Touchpoint::referral_source_id>(8, "referral_source_id",
                                         "The managed source; 0 for none."),
    row<&Touchpoint::occurred_at>(9, "occurred_at", "When it happened."),
    row<&Touchpoint::recorded_by>(10, "recorded_by", "Who wrote it down."),
    row<&Touchpoint::recorded_at>(11, "recorded_at", "When it was written down."),
    row<&Touchpoint::note>(12, "note", "What was said.", long_may_be_absent_personal),
    row<&Touchpoint::voided_at>(13, "voided_at",
                                "When it was found wrong; it counts no more. Absent before."),
    row<&Touchpoint::voided_because>(14, "voided_because", "Why, in words.",
                                     long_may_be_absent_personal),
    row<&Touchpoint::joined_from_id>(
        15, "joined_from_id",
        "The lead it was entered for, before that was joined into this one; 0 for none."),
    row<&Touchpoint::merged_from_id>(
        16, "merged_from_id",
        "The provider it was entered for, when they were merged into another since; 0 otherwise.",
        is_personal),
};
ONWARD_RECORDS(Touchpoint);

enum class LeadPhase : std::uint8_t { open, converted, lost, joined };
template <>
inline constexpr auto names<LeadPhase> = std::array{
    Name{LeadPhase::open, "open", "May become a patient."},
    Name{LeadPhase::converted, "converted", "Is a patient."},
    Name{LeadPhase::lost, "lost", "Did not become one."},
    Name{LeadPhase::joined, "joined", "Was entered twice: its touches are another lead's now."},
};

enum class Milestone : std::uint8_t { consultation, treatment_start, treatment_completion };
template <>
inline constexpr auto names<Milestone> = std::array{
    Name{Milestone::consultation, "consultation", "The first consultation."},
    Name{Milestone::treatment_start, "treatment_start", "Treatment began."},
    Name{Milestone::treatment_completion, "treatment_completion", "Treatment ended."},
};

// Somebody who may become a patient, and later the patient: what came of the touches.
struct Lead {
  LeadId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  LeadPhase phase = LeadPhase::open;
  std::string given_name{};
  std::string family_name{};
  std::string email{};
  std::string phone{};
  Instant created_at{};
  StaffId created_by{};
  ClientId client_id{};
  std::optional<Instant> converted_at{};
  std::optional<Date> consulted_on{};
  std::optional<Date> treatment_started_on{};
  std::optional<Date> treatment_completed_on{};
  std::optional<std::int64_t> treatment_value_minor_units{};
  std::string currency{};
  std::string lost_because{};
  std::int64_t attribution_version = 0;
  LeadId joined_into_id{};
  std::string corrected_because{};
};
template <>
inline constexpr auto rows<Lead> = std::array{
    row<&Lead::id>(1, "id", "Given by the store; never reused."),
    row<&Lead::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Lead::organization_id>(3, "organization_id", "The practice."),
    row<&Lead::phase>(4, "phase", "Where it stands."),
    row<&Lead::given_name>(5, "given_name", "First name.", may_be_absent_personal),
    row<&Lead::family_name>(6, "family_name", "Last name.", may_be_absent_personal),
    row<&Lead::email>(7, "email", "Electronic mail address.", may_be_absent_personal),
    row<&Lead::phone>(8, "phone", "Telephone number.", may_be_absent_personal),
    row<&Lead::created_at>(9, "created_at", "When the practice heard of them."),
    row<&Lead::created_by>(10, "created_by", "Who wrote them down."),
    row<&Lead::client_id>(11, "client_id", "The patient they are; 0 before they were one.",
                          is_personal),
    row<&Lead::converted_at>(12, "converted_at", "When they became a patient; absent before.",
                             is_personal),
    row<&Lead::consulted_on>(13, "consulted_on", "Day of the first consultation; absent before.",
                             is_personal),
    row<&Lead::treatment_started_on>(14, "treatment_started_on",
                                     "Day on which treatment began; absent before.", is_personal),
    row<&Lead::treatment_completed_on>(15, "treatment_completed_on",
                                       "Day on which treatment ended; absent before.", is_personal),
    row<&Lead::treatment_value_minor_units>(
        16, "treatment_value_minor_units",
        "What the treatment is worth, in the currency's smallest unit; absent is unknown.",
        is_personal),
    row<&Lead::currency>(17, "currency", "ISO 4217 code; empty without a value.", may_be_absent),
    row<&Lead::lost_because>(18, "lost_because", "Why they did not become a patient.",
                             may_be_absent_personal),
    row<&Lead::attribution_version>(19, "attribution_version",
                                    "Version of the attribution that counts; 0 for none."),
    row<&Lead::joined_into_id>(20, "joined_into_id",
                               "The lead that its touches are of now; 0 for none."),
    row<&Lead::corrected_because>(
        21, "corrected_because",
        "Why it was last corrected: its conversion or a milestone taken back, joined or parted.",
        long_may_be_absent_personal),
};
ONWARD_RECORDS(Lead);

// What a lead is found under by whoever looks for them: rules/lead_search.hpp. It follows from the
// lead, so the journal has none.
struct LeadKey {
  Id<struct LeadKeyTag> id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  std::string key{};
  LeadId lead_id{};
};
template <>
inline constexpr auto rows<LeadKey> = std::array{
    row<&LeadKey::id>(1, "id", "Given by the store; never reused."),
    row<&LeadKey::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&LeadKey::organization_id>(3, "organization_id", "The practice."),
    row<&LeadKey::key>(4, "key", "A word of the name, an address or a number, folded.",
                       is_personal),
    row<&LeadKey::lead_id>(5, "lead_id", "Who is found under it."),
};
ONWARD_RECORD(LeadKey);

// What one touch was given, of a million.
struct AttributedTouch {
  TouchpointId touchpoint_id{};
  ReferrerType type = ReferrerType::unknown;
  ReferringProviderId referring_provider_id{};
  ClientId referring_client_id{};
  ReferralSourceId referral_source_id{};
  std::optional<std::int64_t> credit_millionths{};
};
template <>
inline constexpr auto rows<AttributedTouch> = std::array{
    row<&AttributedTouch::touchpoint_id>(1, "touchpoint_id", "The touch."),
    row<&AttributedTouch::type>(2, "type", "Who made them come."),
    row<&AttributedTouch::referring_provider_id>(3, "referring_provider_id",
                                                 "The provider; 0 for other types."),
    row<&AttributedTouch::referring_client_id>(
        4, "referring_client_id", "The patient or relative; 0 for other types.", is_personal),
    row<&AttributedTouch::referral_source_id>(5, "referral_source_id",
                                              "The managed source; 0 for none."),
    row<&AttributedTouch::credit_millionths>(
        6, "credit_millionths",
        "Its share; those of a lead sum to 1,000,000. Absent for whoever may not see worth."),
};
ONWARD_RECORDS(AttributedTouch);

// How the credit for a conversion was shared. A correction is a new version; old ones stay.
struct Attribution {
  AttributionId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  LeadId lead_id{};
  std::int64_t version = 0;
  AttributionModel model = AttributionModel::first_touch;
  std::int64_t window_days = 0;
  std::int64_t half_life_days = 0;
  Instant finalized_at{};
  StaffId finalized_by{};
  std::string because{};
  std::vector<AttributedTouch> touches{};
  std::optional<Instant> voided_at{};
  std::string voided_because{};
};
template <>
inline constexpr auto rows<Attribution> = std::array{
    row<&Attribution::id>(1, "id", "Given by the store; never reused."),
    row<&Attribution::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Attribution::organization_id>(3, "organization_id", "The practice."),
    row<&Attribution::lead_id>(4, "lead_id", "Whose conversion."),
    row<&Attribution::version>(5, "version", "From 1; the lead names the one that counts."),
    row<&Attribution::model>(6, "model", "How the credit was shared."),
    row<&Attribution::window_days>(7, "window_days",
                                   "Days before the conversion that counted; 0 is all."),
    row<&Attribution::half_life_days>(8, "half_life_days",
                                      "Half-life of time_decay; 0 for others."),
    row<&Attribution::finalized_at>(9, "finalized_at", "When it was made."),
    row<&Attribution::finalized_by>(10, "finalized_by", "Who made it."),
    row<&Attribution::because>(11, "because", "Why it was corrected; empty for the first.",
                               long_may_be_absent_personal),
    row<&Attribution::touches>(12, "touches", "Who gets how much, in the order of the touches.",
                               is_personal),
    row<&Attribution::voided_at>(
        13, "voided_at", "When the conversion was taken back, while it counted; absent for others.",
        is_personal),
    row<&Attribution::voided_because>(14, "voided_because", "Why, in words.",
                                      long_may_be_absent_personal),
};
ONWARD_RECORDS(Attribution);

// What a provider is credited with now. It follows from the attribution, so the journal has none.
struct ProviderCredit {
  Id<struct ProviderCreditTag> id{};
  std::int64_t revision = 0;
  ReferringProviderId referring_provider_id{};
  LeadId lead_id{};
  ClientId client_id{};
  std::int64_t credit_millionths = 0;
};
template <>
inline constexpr auto rows<ProviderCredit> = std::array{
    row<&ProviderCredit::id>(1, "id", "Given by the store; never reused."),
    row<&ProviderCredit::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&ProviderCredit::referring_provider_id>(3, "referring_provider_id", "The provider."),
    row<&ProviderCredit::lead_id>(4, "lead_id", "Whose conversion."),
    row<&ProviderCredit::client_id>(5, "client_id", "The patient."),
    row<&ProviderCredit::credit_millionths>(6, "credit_millionths", "The provider's share."),
};
ONWARD_RECORD(ProviderCredit);

}  // namespace onward
