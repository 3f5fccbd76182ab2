#include "operations/touchpoints.hpp"

#include <algorithm>

#include "operations/client_merging.hpp"
#include "operations/leads.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/referral_counts.hpp"
#include "operations/referral_sources.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

Refusal inactive(std::string path) {
  return refuse(Reason::referrer_inactive, std::move(path), "it is in use no more");
}

// What was in use when something happened may be named for it later, when a mistake comes to light.
bool had_ended(const std::optional<Instant>& ended_at, Instant happened_at) {
  return ended_at && happened_at >= *ended_at;
}

Refused look_at_client(Context& c, const Lead& lead, ClientId id, std::string path) {
  if (const auto client = standing_client(c, id, path); !client) return client.refusal();
  const auto own = lead.client_id ? visible_records(c, lead.client_id) : std::vector<ClientId>();
  if (std::ranges::find(own, id) == own.end()) return std::nullopt;
  return refuse(Reason::referrer_of_another_type, std::move(path), "nobody refers themselves");
}

// Who is named is there, in use when it happened, and of the right kind.
Refused look_at_referrer(Context& c, const Lead& lead, const Referrer& r, Instant happened_at,
                         const std::string& path) {
  if (r.referring_provider_id) {
    auto at = path + "/referring_provider_id";
    const auto provider = own_provider(c, r.referring_provider_id, at);
    if (!provider) return provider.refusal();
    if (had_ended(provider.value().deactivated_at, happened_at)) return inactive(std::move(at));
  }
  if (r.referring_client_id)
    return look_at_client(c, lead, r.referring_client_id, path + "/referring_client_id");
  if (r.referral_source_id) {
    auto at = path + "/referral_source_id";
    const auto source = own_referral_source(c, r.referral_source_id, at);
    if (!source) return source.refusal();
    if (had_ended(source.value().retired_at, happened_at)) return inactive(std::move(at));
    if (source.value().type != r.type)
      return refuse(Reason::referrer_of_another_type, std::move(at),
                    "the source is one of " + std::string(name_of(source.value().type)));
  }
  return std::nullopt;
}

// Of a lead that is open: what was credited is corrected elsewhere.
Refused changeable(const Lead& lead, std::string path) {
  if (lead.phase == LeadPhase::open) return std::nullopt;
  if (lead.phase == LeadPhase::converted)
    return refuse(Reason::attribution_final, std::move(path), "the lead is converted");
  return refuse(Reason::phase_forbids, std::move(path), why_not_now(lead));
}

struct Wrong {
  Touchpoint touch{};
  Lead lead{};
};
// A touch that counts, of a lead that is open.
Result<Wrong> wrong_touch(Context& c, TouchpointId id, const std::string& because) {
  Shape shape;
  shape.said(because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto touch = seen(c, id);
  if (!touch) return not_found("/touchpoint_id");
  auto lead = c.tables.known<Lead>(touch->lead_id);
  if (auto refused = changeable(lead, "/touchpoint_id")) return *std::move(refused);
  if (touch->voided_at)
    return refuse(Reason::phase_forbids, "/touchpoint_id", "the touch is void already");
  return Wrong{*std::move(touch), std::move(lead)};
}

}  // namespace

Result<Touchpoint> new_touch(Context& c, const Lead& lead, const NewTouch& in, Instant by_default,
                             const std::string& path) {
  const Referrer referrer = referrer_of(in);
  if (const auto fault = referrer_fault(referrer))
    return refuse(fault->reason, path + '/' + std::string(fault->member),
                  "a touch of " + std::string(name_of(in.type)) + " has one referrer, of its type");
  const Instant at = in.occurred_at.value_or(by_default);
  if (at > c.now) return in_future(path + "/occurred_at");
  if (lead.converted_at && at > *lead.converted_at)
    return refuse(Reason::touch_after_conversion, path + "/occurred_at",
                  "the lead had converted by then", {{"converted_at", *lead.converted_at}});
  if (auto refused = look_at_referrer(c, lead, referrer, at, path)) return *std::move(refused);
  return Touchpoint{.organization_id = c.subject.organization_id,
                    .lead_id = lead.id,
                    .type = in.type,
                    .referring_provider_id = in.referring_provider_id,
                    .referring_client_id = in.referring_client_id,
                    .referral_source_id = in.referral_source_id,
                    .occurred_at = at,
                    .recorded_by = c.subject.staff_id,
                    .recorded_at = c.now,
                    .note = in.note};
}

void keep_touch(Context& c, Touchpoint& touch) {
  c.tables.insert(touch);
  if (touch.referring_provider_id) count_referral(c, touch);
}

void keep_made_for(Touchpoint& right, std::span<const Touchpoint> wrong) {
  if (!right.referring_provider_id) return;
  const auto replaced =
      std::ranges::find(wrong, right.referring_provider_id, &Touchpoint::referring_provider_id);
  if (replaced != wrong.end()) right.merged_from_id = replaced->merged_from_id;
}

void void_touch(Context& c, Touchpoint& touch, const std::string& because) {
  touch.voided_at = c.now;
  touch.voided_because = because;
  c.tables.update(touch);
  if (touch.referring_provider_id) recount_referrals(c, touch.referring_provider_id);
}

Result<Touchpoint> add_touchpoint(Context& c, const AddTouchpoint& in) {
  const auto lead = own_lead(c, in.lead_id, "/lead_id");
  if (!lead) return lead.refusal();
  if (auto refused = changeable(lead.value(), "/lead_id")) return *std::move(refused);
  if (auto refused = room_for_touches(standing_touches(c, in.lead_id).size() + 1, "/lead_id"))
    return *std::move(refused);
  auto touch = new_touch(c, lead.value(), in.touch, c.now, "");
  if (touch) keep_touch(c, touch.value());
  return touch;
}

Result<Touchpoint> void_touchpoint(Context& c, const VoidTouchpoint& in) {
  auto found = wrong_touch(c, in.touchpoint_id, in.because);
  if (!found) return found.refusal();
  if (standing_touches(c, found.value().lead.id).size() == 1)
    return refuse(Reason::touch_missing, "/touchpoint_id", "it is the only touch of the lead");
  void_touch(c, found.value().touch, in.because);
  return found.value().touch;
}

Result<Touchpoint> correct_touchpoint(Context& c, const CorrectTouchpoint& in) {
  auto found = wrong_touch(c, in.touchpoint_id, in.because);
  if (!found) return found.refusal();
  auto& [wrong, lead] = found.value();
  auto right = new_touch(c, lead, in.touch, wrong.occurred_at, "");
  if (!right) return right;
  right.value().joined_from_id = wrong.joined_from_id;  // it goes back with that lead
  keep_made_for(right.value(), {&wrong, 1});
  void_touch(c, wrong, in.because);
  keep_touch(c, right.value());
  return right;
}

Result<TouchpointPage> list_touchpoints(Context& c, const ListTouchpoints& in) {
  auto paging = Paging::from({.name = "touchpoint.list",
                              .index = &by::touchpoint_lead,
                              .prefix = {Cell(in.lead_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (const auto lead = own_lead(c, in.lead_id, "/lead_id"); !lead) return lead.refusal();
  TouchpointPage out;
  out.cursor = paging.value().page<Touchpoint>(c.tables, [&](Touchpoint& row) {
    out.touchpoints.push_back(std::move(row));
    return true;
  });
  return out;
}

std::vector<Touchpoint> standing_touches(Context& c, LeadId id) {
  auto out = c.tables.all<Touchpoint>(by::touchpoint_lead, id);
  std::erase_if(out, [](const Touchpoint& t) { return t.voided_at.has_value(); });
  return out;
}

std::optional<Touchpoint> seen(Context& c, TouchpointId id) {
  auto row = c.tables.get<Touchpoint>(id);
  if (row && row->organization_id != c.subject.organization_id) row.reset();
  return row;
}

std::vector<std::int64_t> Again<TouchpointPage>::ids(const TouchpointPage& page) {
  std::vector<std::int64_t> out;
  for (auto& touch : page.touchpoints) out.push_back(touch.id.value);
  return out;
}

}  // namespace onward
