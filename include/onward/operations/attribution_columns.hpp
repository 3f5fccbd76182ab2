// Attribution of paths that come as columns, without a store: what onward_attribute() is told and
// answers beside them.
#pragma once

#include "onward/operations/lead_analysis.hpp"

namespace onward {

struct AttributionColumns {
  std::vector<ComparedModel> models{};
  std::vector<std::string> direct{};
  std::optional<double> half_life_days{};
  bool of_value = false;
};
template <>
inline constexpr auto rows<AttributionColumns> = std::array{
    row<&AttributionColumns::models>(1, "models", "Which models; empty is all.", may_be_absent),
    row<&AttributionColumns::direct>(
        2, "direct", "Sources of those who came by themselves; last_non_direct_touch passes them.",
        {.limit = 10'000, .may_be_absent = true}),
    row<&AttributionColumns::half_life_days>(3, "half_life_days",
                                             "Half-life of time_decay, above 0; absent is 30."),
    row<&AttributionColumns::of_value>(
        4, "of_value", "True to share the column value, not conversions.", may_be_absent),
};
ONWARD_RECORD(AttributionColumns);
struct ColumnsAttributed {
  std::int64_t paths = 0;
  std::int64_t touches = 0;
  std::int64_t conversions = 0;
  std::int64_t value = 0;
  std::vector<ModelOmitted> omitted{};
};
template <>
inline constexpr auto rows<ColumnsAttributed> = std::array{
    row<&ColumnsAttributed::paths>(1, "paths", "Rows that were read."),
    row<&ColumnsAttributed::touches>(2, "touches", "Touches in them."),
    row<&ColumnsAttributed::conversions>(3, "conversions", "What all credit of a model sums to."),
    row<&ColumnsAttributed::value>(4, "value", "The same of value; 0 without the column."),
    row<&ColumnsAttributed::omitted>(5, "omitted", "Models that have no column, and why."),
};
ONWARD_RECORD(ColumnsAttributed);

}  // namespace onward
