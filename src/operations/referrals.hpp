// What a receiver answers, how service goes, and what became of it.
//
// Every act is one event of rules/grouping.hpp. All of them are refused, in this order, for:
// not_found, permission_missing, revision_changed, and what the lifecycle and the group say.
#pragma once

#include "onward/operations/referrals.hpp"
#include "operations/need_group.hpp"

namespace onward {

// Whoever may change a limit may go beyond it.
constexpr auto keeps_services = Permission::referral_manage_providers;

//   refused  malformed_request (neither or both), not_found
Result<Referral> get_referral(Context&, const GetReferral&);
//   refused  malformed_request, period_reversed, permission_missing (view), code_unknown, not_found
//            (issue, other organisation), cursor_invalid
Result<ReferralPage> list_referrals(Context&, const ListReferrals&);
// Every action for this actor now, role included, answered by the code that would refuse it.
Result<PossibleActions> referral_actions(Context&, const ReferralRef&);

Result<Referral> open_referral(Context&, const ActOnReferral&);
// Over the limit only with a reason, which the referral keeps, and for who may change the limit.
//   refused  also malformed_request (a reason of blanks), permission_missing at /capacity_override
Result<Referral> acknowledge_referral(Context&, const TakeReferral&);
Result<Referral> accept_referral(Context&, const TakeReferral&);
Result<Referral> start_referral(Context&, const ActOnReferral&);
Result<Referral> resume_referral(Context&, const ActOnReferral&);
Result<Referral> hold_referral(Context&, const EndReferral&);
Result<Referral> decline_referral(Context&, const EndReferral&);
Result<Referral> fail_referral(Context&, const EndReferral&);
Result<Referral> withdraw_referral(Context&, const EndReferral&);
Result<Referral> reopen_referral(Context&, const EndReferral&);
Result<Referral> mark_referral_error(Context&, const EndReferral&);
Result<Referral> complete_referral(Context&, const CompleteReferral&);
Result<Referral> record_outcome(Context&, const CompleteReferral&);

// An act on one referral: what is asked for, and where the request names it.
struct Asked {
  ReferralId referral_id{};
  std::optional<std::int64_t> revision{};
  std::string_view path = "/referral_id";
  std::string_view capacity_override{};  // why a want of places is no reason to refuse
};
Result<Referral> act_on_referral(Context&, const Asked&, ReferralAction, Outcome, const Remark&);
//   refused  reason_code_unknown, and what the act is refused for
Result<Referral> act_with_reason(Context&, const EndReferral&, ReferralAction, Remark = {});

// A note is an update: the receiver's clock starts again, when its author may update referrals
// (decisions/0007).
//   refused  malformed_request, not_found
// A note that others read is an update: the receiver's clock starts again, when its author may
// update referrals (decisions/0007).
//   refused  malformed_request, not_found, audience_not_allowed
//   writes   the note; the receiver's unfinished referral
Result<Note> add_note(Context&, const AddNote&);
// As note.list shows it.
//   refused  not_found
Result<Note> get_note(Context&, const NoteRef&);
//   refused  malformed_request, cursor_invalid, not_found
Result<Notes> list_notes(Context&, const ListNotes&);

}  // namespace onward
