// Periods of a calendar, by the minutes at which they begin.
#pragma once

#include <span>

#include "onward/rules/metrics.hpp"

namespace onward {

// The first day of the period that a day lies in.
Date first_day_of(Dimension period, Date);
Date next_first_day(Dimension period, Date first);

class MetricPeriods {
 public:
  // Those that begin no later than `last`, from the one that holds `first`.
  MetricPeriods(Dimension, Minute first, Minute last, const TimeZone&);
  Place of(Minute m) const {
    const auto after = std::upper_bound(begins_.begin(), begins_.end(), m);
    return days_[static_cast<std::size_t>(after - begins_.begin()) - 1];
  }

 private:
  std::vector<Minute> begins_{};
  std::vector<Place> days_{};  // since 1970
};

}  // namespace onward
