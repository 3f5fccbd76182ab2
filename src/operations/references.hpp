// What a request names must be there.
#pragma once

#include "operations/context.hpp"
#include "operations/shape.hpp"

namespace onward {

// Each is the id of a row that is there; the refusal's path names the first that is not.
template <Kept T, class Tag>
Refused all_exist(Context& c, const std::vector<Id<Tag>>& ids, std::string_view path) {
  for (std::size_t i = 0; i < ids.size(); ++i)
    if (!c.tables.get<T>(ids[i])) return not_found(Shape::at(path, i));
  return std::nullopt;
}

}  // namespace onward
