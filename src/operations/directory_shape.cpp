#include "operations/directory_shape.hpp"

#include "onward/rules/lead.hpp"
#include "onward/rules/opening_hours.hpp"

namespace onward {

namespace {

constexpr std::int64_t degree = 1'000'000;  // in millionths

}  // namespace

void check_place(Shape& shape, const std::optional<std::int64_t>& latitude_microdegrees,
                 const std::optional<std::int64_t>& longitude_microdegrees, std::string_view at) {
  const auto latitude = std::string(at) + "/latitude_microdegrees";
  const auto longitude = std::string(at) + "/longitude_microdegrees";
  shape.between(latitude_microdegrees, -90 * degree, 90 * degree, latitude);
  shape.between(longitude_microdegrees, -180 * degree, 180 * degree, longitude);
  shape.require(latitude_microdegrees || !longitude_microdegrees, latitude, "is half of a place");
  shape.require(longitude_microdegrees || !latitude_microdegrees, longitude, "is half of a place");
}

void check_schedules(Shape& shape, const std::vector<Schedule>& schedules) {
  for (std::size_t i = 0; i < schedules.size(); ++i) {
    const auto& s = schedules[i];
    const auto path = Shape::at("/schedules", i);
    shape.no_repeats(s.weekdays, path + "/weekdays");
    shape.between(s.opens_at_minutes, 0, day_minutes, path + "/opens_at_minutes");
    shape.between(s.closes_at_minutes, 0, day_minutes, path + "/closes_at_minutes");
    shape.require(!s.closed || (!s.opens_at_minutes && !s.closes_at_minutes), path + "/closed",
                  "hours are told of a day on which it is closed");
    shape.require(!s.valid_from || !s.valid_to || *s.valid_from <= *s.valid_to, path + "/valid_to",
                  "is before the first day");
  }
}

void check_contacts(Shape& shape, const std::vector<Contact>& contacts) {
  for (std::size_t i = 0; i < contacts.size(); ++i) {
    const auto& c = contacts[i];
    const auto path = Shape::at("/contacts", i);
    shape.require(!is_nobody(c) || !c.phones.empty(), path, "says nothing");
    shape.mail(c.email, path + "/email");
    for (std::size_t j = 0; j < c.phones.size(); ++j)
      shape.named(c.phones[j].number, Shape::at(path + "/phones", j) + "/number");
  }
}

void check_costs(Shape& shape, const std::vector<CostOption>& costs) {
  for (std::size_t i = 0; i < costs.size(); ++i) {
    const auto& c = costs[i];
    const auto path = Shape::at("/costs", i);
    shape.require(!c.option.empty() || c.amount_minor_units, path, "says nothing");
    shape.between(c.amount_minor_units, 0, count_max, path + "/amount_minor_units");
    shape.require(
        c.amount_minor_units ? is_currency(c.currency) : c.currency.empty(), path + "/currency",
        c.amount_minor_units ? "expected a code of ISO 4217" : "stands without an amount");
  }
}

}  // namespace onward
