// Folds what blocks service after service into an explanation, a few instructions each.
#pragma once

#include "onward/rules/eligibility.hpp"

namespace onward {

class Explainer {
 public:
  // The criteria that block one service; none of them the issue.
  void add(Criteria blocking) {
    low_ += ones[blocking.bits & 0xff];
    high_ += ones[blocking.bits >> 8];
    if (++pending_ == 255) flush();
    if (has_at_most(blocking.bits, relaxation_size_)) consider(blocking);
  }
  void add_without_issue(std::int64_t services) {
    blocked_[static_cast<std::size_t>(Criterion::issue)] += services;
  }
  Explanation explanation();

 private:
  static_assert(names<Criterion>.size() <= 16, "criteria are counted in two words of eight bytes");

  // Each bit of a byte as a byte of its own, so that one addition counts eight criteria.
  static constexpr auto ones = [] {
    std::array<std::uint64_t, 256> words{};
    for (std::size_t byte = 0; byte < words.size(); ++byte)
      for (std::size_t bit = 0; bit < 8; ++bit)
        words[byte] |= static_cast<std::uint64_t>(byte >> bit & 1) << 8 * bit;
    return words;
  }();
  static bool has_at_most(std::uint32_t bits, int size) {
    for (; size > 0; --size) bits &= bits - 1;
    return bits == 0;
  }
  void flush();
  void consider(Criteria blocking);

  std::uint64_t low_ = 0, high_ = 0;
  int pending_ = 0;  // a byte counts to 255
  std::array<std::int64_t, 16> blocked_{};
  Criteria relaxation_{};
  int relaxation_size_ = static_cast<int>(names<Criterion>.size());
  std::int64_t yields_ = 0;
};

}  // namespace onward
