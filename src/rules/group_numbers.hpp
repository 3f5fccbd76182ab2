// Groups by their keys, each with a number from 0.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <numeric>
#include <span>
#include <vector>

namespace onward {

template <std::size_t N> class GroupNumbers {
 public:
  using Key = std::array<std::int64_t, N>;

  std::size_t of(const Key& key) {
    if (const auto at = near_place(key); at < near_.size() && near_[at] != none) return near_[at];
    const auto group = hashed(key);
    keep_near(key, group);
    return group;
  }
  std::span<const Key> keys() const { return keys_; }

 private:
  static constexpr std::uint32_t none = ~0u;

  // By hash: any keys at all.
  std::uint32_t hashed(const Key& key) {
    if (keys_.size() * 2 >= slots_.size()) grow();
    for (std::size_t at = hash(key) & mask();; at = (at + 1) & mask()) {
      if (slots_[at] == none) {
        slots_[at] = static_cast<std::uint32_t>(keys_.size());
        keys_.push_back(key);
        return slots_[at];
      }
      if (keys_[slots_[at]] == key) return slots_[at];
    }
  }
  std::size_t mask() const { return slots_.size() - 1; }
  static std::size_t hash(const Key& key) {
    std::uint64_t h = 0;
    for (const auto place : key)
      h = (h ^ static_cast<std::uint64_t>(place)) * 0x9E3779B97F4A7C15u;  // 2^64 / golden ratio
    return static_cast<std::size_t>(h >> 20);
  }
  void grow() {
    slots_.assign(std::max<std::size_t>(1'024, slots_.size() * 4), none);
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      auto at = hash(keys_[i]) & mask();
      while (slots_[at] != none) at = (at + 1) & mask();
      slots_[at] = static_cast<std::uint32_t>(i);
    }
  }

  // Of few places along each dimension: a table of all their combinations, which lies in the
  // cache. Each place has a code of few bits, from 1; together they are a place in the table.
  static constexpr std::int64_t place_first = -2;  // what is unknown, and who was erased
  static constexpr std::int64_t places_max = 1 << 16;
  static constexpr int near_bits_max = 20;

  static std::uint64_t offset(std::int64_t place) {
    return static_cast<std::uint64_t>(place) - static_cast<std::uint64_t>(place_first);
  }
  // Beyond the table when a place has no code.
  std::size_t near_place(const Key& key) const {
    std::size_t at = 0;
    for (std::size_t i = 0; i < N; ++i) {
      const auto place = offset(key[i]);
      if (place >= codes_[i].size() || codes_[i][place] == 0) return near_.size();
      at |= std::size_t{codes_[i][place]} << shifts_[i];
    }
    return at;
  }
  void keep_near(const Key& key, std::uint32_t group) {
    bool is_wider = near_.empty();
    for (std::size_t i = 0; is_near_ && i < N; ++i) is_wider |= give_code(i, offset(key[i]));
    is_near_ = is_near_ && std::accumulate(bits_.begin(), bits_.end(), 0) <= near_bits_max;
    if (!is_near_)
      near_.clear();
    else if (is_wider)
      widen();
    else
      near_[near_place(key)] = group;
  }
  // Whether it takes a further bit.
  bool give_code(std::size_t dimension, std::uint64_t place) {
    auto& codes = codes_[dimension];
    is_near_ = place < places_max;
    if (!is_near_) return false;
    if (place >= codes.size()) codes.resize(place + 1);
    if (codes[place] != 0) return false;
    codes[place] = ++last_codes_[dimension];
    if (codes[place] >> bits_[dimension] == 0) return false;
    ++bits_[dimension];
    return true;
  }
  void widen() {
    std::exclusive_scan(bits_.begin(), bits_.end(), shifts_.begin(), 0);
    near_.assign(std::size_t{1} << (shifts_.back() + bits_.back()), none);
    for (std::uint32_t group = 0; group < keys_.size(); ++group)
      near_[near_place(keys_[group])] = group;
  }

  std::vector<Key> keys_{};
  std::vector<std::uint32_t> slots_{};
  bool is_near_ = true;
  std::array<std::vector<std::uint16_t>, N> codes_{};
  std::array<std::uint16_t, N> last_codes_{};
  std::array<int, N> bits_{}, shifts_{};
  std::vector<std::uint32_t> near_{};
};

}  // namespace onward
