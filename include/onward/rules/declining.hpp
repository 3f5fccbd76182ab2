// Whether a provider sends fewer people than before: by a fixed silence, or by how much the rate
// has changed and how probable it is that it fell.
#pragma once

#include "onward/rules/figures.hpp"
#include "onward/rules/relationship.hpp"

namespace onward {

// The later rate by the earlier one: 0.5 is half as many, 2 twice as many.
//   source   as decline_probability: Gamma-Poisson with Jeffreys' prior
struct RateChange {
  double ratio = 0;     // it lies below or above with the same probability
  Interval interval{};  // of the ratio
  double fallen_probability = 0;
};
// Absent while there is not as much behind as is compared, and when nobody came in either time:
// then nothing is known of a change.
std::optional<RateChange> rate_change(const ReferralRates&);

enum class DecliningBy : std::uint8_t { silence, rate };
template <>
inline constexpr auto names<DecliningBy> = std::array{
    Name{DecliningBy::silence, "silence",
         "Nobody came for a fixed time, which is six months unless the practice says otherwise."},
    Name{DecliningBy::rate, "rate", "The rate has fallen with a probability of 97 % or more."},
};

struct DecliningFound {
  bool is_declining = false;
  std::optional<Date> silent_from{};     // the first day on which the silence is long enough
  std::optional<RateChange> change{};  // known or not, whichever decides
};
// `referred_on` are days, one for each person who came, in rising order; none after today. Who
// never sent anybody does not decline.
//   source   the mission, business rule 4: no referrals in 6 or more months
DecliningFound declining_of(std::span<const Date> referred_on, Date today, const PracticeRules&,
                            DecliningBy = DecliningBy::silence);

}  // namespace onward
