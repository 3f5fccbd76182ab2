// Dates, instants and time zones by their text. dates.cpp is the only file that includes Howard
// Hinnant's date.
#pragma once

#include "onward/time_zone.hpp"

namespace onward {

// "2025-03-31": a day of the calendar, years 0001 to 9999. False leaves the argument as it was.
bool parse_date(std::string_view, Date&);
// RFC 3339 in UTC: "2025-03-31T09:30:00Z", with up to six digits of a second. Other offsets, lower
// case and leap seconds are refused, so that an instant has few spellings.
bool parse_instant(std::string_view, Instant&);

// Throw std::out_of_range outside the years 0001 to 9999. Instants have six digits of a second.
std::string format_date(Date);
std::string format_instant(Instant);
void append_date(std::string& out, Date);
void append_instant(std::string& out, Instant);

// The zone of an IANA name, for ever; null when there is none. "UTC" needs nothing; any other name
// reads the system's tzdata at its first use, and throws std::runtime_error when that is missing.
const TimeZone* find_zone(std::string_view iana);
// Of a name that was checked when it was written down. Throws std::runtime_error where this machine
// does not know it (any more): its days are not guessed at.
const TimeZone& zone_named(std::string_view iana);

}  // namespace onward
