// Folds what blocks service after service into an explanation, one addition each.
#pragma once

#include "onward/rules/eligibility.hpp"

namespace onward {

class Explainer {
 public:
  // The criteria that block one service; none of them the issue.
  void add(Criteria blocking) {
    ++services_[blocking.bits];
    seen_ |= blocking.bits;
  }
  void add_without_issue(std::int64_t services) { without_issue_ += services; }
  Explanation explanation() const;

 private:
  static_assert(names<Criterion>.size() <= 16, "every set of criteria has a number of services");

  std::vector<std::uint32_t> services_ = std::vector<std::uint32_t>(1 << names<Criterion>.size());
  std::uint32_t seen_ = 0;
  std::int64_t without_issue_ = 0;
};

}  // namespace onward
