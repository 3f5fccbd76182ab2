// The sentences of each locale, in the order of Reason.
#pragma once

#include "onward/result.hpp"

namespace onward {

struct CatalogueText {
  Reason reason;
  std::string_view text;
};

std::span<const CatalogueText> catalogue_en();

}  // namespace onward
