// Needs: who can help, sending to several, and what to do when nobody does.
#pragma once

#include "onward/model/intake.hpp"
#include "onward/model/work.hpp"
#include "onward/operations/lists.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/eligibility.hpp"

namespace onward {

struct FindReceivers {
  ClientId client_id{};
  IssueId issue_id{};
  std::vector<RankKey> rank{};
  std::int64_t limit = 20;
  bool explain = false;
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
  std::optional<std::int64_t> distance_limit_meters{};
  ConsentId consent_id{};
  std::vector<Weekday> days{};
  std::optional<std::int64_t> available_from_minutes{};
  std::optional<std::int64_t> available_until_minutes{};
  NeedId need_id{};
};
template <>
inline constexpr auto rows<FindReceivers> = std::array{
    row<&FindReceivers::client_id>(1, "client_id", "Who needs help; of a need its client.",
                                   may_be_absent),
    row<&FindReceivers::issue_id>(2, "issue_id", "The type of help; of a need its issue.",
                                  may_be_absent),
    row<&FindReceivers::rank>(3, "rank",
                              "Keys to rank by; distance, wait, capacity, language when empty."),
    row<&FindReceivers::limit>(4, "limit", "Receivers listed, 1 to 500; 20 when absent.",
                               may_be_absent),
    row<&FindReceivers::explain>(5, "explain", "Also say why the others cannot help.",
                                 may_be_absent),
    row<&FindReceivers::latitude_microdegrees>(
        6, "latitude_microdegrees",
        "Where to measure distance from, WGS 84; the client's own place when absent."),
    row<&FindReceivers::longitude_microdegrees>(
        7, "longitude_microdegrees",
        "Where to measure distance from, WGS 84; the client's own place when absent."),
    row<&FindReceivers::distance_limit_meters>(8, "distance_limit_meters",
                                               "Farthest distance; absent is any."),
    row<&FindReceivers::consent_id>(
        9, "consent_id",
        "The consent to share under: whom it leaves out is not offered; 0 or absent for none yet, "
        "or for the need's.",
        may_be_absent),
    row<&FindReceivers::days>(10, "days", "Days on which the client can come; empty is any."),
    row<&FindReceivers::available_from_minutes>(
        11, "available_from_minutes",
        "On these days the client can come from then on, in minutes after midnight there; absent "
        "is all day."),
    row<&FindReceivers::available_until_minutes>(
        12, "available_until_minutes", "And until then, up to 1440; absent is the end of the day."),
    row<&FindReceivers::need_id>(
        13, "need_id",
        "An unresolved need that is to be extended: whom it cannot be sent to is not offered; 0 or "
        "absent for a need that is not sent yet.",
        may_be_absent),
};
ONWARD_RECORD(FindReceivers);
struct ReceiverOffered {
  ServiceId service_id{};
  OrganizationId organization_id{};
  std::optional<std::int64_t> distance_meters{};
  std::optional<std::int64_t> wait_days{};
  CapacityState capacity = CapacityState::unlimited;
  std::vector<Criterion> unknown{};
};
template <>
inline constexpr auto rows<ReceiverOffered> = std::array{
    row<&ReceiverOffered::service_id>(1, "service_id", "The service."),
    row<&ReceiverOffered::organization_id>(2, "organization_id", "Who offers it."),
    row<&ReceiverOffered::distance_meters>(3, "distance_meters", "To its nearest place."),
    row<&ReceiverOffered::wait_days>(4, "wait_days", "Usual wait."),
    row<&ReceiverOffered::capacity>(5, "capacity", "Whether there is a place."),
    row<&ReceiverOffered::unknown>(6, "unknown", "Criteria that may not hold; ask first."),
};
ONWARD_RECORDS(ReceiverOffered);
struct ReceiversFound {
  std::vector<ReceiverOffered> receivers{};
  std::int64_t eligible_total = 0;
  std::vector<BlockingCount> blocking{};
  std::vector<Criterion> relaxation{};
  std::int64_t relaxation_yields = 0;
  QuestionnaireId questionnaire_missing_id{};
};
template <>
inline constexpr auto rows<ReceiversFound> = std::array{
    row<&ReceiversFound::receivers>(1, "receivers", "The eligible ones, best first."),
    row<&ReceiversFound::eligible_total>(2, "eligible_total", "All eligible services, counted."),
    row<&ReceiversFound::blocking>(3, "blocking", "With explain: what blocks how many others."),
    row<&ReceiversFound::relaxation>(
        4, "relaxation", "With explain: the fewest criteria to relax for another receiver."),
    row<&ReceiversFound::relaxation_yields>(5, "relaxation_yields",
                                            "Services that this relaxation makes eligible."),
    row<&ReceiversFound::questionnaire_missing_id>(
        6, "questionnaire_missing_id",
        "What is to be answered before any of them can be asked; 0 when nothing is missing."),
};
ONWARD_RECORD(ReceiversFound);

struct SendNeed {
  ClientId client_id{};
  IssueId issue_id{};
  ConsentId consent_id{};
  std::vector<ReceiverNamed> receivers{};
  Urgency urgency = Urgency::routine;
  NeedDetails details{};
  bool self_referral = false;
  bool open = false;
};
template <> inline constexpr std::size_t flat_rows<SendNeed> = rows<NeedDetails>.size() - 1;
template <>
inline constexpr auto rows<SendNeed> = joined(
    std::array{
        row<&SendNeed::client_id>(1, "client_id", "Who needs help."),
        row<&SendNeed::issue_id>(2, "issue_id", "The type of help."),
        row<&SendNeed::consent_id>(3, "consent_id", "The consent under which data are shared."),
        row<&SendNeed::receivers>(
            4, "receivers",
            "Who is asked; empty only when nobody is eligible: then born unresolved."),
        row<&SendNeed::urgency>(5, "urgency", "Routine when absent.", may_be_absent),
    },
    flat<&SendNeed::details>(5),
    std::array{
        row<&SendNeed::self_referral>(
            10, "self_referral",
            "True when the client asks for themselves; the consent is then their own.",
            may_be_absent),
        row<&SendNeed::open>(38, "open",
                             "True to name no receiver: anyone who is eligible may claim it.",
                             may_be_absent),
    });
ONWARD_RECORD(SendNeed);
struct NeedRecord {
  Need need{};
  std::vector<Referral> referrals{};
};
template <>
inline constexpr auto rows<NeedRecord> = std::array{
    row<&NeedRecord::need>(1, "need", "The need."),
    row<&NeedRecord::referrals>(
        2, "referrals", "Its members, in the order they were asked; a receiver sees its own."),
};
ONWARD_RECORDS(NeedRecord);
struct NeedRef {
  NeedId need_id{};
};
template <>
inline constexpr auto rows<NeedRef> = std::array{
    row<&NeedRef::need_id>(1, "need_id", "The need meant."),
};
ONWARD_RECORD(NeedRef);
struct GetNeed {
  NeedId need_id{};
  std::string reference{};
};
template <>
inline constexpr auto rows<GetNeed> = std::array{
    row<&GetNeed::need_id>(1, "need_id", "The need meant; or its reference.", may_be_absent),
    row<&GetNeed::reference>(2, "reference", "What stands on the letter.", may_be_absent),
};
ONWARD_RECORD(GetNeed);
struct ListNeeds {
  std::optional<NeedPhase> phase{};
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
  bool unfinished_only = false;
  std::optional<Urgency> urgency{};
  std::optional<NeedReason> reason{};
  std::optional<ConsentWarning> consent{};
  IssueId issue_id{};
  std::optional<Instant> from{};
  std::optional<Instant> until{};
  ListOrder order = ListOrder::phase;
  bool whole_store = false;
  bool confirmation_asked_only = false;
};
template <>
inline constexpr auto rows<ListNeeds> = std::array{
    row<&ListNeeds::phase>(1, "phase", "Only needs in this phase; absent for all."),
    row<&ListNeeds::client_id>(2, "client_id", "Only this client's; 0 or absent for all.",
                               may_be_absent),
    row<&ListNeeds::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListNeeds::cursor>(4, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
    row<&ListNeeds::unfinished_only>(5, "unfinished_only", "Only unfinished ones.", may_be_absent),
    row<&ListNeeds::urgency>(6, "urgency", "Only this urgency; absent for all."),
    row<&ListNeeds::reason>(7, "reason", "Only those that stand there for this; absent for all."),
    row<&ListNeeds::consent>(8, "consent",
                             "Only unfinished ones whose consent stands so; absent for all."),
    row<&ListNeeds::issue_id>(9, "issue_id", "Only this type of help; 0 or absent for all.",
                              may_be_absent),
    row<&ListNeeds::from>(10, "from", "Only those sent at this time or later."),
    row<&ListNeeds::until>(11, "until", "Only those sent before this time."),
    row<&ListNeeds::order>(
        12, "order",
        "By phase when absent; of one client always by time, of the whole network "
        "always by phase.",
        may_be_absent),
    row<&ListNeeds::whole_store>(
        13, "whole_store", "Of every sender; for administrators of the store.", may_be_absent),
    row<&ListNeeds::confirmation_asked_only>(
        14, "confirmation_asked_only",
        "Only those whose sender is to choose among receivers that accepted.", may_be_absent),
};
ONWARD_RECORD(ListNeeds);
struct NeedPage {
  std::vector<Need> needs{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<NeedPage> = std::array{
    row<&NeedPage::needs>(1, "needs", "In the order that was asked for."),
    row<&NeedPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(NeedPage);
struct ConfirmNeed {
  NeedId need_id{};
  ReferralId referral_id{};
};
template <>
inline constexpr auto rows<ConfirmNeed> = std::array{
    row<&ConfirmNeed::need_id>(1, "need_id", "The need meant."),
    row<&ConfirmNeed::referral_id>(2, "referral_id", "The member the sender chooses."),
};
ONWARD_RECORD(ConfirmNeed);
struct ExtendNeed {
  NeedId need_id{};
  std::vector<ReceiverNamed> receivers{};
  ConsentId consent_id{};
};
template <>
inline constexpr auto rows<ExtendNeed> = std::array{
    row<&ExtendNeed::need_id>(1, "need_id", "The need meant; it is unresolved."),
    row<&ExtendNeed::receivers>(2, "receivers", "Who is asked as well."),
    row<&ExtendNeed::consent_id>(
        3, "consent_id",
        "The consent that holds for the need from now on; 0 or absent for the one it has.",
        may_be_absent),
};
ONWARD_RECORD(ExtendNeed);
struct ReReferNeed {
  NeedId need_id{};
  IssueId issue_id{};
  std::vector<ReceiverNamed> receivers{};
  ConsentId consent_id{};
};
template <>
inline constexpr auto rows<ReReferNeed> = std::array{
    row<&ReReferNeed::need_id>(1, "need_id", "The unresolved need that is continued."),
    row<&ReReferNeed::issue_id>(2, "issue_id", "Another type of help; 0 or absent for the same.",
                                may_be_absent),
    row<&ReReferNeed::receivers>(3, "receivers", "Who is asked for the new need."),
    row<&ReReferNeed::consent_id>(
        4, "consent_id", "The consent under which data are shared; 0 or absent for the old need's.",
        may_be_absent),
};
ONWARD_RECORD(ReReferNeed);
struct WithdrawNeed {
  NeedId need_id{};
  std::string note{};
  std::string reason_code = "other";
};
template <>
inline constexpr auto rows<WithdrawNeed> = std::array{
    row<&WithdrawNeed::need_id>(1, "need_id", "The need meant."),
    row<&WithdrawNeed::note>(2, "note", "Why, in words.",
                             {.privacy = Privacy::personal, .may_be_absent = true}),
    row<&WithdrawNeed::reason_code>(
        3, "reason_code", "Why, by a code of referral.withdraw; other when absent.", may_be_absent),
};
ONWARD_RECORD(WithdrawNeed);
struct EndNeed {
  NeedId need_id{};
  std::string note{};
};
template <>
inline constexpr auto rows<EndNeed> = std::array{
    row<&EndNeed::need_id>(1, "need_id", "The need meant."),
    row<&EndNeed::note>(2, "note", "Why, in words.",
                        {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(EndNeed);

struct ListTimeline {
  NeedId need_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListTimeline> = std::array{
    row<&ListTimeline::need_id>(1, "need_id", "The need meant."),
    row<&ListTimeline::limit>(2, "limit", "Entries on a page, 1 to 500; 50 when absent.",
                              may_be_absent),
    row<&ListTimeline::cursor>(3, "cursor", "From the page before; absent for the first.",
                               may_be_absent),
};
ONWARD_RECORD(ListTimeline);

// One line of a need's or a client's history, for people.
struct TimelineEntry {
  std::int64_t sequence = 0;
  Instant at{};
  OrganizationId organization_id{};
  StaffId staff_id{};
  std::string operation{};
  ReferralId referral_id{};
  std::string phase{};
  NeedId need_id{};
  AppointmentId appointment_id{};
  std::optional<Instant> starts_at{};
  std::string noun{};
  std::int64_t id = 0;
};
template <>
inline constexpr auto rows<TimelineEntry> = std::array{
    row<&TimelineEntry::sequence>(1, "sequence", "Number of the journal's entry."),
    row<&TimelineEntry::at>(2, "at", "When."),
    row<&TimelineEntry::organization_id>(3, "organization_id",
                                         "For whom; 0 is the system, or not told to a receiver."),
    row<&TimelineEntry::staff_id>(4, "staff_id",
                                  "Who; 0 is the system, or not told to a receiver."),
    row<&TimelineEntry::operation>(5, "operation", "What was done."),
    row<&TimelineEntry::referral_id>(6, "referral_id", "The member it changed; 0 is the need."),
    row<&TimelineEntry::phase>(
        7, "phase", "Where what it wrote stood then; empty for what has no phase, as a note."),
    row<&TimelineEntry::need_id>(8, "need_id", "The need it belongs to; 0 for none."),
    row<&TimelineEntry::appointment_id>(
        9, "appointment_id", "The referral's appointment that it was about; 0 for none."),
    row<&TimelineEntry::starts_at>(10, "starts_at",
                                   "When that appointment was to begin then; absent for none."),
    row<&TimelineEntry::noun>(11, "noun", "What kind of row it wrote, for example consent."),
    row<&TimelineEntry::id>(12, "id", "Which row."),
};
ONWARD_RECORDS(TimelineEntry);
struct Timeline {
  std::vector<TimelineEntry> entries{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<Timeline> = std::array{
    row<&Timeline::entries>(1, "entries", "In the order in which it happened."),
    row<&Timeline::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Timeline);
struct ListClientTimeline {
  ClientId client_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListClientTimeline> = std::array{
    row<&ListClientTimeline::client_id>(1, "client_id", "Whose history."),
    row<&ListClientTimeline::limit>(2, "limit", "Entries on a page, 1 to 500; 50 when absent.",
                                    may_be_absent),
    row<&ListClientTimeline::cursor>(3, "cursor", "From the page before; absent for the first.",
                                     may_be_absent),
};
ONWARD_RECORD(ListClientTimeline);
struct ClientTimeline {
  ClientId client_id{};
  std::vector<TimelineEntry> entries{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ClientTimeline> = std::array{
    row<&ClientTimeline::client_id>(1, "client_id", "Whose history."),
    row<&ClientTimeline::entries>(
        2, "entries", "Of everything that one may see, in the order in which it happened."),
    row<&ClientTimeline::cursor>(3, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ClientTimeline);

namespace client {
using timeline = Tag<"client.timeline", ListClientTimeline, ClientTimeline>;
}

namespace need {
using find_receivers = Tag<"need.find_receivers", FindReceivers, ReceiversFound>;
using send = Tag<"need.send", SendNeed, NeedRecord>;
using get = Tag<"need.get", GetNeed, NeedRecord>;
using list = Tag<"need.list", ListNeeds, NeedPage>;
using timeline = Tag<"need.timeline", ListTimeline, Timeline>;
using confirm = Tag<"need.confirm", ConfirmNeed, NeedRecord>;
using extend = Tag<"need.extend", ExtendNeed, NeedRecord>;
using re_refer = Tag<"need.re_refer", ReReferNeed, NeedRecord>;
using escalate = Tag<"need.escalate", NeedRef, Need>;
using withdraw = Tag<"need.withdraw", WithdrawNeed, NeedRecord>;
using close_unmet = Tag<"need.close_unmet", EndNeed, Need>;
}  // namespace need

}  // namespace onward
