// What a practice tracks of a referral to a specialist, beside the referral itself.
//   source   the mission's practice document, data model: SpecialistReferral; lifecycles A.1
#pragma once

#include "onward/model/attachment.hpp"
#include "onward/model/referring_provider.hpp"
#include "onward/model/work.hpp"

namespace onward {

// The mission's labels. They are a projection of the referral and its facets; none is stored.
enum class SpecialistStatus : std::uint8_t {
  created,
  letter_sent,
  appointment_scheduled,
  appointment_completed,
  report_received,
  closed,
  cancelled
};
template <>
inline constexpr auto names<SpecialistStatus> = std::array{
    Name{SpecialistStatus::created, "created", "Written; no letter was sent to the specialist."},
    Name{SpecialistStatus::letter_sent, "letter_sent", "The specialist was written to."},
    Name{SpecialistStatus::appointment_scheduled, "appointment_scheduled",
         "The patient has an appointment."},
    Name{SpecialistStatus::appointment_completed, "appointment_completed", "The patient was seen."},
    Name{SpecialistStatus::report_received, "report_received", "The specialist has reported."},
    Name{SpecialistStatus::closed, "closed", "It is finished."},
    Name{SpecialistStatus::cancelled, "cancelled", "It was called off, or came to nothing."},
};

// What somebody has to see to.
enum class SpecialistAlert : std::uint8_t { none, no_appointment, no_report, no_letter };
template <>
inline constexpr auto names<SpecialistAlert> = std::array{
    Name{SpecialistAlert::none, "none", "Nothing is late."},
    Name{SpecialistAlert::no_appointment, "no_appointment",
         "The letter was sent long ago, and there is no appointment."},
    Name{SpecialistAlert::no_report, "no_report",
         "The patient was seen long ago, and there is no report."},
    Name{SpecialistAlert::no_letter, "no_letter",
         "It was written, or asked again, long ago, and no letter was sent."},
};

struct SpecialistReferral {
  SpecialistReferralId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  ReferringProviderId specialist_id{};
  ClientId client_id{};
  NeedId need_id{};
  ReferralId referral_id{};
  StaffId created_by{};
  Instant created_at{};
  std::optional<Instant> letter_sent_at{};
  std::optional<CommunicationMethod> letter_method{};
  std::optional<Instant> appointment_completed_at{};
  std::optional<Instant> report_received_at{};
  AttachmentId report_id{};
  std::string specialist_notes{};
  std::string no_report_because{};
  std::optional<std::int64_t> feedback_score{};
  std::string feedback{};
  SpecialistAlert alert = SpecialistAlert::none;
  std::int64_t alerts = 0;
  Instant due_at = never;
  std::optional<Instant> asked_at{};
  bool seen_by_report = false;
  std::optional<ReferralPhase> phase_before_visit{};
  ReferringProviderId merged_from_id{};
};
template <>
inline constexpr auto rows<SpecialistReferral> = std::array{
    row<&SpecialistReferral::id>(1, "id", "Given by the store; never reused."),
    row<&SpecialistReferral::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&SpecialistReferral::organization_id>(3, "organization_id", "The practice that refers."),
    row<&SpecialistReferral::specialist_id>(4, "specialist_id",
                                            "The specialist, of the practice's directory."),
    row<&SpecialistReferral::client_id>(5, "client_id", "The patient."),
    row<&SpecialistReferral::need_id>(6, "need_id", "The need it is."),
    row<&SpecialistReferral::referral_id>(7, "referral_id", "The referral it is."),
    row<&SpecialistReferral::created_by>(8, "created_by", "Who wrote it."),
    row<&SpecialistReferral::created_at>(9, "created_at", "When it was written."),
    row<&SpecialistReferral::letter_sent_at>(
        10, "letter_sent_at", "When the specialist was last written to; absent before."),
    row<&SpecialistReferral::letter_method>(11, "letter_method",
                                            "How they were written to; absent before."),
    row<&SpecialistReferral::appointment_completed_at>(12, "appointment_completed_at",
                                                       "When the patient was seen; absent before."),
    row<&SpecialistReferral::report_received_at>(13, "report_received_at",
                                                 "When the report came; absent before."),
    row<&SpecialistReferral::report_id>(14, "report_id",
                                        "The attachment that is the report; 0 for none."),
    row<&SpecialistReferral::specialist_notes>(15, "specialist_notes", "What the specialist says.",
                                               long_personal),
    row<&SpecialistReferral::no_report_because>(
        16, "no_report_because", "Why it was closed without a report; empty otherwise.",
        long_personal),
    row<&SpecialistReferral::feedback_score>(
        17, "feedback_score", "How well it went for the practice, 1 to 5; absent is not said."),
    row<&SpecialistReferral::feedback>(18, "feedback", "The same in words.", long_personal),
    row<&SpecialistReferral::alert>(19, "alert", "What somebody has to see to."),
    row<&SpecialistReferral::alerts>(20, "alerts", "How often the practice was alerted."),
    row<&SpecialistReferral::due_at>(21, "due_at",
                                     "When the practice is alerted next; the year 9999 is never."),
    row<&SpecialistReferral::asked_at>(
        22, "asked_at",
        "When the specialist was first asked, by letter or by telephone; absent "
        "before."),
    row<&SpecialistReferral::seen_by_report>(
        23, "seen_by_report", "Whether the report alone says that the patient was seen."),
    row<&SpecialistReferral::phase_before_visit>(
        24, "phase_before_visit",
        "Where the referral stood before the patient was first seen; absent before."),
    row<&SpecialistReferral::merged_from_id>(
        25, "merged_from_id",
        "The specialist it was written to, when they were merged into another since; 0 otherwise."),
};
ONWARD_RECORDS(SpecialistReferral);

}  // namespace onward
