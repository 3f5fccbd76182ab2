#include "rules/explainer.hpp"

#include <bit>

namespace onward {

namespace {

constexpr auto fixed = [] {
  Criteria set;
  for (auto& name : names<Criterion>)
    if (!is_relaxable(name.value)) set.insert(name.value);
  return set;
}();

}  // namespace

void Explainer::flush() {
  for (std::size_t i = 0; i < 8; ++i) {
    blocked_[i] += static_cast<std::int64_t>(low_ >> 8 * i & 0xff);
    blocked_[8 + i] += static_cast<std::int64_t>(high_ >> 8 * i & 0xff);
  }
  low_ = high_ = 0;
  pending_ = 0;
}

void Explainer::consider(Criteria blocking) {
  if (blocking.empty() || (blocking.bits & fixed.bits) != 0) return;
  if (blocking == relaxation_) {
    ++yields_;
    return;
  }
  // Of two sets of one size, the first in order has the first criterion in which they differ.
  const int size = std::popcount(blocking.bits);
  const auto differs = blocking.bits ^ relaxation_.bits;
  const bool is_first = (blocking.bits & (differs & (~differs + 1))) != 0;
  if (!relaxation_.empty() && size == relaxation_size_ && !is_first) return;
  relaxation_ = blocking;
  relaxation_size_ = size;
  yields_ = 1;
}

Explanation Explainer::explanation() {
  flush();
  Explanation out{.relaxation = listed(relaxation_), .relaxation_yields = yields_};
  for (auto& name : names<Criterion>)
    if (const auto services = blocked_[static_cast<std::size_t>(name.value)])
      out.histogram.push_back({name.value, services});
  return out;
}

}  // namespace onward
