// Referrals: what a receiver answers, how service goes, and what became of it.
#pragma once

#include "onward/model/referral.hpp"
#include "onward/operations/lists.hpp"
#include "onward/operations/tag.hpp"
#include "onward/rules/lifecycle.hpp"

namespace onward {

struct ReferralRef {
  ReferralId referral_id{};
};
template <>
inline constexpr auto rows<ReferralRef> = std::array{
    row<&ReferralRef::referral_id>(1, "referral_id", "The referral meant."),
};
ONWARD_RECORD(ReferralRef);
struct GetReferral {
  ReferralId referral_id{};
  std::string reference{};
};
template <>
inline constexpr auto rows<GetReferral> = std::array{
    row<&GetReferral::referral_id>(1, "referral_id", "The referral meant; or its reference.",
                                   may_be_absent),
    row<&GetReferral::reference>(2, "reference", "What stands on the letter.", may_be_absent),
};
ONWARD_RECORD(GetReferral);
// An act on a referral. The revision, when given, must be the present one: nobody acts on what
// they have not seen.
struct ActOnReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
};
template <>
inline constexpr auto rows<ActOnReferral> = std::array{
    row<&ActOnReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&ActOnReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
};
ONWARD_RECORD(ActOnReferral);
// An act that takes a place.
struct TakeReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  std::string capacity_override{};
};
template <>
inline constexpr auto rows<TakeReferral> = std::array{
    row<&TakeReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&TakeReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&TakeReferral::capacity_override>(
        3, "capacity_override",
        "Why it is taken on though there is no place; for who keeps services. Empty or absent to "
        "stay within the limit.",
        {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(TakeReferral);
struct EndReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  std::string reason_code{};
  std::string note{};
};
template <>
inline constexpr auto rows<EndReferral> = std::array{
    row<&EndReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&EndReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&EndReferral::reason_code>(3, "reason_code", "Why, by code; docs/reasons.md lists them."),
    row<&EndReferral::note>(4, "note", "Why, in words.",
                            {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(EndReferral);
struct CompleteReferral {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  Outcome outcome = Outcome::none;
  std::string note{};
};
template <>
inline constexpr auto rows<CompleteReferral> = std::array{
    row<&CompleteReferral::referral_id>(1, "referral_id", "The referral meant."),
    row<&CompleteReferral::revision>(2, "revision", "The revision that was seen; absent for any."),
    row<&CompleteReferral::outcome>(3, "outcome", "What became of it."),
    row<&CompleteReferral::note>(4, "note", "The outcome in words.",
                                 {.privacy = Privacy::personal, .may_be_absent = true}),
};
ONWARD_RECORD(CompleteReferral);

enum class ReferralView : std::uint8_t { received, sent, all };
template <>
inline constexpr auto names<ReferralView> = std::array{
    Name{ReferralView::received, "received", "Asked of the active organisation."},
    Name{ReferralView::sent, "sent", "Sent by the active organisation."},
    Name{ReferralView::all, "all", "The whole network's; for administrators of the store."},
};
enum class ReferralDesk : std::uint8_t { all, mine, queue };
template <>
inline constexpr auto names<ReferralDesk> = std::array{
    Name{ReferralDesk::all, "all", "Whoever has them."},
    Name{ReferralDesk::mine, "mine", "Assigned to whoever asks."},
    Name{ReferralDesk::queue, "queue", "Assigned to nobody."},
};
struct ListReferrals {
  ReferralView view = ReferralView::received;
  std::optional<ReferralPhase> phase{};
  bool overdue_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
  ReferralDesk desk = ReferralDesk::all;
  StaffId assignee_id{};
  bool waiting_only = false;
  bool unfinished_only = false;
  std::optional<Urgency> urgency{};
  std::string reason_code{};
  std::optional<ConsentWarning> consent{};
  IssueId issue_id{};
  OrganizationId other_organization_id{};
  ClientId client_id{};
  std::optional<Instant> from{};
  std::optional<Instant> until{};
  ListOrder order = ListOrder::phase;
  bool withdrawal_asked_only = false;
};
template <>
inline constexpr auto rows<ListReferrals> = std::array{
    row<&ListReferrals::view>(1, "view", "Received when absent.", may_be_absent),
    row<&ListReferrals::phase>(2, "phase", "Only referrals in this phase; absent for all."),
    row<&ListReferrals::overdue_only>(3, "overdue_only", "Only overdue ones.", may_be_absent),
    row<&ListReferrals::limit>(4, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListReferrals::cursor>(5, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
    row<&ListReferrals::desk>(29, "desk", "Whose of the receiver's staff; all when absent.",
                              may_be_absent),
    row<&ListReferrals::assignee_id>(30, "assignee_id",
                                     "Only those assigned to this member of staff; 0 for all.",
                                     may_be_absent),
    row<&ListReferrals::waiting_only>(
        31, "waiting_only", "Only those that wait for an answer of the sender.", may_be_absent),
    row<&ListReferrals::unfinished_only>(6, "unfinished_only", "Only unfinished ones.",
                                         may_be_absent),
    row<&ListReferrals::urgency>(7, "urgency", "Only this urgency; absent for all."),
    row<&ListReferrals::reason_code>(
        8, "reason_code", "Only those whose last reason is this; empty for all.", may_be_absent),
    row<&ListReferrals::consent>(9, "consent",
                                 "Only unfinished ones whose consent stands so; absent for all."),
    row<&ListReferrals::issue_id>(10, "issue_id", "Only this type of help; 0 or absent for all.",
                                  may_be_absent),
    row<&ListReferrals::other_organization_id>(
        11, "other_organization_id",
        "Only those sent by this organisation, to it in the view of the sender, and either of the "
        "whole network; 0 for all.",
        may_be_absent),
    row<&ListReferrals::client_id>(12, "client_id", "Only this client's; 0 or absent for all.",
                                   may_be_absent),
    row<&ListReferrals::from>(13, "from", "Only those asked at this time or later."),
    row<&ListReferrals::until>(14, "until", "Only those asked before this time."),
    row<&ListReferrals::order>(15, "order",
                               "By phase when absent; of one client always by time, of the whole "
                               "network always by phase.",
                               may_be_absent),
    row<&ListReferrals::withdrawal_asked_only>(
        32, "withdrawal_asked_only",
        "Only those whose receiver is to say whether they end, since they are taken back.",
        may_be_absent),
};
ONWARD_RECORD(ListReferrals);
struct ReferralPage {
  std::vector<Referral> referrals{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ReferralPage> = std::array{
    row<&ReferralPage::referrals>(1, "referrals", "In the order that was asked for."),
    row<&ReferralPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ReferralPage);

struct PossibleAction {
  ReferralAction action = ReferralAction::open;
  bool allowed = false;
  std::string reason{};
  std::string text{};
  bool override_allowed = false;
};
template <>
inline constexpr auto rows<PossibleAction> = std::array{
    row<&PossibleAction::action>(1, "action", "What could be done."),
    row<&PossibleAction::allowed>(2, "allowed", "Whether it can be done now, by this actor."),
    row<&PossibleAction::reason>(3, "reason", "Why not, by code; empty when allowed."),
    row<&PossibleAction::text>(4, "text", "Why not, for a caseworker; empty when allowed."),
    row<&PossibleAction::override_allowed>(
        5, "override_allowed",
        "Whether only a free place is lacking, and this actor may do it with a capacity_override."),
};
ONWARD_RECORDS(PossibleAction);
struct PossibleActions {
  std::vector<PossibleAction> actions{};
};
template <>
inline constexpr auto rows<PossibleActions> = std::array{
    row<&PossibleActions::actions>(1, "actions", "Every action, in the order of the lifecycle."),
};
ONWARD_RECORD(PossibleActions);

struct AddNote {
  NeedId need_id{};
  ReferralId referral_id{};
  std::string text{};
  std::optional<NoteAudience> visible_to{};
};
template <>
inline constexpr auto rows<AddNote> = std::array{
    row<&AddNote::need_id>(1, "need_id", "The need it is about; or a referral.", may_be_absent),
    row<&AddNote::referral_id>(2, "referral_id", "The referral it is about; 0 for the whole need.",
                               may_be_absent),
    row<&AddNote::text>(3, "text", "What is to be said.", long_personal),
    row<&AddNote::visible_to>(
        9, "visible_to",
        "Who reads it; absent is the sender and the receiver, and everyone for the sender's note "
        "on a whole need."),
};
ONWARD_RECORD(AddNote);
struct ListNotes {
  NeedId need_id{};
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListNotes> = std::array{
    row<&ListNotes::need_id>(1, "need_id", "The need they are about."),
    row<&ListNotes::limit>(2, "limit", "Rows on a page, 1 to 500; 50 when absent.", may_be_absent),
    row<&ListNotes::cursor>(3, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ListNotes);
struct Notes {
  std::vector<Note> notes{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<Notes> = std::array{
    row<&Notes::notes>(1, "notes",
                       "Those the active organisation may read, oldest first; a receiver is not "
                       "told which other receiver wrote.",
                       is_personal),
    row<&Notes::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(Notes);
struct NoteRef {
  NoteId note_id{};
};
template <>
inline constexpr auto rows<NoteRef> = std::array{
    row<&NoteRef::note_id>(1, "note_id", "The note meant."),
};
ONWARD_RECORD(NoteRef);

namespace referral {
using get = Tag<"referral.get", GetReferral, Referral>;
using list = Tag<"referral.list", ListReferrals, ReferralPage>;
using actions = Tag<"referral.actions", ReferralRef, PossibleActions>;
using open = Tag<"referral.open", ActOnReferral, Referral>;
using acknowledge = Tag<"referral.acknowledge", TakeReferral, Referral>;
using accept = Tag<"referral.accept", TakeReferral, Referral>;
using start = Tag<"referral.start", ActOnReferral, Referral>;
using hold = Tag<"referral.hold", EndReferral, Referral>;
using resume = Tag<"referral.resume", ActOnReferral, Referral>;
using decline = Tag<"referral.decline", EndReferral, Referral>;
using complete = Tag<"referral.complete", CompleteReferral, Referral>;
using fail = Tag<"referral.fail", EndReferral, Referral>;
using withdraw = Tag<"referral.withdraw", EndReferral, Referral>;
using reopen = Tag<"referral.reopen", EndReferral, Referral>;
using mark_error = Tag<"referral.mark_error", EndReferral, Referral>;
}  // namespace referral
namespace note {
using add = Tag<"note.add", AddNote, Note>;
using get = Tag<"note.get", NoteRef, Note>;
using list = Tag<"note.list", ListNotes, Notes>;
}  // namespace note
namespace outcome {
using record = Tag<"outcome.record", CompleteReferral, Referral>;
}

}  // namespace onward
