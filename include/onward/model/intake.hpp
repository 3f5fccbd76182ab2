// Referrals that are being prepared, and information that was given without sending anything.
#pragma once

#include "onward/model/client.hpp"
#include "onward/model/questionnaire.hpp"
#include "onward/model/referral.hpp"

namespace onward {

using IntakeId = Id<struct IntakeTag>;
using LoggedReferralId = Id<struct LoggedReferralTag>;

struct ReceiverNamed {
  OrganizationId organization_id{};
  ServiceId service_id{};
};
template <>
inline constexpr auto rows<ReceiverNamed> = std::array{
    row<&ReceiverNamed::organization_id>(1, "organization_id",
                                         "Who is asked; may be absent when the service is named.",
                                         may_be_absent),
    row<&ReceiverNamed::service_id>(2, "service_id", "The service asked; 0 or absent for none.",
                                    may_be_absent),
};
ONWARD_RECORDS(ReceiverNamed);

// A person whose details are not complete yet: as ClientDetails, and each member may be absent.
struct IntakeClient {
  ClientDetails details{};
};
template <>
inline constexpr std::size_t flat_rows<IntakeClient> = rows<ClientDetails>.size() - 1;
template <>
inline constexpr auto rows<IntakeClient> = [] {
  auto out = flat<&IntakeClient::details>(0);
  for (auto& member : out) member.required = false;
  return out;
}();
ONWARD_RECORD(IntakeClient);

// A consent as it was given, before it is recorded.
struct ConsentGiven {
  std::optional<Instant> given_at{};
  std::string given_by{};
  std::vector<IssueId> issues{};
  std::vector<OrganizationId> receivers{};
  std::optional<Date> expires_on{};
  bool onward_allowed = false;
  std::vector<DataClass> data_classes{};
};
template <>
inline constexpr auto rows<ConsentGiven> = std::array{
    row<&ConsentGiven::given_at>(1, "given_at", "When it was given; absent is when it is sent."),
    row<&ConsentGiven::given_by>(2, "given_by", "Who gave it when not the client.",
                                 may_be_absent_personal),
    row<&ConsentGiven::issues>(3, "issues", "Issues it covers; empty is all."),
    row<&ConsentGiven::receivers>(4, "receivers", "Organisations it covers; empty is all."),
    row<&ConsentGiven::expires_on>(5, "expires_on", "First day on which it holds no more."),
    row<&ConsentGiven::onward_allowed>(
        6, "onward_allowed", "True when a receiver may pass the client on.", may_be_absent),
    row<&ConsentGiven::data_classes>(7, "data_classes", "Kinds of data it covers; empty is all."),
};
ONWARD_RECORD(ConsentGiven);

// One issue of an intake; it becomes a need.
struct IntakeLine {
  IssueId issue_id{};
  std::vector<ReceiverNamed> receivers{};
  Urgency urgency = Urgency::routine;
  NeedDetails details{};
  std::vector<ResponseItem> answers{};
  bool open = false;
};
template <> inline constexpr std::size_t flat_rows<IntakeLine> = rows<NeedDetails>.size() - 1;
template <>
inline constexpr auto rows<IntakeLine> = joined(
    std::array{
        row<&IntakeLine::issue_id>(1, "issue_id", "The type of help; 0 or absent is not chosen.",
                                   may_be_absent),
        row<&IntakeLine::receivers>(2, "receivers", "Who is asked."),
        row<&IntakeLine::urgency>(3, "urgency", "Routine when absent.", may_be_absent),
    },
    flat<&IntakeLine::details>(3),
    std::array{
        row<&IntakeLine::answers>(
            8, "answers", "Answers to the issue's questionnaire; empty for those given before.",
            {.privacy = Privacy::special, .limit = questionnaire_items_max}),
        row<&IntakeLine::open>(9, "open",
                               "True to name no receiver: anyone who is eligible may claim it.",
                               may_be_absent),
    });
ONWARD_RECORDS(IntakeLine);

constexpr std::int64_t intake_lines_max = 50;

// What somebody at a desk has entered so far; anything may be missing.
struct IntakeDraft {
  ClientId client_id{};
  std::optional<IntakeClient> client{};
  ConsentId consent_id{};
  std::optional<ConsentGiven> consent{};
  std::vector<IntakeLine> lines{};
  bool self_referral = false;
};
template <>
inline constexpr auto rows<IntakeDraft> = std::array{
    row<&IntakeDraft::client_id>(1, "client_id", "A client who is known; 0 or absent for another.",
                                 may_be_absent),
    row<&IntakeDraft::client>(2, "client", "A person who is to become a client.", is_special),
    row<&IntakeDraft::consent_id>(
        3, "consent_id", "A consent that is recorded; 0 or absent for another.", may_be_absent),
    row<&IntakeDraft::consent>(4, "consent", "A consent to be recorded, as it was given.",
                               is_personal),
    row<&IntakeDraft::lines>(5, "lines", "One for each issue.",
                             {.privacy = Privacy::special, .limit = intake_lines_max}),
    row<&IntakeDraft::self_referral>(6, "self_referral",
                                     "True when the client asks for themselves.", may_be_absent),
};
ONWARD_RECORD(IntakeDraft);

enum class IntakePhase : std::uint8_t { draft, submitted, discarded };
template <>
inline constexpr auto names<IntakePhase> = std::array{
    Name{IntakePhase::draft, "draft", "Being prepared; nobody else sees it."},
    Name{IntakePhase::submitted, "submitted", "Sent: its needs say how it goes on."},
    Name{IntakePhase::discarded, "discarded", "Given up; what was entered is gone."},
};

struct Intake {
  IntakeId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  StaffId owner_id{};
  IntakePhase phase = IntakePhase::draft;
  Instant begun_at{};
  Instant saved_at{};
  std::optional<Instant> ended_at{};
  Instant due_at = never;
  bool reminded = false;
  IntakeDraft draft{};
  ClientId client_id{};
  ConsentId consent_id{};
  std::vector<NeedId> need_ids{};
};
template <>
inline constexpr auto rows<Intake> = std::array{
    row<&Intake::id>(1, "id", "Given by the store; never reused."),
    row<&Intake::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&Intake::organization_id>(3, "organization_id", "Whose it is; no other organisation's."),
    row<&Intake::owner_id>(4, "owner_id", "The member of staff who saved it last."),
    row<&Intake::phase>(5, "phase", "Whether it is still being prepared."),
    row<&Intake::begun_at>(6, "begun_at", "When it was saved first."),
    row<&Intake::saved_at>(7, "saved_at", "When it was saved last."),
    row<&Intake::ended_at>(8, "ended_at", "When it was submitted or discarded."),
    row<&Intake::due_at>(9, "due_at", "When its owner is reminded; the year 9999 is never."),
    row<&Intake::reminded>(10, "reminded", "True once its owner was reminded since it was saved."),
    row<&Intake::draft>(11, "draft", "What was entered; empty once it is submitted or discarded.",
                        is_special),
    row<&Intake::client_id>(12, "client_id", "Submitted: the client; 0 before."),
    row<&Intake::consent_id>(13, "consent_id", "Submitted: the consent; 0 before."),
    row<&Intake::need_ids>(14, "need_ids", "Submitted: a need for each line, in their order."),
};
ONWARD_RECORDS(Intake);

// Somebody was told where to find help; nothing was sent.
struct LoggedReferral {
  LoggedReferralId id{};
  std::int64_t revision = 0;
  OrganizationId organization_id{};
  StaffId logged_by{};
  Instant logged_at{};
  ClientId client_id{};
  IssueId issue_id{};
  std::vector<ServiceId> service_ids{};
  std::string note{};
};
template <>
inline constexpr auto rows<LoggedReferral> = std::array{
    row<&LoggedReferral::id>(1, "id", "Given by the store; never reused."),
    row<&LoggedReferral::revision>(2, "revision", "Counts the changes of this row, from 1."),
    row<&LoggedReferral::organization_id>(3, "organization_id", "The organisation that told it."),
    row<&LoggedReferral::logged_by>(4, "logged_by", "The member of staff who told it."),
    row<&LoggedReferral::logged_at>(5, "logged_at", "When it was told."),
    row<&LoggedReferral::client_id>(6, "client_id", "Who was told; 0 for somebody unnamed."),
    row<&LoggedReferral::issue_id>(7, "issue_id", "The type of help."),
    row<&LoggedReferral::service_ids>(8, "service_ids", "The services that were named."),
    row<&LoggedReferral::note>(9, "note", "What was said.", long_personal),
};
ONWARD_RECORDS(LoggedReferral);

}  // namespace onward
