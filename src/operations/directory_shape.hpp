// What organisations, locations and services have in common, as requests say it.
#pragma once

#include "operations/shape.hpp"

namespace onward {

// A place needs both its numbers, on earth; they stand below `at`.
void check_place(Shape&, const std::optional<std::int64_t>& latitude_microdegrees,
                 const std::optional<std::int64_t>& longitude_microdegrees,
                 std::string_view at = {});
// Each at /schedules, /contacts and /costs.
void check_schedules(Shape&, const std::vector<Schedule>&);
void check_contacts(Shape&, const std::vector<Contact>&);
void check_costs(Shape&, const std::vector<CostOption>&);

}  // namespace onward
