// Agreements between organisations, and enquiries after free places that name no client.
#pragma once

#include "onward/model/referral.hpp"

namespace onward {

// Each side gives its consent: one proposes, the other agrees.
enum class AgreementPhase : std::uint8_t { proposed, agreed, ended, expired };
template <>
inline constexpr auto names<AgreementPhase> = std::array{
    Name{AgreementPhase::proposed, "proposed", "One side has consented; the other is asked."},
    Name{AgreementPhase::agreed, "agreed", "Both sides have consented; it holds on its days."},
    Name{AgreementPhase::ended, "ended", "One side ended it, or said no."},
    Name{AgreementPhase::expired, "expired", "Its days are over, or nobody agreed in time."},
};

struct Agreement {
  AgreementId id{};
  std::int64_t revision = 0;
  OrganizationId sender_id{};
  OrganizationId receiver_id{};
  std::vector<IssueId> issues{};
  Date valid_from{};
  std::optional<Date> valid_until{};
  AgreementPhase phase = AgreementPhase::proposed;
  OrganizationId proposed_by{};
  Instant proposed_at{};
  std::optional<Instant> agreed_at{};
  std::optional<Instant> ended_at{};
  OrganizationId ended_by{};
  bool expiring = false;
  Instant due_at = never;
};
template <>
inline constexpr auto rows<Agreement> = std::array{
    row<&Agreement::id>(1, "id", "Given by the store; never reused."),
    row<&Agreement::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Agreement::sender_id>(3, "sender_id", "The organisation that may refer."),
    row<&Agreement::receiver_id>(4, "receiver_id", "The organisation it may refer to."),
    row<&Agreement::issues>(5, "issues", "Issues it covers; empty is all."),
    row<&Agreement::valid_from>(6, "valid_from", "First day on which it holds."),
    row<&Agreement::valid_until>(7, "valid_until",
                                 "First day on which it holds no more; absent is never."),
    row<&Agreement::phase>(8, "phase", "Where it stands."),
    row<&Agreement::proposed_by>(9, "proposed_by", "The side that consented first."),
    row<&Agreement::proposed_at>(10, "proposed_at", "When it was proposed."),
    row<&Agreement::agreed_at>(11, "agreed_at", "When the other side agreed."),
    row<&Agreement::ended_at>(12, "ended_at", "When it was ended, or expired."),
    row<&Agreement::ended_by>(13, "ended_by", "The side that ended it; 0 is nobody."),
    row<&Agreement::expiring>(14, "expiring", "True once its last 30 days have begun."),
    row<&Agreement::due_at>(15, "due_at", "When its next timer is due; the year 9999 is never."),
};
ONWARD_RECORDS(Agreement);

enum class EnquiryPhase : std::uint8_t { open, closed, expired };
template <>
inline constexpr auto names<EnquiryPhase> = std::array{
    Name{EnquiryPhase::open, "open", "Answers are awaited."},
    Name{EnquiryPhase::closed, "closed", "No answer is awaited any more."},
    Name{EnquiryPhase::expired, "expired", "The time for answers has passed."},
};

// "Have you a place?", asked before any client is named.
struct CapacityEnquiry {
  EnquiryId id{};
  std::int64_t revision = 0;
  OrganizationId sender_id{};
  StaffId asked_by{};
  IssueId issue_id{};
  Urgency urgency = Urgency::routine;
  std::int64_t places = 1;
  std::optional<std::int64_t> age_from_months{};
  std::optional<std::int64_t> age_below_months{};
  std::string locality{};
  bool first_wins = false;
  EnquiryPhase phase = EnquiryPhase::open;
  OrganizationId won_by{};
  Instant asked_at{};
  Instant expires_at{};
  std::optional<Instant> closed_at{};
  Instant due_at = never;
};
template <>
inline constexpr auto rows<CapacityEnquiry> = std::array{
    row<&CapacityEnquiry::id>(1, "id", "Given by the store; never reused."),
    row<&CapacityEnquiry::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&CapacityEnquiry::sender_id>(3, "sender_id", "The organisation that asks."),
    row<&CapacityEnquiry::asked_by>(4, "asked_by", "The member of staff who asked."),
    row<&CapacityEnquiry::issue_id>(5, "issue_id", "The type of help."),
    row<&CapacityEnquiry::urgency>(6, "urgency", "How soon a place is needed."),
    row<&CapacityEnquiry::places>(7, "places", "How many places are needed."),
    row<&CapacityEnquiry::age_from_months>(8, "age_from_months",
                                           "Youngest age in months, inclusive; absent is any."),
    row<&CapacityEnquiry::age_below_months>(9, "age_below_months",
                                            "First age in months that is too old; absent is any."),
    row<&CapacityEnquiry::locality>(10, "locality", "Area code; empty is anywhere."),
    row<&CapacityEnquiry::first_wins>(
        11, "first_wins", "True when the first offer of as many places ends the enquiry."),
    row<&CapacityEnquiry::phase>(12, "phase", "Whether answers are awaited."),
    row<&CapacityEnquiry::won_by>(13, "won_by",
                                  "Whose offer ended it; 0 is nobody, or not told to a receiver."),
    row<&CapacityEnquiry::asked_at>(14, "asked_at", "When it was asked."),
    row<&CapacityEnquiry::expires_at>(15, "expires_at", "Until when answers are awaited."),
    row<&CapacityEnquiry::closed_at>(16, "closed_at", "When it was closed or expired."),
    row<&CapacityEnquiry::due_at>(17, "due_at", "When its timer is due; the year 9999 is never."),
};
ONWARD_RECORD(CapacityEnquiry);

enum class CapacityAnswerPhase : std::uint8_t { asked, offered, declined, closed };
template <>
inline constexpr auto names<CapacityAnswerPhase> = std::array{
    Name{CapacityAnswerPhase::asked, "asked", "No answer yet."},
    Name{CapacityAnswerPhase::offered, "offered", "Places were offered."},
    Name{CapacityAnswerPhase::declined, "declined", "There is no place."},
    Name{CapacityAnswerPhase::closed, "closed", "The enquiry ended before an answer."},
};

// One organisation that was asked, and what it said.
struct CapacityAnswer {
  CapacityAnswerId id{};
  std::int64_t revision = 0;
  EnquiryId enquiry_id{};
  OrganizationId receiver_id{};
  CapacityAnswerPhase phase = CapacityAnswerPhase::asked;
  std::int64_t places = 0;
  std::optional<std::int64_t> wait_days{};
  std::string note{};
  std::optional<Instant> held_until{};
  StaffId answered_by{};
  std::optional<Instant> answered_at{};
};
template <>
inline constexpr auto rows<CapacityAnswer> = std::array{
    row<&CapacityAnswer::id>(1, "id", "Given by the store; never reused."),
    row<&CapacityAnswer::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&CapacityAnswer::enquiry_id>(3, "enquiry_id", "The enquiry it answers."),
    row<&CapacityAnswer::receiver_id>(4, "receiver_id", "The organisation that is asked."),
    row<&CapacityAnswer::phase>(5, "phase", "What was answered."),
    row<&CapacityAnswer::places>(6, "places", "Places that are offered."),
    row<&CapacityAnswer::wait_days>(7, "wait_days", "Wait in days; absent is unknown."),
    row<&CapacityAnswer::note>(8, "note", "What else was said.", is_personal),
    row<&CapacityAnswer::held_until>(9, "held_until",
                                     "Until when the places are kept; absent is not kept."),
    row<&CapacityAnswer::answered_by>(10, "answered_by", "The member of staff who answered."),
    row<&CapacityAnswer::answered_at>(11, "answered_at", "When it was answered last."),
};
ONWARD_RECORDS(CapacityAnswer);

}  // namespace onward
