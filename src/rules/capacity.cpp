#include "onward/rules/capacity.hpp"

namespace onward {

namespace {

constexpr int badness(CapacityState state) {
  switch (state) {
    case CapacityState::unlimited: return 0;
    case CapacityState::limited: return 1;
    case CapacityState::waitlist: return 2;
    case CapacityState::stale: return 3;
    case CapacityState::full: return 4;
    case CapacityState::paused: return 5;
  }
  return 5;
}

bool is_stale(const Capacity& c, Instant now, std::int64_t fresh_days) {
  using std::chrono::days, std::chrono::floor;
  if (fresh_days == 0 || !c.reported_at) return false;
  return (floor<days>(now) - floor<days>(*c.reported_at)).count() > fresh_days;
}

}  // namespace

CapacityState capacity_state(const Capacity& c, Instant now, std::int64_t fresh_days) {
  if (c.paused) return CapacityState::paused;
  if (!c.limit) return CapacityState::unlimited;
  if (c.used >= *c.limit) return c.waitlist ? CapacityState::waitlist : CapacityState::full;
  return is_stale(c, now, fresh_days) ? CapacityState::stale : CapacityState::limited;
}

CapacityState worse(CapacityState a, CapacityState b) { return badness(a) < badness(b) ? b : a; }

}  // namespace onward
