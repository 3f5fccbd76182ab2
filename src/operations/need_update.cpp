#include "operations/need_update.hpp"

#include <algorithm>

#include "onward/rules/need_edit.hpp"
#include "onward/rules/timeframes.hpp"
#include "operations/need_group.hpp"
#include "operations/policies.hpp"
#include "operations/revisions.hpp"
#include "operations/sending.hpp"
#include "operations/specialist_case.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

// Received, accepted, in progress, on hold: somebody works with what was said.
bool is_acknowledged(const NeedGroup& g) {
  return std::ranges::any_of(g.referrals, [](auto& r) { return holds_capacity(r.phase); });
}

// The first of the words that a change says; empty for none.
std::string_view detail_said(const UpdateNeed& in) {
  if (in.reason_for_referral) return "reason_for_referral";
  if (in.special_requirements) return "special_requirements";
  if (in.notes_for_provider) return "notes_for_provider";
  return in.preferred_date ? "preferred_date" : "";
}

void raise_urgency(Context& c, NeedGroup& g) {
  Need& need = g.need;
  const auto policy =
      policies_at(c, need.sender_id, need.issue_id, need.policy).freeze(need.urgency);
  need.policy.review_working_days = policy.review_working_days;
  need.policy.close_working_days = policy.close_working_days;
  need.policy.timeframes = policy.timeframes;
  if (need.unassigned) need.due_at = open_until(c, g, c.tables.known<Consent>(need.consent_id));
  for (auto& r : g.referrals) {
    if (r.phase != ReferralPhase::requested) continue;
    r.urgency = need.urgency;
    const OwnDays days = own_days(c, r.receiver_id);
    set_timers(c, r, need,
               timers_when_urgency_rises(r, need.policy, c.now, days.calendar(), *days.zone));
    c.tables.update(r);
  }
}

}  // namespace

Result<NeedRecord> update_need(Context& c, const UpdateNeed& in) {
  Shape shape;
  look_at(shape, c, {.preferred_date = in.preferred_date}, "");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  const auto found = visible_need(c, in.need_id, Relation::sender, "/need_id");
  if (!found) return found.refusal();
  const Need& before = found.value();
  if (auto refused = refuse_changed(c, before, in.revision)) return *std::move(refused);
  if (const auto said = detail_said(in); !said.empty() && !sees_client(c, before))
    return refuse(Reason::disclosure_withheld, "/" + std::string(said),
                  "what is not shown cannot be changed");
  NeedGroup g = load_group(c, before);
  auto need = edited(before,
                     {.urgency = in.urgency,
                      .reason_for_referral = in.reason_for_referral,
                      .special_requirements = in.special_requirements,
                      .notes_for_provider = in.notes_for_provider,
                      .preferred_date = in.preferred_date},
                     is_acknowledged(g));
  if (!need) return need.refusal();
  g.need = std::move(need.value());
  if (g.need.urgency != before.urgency) raise_urgency(c, g);
  if (differs(before, g.need)) c.tables.update(g.need);
  if (g.need.urgency != before.urgency) follow_urgency(c, g.need);
  return NeedRecord{std::move(g.need), std::move(g.referrals)};
}

}  // namespace onward
