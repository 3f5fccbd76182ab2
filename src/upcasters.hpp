// Old row formats, made new: pure functions over the cells of a row, kept for ever.
#pragma once

#include "onward/storage.hpp"

namespace onward {

// One step: from `format` to `format + 1`.
struct Upcaster {
  Noun noun;
  int format;
  void (*step)(std::string& open, std::string& personal);
};
std::span<const Upcaster> upcasters();

// Rewrites the two parts of a row from `format` to the noun's present format, step by step.
// Throws StorageError for a format that is newer than this library knows, and for one from which
// no step leads on: a row is never read as what it is not.
void upcast(const NounInfo&, int format, std::string& open, std::string& personal,
            std::span<const Upcaster> = upcasters());

}  // namespace onward
