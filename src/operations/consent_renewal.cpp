#include "operations/consent_renewal.hpp"

#include <algorithm>

#include "onward/rules/policy.hpp"
#include "operations/access_grounds.hpp"
#include "operations/need_group.hpp"
#include "operations/sending.hpp"
#include "operations/specialist_case.hpp"
#include "operations/visibility.hpp"
#include "operations/work.hpp"

namespace onward {

namespace {

bool is_under_way(const Referral& r) {
  return !is_finished(r.phase) && r.phase != ReferralPhase::draft;
}

bool is_for_consent(std::string_view reason_code) {
  return reason_code == "consent_expired" || reason_code == "consent_withdrawn";
}

// Whether the client's end of consent, and not the sender's wish, asked for the withdrawal.
bool is_asked_for_consent(const Referral& r) {
  return r.withdrawal_asked_at && is_for_consent(r.withdrawal_reason_code);
}

// It covers the issue, and everybody who is asked or at work.
Refused refuse_uncovered(Context& c, const NeedGroup& g, const Consent& consent) {
  const auto why = consent_forbids_now(c, consent, g.need.issue_id, {});
  if (why) return refuse(*why, "/consent_id", "the consent does not allow it");
  for (auto& r : g.referrals) {
    if (!is_under_way(r)) continue;
    const auto leaves_out = consent_forbids_now(c, consent, g.need.issue_id, r.receiver_id);
    if (leaves_out)
      return refuse(*leaves_out, "/consent_id", "the consent leaves a receiver out",
                    {{"organization_id", r.receiver_id.value}});
  }
  return std::nullopt;
}

// What its sender took back and may ask again (decisions/0027).
bool is_recallable(Context& c, const NeedGroup& g) {
  if (g.need.phase != NeedPhase::cancelled || g.need.reason != NeedReason::sender_withdrew)
    return false;
  return std::ranges::any_of(g.referrals,
                             [&](const Referral& r) { return was_asked_of_specialist(c, r.id); });
}

Refused refuse_renewal(Context& c, const NeedGroup& g, const Consent& consent) {
  const bool is_over = is_finished(g.need.phase) && !is_recallable(c, g);
  if (is_over || g.need.phase == NeedPhase::draft)
    return refuse(Reason::phase_forbids, "/need_id", "not in the present phase",
                  {{"need_phase", std::string(name_of(g.need.phase))}});
  if (auto refused = refuse_overruled(c, g.need, consent)) return refused;
  if (is_shared_onward(g.need, consent) && !consent.onward_allowed)
    return refuse(Reason::onward_not_allowed, "/consent_id", "the consent ends with its receivers");
  if (g.need.self_referral && !consent.given_by.empty())
    return refuse(Reason::consent_by_another, "/consent_id",
                  "a self-referral is sent under the client's own consent");
  return refuse_uncovered(c, g, consent);
}

// What is asked since the old consent ended is asked no more, unless the sender wants it back.
void renew(Context& c, NeedGroup& g, Referral r, const Consent& consent) {
  const Referral before = r;
  r.consent_ends_on = consent.expires_on;
  if (is_asked_for_consent(r) && !g.need.withdrawing) ask_no_withdrawal(r);
  if (is_for_consent(r.reason_code)) forget_reason(r);
  const OwnDays days = own_days(c, r.receiver_id);
  set_timers(c, r, g.need,
             timers_of(r, policy_of(g.need, r.urgency), c.now, days.calendar(), *days.zone));
  if (differs(before, r)) c.tables.update(r);
}

void renew(Context& c, NeedGroup g, const Consent& consent) {
  const ConsentId old = g.need.consent_id;
  g.need.consent_id = consent.id;
  g.need.consent_ends_on = consent.expires_on;
  if (g.need.unassigned) g.need.due_at = open_until(c, g, consent);
  look_at_choice(c, g);
  for (auto& r : g.referrals)
    if (is_under_way(r)) renew(c, g, r, consent);
  // What was passed on under the old one goes along, where the new one lets it.
  for (auto& further : c.tables.all<Need>(by::need_client, g.need.client_id)) {
    if (further.part_of != g.need.id || further.consent_id != old) continue;
    NeedGroup passed_on = load_group(c, further);
    if (!refuse_renewal(c, passed_on, consent)) renew(c, std::move(passed_on), consent);
  }
}

}  // namespace

Result<NeedRecord> renew_consent(Context& c, const RenewConsent& in) {
  const auto need = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!need) return need.refusal();
  const Need& n = need.value();
  if (auto refused = refuse_struck(c, n)) return *std::move(refused);
  const auto consent = recorded_consent(c, in.consent_id, n.client_id, n.sender_id);
  if (!consent) return consent.refusal();
  NeedGroup g = load_group(c, n);
  if (auto refused = refuse_renewal(c, g, consent.value())) return *std::move(refused);
  renew(c, std::move(g), consent.value());
  return NeedRecord{c.tables.known<Need>(n.id), c.tables.all<Referral>(by::referral_need, n.id)};
}

}  // namespace onward
