// Periods of a calendar, by the minutes at which they begin.
#pragma once

#include <limits>

#include "onward/rules/metrics.hpp"

namespace onward {

// Periods as they are met: they reach as far as anybody asked.
class MetricPeriods {
 public:
  MetricPeriods(Dimension period, const TimeZone& zone) : period_(period), zone_(zone) {}
  Place of(Minute m) {
    if (begins_.empty() || m < begins_.front() || m >= begins_.back()) reach(m);
    std::uint32_t at = near_[static_cast<std::size_t>(m - begins_.front()) / near_minutes];
    while (m >= begins_[at + 1]) ++at;
    return days_[at];
  }

 private:
  static constexpr int near_minutes = 1'024;
  void reach(Minute);

  Dimension period_;
  const TimeZone& zone_;
  std::vector<Minute> begins_{};       // and the end of the last one
  std::vector<Place> days_{};          // since 1970
  std::vector<std::uint32_t> near_{};  // the period at every near_minutes since the first began
};

}  // namespace onward
