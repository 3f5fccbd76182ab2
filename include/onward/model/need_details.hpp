// What the sender tells the receivers of a need, beside who and what.
#pragma once

#include "onward/schema.hpp"

namespace onward {

struct NeedDetails {
  std::string reason_for_referral{};
  std::string special_requirements{};
  std::string notes_for_provider{};
  std::optional<Date> preferred_date{};
  friend bool operator==(const NeedDetails&, const NeedDetails&) = default;
};
template <>
inline constexpr auto rows<NeedDetails> = std::array{
    row<&NeedDetails::reason_for_referral>(
        1, "reason_for_referral", "Why help is asked for, in words; clinical notes.",
        {.privacy = Privacy::special, .limit = text_limit_long, .may_be_absent = true}),
    row<&NeedDetails::special_requirements>(
        2, "special_requirements", "What has to be arranged, for example an interpreter or a ramp.",
        {.privacy = Privacy::special, .limit = text_limit_long, .may_be_absent = true}),
    row<&NeedDetails::notes_for_provider>(
        3, "notes_for_provider", "What else the receiver should know.",
        {.privacy = Privacy::personal, .limit = text_limit_long, .may_be_absent = true}),
    row<&NeedDetails::preferred_date>(4, "preferred_date",
                                      "The day on which the client would like to be seen."),
};
ONWARD_RECORD(NeedDetails);

}  // namespace onward
