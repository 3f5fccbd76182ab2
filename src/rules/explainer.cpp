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

// Of two sets of one size, the first in order has the first criterion in which they differ.
bool relaxes_before(Criteria a, Criteria b) {
  const int size_of_a = std::popcount(a.bits), size_of_b = std::popcount(b.bits);
  if (size_of_a != size_of_b) return size_of_a < size_of_b;
  const auto differs = a.bits ^ b.bits;
  return (a.bits & (differs & (~differs + 1))) != 0;
}

}  // namespace

Explanation Explainer::explanation() const {
  std::array<std::int64_t, names<Criterion>.size()> blocked{};
  blocked[static_cast<std::size_t>(Criterion::issue)] = without_issue_;
  Criteria relaxation;
  for (auto bits = seen_; bits != 0; bits = (bits - 1) & seen_) {  // every set of those seen
    if (services_[bits] == 0) continue;
    for (auto left = bits; left != 0; left &= left - 1)
      blocked[static_cast<std::size_t>(std::countr_zero(left))] += services_[bits];
    if ((bits & fixed.bits) == 0 && (relaxation.empty() || relaxes_before({bits}, relaxation)))
      relaxation = {bits};
  }
  Explanation out{.relaxation = listed(relaxation)};
  if (!relaxation.empty()) out.relaxation_yields = services_[relaxation.bits];
  for (auto& name : names<Criterion>)
    if (const auto services = blocked[static_cast<std::size_t>(name.value)])
      out.histogram.push_back({name.value, services});
  return out;
}

}  // namespace onward
