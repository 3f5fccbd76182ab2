// How healthy the relationship with a referring provider is, and what makes it so.
#pragma once

#include "onward/rules/relationship.hpp"

namespace onward {

enum class HealthFactor : std::uint8_t {
  recency,
  volume,
  trend,
  conversion,
  response,
  reciprocity
};
template <>
inline constexpr auto names<HealthFactor> = std::array{
    Name{HealthFactor::recency, "recency", "How far the day is on which they become dormant."},
    Name{HealthFactor::volume, "volume", "How many leads came by them in the last year."},
    Name{HealthFactor::trend, "trend", "How improbable it is that they send fewer than before."},
    Name{HealthFactor::conversion, "conversion", "How many of those they sent began treatment."},
    Name{HealthFactor::response, "response", "How often they answer the practice."},
    Name{HealthFactor::reciprocity, "reciprocity",
         "How many people the practice sends to them, to one whom they sent."},
};

// What the score is made of; counts of a provider over all time, but for those of a year.
struct HealthFacts {
  std::span<const Date> referred_on{};  // rising, none after today
  Date today{};
  std::int64_t converted_or_lost = 0;  // of those they sent, whose end is known
  std::int64_t treatments_started = 0;
  std::int64_t contacts_tried = 0, contacts_answered = 0;
  std::int64_t sent_to_us_in_year = 0;  // people, as those sent to them are
  std::int64_t sent_to_them_in_year = 0;
};

// One factor: from 0 to 100 how good it is, how much it weighs among those that are known, and the
// points it gives. What is not known has neither weight nor points.
struct HealthPart {
  HealthFactor factor = HealthFactor::recency;
  bool known = false;
  std::int64_t value_percent = 0;
  std::int64_t weight_percent = 0;
  std::int64_t points = 0;
};
template <>
inline constexpr auto rows<HealthPart> = std::array{
    row<&HealthPart::factor>(1, "factor", "What is looked at."),
    row<&HealthPart::known>(2, "known", "False when nothing is known; then it counts for nothing."),
    row<&HealthPart::value_percent>(3, "value_percent", "How good it is, 0 to 100."),
    row<&HealthPart::weight_percent>(4, "weight_percent", "Its weight among what is known."),
    row<&HealthPart::points>(5, "points", "What it adds to the score."),
};
ONWARD_RECORDS(HealthPart);
struct Health {
  std::int64_t score = 0;           // 0 to 100: the sum of the points
  std::vector<HealthPart> parts{};  // every factor, in its order
};
template <>
inline constexpr auto rows<Health> = std::array{
    row<&Health::score>(1, "score", "0 to 100: the sum of the points."),
    row<&Health::parts>(2, "parts", "What made it so."),
};
ONWARD_RECORD(Health);

// Weighed as rules/practice.hpp says. Rates are shrunk by one success and one failure, so that one
// of one is not yet perfect.
Health health_of(const HealthFacts&, const PracticeRules&);

}  // namespace onward
