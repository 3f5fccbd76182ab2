// What a store has counted, handed out as whole numbers, and several of them added up.
#pragma once

#include "onward/operations/metric_states.hpp"
#include "operations/row.hpp"

namespace onward {

// As metric.query counts; nothing is hidden or divided.
//   refused  as metric.query; permission_missing (only administrators of the store)
Result<MetricState> metric_state(Context&, const AskState&);

// The figures of all states together. Groups of the same places are one. Nothing of this store is
// read. A state does not say how its numbers overlap, so all metrics of a group are hidden
// together, also where two numbers differ by little.
//   refused  malformed_request: other metrics or dimensions than the first state has, places,
//            tallies or numbers that no state has, two states of one store whose periods overlap,
//            or of which numbers of different ones are asked; too_many_groups
Result<Figures> merge_states(Context&, const MergeStates&);

}  // namespace onward
