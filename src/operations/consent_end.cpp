#include "operations/consent_end.hpp"

#include <algorithm>

#include "operations/client_merging.hpp"
#include "operations/need_group.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Of what was sent and is not finished; those that are asked again later learn it from their need.
// Where it is another day for its sender or receiver, the earlier one: to whoever looks it has
// ended.
void set_end(Context& c, NeedGroup& g, Date recorded_on) {
  if (g.need.phase == NeedPhase::draft) return;
  const auto set = [&](auto& row, Date day) {
    if (is_finished(row.phase) || (row.consent_ends_on && *row.consent_ends_on <= day)) return;
    row.consent_ends_on = day;
    c.tables.update(row);
  };
  const Date day = std::min(recorded_on, today_of(c, g.need.sender_id));
  for (auto& r : g.referrals) set(r, std::min(day, today_of(c, r.receiver_id)));
  set(g.need, day);
  g.kept = g.need;
}

// A receiver that is represented is not asked what its sender knows (decisions/0027).
bool is_asked(Context& c, const Referral& r) {
  return holds_capacity(r.phase) && !r.withdrawal_asked_at && !sides_of(c, r).represented;
}

void withdraw(Context& c, const Consent& consent, const Need& need) {
  const bool asks = has_ended(c, consent);
  NeedGroup g = load_group(c, need);
  if (consent.withdrawn_at) set_end(c, g, today_of(c, consent.organization_id));
  if (need.unassigned) lapse(c, g);
  const auto* why = consent.withdrawn_at ? "consent_withdrawn" : "consent_expired";
  for (std::size_t i = 0; i < g.referrals.size(); ++i) {
    const bool is_forced = g.referrals[i].phase == ReferralPhase::requested;
    if (!is_forced && !(asks && is_asked(c, g.referrals[i]))) continue;
    const Event event{.action = ReferralAction::withdraw,
                      .by = Parties(Party::system, Party::sender),
                      .member = i,
                      .consent_ended = true};
    judge_members(c, g, event);
    if (apply_event(c, g, event, {.reason_code = why}))
      throw std::logic_error("a referral could not be withdrawn when its consent ended");
  }
  look_at_choice(c, g);
}

}  // namespace

bool has_ended(Context& c, const Consent& consent) {
  return consent_forbids_now(c, consent, {}, {}).has_value();
}

bool strikes(Context& c, const Consent& consent, const Need& need, const Referral& due) {
  if (due.phase == ReferralPhase::requested)
    return consent_forbids_now(c, consent, need.issue_id, due.receiver_id).has_value();
  return has_ended(c, consent) && consent.expires_on && is_asked(c, due) &&
         due.due_at <= end_of(c, consent, *consent.expires_on);
}

void withdraw_for_consent(Context& c, const Consent& consent) {
  std::vector<Need> needs;  // also those sent for another record of the person, while it was one
  for (const auto client : records_of_person(c, consent.client_id, Merges::also_undone))
    for (auto& need : c.tables.all<Need>(by::need_client, client)) needs.push_back(std::move(need));
  for (auto& need : needs)
    if (need.consent_id == consent.id && !is_finished(need.phase)) withdraw(c, consent, need);
}

}  // namespace onward
