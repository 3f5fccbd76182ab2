// Costs of relationships: written down, taken back, and read by those who analyse.
#pragma once

#include "onward/operations/relationship_costs.hpp"
#include "operations/row.hpp"

namespace onward {

// A provider or a source that is in use no more may be named: it was when the money was spent.
//   refused  malformed_request (neither or both are named, amount), currency_missing,
//            currency_unknown, time_in_future (the practice's day), not_found; in this order
//   writes   the cost
Result<RelationshipCost> record_relationship_cost(Context&, const RecordRelationshipCost&);

// It counts no more, and stays to be read.
//   refused  malformed_request (because), not_found, phase_forbids (void already); in this order
//   writes   the cost
Result<RelationshipCost> void_relationship_cost(Context&, const VoidRelationshipCost&);

//   refused  not_found
Result<RelationshipCost> get_relationship_cost(Context&, const RelationshipCostRef&);

//   refused  malformed_request (limit, both are named), cursor_invalid, period_reversed, not_found
Result<RelationshipCostPage> list_relationship_costs(Context&, const ListRelationshipCosts&);

std::optional<RelationshipCost> seen(Context&, RelationshipCostId);

template <> struct Again<RelationshipCostPage> {
  static std::vector<std::int64_t> ids(const RelationshipCostPage&);
};

}  // namespace onward
