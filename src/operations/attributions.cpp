#include "operations/attributions.hpp"

#include <algorithm>

#include "onward/rules/lead_credit.hpp"
#include "operations/leads.hpp"
#include "operations/need_group.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

std::optional<Attribution> version_of(Context& c, LeadId lead, std::int64_t version) {
  return c.tables.first<Attribution>(by::attribution_lead, lead, version);
}

// Days of the window are the practice's: the day of the conversion and as many before it.
std::optional<Instant> counts_from(Context& c, const Lead& lead, std::int64_t window_days) {
  if (window_days == 0) return std::nullopt;
  const OwnDays days = own_days(c, lead.organization_id);
  return days.zone->start_of(days.zone->local_day(*lead.converted_at) -
                             std::chrono::days{window_days});
}

// What follows from the newest version is written anew, where it differs.
void write_credit(Context& c, const Lead& lead, const Attribution& newest) {
  auto before = c.tables.all<ProviderCredit>(by::provider_credit_lead, lead.id);
  for (auto& [provider, millionths] : credited_providers(newest.touches)) {
    const auto standing =
        std::ranges::find(before, provider, &ProviderCredit::referring_provider_id);
    if (standing == before.end()) {
      ProviderCredit row{.referring_provider_id = provider,
                         .lead_id = lead.id,
                         .client_id = lead.client_id,
                         .credit_millionths = millionths};
      c.tables.insert(row);
      continue;
    }
    if (standing->credit_millionths != millionths) {
      standing->credit_millionths = millionths;
      c.tables.update(*standing);
    }
    before.erase(standing);
  }
  for (auto& row : before) c.tables.erase(row);
}

Refused shape_of(const CorrectAttribution& in) {
  Shape shape;
  shape.said(in.because, "/because");
  shape.no_repeats(in.void_touchpoint_ids, "/void_touchpoint_ids");
  shape.between(in.window_days, 0, days_max, "/window_days");
  shape.between(in.half_life_days, 1, days_max, "/half_life_days");
  const bool is_said = !in.void_touchpoint_ids.empty() || !in.add.empty() || in.model ||
                       in.window_days || in.half_life_days;
  shape.require(is_said, "/model", "nothing is said to be different");
  return std::move(shape).refused();
}

struct Correction {
  std::vector<Touchpoint> wrong{}, right{};
};

// The joined lead whose the added touches are; none when they are the lead's own.
Result<LeadId> joined_lead_of_added(Context& c, const Lead& lead, LeadId named,
                                    const std::vector<Touchpoint>& wrong) {
  if (!named) {
    const LeadId first = wrong.empty() ? LeadId() : wrong.front().joined_from_id;
    const bool agree =
        std::ranges::count(wrong, first, &Touchpoint::joined_from_id) == std::ssize(wrong);
    return agree ? first : LeadId();
  }
  if (named == lead.id) return LeadId();
  constexpr auto path = "/added_of_lead_id";
  const auto joined = own_lead(c, named, path);
  if (!joined) return joined.refusal();
  if (joined.value().joined_into_id != lead.id)
    return refuse(Reason::phase_forbids, path, "it was not joined into the lead");
  return named;
}

Result<Correction> correction_of(Context& c, const Lead& lead, const CorrectAttribution& in) {
  Correction out;
  for (std::size_t i = 0; i < in.void_touchpoint_ids.size(); ++i) {
    auto touch = seen(c, in.void_touchpoint_ids[i]);
    auto path = Shape::at("/void_touchpoint_ids", i);
    if (!touch || touch->lead_id != lead.id) return not_found(std::move(path));
    if (touch->voided_at)
      return refuse(Reason::phase_forbids, std::move(path), "the touch is void already");
    out.wrong.push_back(*std::move(touch));
  }
  const auto joined_from = joined_lead_of_added(c, lead, in.added_of_lead_id, out.wrong);
  if (!joined_from) return joined_from.refusal();
  const auto standing = standing_touches(c, lead.id).size();
  const auto after = standing - out.wrong.size() + in.add.size();
  if (after == 0)
    return refuse(Reason::touch_missing, "/void_touchpoint_ids", "no touch would be left");
  if (auto refused = room_for_touches(after, "/add")) return *std::move(refused);
  for (std::size_t i = 0; i < in.add.size(); ++i) {
    auto touch = new_touch(c, lead, in.add[i], *lead.converted_at, Shape::at("/add", i));
    if (!touch) return touch.refusal();
    touch.value().joined_from_id = joined_from.value();
    keep_made_for(touch.value(), out.wrong);
    out.right.push_back(std::move(touch.value()));
  }
  return out;
}

// One more than the greatest, whether it still counts or its conversion was taken back.
std::int64_t next_version(Context& c, const Lead& lead) {
  if (lead.attribution_version > 0) return lead.attribution_version + 1;
  const auto versions = c.tables.all<Attribution>(by::attribution_lead, lead.id);
  return versions.empty() ? 1 : versions.back().version + 1;
}

}  // namespace

CreditTerms terms_of(Context& c, const Attribution& before) {
  const auto half_life =
      before.half_life_days > 0
          ? before.half_life_days
          : practice_rules_of(c, before.organization_id).attribution_half_life_days;
  return {.model = before.model, .window_days = before.window_days, .half_life_days = half_life};
}

Attribution finalize(Context& c, Lead& lead, const CreditTerms& terms, const std::string& because) {
  const bool decays = terms.model == AttributionModel::time_decay;
  Attribution out{.organization_id = lead.organization_id,
                  .lead_id = lead.id,
                  .version = next_version(c, lead),
                  .model = terms.model,
                  .window_days = terms.window_days,
                  .half_life_days = decays ? terms.half_life_days : 0,
                  .finalized_at = c.now,
                  .finalized_by = c.subject.staff_id,
                  .because = because};
  out.touches = share_credit(standing_touches(c, lead.id),
                             {.model = terms.model,
                              .counts_from = counts_from(c, lead, terms.window_days),
                              .half_life_days = out.half_life_days});
  c.tables.insert(out);
  write_credit(c, lead, out);
  lead.attribution_version = out.version;
  c.tables.update(lead);
  return out;
}

void void_attribution(Context& c, Lead& lead, const std::string& because) {
  Attribution wrong = standing_attribution(c, lead);
  wrong.voided_at = c.now;
  wrong.voided_because = because;
  c.tables.update(wrong);
  for (auto& row : c.tables.all<ProviderCredit>(by::provider_credit_lead, lead.id))
    c.tables.erase(row);
  lead.attribution_version = 0;
}

Attribution standing_attribution(Context& c, const Lead& lead) {
  if (auto row = version_of(c, lead.id, lead.attribution_version)) return *std::move(row);
  throw StorageError("damaged store: the attribution that a lead names is not there");
}

Result<Attribution> get_attribution(Context& c, const AttributionRef& in) {
  const auto lead = own_lead(c, in.lead_id, "/lead_id");
  if (!lead) return lead.refusal();
  if (!in.version && lead.value().attribution_version == 0)
    return refuse(Reason::phase_forbids, "/lead_id", "no conversion of the lead counts");
  auto row = version_of(c, in.lead_id, in.version.value_or(lead.value().attribution_version));
  if (!row) return not_found("/version");
  return *std::move(row);
}

Result<AttributionPage> list_attributions(Context& c, const ListAttributions& in) {
  auto paging = Paging::from({.name = "attribution.list",
                              .index = &by::attribution_lead,
                              .prefix = {Cell(in.lead_id.value)}},
                             in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (const auto lead = own_lead(c, in.lead_id, "/lead_id"); !lead) return lead.refusal();
  AttributionPage out;
  out.cursor = paging.value().page<Attribution>(c.tables, [&](Attribution& row) {
    out.attributions.push_back(std::move(row));
    return true;
  });
  return out;
}

Result<Attribution> correct_attribution(Context& c, const CorrectAttribution& in) {
  if (auto refused = shape_of(in)) return *std::move(refused);
  auto found = own_lead(c, in.lead_id, "/lead_id");
  if (!found) return found.refusal();
  Lead& lead = found.value();
  if (lead.phase != LeadPhase::converted)
    return refuse(Reason::phase_forbids, "/lead_id", "the lead has not converted");
  if (in.version && *in.version != lead.attribution_version)
    return refuse(Reason::revision_changed, "/version", "there is a newer version",
                  {{"version", lead.attribution_version}});
  auto correction = correction_of(c, lead, in);
  if (!correction) return correction.refusal();
  CreditTerms terms = terms_of(c, standing_attribution(c, lead));
  terms.model = in.model.value_or(terms.model);
  terms.window_days = in.window_days.value_or(terms.window_days);
  terms.half_life_days = in.half_life_days.value_or(terms.half_life_days);
  for (auto& touch : correction.value().wrong) void_touch(c, touch, in.because);
  for (auto& touch : correction.value().right) keep_touch(c, touch);
  return finalize(c, lead, terms, in.because);
}

std::optional<Attribution> seen(Context& c, AttributionId id) {
  auto row = c.tables.get<Attribution>(id);
  if (row && row->organization_id != c.subject.organization_id) row.reset();
  return row;
}

std::vector<std::int64_t> Again<AttributionPage>::ids(const AttributionPage& page) {
  std::vector<std::int64_t> out;
  for (auto& row : page.attributions) out.push_back(row.id.value);
  return out;
}

}  // namespace onward
