// A need with its members as the rules see them, and the way back into rows.
#pragma once

#include "onward/rules/eligibility.hpp"
#include "onward/rules/grouping.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/context.hpp"

namespace onward {

struct ReceiverNamed;

// The rows of one need and the group made of them, in the same order.
struct NeedGroup {
  Need need{};
  std::vector<Referral> referrals{};
  Group group{};

  std::optional<std::size_t> index_of(ReferralId) const;
};

NeedGroup load_group(Context&, const Need&);

// What an act says beside itself.
struct Remark {
  std::string reason_code{};
  std::string note{};
};

// Every capacity in which the subject's active organisation may act on the need, or on a member.
Parties parties_of(const Subject&, const Need&, const Referral*);

// Applies the event and writes the rows that differ. A refusal comes before any write; its path is
// left to the caller. `added` are the receivers of a send or an extend, in the event's order.
Refused apply_event(Context&, NeedGroup&, const Event&, const Remark& = {},
                    std::span<const ReceiverNamed> added = {});

// Fills in why members may not take a place, or be asked again; it depends on the event.
void judge_members(Context&, NeedGroup&, const Event&);

// How the named receiver stands to the client's criteria now.
Assessment assess_receiver(Context&, const Ask&, OrganizationId, ServiceId);
Ask ask_of(Context&, const Client&, IssueId, OrganizationId sender, const Consent*,
           const FrozenPolicy&);

// An organisation's own days: its calendar in its time zone.
struct OwnDays {
  Organization organization{};
  const TimeZone* zone = nullptr;
  Calendar calendar() const { return {organization.working_days, organization.holidays}; }
};
OwnDays own_days(Context&, OrganizationId);
void set_timers(Referral&, const Timers&);
// The receiver gave a sign of life: update-within starts again.
void restart_review(Context&, Referral&, const Need&);

// The consent is withdrawn: whoever has not yet acknowledged is withdrawn too (lifecycles A.8).
void withdraw_for_consent(Context&, const Consent&);

}  // namespace onward
