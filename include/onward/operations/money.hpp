// Amounts of money, as figures are told in: never as floating point.
#pragma once

#include "onward/operations/tag.hpp"

namespace onward {

struct Money {
  std::string currency{};
  std::int64_t minor_units = 0;
};
template <>
inline constexpr auto rows<Money> = std::array{
    row<&Money::currency>(1, "currency", "ISO 4217 code."),
    row<&Money::minor_units>(2, "minor_units", "In the currency's smallest unit."),
};
ONWARD_RECORDS(Money);

}  // namespace onward
