// A lead becomes a patient.
#include <algorithm>

#include "json.hpp"
#include "operations/attributions.hpp"
#include "operations/client_merging.hpp"
#include "operations/clients.hpp"
#include "operations/codes.hpp"
#include "operations/lead_search.hpp"
#include "operations/leads.hpp"
#include "operations/practice.hpp"
#include "operations/shape.hpp"
#include "text.hpp"

namespace onward {

namespace {

Refused shape_of(const ConvertLead& in) {
  Shape shape;
  shape.require(!in.client_id || !in.details, "/details", "a client is named already");
  return std::move(shape).refused();
}

// What was heard of before is not converted before; and nothing made them come afterwards.
Refused look_at_times(const Lead& lead, const std::vector<Touchpoint>& touches) {
  if (*lead.converted_at < lead.created_at)
    return refuse(Reason::milestone_out_of_order, "/converted_at",
                  "the practice had not heard of them by then", {{"not_before", lead.created_at}});
  const auto is_later = [&](const Touchpoint& t) { return t.occurred_at > *lead.converted_at; };
  if (std::ranges::any_of(touches, is_later))
    return refuse(Reason::touch_after_conversion, "/converted_at",
                  "a touch of the lead is later than that", {{"converted_at", *lead.converted_at}});
  return std::nullopt;
}

// The patient they are: named, or known since the lead was entered.
Result<ClientId> patient_of(Context& c, const Lead& lead, ClientId named,
                            const std::vector<Touchpoint>& touches) {
  const ClientId id = named ? named : shown_as(c, lead.client_id);
  if (const auto client = standing_client(c, id, "/client_id"); !client) return client.refusal();
  const auto records = visible_records(c, id);
  const auto is_one = [&](ClientId other) {
    return std::ranges::find(records, other) != records.end();
  };
  if (lead.client_id && !is_one(lead.client_id))
    return malformed({{"/client_id", "the lead is of another client"}});
  const auto is_self = [&](const Touchpoint& t) { return is_one(t.referring_client_id); };
  if (std::ranges::any_of(touches, is_self))
    return refuse(Reason::referrer_of_another_type, "/client_id", "nobody refers themselves");
  return id;
}

// Whoever is described as the one who is said to have sent them is that person, entered twice.
Refused refuse_self(Context& c, const ClientDetails& details,
                    const std::vector<Touchpoint>& touches) {
  const auto is_self = [&](const Touchpoint& t) {
    if (!t.referring_client_id || !details.birth_date) return false;
    const auto known = c.tables.known<Client>(shown_as(c, t.referring_client_id)).details;
    return known.birth_date == details.birth_date &&
           fold(known.given_name) == fold(details.given_name) &&
           fold(known.family_name) == fold(details.family_name);
  };
  if (std::ranges::none_of(touches, is_self)) return std::nullopt;
  return refuse(Reason::referrer_of_another_type, "/details", "nobody refers themselves");
}

}  // namespace

Result<LeadConverted> convert_lead(Context& c, const ConvertLead& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found.refusal();
  LeadConverted out{.lead = std::move(found.value())};
  Lead& lead = out.lead;
  if (!in.client_id && !in.details && !lead.client_id)
    return malformed({{"/client_id", "a client is named, or described by details"}});
  if (lead.client_id && in.details)
    return malformed({{"/details", "the lead is of a client already"}});
  if (lead.phase != LeadPhase::open)
    return refuse(Reason::phase_forbids, "/lead_id", why_not_now(lead));
  lead.converted_at = in.converted_at.value_or(c.now);
  if (*lead.converted_at > c.now) return in_future("/converted_at");
  const auto touches = standing_touches(c, lead.id);
  if (auto refused = look_at_times(lead, touches)) return *std::move(refused);

  Client client;
  if (in.details) {
    client.details = *in.details;
    if (auto refused = complete(c, client.details)) return *std::move(refused);
    if (auto refused = unknown_facts(c, client.details, "/details")) return *std::move(refused);
    if (auto refused = referral_required(c, "/details")) return *std::move(refused);
    if (auto refused = refuse_self(c, client.details, touches)) return *std::move(refused);
  } else {
    const auto patient = patient_of(c, lead, in.client_id, touches);
    if (!patient) return patient.refusal();
    client.id = patient.value();
  }
  if (!client.id) {
    out.possible_clients = possible_clients(c, client.details, {});
    register_client(c, client);
  }
  lead.client_id = client.id;
  lead.phase = LeadPhase::converted;
  out.duplicates = duplicates_of(c, lead);
  const PracticeRules rules = practice_rules_of(c, lead.organization_id);
  out.attribution = finalize(c, lead,
                             {.model = rules.attribution_model,
                              .window_days = rules.attribution_window_days,
                              .half_life_days = rules.attribution_half_life_days},
                             "");
  return out;
}

Result<Lead> undo_conversion(Context& c, const UndoConversion& in) {
  Shape shape;
  shape.said(in.because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, in.revision);
  if (!found) return found;
  Lead& lead = found.value();
  if (lead.phase != LeadPhase::converted)
    return refuse(Reason::phase_forbids, "/lead_id",
                  "the lead is " + std::string(name_of(lead.phase)));
  if (lead.treatment_started_on)
    return refuse(Reason::later_milestone_recorded, "/lead_id", "treatment has started",
                  {{"on", *lead.treatment_started_on}});
  void_attribution(c, lead, in.because);
  lead.phase = LeadPhase::open;
  lead.converted_at.reset();
  // A lead of somebody who was a patient before has no name of its own, and stays theirs.
  if (is_named(lead)) lead.client_id = {};
  lead.corrected_because = in.because;
  c.tables.update(lead);
  return found;
}

std::optional<LeadConverted> Again<LeadConverted>::load(Context& c,
                                                        std::span<const std::int64_t> ids) {
  if (ids.size() != 3) return std::nullopt;
  auto lead = seen(c, LeadId(ids[0]));
  auto attribution = seen(c, AttributionId(ids[1]));
  if (!lead || !attribution) return std::nullopt;
  LeadConverted out{*std::move(lead), *std::move(attribution)};
  // Where the conversion was undone since, the lead names nobody any more.
  const auto client = c.tables.get<Client>(out.lead.client_id);
  if (client && ids[2] != 0)
    out.possible_clients = possible_clients(c, client->details, client->id);
  out.duplicates = duplicates_of(c, out.lead);
  return out;
}

}  // namespace onward
