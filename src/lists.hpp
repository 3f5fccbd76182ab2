// Lists that are sets.
#pragma once

#include <algorithm>

namespace onward {

template <class List> void sort_unique(List& list) {
  std::ranges::sort(list);
  const auto twice = std::ranges::unique(list);
  list.erase(twice.begin(), twice.end());
}

}  // namespace onward
