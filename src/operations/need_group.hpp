// A need with its members as the rules see them, and the way back into rows.
#pragma once

#include "onward/rules/grouping.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/receiver_offers.hpp"

#include <functional>

namespace onward {

struct ReceiverNamed;

// The rows of one need and the group made of them, in the same order.
struct NeedGroup {
  Need need{};
  Need kept{};  // the need as it was read, or written last
  std::vector<Referral> referrals{};
  Group group{};
  ServiceId place_at{};  // whose place the member meant would take; 0 for none in particular

  std::optional<std::size_t> index_of(ReferralId) const;
  std::size_t at(ReferralId) const;  // of a referral whose need this is
};

NeedGroup load_group(Context&, const Need&);

// What an act says beside itself.
struct Remark {
  std::string reason_code{};
  std::string note{};
  std::optional<Party> withdrawal_by{};  // who asked for what is confirmed with its note
  std::function<void(Referral&)> change{};  // of the member meant, before its timers are set
};

// Every capacity in which the subject's active organisation may act on the need, or on a member.
Parties parties_of(Context&, const Need&, const Referral*);

// Applies the event and writes the member meant, and what else differs. A refusal comes before any
// write; its path is left to the caller. `added` are the receivers of a send or an extend, in the
// event's order.
Refused apply_event(Context&, NeedGroup&, const Event&, const Remark& = {},
                    std::span<const ReceiverNamed> added = {});

// What became of the need further on: resolved by it, or its sender is reminded from now on.
void hear_onward(Context&, const Need&, Outcome best, bool work_ended);

// Writes a need that is not sent yet, with a draft of its one referral; the sender alone sees them.
void keep_draft(Context&, NeedGroup&, OrganizationId receiver);

// Fills in why members may not take a place, or be asked again, and where a place would be taken;
// it depends on the event.
void judge_members(Context&, NeedGroup&, const Event&);

// Whether the sender has somebody to choose, after a change of the consent or of a receiver. Writes
// the need, when it differs.
void look_at_choice(Context&, NeedGroup&);

// An organisation's own days: its calendar in its time zone; the shared calendar's holidays stand
// among its own.
struct OwnDays {
  std::shared_ptr<const Organization> organization{};
  std::vector<Date> holidays{};
  const TimeZone* zone = nullptr;
  Calendar calendar() const { return {organization->working_days, holidays}; }
};
OwnDays own_days(Context&, OrganizationId);
// The end of the consent is a timer too; what lies behind strikes no more.
void set_timers(Context&, Referral&, const Need&, const Timers&);
// The first instant without the consent, on the day it ends where it was recorded.
Instant end_of(Context&, const Consent&, Date ends_on);
// The receiver gave a sign of life: update-within starts again, and the referral says when.
void restart_review(Context&, Referral&, const Need&);

// Nobody took the open request up: it is unresolved from now on.
void lapse(Context&, NeedGroup&);

}  // namespace onward
