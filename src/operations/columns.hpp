// Members by name, for reads that need a few of them.
#pragma once

#include "onward/storage.hpp"

namespace onward {

template <Kept T> consteval Columns columns(std::initializer_list<std::string_view> members) {
  Columns out = 0;
  for (const auto name : members) {
    std::size_t at = 0;
    while (at < rows<T>.size() && rows<T>[at].name != name) ++at;
    if (at == rows<T>.size()) throw "no such member";
    out |= Columns{1} << at;
  }
  return out;
}

}  // namespace onward
