#include "operations/relationship_costs.hpp"

#include "onward/rules/lead.hpp"
#include "operations/leads.hpp"
#include "operations/paging.hpp"
#include "operations/practice.hpp"
#include "operations/referral_sources.hpp"
#include "operations/shape.hpp"

namespace onward {

namespace {

constexpr std::string_view one_alone = "expected a provider or a source, and not both";

// Whoever is named is the practice's own.
Refused look_at_named(Context& c, ReferringProviderId provider, ReferralSourceId source) {
  if (provider)
    if (const auto own = own_provider(c, provider, "/referring_provider_id"); !own)
      return own.refusal();
  if (source)
    if (const auto own = own_referral_source(c, source, "/referral_source_id"); !own)
      return own.refusal();
  return std::nullopt;
}

Paging::List list_of(Context& c, const ListRelationshipCosts& in) {
  Paging::List out{.name = "relationship_cost.list",
                   .index = &by::relationship_cost_organization,
                   .prefix = {Cell(c.subject.organization_id.value)},
                   .direction = Direction::down};
  if (in.referring_provider_id) {
    out.index = &by::relationship_cost_provider;
    out.prefix = {Cell(in.referring_provider_id.value)};
  }
  if (in.referral_source_id) {
    out.index = &by::relationship_cost_source;
    out.prefix = {Cell(in.referral_source_id.value)};
  }
  return out;
}

bool is_listed(const ListRelationshipCosts& in, const RelationshipCost& row) {
  if (row.voided_at && !in.with_voided) return false;
  return (!in.from || row.spent_on >= *in.from) && (!in.until || row.spent_on < *in.until);
}

}  // namespace

Result<RelationshipCost> record_relationship_cost(Context& c, const RecordRelationshipCost& in) {
  Shape shape;
  shape.require(bool(in.referring_provider_id) != bool(in.referral_source_id),
                "/referring_provider_id", std::string(one_alone));
  shape.between(in.amount_minor_units, 1, value_minor_units_max, "/amount_minor_units");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (const auto fault = money_fault(in.amount_minor_units, in.currency))
    return refuse(fault->reason, "/currency", "an amount has an ISO 4217 code");
  if (in.spent_on > today_of(c, c.subject.organization_id)) return in_future("/spent_on");
  if (auto refused = look_at_named(c, in.referring_provider_id, in.referral_source_id))
    return *std::move(refused);
  RelationshipCost row{.organization_id = c.subject.organization_id,
                       .referring_provider_id = in.referring_provider_id,
                       .referral_source_id = in.referral_source_id,
                       .spent_on = in.spent_on,
                       .currency = in.currency,
                       .amount_minor_units = in.amount_minor_units,
                       .purpose = in.purpose,
                       .recorded_by = c.subject.staff_id,
                       .recorded_at = c.now};
  c.tables.insert(row);
  return row;
}

Result<RelationshipCost> void_relationship_cost(Context& c, const VoidRelationshipCost& in) {
  Shape shape;
  shape.said(in.because, "/because");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto row = seen(c, in.relationship_cost_id);
  if (!row) return not_found("/relationship_cost_id");
  if (row->voided_at)
    return refuse(Reason::phase_forbids, "/relationship_cost_id", "the cost is void already");
  row->voided_at = c.now;
  row->voided_because = in.because;
  c.tables.update(*row);
  return *std::move(row);
}

Result<RelationshipCost> get_relationship_cost(Context& c, const RelationshipCostRef& in) {
  auto row = seen(c, in.relationship_cost_id);
  if (!row) return not_found("/relationship_cost_id");
  return *std::move(row);
}

Result<RelationshipCostPage> list_relationship_costs(Context& c, const ListRelationshipCosts& in) {
  Shape shape;
  shape.require(!in.referring_provider_id || !in.referral_source_id, "/referring_provider_id",
                std::string(one_alone));
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  auto paging = Paging::from(list_of(c, in), in.limit, in.cursor);
  if (!paging) return paging.refusal();
  if (in.from && in.until && *in.until <= *in.from)
    return refuse(Reason::period_reversed, "/until", "the period ends before it begins",
                  {{"begins_on", *in.from}, {"ends_on", *in.until}});
  if (auto refused = look_at_named(c, in.referring_provider_id, in.referral_source_id))
    return *std::move(refused);
  RelationshipCostPage out;
  out.cursor = paging.value().page<RelationshipCost>(c.tables, [&](RelationshipCost& row) {
    if (!is_listed(in, row)) return false;
    out.relationship_costs.push_back(std::move(row));
    return true;
  });
  return out;
}

std::optional<RelationshipCost> seen(Context& c, RelationshipCostId id) {
  auto row = c.tables.get<RelationshipCost>(id);
  if (row && row->organization_id != c.subject.organization_id) row.reset();
  return row;
}

std::vector<std::int64_t> Again<RelationshipCostPage>::ids(const RelationshipCostPage& page) {
  std::vector<std::int64_t> out;
  for (auto& row : page.relationship_costs) out.push_back(row.id.value);
  return out;
}

}  // namespace onward
