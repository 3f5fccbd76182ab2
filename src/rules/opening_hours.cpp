#include "onward/rules/opening_hours.hpp"

#include <algorithm>

namespace onward {

namespace {

bool has_dates(const Schedule& s) { return s.valid_from || s.valid_to; }

bool holds(const Schedule& s, Weekday day, Date today) {
  return (!s.valid_from || *s.valid_from <= today) && (!s.valid_to || today <= *s.valid_to) &&
         (s.weekdays.empty() || std::ranges::find(s.weekdays, day) != s.weekdays.end());
}

bool opens(const Service& service, Weekday day, Date today) {
  bool is_open = false;
  for (auto& s : service.schedules) {
    if (!holds(s, day, today)) continue;
    if (has_dates(s) && s.closed) return false;
    is_open = is_open || !s.closed;
  }
  return is_open;
}

bool works(const Organization& organization, Weekday day) {
  const auto& days = organization.working_days;
  return days.empty() ? day <= Weekday::friday : std::ranges::find(days, day) != days.end();
}

}  // namespace

bool opens_on(const Service& service, const Organization& organization,
              std::span<const Weekday> days, Date today) {
  return std::ranges::any_of(days, [&](Weekday day) {
    return service.schedules.empty() ? works(organization, day) : opens(service, day, today);
  });
}

bool is_free(const Service& service) {
  return !service.costs.empty() && std::ranges::all_of(service.costs, [](const CostOption& cost) {
    return cost.amount_minor_units == 0;
  });
}

}  // namespace onward
