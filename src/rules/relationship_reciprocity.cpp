#include "onward/rules/relationship_reciprocity.hpp"

#include <algorithm>

namespace onward {

namespace {

constexpr std::int64_t enough = 1'000'000'000;  // below it no product overflows

}  // namespace

Reciprocity reciprocity_of(std::int64_t sent_to_us, std::int64_t sent_by_us) {
  const auto a = std::clamp<std::int64_t>(sent_to_us, 0, enough);
  const auto b = std::clamp<std::int64_t>(sent_by_us, 0, enough);
  if (a + b == 0) return Reciprocity::none;
  const auto apart = std::max<std::int64_t>(std::max(a, b) - std::min(a, b) - 1, 0);
  // In floating point: a billion squared times a hundred is beyond 64 bits. Below, it is exact.
  const bool is_chance = static_cast<double>(apart) * static_cast<double>(apart) <=
                         one_sided_from * static_cast<double>(a + b);
  if (is_chance) return Reciprocity::balanced;
  return a > b ? Reciprocity::they_send_more : Reciprocity::we_send_more;
}

}  // namespace onward
