// What one fact adds to each metric, and where it stands along each dimension.
#pragma once

#include "onward/rules/metrics.hpp"

namespace onward {

// Facts, whose days are meant, and what can only be known of one fact by looking at all.
struct Look {
  const Facts& facts;
  const TimeZone& zone;
  std::map<FactId, FactId> first_touch_of{};  // by referring provider; only when it is asked for
};

// What one fact adds to a metric. Numerator and denominator lie apart: next to each other they are
// read by one instruction, which must wait until both were written.
struct Contribution {
  bool is_in = false;  // false: left out
  bool is_pending = false;  // it may yet be counted, or counted otherwise
  std::int64_t numerator = 0;
  FactId who = 0;  // of a distinct number
  std::int64_t denominator = 0;  // of a rate or a ratio, or how many have an amount
  Minute began_at = no_minute, ended_at = no_minute;  // of a wait
  WaitEnd end = WaitEnd::open;
};

template <class Fact> struct Measure {
  Minute (*when)(const Look&, const Fact&) = nullptr;  // no_minute: in no period, and left out
  Contribution (*of)(const Look&, const Fact&) = nullptr;
};
// Null where the metric counts other facts.
template <class Fact> const Measure<Fact>& measure_of(Metric);

template <class Fact> using PlaceOf = Place (*)(const Look&, const Fact&);
// Null where facts of this kind have no such dimension, and for periods.
template <class Fact> PlaceOf<Fact> place_of(Dimension);

}  // namespace onward
