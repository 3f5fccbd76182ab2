// What worklists are filtered and sorted by.
#pragma once

#include "onward/schema.hpp"

namespace onward {

enum class ListOrder : std::uint8_t { phase, oldest, newest };
template <>
inline constexpr auto names<ListOrder> = std::array{
    Name{ListOrder::phase, "phase", "By phase, then oldest first."},
    Name{ListOrder::oldest, "oldest", "By time, oldest first."},
    Name{ListOrder::newest, "newest", "By time, newest first."},
};

// Where the consent of something unfinished stands today.
enum class ConsentWarning : std::uint8_t { expired, expiring };
template <>
inline constexpr auto names<ConsentWarning> = std::array{
    Name{ConsentWarning::expired, "expired", "It holds no more."},
    Name{ConsentWarning::expiring, "expiring", "It holds for 14 days more at most."},
};
constexpr int consent_warning_days = 14;  // two weeks: time to see the client and ask again

}  // namespace onward
