// Groups by their keys, each with a number from 0.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace onward {

template <std::size_t N> class GroupNumbers {
 public:
  using Key = std::array<std::int64_t, N>;

  std::size_t of(const Key& key) {
    if (keys_.size() * 2 >= slots_.size()) grow();
    for (std::size_t at = hash(key) & mask();; at = (at + 1) & mask()) {
      if (slots_[at] == empty) {
        slots_[at] = static_cast<std::uint32_t>(keys_.size());
        keys_.push_back(key);
        return keys_.size() - 1;
      }
      if (same(keys_[slots_[at]], key)) return slots_[at];
    }
  }
  std::span<const Key> keys() const { return keys_; }

 private:
  static constexpr std::uint32_t empty = ~0u;
  std::size_t mask() const { return slots_.size() - 1; }
  static std::size_t hash(const Key& key) {
    std::uint64_t h = 0;
    for (const auto place : key)
      h = (h ^ static_cast<std::uint64_t>(place)) * 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio
    return static_cast<std::size_t>(h >> 20);
  }
  // Without a call, as == of arrays makes: a fifth of the time that counting takes.
  static bool same(const Key& a, const Key& b) {
    std::int64_t differs = 0;
    for (std::size_t i = 0; i < N; ++i) differs |= a[i] ^ b[i];
    return differs == 0;
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(1'024, slots_.size() * 4), empty);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      auto at = hash(keys_[i]) & mask();
      while (slots_[at] != empty) at = (at + 1) & mask();
      slots_[at] = static_cast<std::uint32_t>(i);
    }
  }
  std::vector<Key> keys_{};
  std::vector<std::uint32_t> slots_{};
};

}  // namespace onward
