// Two leads that turn out to be one person, and back.
#include <algorithm>
#include <set>

#include "onward/rules/lead.hpp"
#include "operations/attributions.hpp"
#include "operations/client_merging.hpp"
#include "operations/leads.hpp"
#include "operations/referral_counts.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

using Touches = std::vector<Touchpoint>;

Refusal phase_forbids(const Lead& lead, std::string path) {
  return refuse(Reason::phase_forbids, std::move(path),
                "the lead is " + std::string(name_of(lead.phase)));
}

Refused shape_of(const std::string& because, bool is_one = false) {
  Shape shape;
  shape.require(!is_one, "/joined_id", "is the lead that stays");
  shape.said(because, "/because");
  return std::move(shape).refused();
}

Refused phases_forbid(const Lead& stays, const Lead& goes) {
  using enum LeadPhase;
  if (stays.phase != open && stays.phase != converted) return phase_forbids(stays, "/lead_id");
  if (stays.phase == converted && goes.phase == converted)
    return refuse(Reason::phase_forbids, "/joined_id",
                  "both are patients; take back the conversion of the one that is to go first, by "
                  "lead.undo_conversion");
  if (goes.phase != open && goes.phase != lost) return phase_forbids(goes, "/joined_id");
  return std::nullopt;
}

// By name anybody may be anybody; but records tell people apart.
Refused people_forbid(const Lead& goes, const std::vector<ClientId>& records) {
  if (!goes.client_id || std::ranges::find(records, goes.client_id) != records.end())
    return std::nullopt;
  return refuse(Reason::leads_of_two_people, "/joined_id",
                "it names a client whom the lead that stays does not name");
}

// What would not be a path of one person.
Refused touches_forbid(Context& c, const Lead& stays, const Touches& moved,
                       const std::vector<ClientId>& records) {
  constexpr auto path = "/joined_id";
  if (auto refused = room_for_touches(standing_touches(c, stays.id).size() + moved.size(), path))
    return refused;
  for (auto& touch : moved) {
    if (stays.converted_at && touch.occurred_at > *stays.converted_at)
      return refuse(Reason::touch_after_conversion, path, "a touch is later than the conversion",
                    {{"converted_at", *stays.converted_at}});
    if (std::ranges::find(records, touch.referring_client_id) != records.end())
      return refuse(Reason::referrer_of_another_type, path, "nobody refers themselves");
  }
  return std::nullopt;
}

bool has_joined(Context& c, LeadId id) {
  return std::ranges::any_of(c.tables.all<Touchpoint>(by::touchpoint_lead, id),
                             [](const Touchpoint& t) { return bool(t.joined_from_id); });
}

void move(Context& c, Touches& touches, LeadId to, LeadId from) {
  std::set<ReferringProviderId> providers;
  for (auto& touch : touches) {
    touch.lead_id = to;
    touch.joined_from_id = from;
    c.tables.update(touch);
    if (touch.referring_provider_id) providers.insert(touch.referring_provider_id);
  }
  for (const auto id : providers) recount_referrals(c, id);
}

// The lead whose path is another one now.
void keep(Context& c, Lead& lead, const std::string& because) {
  lead.corrected_because = because;
  if (lead.phase == LeadPhase::converted)
    finalize(c, lead, terms_of(c, standing_attribution(c, lead)), because);
  else
    c.tables.update(lead);
}

// The day of a consultation is not lost with the lead that goes, where it fits the one that stays.
void take_consultation(Lead& stays, const Lead& goes) {
  if (stays.consulted_on || !goes.consulted_on) return;
  const auto bounds = bounds_of(Milestone::consultation, *goes.consulted_on, stays);
  if (!bounds.not_after || *goes.consulted_on <= *bounds.not_after)
    stays.consulted_on = goes.consulted_on;
}

// Whichever of the two would be left without a touch came from somewhere, and nobody knows whence.
void keep_a_touch(Context& c, const Lead& lead) {
  if (!standing_touches(c, lead.id).empty()) return;
  Touchpoint unknown{.organization_id = lead.organization_id,
                     .lead_id = lead.id,
                     .occurred_at = lead.created_at,
                     .recorded_by = c.subject.staff_id,
                     .recorded_at = c.now};
  keep_touch(c, unknown);
}

}  // namespace

Result<LeadRecord> join_leads(Context& c, const JoinLeads& in) {
  if (auto refused = shape_of(in.because, in.lead_id == in.joined_id)) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found.refusal();
  auto other = own_lead(c, in.joined_id, "/joined_id");
  if (!other) return other.refusal();
  Lead& stays = found.value();
  Lead& goes = other.value();
  if (auto refused = phases_forbid(stays, goes)) return *std::move(refused);
  const auto records =
      stays.client_id ? visible_records(c, stays.client_id) : std::vector<ClientId>();
  if (auto refused = people_forbid(goes, records)) return *std::move(refused);
  if (has_joined(c, goes.id))
    return refuse(Reason::lead_has_joined, "/joined_id", "another lead was joined into it");
  auto moved = standing_touches(c, goes.id);
  if (auto refused = touches_forbid(c, stays, moved, records)) return *std::move(refused);
  goes.phase = LeadPhase::joined;
  goes.joined_into_id = stays.id;
  goes.corrected_because = in.because;
  c.tables.update(goes);
  move(c, moved, stays.id, goes.id);
  take_consultation(stays, goes);
  keep(c, stays, in.because);
  return LeadRecord{std::move(stays), standing_touches(c, in.lead_id)};
}

Result<LeadRecord> part_leads(Context& c, const PartLeads& in) {
  if (auto refused = shape_of(in.because)) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found.refusal();
  Lead& goes = found.value();
  if (goes.phase != LeadPhase::joined) return phase_forbids(goes, "/lead_id");
  auto stays = c.tables.known<Lead>(goes.joined_into_id);
  auto back = c.tables.all<Touchpoint>(by::touchpoint_lead, stays.id);
  std::erase_if(back, [&](const Touchpoint& touch) { return touch.joined_from_id != goes.id; });
  goes.phase = goes.lost_because.empty() ? LeadPhase::open : LeadPhase::lost;
  goes.joined_into_id = {};
  goes.corrected_because = in.because;
  c.tables.update(goes);
  move(c, back, goes.id, {});
  keep_a_touch(c, goes);
  keep_a_touch(c, stays);
  keep(c, stays, in.because);
  return LeadRecord{std::move(goes), standing_touches(c, in.lead_id)};
}

}  // namespace onward
