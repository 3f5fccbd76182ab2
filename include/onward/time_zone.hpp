// Where days begin: the seam between rules, which count civil days, and instants in UTC.
#pragma once

#include "onward/schema.hpp"

namespace onward {

class TimeZone {
 public:
  virtual ~TimeZone() = default;
  virtual Date local_day(Instant) const = 0;
  // When clocks show `since_midnight` on that day: the earliest instant at which they show it or
  // a later time. So a time they skip is the moment of the skip, and of two the first.
  virtual Instant instant_of(Date, std::chrono::microseconds since_midnight) const = 0;
  Instant start_of(Date day) const { return instant_of(day, {}); }
};

}  // namespace onward
