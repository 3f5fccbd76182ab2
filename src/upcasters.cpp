#include "upcasters.hpp"

namespace onward {

// Every row is in its first format still; the first change of a meaning adds the first row here.
std::span<const Upcaster> upcasters() { return {}; }

void upcast(const NounInfo& noun, int format, std::string& open, std::string& personal) {
  if (format > noun.format)
    throw StorageError("journal: " + std::string(noun.name) + " in format " +
                       std::to_string(format) + " is newer than this library");
  for (; format < noun.format; ++format)
    for (auto& upcaster : upcasters())
      if (upcaster.noun == noun.noun && upcaster.format == format) upcaster.step(open, personal);
}

}  // namespace onward
