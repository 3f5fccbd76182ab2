#include "onward/rules/rates.hpp"

#include <algorithm>
#include <cmath>

namespace onward {

namespace {

bool is_part(std::int64_t count, std::int64_t out_of) {
  return out_of > 0 && count >= 0 && count <= out_of;
}

Interval wilson(double count, double out_of) {
  constexpr double z = confidence_normal_quantile;
  const double centre = count + z * z / 2;
  const double half = z * std::sqrt(count * (out_of - count) / out_of + z * z / 4);
  // Rounding must leave out neither end where it is what was seen.
  return {count == 0 ? 0 : (centre - half) / (out_of + z * z),
          count == out_of ? 1 : (centre + half) / (out_of + z * z)};
}

}  // namespace

std::optional<Rate> rate_of(std::int64_t count, std::int64_t out_of) {
  if (!is_part(count, out_of)) return std::nullopt;
  const auto of_these = static_cast<double>(count), all = static_cast<double>(out_of);
  return Rate{count, out_of, of_these / all, wilson(of_these, all)};
}

RateDifference difference_of(const Rate& first, const Rate& second) {
  RateDifference out{.value = first.value - second.value};
  out.interval = {
      out.value - std::hypot(first.value - first.interval.low, second.interval.high - second.value),
      out.value +
          std::hypot(first.interval.high - first.value, second.value - second.interval.low)};
  out.is_clear = out.interval.low > 0 || out.interval.high < 0;
  return out;
}

std::optional<CountChange> change_of(std::int64_t later, std::int64_t earlier) {
  if (later < 0 || earlier <= 0) return std::nullopt;
  const auto now = static_cast<double>(later), before = static_cast<double>(earlier);
  const auto share = wilson(now, now + before);
  const auto as_change = [](double p) { return p / (1 - p) - 1; };
  CountChange out{.value = (now - before) / before,
                  .interval = {as_change(share.low), as_change(share.high)}};
  out.is_clear = out.interval.low > 0 || out.interval.high < 0;
  return out;
}

std::optional<Maturity> maturity_of(std::int64_t cohort, std::int64_t pending, double share_max) {
  if (!is_part(pending, cohort)) return std::nullopt;
  const double share = static_cast<double>(pending) / static_cast<double>(cohort);
  return Maturity{cohort, pending, share, share > share_max};
}

}  // namespace onward
