// Referrals of a practice to specialists of its own directory: what it writes down of each.
#pragma once

#include "onward/model/need_details.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/specialists.hpp"

namespace onward {

constexpr RowOptions long_special_absent{
    .privacy = Privacy::special, .limit = text_limit_long, .may_be_absent = true};

struct CreateSpecialistReferral {
  ClientId client_id{};
  ReferringProviderId specialist_id{};
  IssueId issue_id{};
  ConsentId consent_id{};
  std::string reason{};
  Urgency urgency = Urgency::routine;
  std::optional<Date> preferred_date{};
  std::string clinical_notes{};
};
template <>
inline constexpr auto rows<CreateSpecialistReferral> = std::array{
    row<&CreateSpecialistReferral::client_id>(1, "client_id", "The patient."),
    row<&CreateSpecialistReferral::specialist_id>(
        2, "specialist_id", "To whom, of the practice's own directory; an active one."),
    row<&CreateSpecialistReferral::issue_id>(3, "issue_id", "The type of help."),
    row<&CreateSpecialistReferral::consent_id>(4, "consent_id",
                                               "The consent under which data are shared."),
    row<&CreateSpecialistReferral::reason>(5, "reason", "Why, in words.",
                                           {.privacy = Privacy::special, .limit = text_limit_long}),
    row<&CreateSpecialistReferral::urgency>(6, "urgency", "Routine when absent.", may_be_absent),
    row<&CreateSpecialistReferral::preferred_date>(
        7, "preferred_date", "The day on which the patient would like to be seen."),
    row<&CreateSpecialistReferral::clinical_notes>(
        8, "clinical_notes", "What the specialist should know.", long_special_absent),
};
ONWARD_RECORD(CreateSpecialistReferral);

struct SpecialistReferralRef {
  SpecialistReferralId specialist_referral_id{};
};
template <>
inline constexpr auto rows<SpecialistReferralRef> = std::array{
    row<&SpecialistReferralRef::specialist_referral_id>(1, "specialist_referral_id",
                                                        "The one meant."),
};
ONWARD_RECORD(SpecialistReferralRef);

struct RecordSpecialistLetter {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  CommunicationMethod method = CommunicationMethod::fax;
  std::optional<Instant> sent_at{};
};
template <>
inline constexpr auto rows<RecordSpecialistLetter> = std::array{
    row<&RecordSpecialistLetter::specialist_referral_id>(1, "specialist_referral_id",
                                                         "The one meant."),
    row<&RecordSpecialistLetter::revision>(2, "revision",
                                           "The revision that was seen; absent for any."),
    row<&RecordSpecialistLetter::method>(3, "method", "How it was sent; not by phone."),
    row<&RecordSpecialistLetter::sent_at>(4, "sent_at",
                                          "When, not in the future; now when absent."),
};
ONWARD_RECORD(RecordSpecialistLetter);

struct ScheduleSpecialist {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  Instant starts_at{};
  std::string place{};
  std::string remark{};
};
template <>
inline constexpr auto rows<ScheduleSpecialist> = std::array{
    row<&ScheduleSpecialist::specialist_referral_id>(1, "specialist_referral_id", "The one meant."),
    row<&ScheduleSpecialist::revision>(2, "revision",
                                       "The revision that was seen; absent for any."),
    row<&ScheduleSpecialist::starts_at>(3, "starts_at",
                                        "When the appointment begins, within ten years."),
    row<&ScheduleSpecialist::place>(4, "place", "Where; absent when it is not known.",
                                    may_be_absent_personal),
    row<&ScheduleSpecialist::remark>(5, "remark", "What else there is to say.",
                                     long_may_be_absent_personal),
};
ONWARD_RECORD(ScheduleSpecialist);

struct CompleteSpecialistAppointment {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  std::optional<Instant> at{};
  std::string remark{};
};
template <>
inline constexpr auto rows<CompleteSpecialistAppointment> = std::array{
    row<&CompleteSpecialistAppointment::specialist_referral_id>(1, "specialist_referral_id",
                                                                "The one meant."),
    row<&CompleteSpecialistAppointment::revision>(2, "revision",
                                                  "The revision that was seen; absent for any."),
    row<&CompleteSpecialistAppointment::at>(
        3, "at", "When the patient was seen, not in the future; now when absent."),
    row<&CompleteSpecialistAppointment::remark>(4, "remark", "What there is to say.",
                                                long_may_be_absent_personal),
};
ONWARD_RECORD(CompleteSpecialistAppointment);
// Missed, or called off.
struct EndSpecialistAppointment {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  std::string remark{};
};
template <>
inline constexpr auto rows<EndSpecialistAppointment> = std::array{
    row<&EndSpecialistAppointment::specialist_referral_id>(1, "specialist_referral_id",
                                                           "The one meant."),
    row<&EndSpecialistAppointment::revision>(2, "revision",
                                             "The revision that was seen; absent for any."),
    row<&EndSpecialistAppointment::remark>(3, "remark", "What there is to say.",
                                           long_may_be_absent_personal),
};
ONWARD_RECORD(EndSpecialistAppointment);

struct ReceiveSpecialistReport {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  AttachmentId attachment_id{};
  std::optional<Instant> received_at{};
  std::string specialist_notes{};
};
template <>
inline constexpr auto rows<ReceiveSpecialistReport> = std::array{
    row<&ReceiveSpecialistReport::specialist_referral_id>(1, "specialist_referral_id",
                                                          "The one meant."),
    row<&ReceiveSpecialistReport::revision>(2, "revision",
                                            "The revision that was seen; absent for any."),
    row<&ReceiveSpecialistReport::attachment_id>(
        3, "attachment_id", "The report, attached to the need; may be absent beside notes.",
        may_be_absent),
    row<&ReceiveSpecialistReport::received_at>(4, "received_at",
                                               "When, not in the future; now when absent."),
    row<&ReceiveSpecialistReport::specialist_notes>(
        5, "specialist_notes", "What the specialist says; those before stay when absent.",
        long_may_be_absent_personal),
};
ONWARD_RECORD(ReceiveSpecialistReport);

struct GiveSpecialistFeedback {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  std::optional<std::int64_t> score{};
  std::string text{};
};
template <>
inline constexpr auto rows<GiveSpecialistFeedback> = std::array{
    row<&GiveSpecialistFeedback::specialist_referral_id>(1, "specialist_referral_id",
                                                         "The one meant."),
    row<&GiveSpecialistFeedback::revision>(2, "revision",
                                           "The revision that was seen; absent for any."),
    row<&GiveSpecialistFeedback::score>(3, "score", "How well it went, 1 to 5; absent stays."),
    row<&GiveSpecialistFeedback::text>(4, "text", "The same in words, or alone; absent stays.",
                                       long_may_be_absent_personal),
};
ONWARD_RECORD(GiveSpecialistFeedback);

struct CloseSpecialistReferral {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  Outcome outcome = Outcome::none;
  std::string outcome_note{};
  std::string no_report_because{};
};
template <>
inline constexpr auto rows<CloseSpecialistReferral> = std::array{
    row<&CloseSpecialistReferral::specialist_referral_id>(1, "specialist_referral_id",
                                                          "The one meant."),
    row<&CloseSpecialistReferral::revision>(2, "revision",
                                            "The revision that was seen; absent for any."),
    row<&CloseSpecialistReferral::outcome>(3, "outcome", "What became of it; not none."),
    row<&CloseSpecialistReferral::outcome_note>(4, "outcome_note", "The outcome in words.",
                                                may_be_absent_personal),
    row<&CloseSpecialistReferral::no_report_because>(
        5, "no_report_because", "Why there is no report; needed while none has come.",
        long_may_be_absent_personal),
};
ONWARD_RECORD(CloseSpecialistReferral);
struct EndSpecialistReferral {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
  std::string reason_code{};
  std::string note{};
};
template <>
inline constexpr auto rows<EndSpecialistReferral> = std::array{
    row<&EndSpecialistReferral::specialist_referral_id>(1, "specialist_referral_id",
                                                        "The one meant."),
    row<&EndSpecialistReferral::revision>(2, "revision",
                                          "The revision that was seen; absent for any."),
    row<&EndSpecialistReferral::reason_code>(
        3, "reason_code",
        "Why, by code: of referral.decline or of referral.withdraw; docs/reasons.md lists them."),
    row<&EndSpecialistReferral::note>(4, "note", "Why, in words.", may_be_absent_personal),
};
ONWARD_RECORD(EndSpecialistReferral);

struct UndoOfSpecialist {
  SpecialistReferralId specialist_referral_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<UndoOfSpecialist> = std::array{
    row<&UndoOfSpecialist::specialist_referral_id>(1, "specialist_referral_id", "The one meant."),
    row<&UndoOfSpecialist::revision>(2, "revision", "The revision that was seen; absent for any."),
};
ONWARD_RECORD(UndoOfSpecialist);

struct SpecialistReferralRecord {
  SpecialistReferral specialist_referral{};
  SpecialistStatus status = SpecialistStatus::created;
  Referral referral{};
  std::optional<Appointment> appointment{};
};
template <>
inline constexpr auto rows<SpecialistReferralRecord> = std::array{
    row<&SpecialistReferralRecord::specialist_referral>(1, "specialist_referral",
                                                        "What the practice tracks."),
    row<&SpecialistReferralRecord::status>(2, "status", "Where it stands, in one word."),
    row<&SpecialistReferralRecord::referral>(3, "referral", "The referral it is."),
    row<&SpecialistReferralRecord::appointment>(4, "appointment",
                                                "Its latest appointment; absent for none."),
};
ONWARD_RECORDS(SpecialistReferralRecord);

struct ListSpecialistReferrals {
  std::optional<SpecialistStatus> status{};
  ReferringProviderId specialist_id{};
  ClientId client_id{};
  bool alert_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListSpecialistReferrals> = std::array{
    row<&ListSpecialistReferrals::status>(1, "status",
                                          "Only those that stand there; absent for all."),
    row<&ListSpecialistReferrals::specialist_id>(
        2, "specialist_id", "Only those to this specialist; 0 or absent for all.", may_be_absent),
    row<&ListSpecialistReferrals::client_id>(
        3, "client_id", "Only this patient's; 0 or absent for all.", may_be_absent),
    row<&ListSpecialistReferrals::alert_only>(
        4, "alert_only", "Only those that somebody has to see to.", may_be_absent),
    row<&ListSpecialistReferrals::limit>(5, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                         may_be_absent),
    row<&ListSpecialistReferrals::cursor>(
        6, "cursor", "From the page before; absent for the first.", may_be_absent),
};
ONWARD_RECORD(ListSpecialistReferrals);
struct SpecialistReferralPage {
  std::vector<SpecialistReferralRecord> specialist_referrals{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<SpecialistReferralPage> = std::array{
    row<&SpecialistReferralPage::specialist_referrals>(1, "specialist_referrals", "Newest first."),
    row<&SpecialistReferralPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(SpecialistReferralPage);

struct PossibleSpecialistAction {
  SpecialistAction action = SpecialistAction::record_letter;
  bool allowed = false;
  std::string reason{};
  std::string text{};
};
template <>
inline constexpr auto rows<PossibleSpecialistAction> = std::array{
    row<&PossibleSpecialistAction::action>(1, "action", "What could be done."),
    row<&PossibleSpecialistAction::allowed>(2, "allowed",
                                            "Whether it can be done now, by this actor."),
    row<&PossibleSpecialistAction::reason>(3, "reason", "Why not, by code; empty when allowed."),
    row<&PossibleSpecialistAction::text>(4, "text",
                                         "Why not, for the front desk; empty when allowed."),
};
ONWARD_RECORDS(PossibleSpecialistAction);
struct PossibleSpecialistActions {
  std::vector<PossibleSpecialistAction> actions{};
};
template <>
inline constexpr auto rows<PossibleSpecialistActions> = std::array{
    row<&PossibleSpecialistActions::actions>(1, "actions", "Every action, in the usual order."),
};
ONWARD_RECORD(PossibleSpecialistActions);

namespace specialist_referral {
template <FixedText Name, class In> using Act = Tag<Name, In, SpecialistReferralRecord>;

using create = Act<"specialist_referral.create", CreateSpecialistReferral>;
using record_letter = Act<"specialist_referral.record_letter", RecordSpecialistLetter>;
using schedule = Act<"specialist_referral.schedule", ScheduleSpecialist>;
using complete_appointment =
    Act<"specialist_referral.complete_appointment", CompleteSpecialistAppointment>;
using miss_appointment = Act<"specialist_referral.miss_appointment", EndSpecialistAppointment>;
using cancel_appointment = Act<"specialist_referral.cancel_appointment", EndSpecialistAppointment>;
using receive_report = Act<"specialist_referral.receive_report", ReceiveSpecialistReport>;
using give_feedback = Act<"specialist_referral.give_feedback", GiveSpecialistFeedback>;
using close = Act<"specialist_referral.close", CloseSpecialistReferral>;
using decline = Act<"specialist_referral.decline", EndSpecialistReferral>;
using cancel = Act<"specialist_referral.cancel", EndSpecialistReferral>;
using undo_visit = Act<"specialist_referral.undo_visit", UndoOfSpecialist>;
using undo_report = Act<"specialist_referral.undo_report", UndoOfSpecialist>;
using get = Act<"specialist_referral.get", SpecialistReferralRef>;
using list = Tag<"specialist_referral.list", ListSpecialistReferrals, SpecialistReferralPage>;
using actions =
    Tag<"specialist_referral.actions", SpecialistReferralRef, PossibleSpecialistActions>;
}  // namespace specialist_referral

}  // namespace onward
