// What the engine wants of the world: time, chance, keys, and a word on long work.
#pragma once

#include <functional>

#include "onward/schema.hpp"

namespace onward {

// Everything the engine wants of the world. Each may be left empty; then the default holds.
// An engine that is used from several threads calls them from any of these threads.
struct Host {
  std::function<Instant()> clock{};  // default: the system's clock
  // A clock that is more than 400 days ahead of the journal's last entry is broken, unless this
  // says that nobody wrote for so long.
  bool clock_may_jump = false;
  std::function<void(std::span<std::byte>)> random{};  // default: the system's
  // Fills the key for a purpose ("checkpoint": an Ed25519 seed); false: there is none. Default.
  std::function<bool(std::string_view purpose, std::span<std::byte, 32>)> key{};
  // The code of the locality in which an address lies; empty: it is not known. It is asked while
  // the store is being written, so it answers at once. Default: none is known.
  std::function<std::string(std::string_view address, std::string_view postcode)> locality_of{};
  // done of total (0: unknown) units of long work.
  std::function<void(std::string_view what, std::int64_t done, std::int64_t total)> progress{};
  std::function<bool()> cancelled{};  // asked in long work, and in long waits; default: never
  // Runs body(0) to body(n - 1), in any order, on the host's threads. Default: one after another.
  std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)> parallel_for{};
};

struct Cancelled : std::exception {
  const char* what() const noexcept override { return "cancelled by the host"; }
};

}  // namespace onward
