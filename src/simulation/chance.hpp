// Seeded chance: the same numbers with every compiler.
#pragma once

#include <cstdint>
#include <iterator>

namespace onward::simulation {

// SplitMix64 (Steele, Lea and Flood, 2014).
class Chance {
 public:
  explicit Chance(std::uint64_t seed) : state_(seed) {}

  std::uint64_t next() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15U;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31);
  }
  std::int64_t below(std::int64_t n) {
    return static_cast<std::int64_t>(next() % static_cast<std::uint64_t>(n));
  }
  std::int64_t between(std::int64_t from, std::int64_t to) { return from + below(to - from + 1); }
  bool percent(std::int64_t share) { return below(100) < share; }
  template <class List> auto& one_of(List&& list) {
    return list[static_cast<std::size_t>(below(std::ssize(list)))];
  }
  // Mostly one of the last, since what is new is what is worked on.
  template <class List> auto& recent_of(List&& list, std::int64_t last = 40) {
    const std::int64_t size = std::ssize(list);
    const std::int64_t from = size > last && percent(85) ? size - last : 0;
    return list[static_cast<std::size_t>(between(from, size - 1))];
  }

 private:
  std::uint64_t state_;
};

}  // namespace onward::simulation
