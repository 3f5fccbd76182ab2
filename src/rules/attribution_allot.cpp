#include <algorithm>
#include <cmath>
#include <numeric>

#include "onward/rules/attribution.hpp"

namespace onward {

namespace {

__extension__ using Wide = unsigned __int128;

constexpr int weight_bits = 53;  // of a real weight, below the largest

// Sums of 2^33 weights fit, and so does a total times a weight.
std::vector<std::uint64_t> allot_whole(std::uint64_t total, std::span<const std::uint64_t> weights,
                                       Wide sum) {
  std::vector<std::uint64_t> parts(weights.size());
  std::vector<Wide> remainders(weights.size());
  std::uint64_t left = total;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const Wide share = Wide{total} * weights[i];
    parts[i] = static_cast<std::uint64_t>(share / sum);
    remainders[i] = share % sum;
    left -= parts[i];
  }
  std::vector<std::size_t> order(weights.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  const auto end = order.begin() + static_cast<std::ptrdiff_t>(left);  // fewer than weights
  std::nth_element(order.begin(), end, order.end(), [&](std::size_t a, std::size_t b) {
    return remainders[a] != remainders[b] ? remainders[a] > remainders[b] : a < b;
  });
  for (auto place = order.begin(); place != end; ++place) ++parts[*place];
  return parts;
}

std::vector<std::int64_t> allot_signed(std::int64_t total, std::vector<std::uint64_t> weights) {
  if (weights.empty()) return {};
  Wide sum = std::accumulate(weights.begin(), weights.end(), Wide{0});
  if (sum == 0) {
    weights.assign(weights.size(), 1);
    sum = weights.size();
  }
  // Unsigned, because the least integer has no counterpart above 0.
  const auto size = static_cast<std::uint64_t>(total);
  std::vector<std::int64_t> out;
  out.reserve(weights.size());
  for (const auto part : allot_whole(total < 0 ? 0 - size : size, weights, sum))
    out.push_back(static_cast<std::int64_t>(total < 0 ? 0 - part : part));
  return out;
}

}  // namespace

std::vector<std::int64_t> allot(std::int64_t total, std::span<const std::int64_t> weights) {
  std::vector<std::uint64_t> whole;
  whole.reserve(weights.size());
  for (const auto weight : weights)
    whole.push_back(static_cast<std::uint64_t>(std::max<std::int64_t>(weight, 0)));
  return allot_signed(total, std::move(whole));
}

std::vector<std::int64_t> allot(std::int64_t total, std::span<const double> weights) {
  double largest = 0;
  for (const double weight : weights)
    if (weight > largest) largest = weight;
  int exponent = 0;
  if (std::isfinite(largest)) std::frexp(largest, &exponent);
  std::vector<std::uint64_t> whole;
  whole.reserve(weights.size());
  for (const double weight : weights) {
    if (!(weight > 0))
      whole.push_back(0);
    else if (std::isinf(largest))
      whole.push_back(std::isinf(weight) ? 1 : 0);
    else
      whole.push_back(
          static_cast<std::uint64_t>(std::llround(std::ldexp(weight, weight_bits - exponent))));
  }
  return allot_signed(total, std::move(whole));
}

}  // namespace onward
