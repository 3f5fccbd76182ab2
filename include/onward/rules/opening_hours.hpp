// When a service can be come to, and what it costs, as eligibility and a search ask it.
#pragma once

#include "onward/model/directory.hpp"

namespace onward {

enum class Truth : std::uint8_t { no, unknown, yes };
template <> inline constexpr auto names<Truth> = std::array{
    Name{Truth::no, "no", "It does not hold."},
    Name{Truth::unknown, "unknown", "A fact is missing, or too old to be trusted."},
    Name{Truth::yes, "yes", "It holds."},
};

constexpr std::int64_t day_minutes = std::int64_t{24} * 60;

// When somebody can come: on one of the days, empty for any, and between two times of that day
// there. An absent time is the beginning or the end of the day.
struct Visit {
  std::span<const Weekday> days{};
  std::optional<std::int64_t> from_minutes{};
  std::optional<std::int64_t> until_minutes{};
  bool names_time() const { return from_minutes || until_minutes; }
};

// The hours that are stated of a service: its own; or else those of each of its open locations, if
// any of them states some. Empty where nothing is stated.
using Weeks = std::vector<std::vector<Schedule>>;
Weeks weeks_of(const Service&, std::span<const Location>);

// Whether one week has hours in which the visit falls. Hours with dates count while they hold, and
// then alone: a day on which they say closed is closed whatever the weekly hours say. Hours that
// are not told are unknown, and so is a week without any.
Truth opens(std::span<const Schedule> week, const Visit&, Date today);

// In one of the weeks; or else, where none is stated, on a day on which the organisation works, at
// hours that are unknown.
Truth opens(const Weeks&, std::span<const Weekday> working_days, const Visit&, Date today);

// Known to cost nothing: a cost is told, and each is 0.
bool is_free(const Service&);

}  // namespace onward
