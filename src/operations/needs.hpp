// Who can help, sending to several, and what to do when nobody does.
#pragma once

#include "onward/operations/needs.hpp"
#include "operations/row.hpp"

namespace onward {

// Eligible receivers in rank order; on request why the others cannot help. Of a need, those that it
// can be sent to as well.
//   refused  malformed_request (whose need, limit, place, distance, days), not_found (client,
//            need), need_not_unresolved, need_claimed_by_another, not_found (issue),
//            issue_inactive, disclosure_withheld, consent_*, and what need.extend is refused for
//            whoever is named; in this order
Result<ReceiversFound> find_receivers(Context&, const FindReceivers&);

// Asks every named receiver at once. Nobody named, and nobody eligible: born unresolved.
//   refused  not_found (client), disclosure_withheld, client_merged, not_found (issue),
//            issue_inactive, consent_missing, not_found (receivers), no_receivers,
//            member_unfinished, too_many_receivers, consent_*, onward_not_allowed,
//            already_in_chain, receiver_not_eligible
//   writes   the need, its referrals
//   source   lifecycles A.1, A.4
Result<NeedRecord> send_need(Context&, const SendNeed&);

// A receiver sees its own members, and what was said while it sees the client, as a sender does who
// depends on another's consent.
//   refused  malformed_request (neither or both), not_found
Result<NeedRecord> get_need(Context&, const GetNeed&);
//   refused  malformed_request, period_reversed, permission_missing (whole_store), not_found (the
//            issue), cursor_invalid
Result<NeedPage> list_needs(Context&, const ListNeeds&);

// The sender's choice among those that accepted, where policy asks for it.
//   refused  not_found, permission_missing, confirm_not_needed, phase_forbids, consent_*,
//            receiver_not_eligible (it is closed); in this order
//   writes   the need, its referrals
Result<NeedRecord> confirm_need(Context&, const ConfirmNeed&);
// Asks more receivers for an unresolved need, under another consent when one is named. Refused, as
// re_refer and close_unmet are, while those that it was passed on to are at work; and as re_refer
// is, when the referral that it was passed on from was struck, and under a consent that is older
// than the withdrawal of the need's own.
Result<NeedRecord> extend_need(Context&, const ExtendNeed&);
// Continues an unresolved need with a new one, linked by `follows`. The old one has ended and calls
// nobody any more; that it was unmet is counted where it was. Another consent may be named, since
// the old need's may have ended. While it is lent the new one is, and comes back with it.
Result<NeedRecord> re_refer_need(Context&, const ReReferNeed&);
Result<Need> escalate_need(Context&, const NeedRef&);
// Takes the whole need back; each receiver that it ends for, or that is asked, is told the reason,
// and the need keeps it.
//   refused  not_found, permission_missing, reason_code_unknown, phase_forbids, withdrawal_asked
//   writes   the need, its unfinished referrals
Result<NeedRecord> withdraw_need(Context&, const WithdrawNeed&);
Result<Need> close_need_unmet(Context&, const EndNeed&);

// What happened to the need, its members, their appointments and its notes, one line each, page by
// page.
//   refused  malformed_request, cursor_invalid, not_found
Result<Timeline> need_timeline(Context&, const ListTimeline&);

// The same of all needs of a client, and of who is the same person, that one may see; and all else
// that was written down of them: changes of the details, consents, answers, what they were told.
//   refused  malformed_request, cursor_invalid, not_found
Result<ClientTimeline> client_timeline(Context&, const ListClientTimeline&);

// A look-up names whom it showed.
template <> struct Again<ClientTimeline> {
  static std::vector<std::int64_t> ids(const ClientTimeline& t) { return {t.client_id.value}; }
};

// A repeated key is answered with the need as it is now, seen with today's eyes.
template <> struct Again<NeedRecord> {
  static std::vector<std::int64_t> ids(const NeedRecord& r) { return {r.need.id.value}; }
  static std::optional<NeedRecord> load(Context& c, std::span<const std::int64_t> ids) {
    auto found = get_need(c, {.need_id = ids.empty() ? 0 : ids[0]});
    return found ? std::optional(std::move(found.value())) : std::nullopt;
  }
};

}  // namespace onward
