// How a practice wants its referrals counted, and when it wants to be alerted.
#pragma once

#include "onward/model/practice.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct SetPracticePolicy {
  std::optional<std::int64_t> revision{};
  PracticeKnobs knobs{};
};
template <>
inline constexpr auto rows<SetPracticePolicy> = std::array{
    row<&SetPracticePolicy::revision>(1, "revision", "The revision that was seen; absent for any."),
    row<&SetPracticePolicy::knobs>(2, "knobs", "All that is tuned; what is absent is the default."),
};
ONWARD_RECORD(SetPracticePolicy);

namespace practice {
using set_policy = Tag<"practice.set_policy", SetPracticePolicy, PracticePolicy>;
using policy = Tag<"practice.policy", Empty, PracticePolicy>;
}  // namespace practice

}  // namespace onward
