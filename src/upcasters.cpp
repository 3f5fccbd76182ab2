#include "upcasters.hpp"

#include <algorithm>

namespace onward {

// Every row is in its first format still; the first change of a meaning adds the first row here.
std::span<const Upcaster> upcasters() { return {}; }

namespace {

[[noreturn]] void fail(const NounInfo& noun, int format, const char* why) {
  throw StorageError("journal: " + std::string(noun.name) + " in format " + std::to_string(format) +
                     why);
}

}  // namespace

void upcast(const NounInfo& noun, int format, std::string& open, std::string& personal,
            std::span<const Upcaster> steps) {
  if (format > noun.format) fail(noun, format, " is newer than this library");
  for (; format < noun.format; ++format) {
    const auto step = std::ranges::find_if(
        steps, [&](auto& s) { return s.noun == noun.noun && s.format == format; });
    if (step == steps.end()) fail(noun, format, " cannot be brought to the next one");
    step->step(open, personal);
  }
}

}  // namespace onward
