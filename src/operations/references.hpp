// What a request names must be there.
#pragma once

#include "operations/context.hpp"
#include "operations/shape.hpp"

namespace onward {

// Each is the id of a row that is there; the refusal names every one that is not, the first in its
// path.
template <Kept T, class Tag>
Refused all_exist(Context& c, const std::vector<Id<Tag>>& ids, std::string_view path) {
  std::vector<Problem> missing;
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!c.tables.get<T>(ids[i])) missing.push_back({Shape::at(path, i), "absent or not visible"});
  if (missing.empty()) return std::nullopt;
  Refusal out = not_found(missing.front().path);
  if (missing.size() > 1) out.problems = std::move(missing);
  return out;
}

}  // namespace onward
