// Members by name, for reads that need a few of them.
#pragma once

#include "onward/storage.hpp"

namespace onward {

template <Kept T> constexpr Columns columns(std::initializer_list<std::string_view> members) {
  Columns out = 0;
  for (const auto name : members)
    for (std::size_t i = 0; i < rows<T>.size(); ++i)
      if (rows<T>[i].name == name) out |= Columns{1} << i;
  return out;
}

}  // namespace onward
