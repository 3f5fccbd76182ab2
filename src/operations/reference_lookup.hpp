// From a reference that was read aloud to the row it names, without an index.
#pragma once

#include "onward/rules/reference.hpp"
#include "operations/context.hpp"

namespace onward {

// The key in the store's identity; throws when the store is damaged.
ReferenceKey reference_key(Context&);

std::int64_t id_behind(Context&, char noun, std::string_view reference);  // 0: no such reference

// Refuses both and neither, as nobody can tell which is meant.
inline Refused one_named(bool by_id, bool by_reference) {
  if (by_id != by_reference) return std::nullopt;
  return refuse(Reason::malformed_request, "", "expected an id or a reference, and not both");
}

// The row meant by an id or, when that is 0, by a reference.
template <class Tag>
Id<Tag> looked_up(Context& c, char noun, Id<Tag> id, std::string_view reference) {
  return id || reference.empty() ? id : Id<Tag>(id_behind(c, noun, reference));
}

}  // namespace onward
