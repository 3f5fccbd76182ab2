// How the relationship with a referring provider went: contacts, referrals, figures.
#pragma once

#include "onward/model/attribution.hpp"
#include "onward/model/specialist.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/money.hpp"
#include "onward/operations/referring_providers.hpp"
#include "onward/rules/relationship_reciprocity.hpp"

namespace onward {

struct RecordProviderContact {
  ReferringProviderId referring_provider_id{};
  CommunicationMethod method = CommunicationMethod::phone;
  std::optional<Instant> contacted_at{};
  std::optional<Instant> responded_at{};
  std::string note{};
};
template <>
inline constexpr auto rows<RecordProviderContact> = std::array{
    row<&RecordProviderContact::referring_provider_id>(1, "referring_provider_id",
                                                       "Who was contacted."),
    row<&RecordProviderContact::method>(2, "method", "How."),
    row<&RecordProviderContact::contacted_at>(3, "contacted_at", "When; absent is now."),
    row<&RecordProviderContact::responded_at>(4, "responded_at",
                                              "When they answered; absent while they have not."),
    row<&RecordProviderContact::note>(5, "note", "What it was about.", long_may_be_absent_personal),
};
ONWARD_RECORD(RecordProviderContact);
struct RecordProviderResponse {
  Id<struct ProviderContactTag> provider_contact_id{};
  std::optional<Instant> responded_at{};
};
template <>
inline constexpr auto rows<RecordProviderResponse> = std::array{
    row<&RecordProviderResponse::provider_contact_id>(1, "provider_contact_id",
                                                      "The contact they answered."),
    row<&RecordProviderResponse::responded_at>(2, "responded_at", "When; absent is now."),
};
ONWARD_RECORD(RecordProviderResponse);

struct VoidProviderContact {
  Id<struct ProviderContactTag> provider_contact_id{};
  std::string because{};
};
template <>
inline constexpr auto rows<VoidProviderContact> = std::array{
    row<&VoidProviderContact::provider_contact_id>(1, "provider_contact_id", "The contact meant."),
    row<&VoidProviderContact::because>(2, "because", "Why it was wrong, in words.", long_personal),
};
ONWARD_RECORD(VoidProviderContact);

// A page of what belongs to one provider.
struct ListOfProvider {
  ReferringProviderId referring_provider_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListOfProvider> = std::array{
    row<&ListOfProvider::referring_provider_id>(1, "referring_provider_id", "The provider meant."),
    row<&ListOfProvider::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                may_be_absent),
    row<&ListOfProvider::cursor>(3, "cursor", "From the page before; absent for the first.",
                                 may_be_absent),
};
ONWARD_RECORD(ListOfProvider);
struct ProviderContactPage {
  std::vector<ProviderContact> contacts{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ProviderContactPage> = std::array{
    row<&ProviderContactPage::contacts>(1, "contacts", "Oldest first, those that were wrong too.",
                                        is_personal),
    row<&ProviderContactPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ProviderContactPage);

// Who came through a provider, and what became of them.
struct ProviderReferral {
  TouchpointId touchpoint_id{};
  Instant occurred_at{};
  ReferrerType type = ReferrerType::unknown;
  bool voided = false;
  LeadId lead_id{};
  std::string given_name{};
  std::string family_name{};
  LeadPhase phase = LeadPhase::open;
  ClientId client_id{};
  std::optional<Instant> converted_at{};
  std::optional<Date> consulted_on{};
  std::optional<Date> treatment_started_on{};
  std::optional<Date> treatment_completed_on{};
  std::optional<std::int64_t> treatment_value_minor_units{};
  std::string currency{};
  std::optional<std::int64_t> credit_millionths{};
  std::optional<Date> report_due_on{};
};
template <>
inline constexpr auto rows<ProviderReferral> = std::array{
    row<&ProviderReferral::touchpoint_id>(1, "touchpoint_id", "The touch."),
    row<&ProviderReferral::occurred_at>(2, "occurred_at", "When they were referred."),
    row<&ProviderReferral::type>(3, "type", "As whom the provider referred them."),
    row<&ProviderReferral::voided>(4, "voided", "True when it was found wrong; it counts no more."),
    row<&ProviderReferral::lead_id>(5, "lead_id", "Who came."),
    row<&ProviderReferral::given_name>(6, "given_name", "First name.", is_personal),
    row<&ProviderReferral::family_name>(7, "family_name", "Last name.", is_personal),
    row<&ProviderReferral::phase>(8, "phase", "Where the lead stands."),
    row<&ProviderReferral::client_id>(9, "client_id", "The patient they became; 0 before."),
    row<&ProviderReferral::converted_at>(10, "converted_at",
                                         "When they became one; absent before."),
    row<&ProviderReferral::consulted_on>(11, "consulted_on",
                                         "Day of the first consultation; absent before."),
    row<&ProviderReferral::treatment_started_on>(12, "treatment_started_on",
                                                 "Day on which treatment began; absent before."),
    row<&ProviderReferral::treatment_completed_on>(13, "treatment_completed_on",
                                                   "Day on which it ended; absent before."),
    row<&ProviderReferral::treatment_value_minor_units>(
        14, "treatment_value_minor_units",
        "In the currency's smallest unit; absent is unknown, or not for whoever may not analyse."),
    row<&ProviderReferral::currency>(15, "currency", "ISO 4217 code; empty without a value."),
    row<&ProviderReferral::credit_millionths>(
        16, "credit_millionths",
        "The provider's share of the conversion; absent for whoever may not analyse."),
    row<&ProviderReferral::report_due_on>(
        17, "report_due_on",
        "By which day the practice writes to the provider: of the "
        "last milestone, or of the last full quarter or year of "
        "treatment; absent before one, when they want no reports "
        "or are deactivated, and without consent to progress."),
};
ONWARD_RECORDS(ProviderReferral);
struct ProviderReferralPage {
  std::vector<ProviderReferral> referrals{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ProviderReferralPage> = std::array{
    row<&ProviderReferralPage::referrals>(1, "referrals", "Oldest first.", is_personal),
    row<&ProviderReferralPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ProviderReferralPage);

enum class ProviderEventKind : std::uint8_t {
  changed,
  contacted,
  responded,
  sent_us,
  sent_by_us,
  merged
};
template <>
inline constexpr auto names<ProviderEventKind> = std::array{
    Name{ProviderEventKind::changed, "changed", "What is kept of them was changed."},
    Name{ProviderEventKind::contacted, "contacted", "The practice got in touch."},
    Name{ProviderEventKind::responded, "responded", "They answered."},
    Name{ProviderEventKind::sent_us, "sent_us", "They sent somebody."},
    Name{ProviderEventKind::sent_by_us, "sent_by_us", "The practice sent them a patient."},
    Name{ProviderEventKind::merged, "merged", "Another entry of theirs was merged into this one."},
};
// One line of a relationship.
struct ProviderEvent {
  Instant at{};
  ProviderEventKind kind = ProviderEventKind::changed;
  std::int64_t id = 0;
  StaffId staff_id{};
  std::string operation{};
  std::vector<std::string> changed{};
  bool erased = false;
  std::optional<CommunicationMethod> method{};
  std::optional<ReferrerType> type{};
  bool voided = false;
};
template <>
inline constexpr auto rows<ProviderEvent> = std::array{
    row<&ProviderEvent::at>(1, "at", "When."),
    row<&ProviderEvent::kind>(2, "kind", "What happened."),
    row<&ProviderEvent::id>(3, "id",
                            "Which journal entry, contact, touch, referral to a specialist or "
                            "provider."),
    row<&ProviderEvent::staff_id>(4, "staff_id", "Who did it, or wrote it down; 0 is the system."),
    row<&ProviderEvent::operation>(5, "operation", "Of a change: what was done."),
    row<&ProviderEvent::changed>(6, "changed", "Of a change: members that differ; all at first."),
    row<&ProviderEvent::erased>(7, "erased", "True when what was personal then has been erased."),
    row<&ProviderEvent::method>(8, "method", "Of a contact or an answer: how."),
    row<&ProviderEvent::type>(9, "type", "Of somebody they sent: as whom they referred."),
    row<&ProviderEvent::voided>(10, "voided", "True when it was found wrong."),
};
ONWARD_RECORDS(ProviderEvent);
struct ProviderHistory {
  std::vector<ProviderEvent> events{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ProviderHistory> = std::array{
    row<&ProviderHistory::events>(1, "events", "In the order of time."),
    row<&ProviderHistory::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ProviderHistory);

struct ProviderStatisticsOf {
  ReferringProviderId referring_provider_id{};
  std::optional<Date> from{};
  std::optional<Date> until{};
};
template <>
inline constexpr auto rows<ProviderStatisticsOf> = std::array{
    row<&ProviderStatisticsOf::referring_provider_id>(1, "referring_provider_id",
                                                      "The provider meant."),
    row<&ProviderStatisticsOf::from>(2, "from", "First day of the period; absent is the first."),
    row<&ProviderStatisticsOf::until>(3, "until", "First day behind the period; absent is none."),
};
ONWARD_RECORD(ProviderStatisticsOf);
struct ProviderStatistics {
  ReferringProviderId referring_provider_id{};
  std::int64_t referrals_total = 0;
  std::int64_t referrals = 0;
  std::int64_t converted = 0;
  std::int64_t consulted = 0;
  std::int64_t treatment_started = 0;
  std::int64_t treatment_completed = 0;
  std::int64_t credit_millionths = 0;
  std::vector<Money> credited_value{};
  std::int64_t started_without_value = 0;
  std::optional<Instant> first_referral_at{};
  std::optional<Instant> last_referral_at{};
  std::optional<std::int64_t> days_since_last{};
  std::int64_t sent_by_us = 0;
  std::vector<Count> sent_by_us_by_phase{};
  std::int64_t balance = 0;
  Reciprocity reciprocity = Reciprocity::none;
  std::int64_t people = 0;
};
template <>
inline constexpr auto rows<ProviderStatistics> = std::array{
    row<&ProviderStatistics::referring_provider_id>(1, "referring_provider_id", "The provider."),
    row<&ProviderStatistics::referrals_total>(2, "referrals_total",
                                              "Leads that ever came by them."),
    row<&ProviderStatistics::referrals>(3, "referrals",
                                        "Leads that first came by them in the period; the counts "
                                        "and the value below are of these."),
    row<&ProviderStatistics::converted>(4, "converted", "Those who are patients now."),
    row<&ProviderStatistics::consulted>(5, "consulted", "Those who had a consultation."),
    row<&ProviderStatistics::treatment_started>(6, "treatment_started",
                                                "Those whose treatment began."),
    row<&ProviderStatistics::treatment_completed>(7, "treatment_completed",
                                                  "Those whose treatment has ended."),
    row<&ProviderStatistics::credit_millionths>(
        8, "credit_millionths", "Conversions credited to the provider; 1,000,000 is a whole one."),
    row<&ProviderStatistics::credited_value>(
        9, "credited_value", "The same share of what treatments are worth, by currency."),
    row<&ProviderStatistics::started_without_value>(
        10, "started_without_value", "Treatments whose value nobody has said: they count nothing."),
    row<&ProviderStatistics::first_referral_at>(11, "first_referral_at",
                                                "When the first ever came; absent for none."),
    row<&ProviderStatistics::last_referral_at>(12, "last_referral_at",
                                               "When the last one came; absent for none."),
    row<&ProviderStatistics::days_since_last>(13, "days_since_last",
                                              "Days from then to today; absent for none."),
    row<&ProviderStatistics::sent_by_us>(14, "sent_by_us",
                                         "Patients the practice sent them in the period."),
    row<&ProviderStatistics::sent_by_us_by_phase>(15, "sent_by_us_by_phase",
                                                  "The same, by where each one's last stands."),
    row<&ProviderStatistics::balance>(16, "balance",
                                      "People sent to the practice, less those sent by it."),
    row<&ProviderStatistics::reciprocity>(17, "reciprocity", "What the balance says."),
    row<&ProviderStatistics::people>(
        18, "people", "How many people these leads are: a patient who came by two of them is one."),
};
ONWARD_RECORD(ProviderStatistics);

namespace referring_provider {
using record_contact =
    Tag<"referring_provider.record_contact", RecordProviderContact, ProviderContact>;
using record_response =
    Tag<"referring_provider.record_response", RecordProviderResponse, ProviderContact>;
using void_contact = Tag<"referring_provider.void_contact", VoidProviderContact, ProviderContact>;
using list_contacts = Tag<"referring_provider.list_contacts", ListOfProvider, ProviderContactPage>;
using list_referrals =
    Tag<"referring_provider.list_referrals", ListOfProvider, ProviderReferralPage>;
using history = Tag<"referring_provider.history", ListOfProvider, ProviderHistory>;
using statistics = Tag<"referring_provider.statistics", ProviderStatisticsOf, ProviderStatistics>;
}  // namespace referring_provider

}  // namespace onward
