// What a harness has found.
#pragma once

#include <string>
#include <vector>

namespace onward::tests {

inline std::string lines(const std::vector<std::string>& findings) {
  std::string out;
  for (auto& f : findings) out += f + '\n';
  return out;
}

}  // namespace onward::tests
