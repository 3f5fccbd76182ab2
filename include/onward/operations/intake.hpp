// A referral from the first word entered to the needs that are sent.
#pragma once

#include "onward/model/attachment.hpp"
#include "onward/operations/clients.hpp"
#include "onward/operations/needs.hpp"

namespace onward {

struct BeginIntake {
  ClientId client_id{};
  NeedId need_id{};
  ServiceId service_id{};
};
template <>
inline constexpr auto rows<BeginIntake> = std::array{
    row<&BeginIntake::client_id>(1, "client_id", "Begin with this client; 0 or absent for none.",
                                 may_be_absent),
    row<&BeginIntake::need_id>(
        2, "need_id", "Begin with what this need says, and its client; 0 or absent for none.",
        may_be_absent),
    row<&BeginIntake::service_id>(3, "service_id",
                                  "Begin with this service as the receiver; 0 or absent for none.",
                                  may_be_absent),
};
ONWARD_RECORD(BeginIntake);
struct SaveIntake {
  IntakeId intake_id{};
  std::optional<std::int64_t> revision{};
  IntakeDraft draft{};
};
template <>
inline constexpr auto rows<SaveIntake> = std::array{
    row<&SaveIntake::intake_id>(1, "intake_id", "The draft meant; 0 or absent for a new one.",
                                may_be_absent),
    row<&SaveIntake::revision>(
        2, "revision", "The revision that was read and is now changed; absent for a new one."),
    row<&SaveIntake::draft>(3, "draft", "All that was entered so far, whole.", is_special),
};
ONWARD_RECORD(SaveIntake);
struct IntakeRef {
  IntakeId intake_id{};
};
template <>
inline constexpr auto rows<IntakeRef> = std::array{
    row<&IntakeRef::intake_id>(1, "intake_id", "The intake meant."),
};
ONWARD_RECORD(IntakeRef);
struct IntakeShown {
  Intake intake{};
  std::vector<Attachment> attachments{};
};
template <> inline constexpr std::size_t flat_rows<IntakeShown> = rows<Intake>.size() - 1;
template <>
inline constexpr auto rows<IntakeShown> = joined(
    flat<&IntakeShown::intake>(0),
    std::array{
        row<&IntakeShown::attachments>(
            15, "attachments", "Of a draft the files that go with it, oldest first.", is_personal),
    });
ONWARD_RECORD(IntakeShown);
struct DiscardIntake {
  IntakeId intake_id{};
  std::int64_t revision = 0;
};
template <>
inline constexpr auto rows<DiscardIntake> = std::array{
    row<&DiscardIntake::intake_id>(1, "intake_id", "The draft meant."),
    row<&DiscardIntake::revision>(2, "revision", "The revision that was read and is given up."),
};
ONWARD_RECORD(DiscardIntake);
struct ListIntakes {
  IntakePhase phase = IntakePhase::draft;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListIntakes> = std::array{
    row<&ListIntakes::phase>(1, "phase", "Only those in this phase; drafts when absent.",
                             may_be_absent),
    row<&ListIntakes::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                             may_be_absent),
    row<&ListIntakes::cursor>(3, "cursor", "From the page before; absent for the first.",
                              may_be_absent),
};
ONWARD_RECORD(ListIntakes);
struct IntakePage {
  std::vector<Intake> intakes{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<IntakePage> = std::array{
    row<&IntakePage::intakes>(1, "intakes", "The active organisation's, oldest first.", is_special),
    row<&IntakePage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(IntakePage);

// What is to be sent, or looked at: a draft that is saved, or one that is not.
struct SubmitIntake {
  IntakeId intake_id{};
  std::optional<std::int64_t> revision{};
  std::optional<IntakeDraft> draft{};
  ClientId client_id{};
  bool client_is_new = false;
};
template <>
inline constexpr auto rows<SubmitIntake> = std::array{
    row<&SubmitIntake::intake_id>(1, "intake_id",
                                  "The draft meant; 0 or absent when it stands in the request.",
                                  may_be_absent),
    row<&SubmitIntake::revision>(2, "revision", "The revision that was read; absent for any."),
    row<&SubmitIntake::draft>(3, "draft", "What is to be sent, when it was not saved.", is_special),
    row<&SubmitIntake::client_id>(
        4, "client_id",
        "The client to attach it to, in the place of the draft's; 0 or absent for none.",
        may_be_absent),
    row<&SubmitIntake::client_is_new>(5, "client_is_new",
                                      "True when the person is none of the clients they resemble.",
                                      may_be_absent),
};
ONWARD_RECORD(SubmitIntake);

struct IntakeProblem {
  std::string path{};
  Reason reason = Reason::malformed_request;
  std::string message{};
  std::string text{};
};
template <>
inline constexpr auto rows<IntakeProblem> = std::array{
    row<&IntakeProblem::path>(1, "path", "JSON pointer into the request, or the intake."),
    row<&IntakeProblem::reason>(2, "reason", "Why it could not be sent."),
    row<&IntakeProblem::message>(3, "message", "One line for a developer's log."),
    row<&IntakeProblem::text>(4, "text", "What a caseworker reads."),
};
ONWARD_RECORDS(IntakeProblem);
// One issue, as it would be sent.
struct IntakeLineReview {
  IssueId issue_id{};
  Urgency urgency = Urgency::routine;
  std::vector<ReceiverNamed> receivers{};
  std::int64_t review_working_days = 0;
  std::int64_t close_working_days = 0;
  bool open = false;
};
template <>
inline constexpr auto rows<IntakeLineReview> = std::array{
    row<&IntakeLineReview::issue_id>(1, "issue_id", "The type of help."),
    row<&IntakeLineReview::urgency>(2, "urgency", "How soon an answer is expected."),
    row<&IntakeLineReview::receivers>(3, "receivers", "Who would be asked, those that are known."),
    row<&IntakeLineReview::review_working_days>(4, "review_working_days",
                                                "Working days for a receiver's first answer."),
    row<&IntakeLineReview::close_working_days>(5, "close_working_days",
                                               "Working days from sending to the end."),
    row<&IntakeLineReview::open>(
        6, "open", "True when nobody is named and anyone who is eligible may claim it."),
};
ONWARD_RECORDS(IntakeLineReview);
struct IntakeReview {
  bool ready = false;
  std::vector<IntakeProblem> problems{};
  std::optional<Client> client{};
  std::vector<ClientMatch> matches{};
  std::vector<IntakeLineReview> lines{};
};
template <>
inline constexpr auto rows<IntakeReview> = std::array{
    row<&IntakeReview::ready>(1, "ready", "True when it can be submitted as it is."),
    row<&IntakeReview::problems>(2, "problems", "All that is in the way; the first is submit's."),
    row<&IntakeReview::client>(3, "client", "The person it is about; of a new one the id is 0.",
                               is_personal),
    row<&IntakeReview::matches>(4, "matches", "Clients whom a new person resembles.", is_personal),
    row<&IntakeReview::lines>(5, "lines", "What would be sent, one line for each issue."),
};
ONWARD_RECORD(IntakeReview);
struct IntakeSubmitted {
  Intake intake{};
  Client client{};
  Consent consent{};
  std::vector<NeedRecord> needs{};
};
template <>
inline constexpr auto rows<IntakeSubmitted> = std::array{
    row<&IntakeSubmitted::intake>(1, "intake", "The intake, which has ended."),
    row<&IntakeSubmitted::client>(2, "client", "Who needs help.", is_personal),
    row<&IntakeSubmitted::consent>(3, "consent", "Under which it was sent."),
    row<&IntakeSubmitted::needs>(4, "needs", "One for each line, in their order."),
};
ONWARD_RECORD(IntakeSubmitted);

namespace intake {
using begin = Tag<"intake.begin", BeginIntake, Intake>;
using save = Tag<"intake.save", SaveIntake, Intake>;
using get = Tag<"intake.get", IntakeRef, IntakeShown>;
using list = Tag<"intake.list", ListIntakes, IntakePage>;
using discard = Tag<"intake.discard", DiscardIntake, Intake>;
using validate = Tag<"intake.validate", SubmitIntake, IntakeReview>;
using submit = Tag<"intake.submit", SubmitIntake, IntakeSubmitted>;
}  // namespace intake

}  // namespace onward
