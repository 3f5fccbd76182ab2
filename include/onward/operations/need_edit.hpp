// Editing a need after it was sent.
#pragma once

#include "onward/operations/needs.hpp"

namespace onward {

struct UpdateNeed {
  NeedId need_id{};
  std::int64_t revision = 0;
  std::optional<Urgency> urgency{};
  std::optional<std::string> reason_for_referral{};
  std::optional<std::string> special_requirements{};
  std::optional<std::string> notes_for_provider{};
  std::optional<Date> preferred_date{};
};
template <>
inline constexpr auto rows<UpdateNeed> = std::array{
    row<&UpdateNeed::need_id>(1, "need_id", "The need meant."),
    row<&UpdateNeed::revision>(2, "revision", "The revision that was read and is now changed."),
    row<&UpdateNeed::urgency>(3, "urgency", "More urgent than before; absent as before."),
    row<&UpdateNeed::reason_for_referral>(4, "reason_for_referral",
                                          "Why help is asked for, whole; absent as before.",
                                          {.privacy = Privacy::special, .limit = text_limit_long}),
    row<&UpdateNeed::special_requirements>(5, "special_requirements",
                                           "What has to be arranged, whole; absent as before.",
                                           {.privacy = Privacy::special, .limit = text_limit_long}),
    row<&UpdateNeed::notes_for_provider>(
        6, "notes_for_provider", "What else the receiver should know, whole; absent as before.",
        long_personal),
    row<&UpdateNeed::preferred_date>(7, "preferred_date",
                                     "When the client would like to be seen; absent as before."),
};
ONWARD_RECORD(UpdateNeed);

namespace need {
using update = Tag<"need.update", UpdateNeed, NeedRecord>;
}

}  // namespace onward
