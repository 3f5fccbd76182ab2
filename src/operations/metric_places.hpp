// Places along a dimension as people and programs write them.
#pragma once

#include "onward/operations/metrics.hpp"
#include "operations/context.hpp"

namespace onward {

FigureKey key_of(Context&, const Facts&, Dimension, Place);
// The place of a code; nothing when no place of this dimension can have it.
std::optional<Place> place_of(const Facts&, Dimension, std::string_view code);

// Whether the place says that there is none: no identifier, an empty text. An enumerator is always
// somebody, the first one too.
bool is_nobody(Dimension, Place);

}  // namespace onward
