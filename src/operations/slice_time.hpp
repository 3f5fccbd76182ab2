// How long a slice of an import may go on: others wait while it writes.
#pragma once

#include "operations/context.hpp"

namespace onward {

// So long, and the commit: a front desk that looks up a number does not notice.
//   source   ours: docs/decisions/0041
constexpr std::chrono::milliseconds slice_time_max{50};

// Begins with the first record that is written. What was read before, when an import goes on in
// another engine, is only remembered; a slice that ended in there would never come further.
class SliceTime {
 public:
  explicit SliceTime(const Context& c) : host_(c.host) {}

  // After a record; a clock that is set back ends nothing.
  bool is_over() {
    const Instant now = host_.clock();
    if (!began_at_) began_at_ = now;
    return now - *began_at_ >= slice_time_max;
  }

 private:
  const Host& host_;
  std::optional<Instant> began_at_{};
};

}  // namespace onward
