// Who refers to whom: is a relationship balanced, or does one side send more?
#pragma once

#include "onward/rules/practice.hpp"

namespace onward {

enum class Reciprocity : std::uint8_t { none, they_send_more, balanced, we_send_more };
template <>
inline constexpr auto names<Reciprocity> = std::array{
    Name{Reciprocity::none, "none", "Neither has sent anybody."},
    Name{Reciprocity::they_send_more, "they_send_more", "They send more than chance explains."},
    Name{Reciprocity::balanced, "balanced", "Chance may explain the difference."},
    Name{Reciprocity::we_send_more, "we_send_more", "We send more than chance explains."},
};

// Small numbers say little: five to none may be chance, six to none is not. One side sends more
// when McNemar's test finds it so: (|a - b| - 1)^2 / (a + b) above `one_sided_from`, which two
// equal senders reach one time in twenty.
//   source   Q. McNemar, Psychometrika 12 (1947), with A. Edwards's correction, ibid. 13 (1948)
Reciprocity reciprocity_of(std::int64_t sent_to_us, std::int64_t sent_by_us);

}  // namespace onward
