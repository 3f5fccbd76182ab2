#include "operations/follow_up.hpp"

#include <algorithm>

#include "dates.hpp"
#include "operations/directory_index.hpp"
#include "operations/revisions.hpp"
#include "operations/sending.hpp"
#include "operations/visibility.hpp"

namespace onward {

namespace {

constexpr std::size_t others_max = 5;  // a choice for a person, not a search

std::optional<Instant> remind_from(const Referral& r, const OwnDays& days) {
  if (is_finished(r.phase) || r.phase == ReferralPhase::draft) return std::nullopt;
  if (!r.reminded_at) return r.requested_at;
  return due_after(*r.reminded_at, 0, days.calendar(), *days.zone);
}

// Who could be asked besides, under the need's consent while it holds, as need.extend would ask.
void find_others(Context& c, const Need& need, FollowUp& out) {
  const auto client = c.tables.known<Client>(need.client_id);
  const auto consent = c.tables.known<Consent>(need.consent_id);
  const Ask ask = ask_to_send(c, need, client, consent);
  if (consent_forbids_now(c, consent, need.issue_id, {})) return;
  const auto members = c.tables.all<Referral>(by::referral_need, need.id);
  const auto found = c.directory.find(
      c.tables, ask, {.limit = static_cast<std::size_t>(page_limit_max), .explain = false});
  for (auto& r : found.receivers) {
    if (std::ranges::find(members, r.organization_id, &Referral::receiver_id) != members.end())
      continue;
    ++out.others_total;
    if (out.others.size() < others_max)
      out.others.push_back({r.service_id, r.organization_id, r.distance_meters, r.wait_days,
                            r.capacity, listed(r.unknown)});
  }
}

}  // namespace

Result<Referral> remind_referral(Context& c, const ActOnReferral& in) {
  auto found = visible_referral(c, in.referral_id, Relation::sender, "/referral_id");
  if (!found) return found.refusal();
  Referral& referral = found.value();
  if (auto refused = refuse_changed(c, referral, in.revision)) return *std::move(refused);
  const auto from = remind_from(referral, own_days(c, referral.receiver_id));
  if (!from)
    return refuse(Reason::phase_forbids, "/referral_id", "nobody is to answer it",
                  {{"phase", std::string(name_of(referral.phase))}});
  if (c.now < *from)
    return refuse(Reason::reminded_already, "/referral_id", "once a working day is enough",
                  {{"reminded_at", *referral.reminded_at}, {"remind_from", *from}});
  referral.reminders += 1;
  referral.reminded_at = c.now;
  c.tables.update(referral);
  return referral;
}

Result<FollowUp> follow_up_referral(Context& c, const ReferralRef& in) {
  const auto found = visible_referral(c, in.referral_id, Relation::sender, "/referral_id");
  if (!found) return found.refusal();
  const Referral& r = found.value();
  const OwnDays days = own_days(c, r.receiver_id);
  FollowUp out{.phase = r.phase,
               .overdue = r.overdue,
               .silent_since = r.last_update_at.value_or(r.requested_at),
               .reminders = r.reminders,
               .reminded_at = r.reminded_at,
               .remind_from = remind_from(r, days)};
  out.silent_working_days = working_days_held(out.silent_since, c.now, days.calendar(), *days.zone);
  if (r.overdue) out.alternative_contact = days.organization->alternative_contact;
  find_others(c, c.tables.known<Need>(r.need_id), out);
  return out;
}

}  // namespace onward
