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
    if (const auto at = near_place(key); is_near(at)) return near_[at];
    const auto group = hashed(key);
    keep_near(key, group);
    return group;
  }
  // Of several keys at once. One that is new moves others in the table, so those behind it are
  // looked up by themselves.
  static constexpr std::size_t at_once = 64;
  void of(std::span<const Key> keys, std::span<std::size_t> groups) {
    std::array<std::uint32_t, at_once> at{};
    for (std::size_t i = 0; i < N; ++i)
      for (std::size_t n = 0; n < keys.size(); ++n) at[n] += steps_[i].to(keys[n][i]);
    std::size_t n = 0;
    for (; n < keys.size() && is_near(at[n]); ++n) groups[n] = near_[at[n]];
    for (; n < keys.size(); ++n) groups[n] = of(keys[n]);
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
  // cache. Each place has a step; together they lead to a place in the table.
  static constexpr std::int64_t place_first = -2;  // what is unknown, and who was erased
  static constexpr std::int64_t places_max = 1 << 16;
  static constexpr std::uint32_t near_max = 1 << 20;
  static constexpr std::uint32_t no_step = near_max;  // leads beyond the table

  static std::uint64_t offset(std::int64_t place) {
    return static_cast<std::uint64_t>(place) - static_cast<std::uint64_t>(place_first);
  }
  struct Steps {
    std::uint32_t to(std::int64_t place) const {
      const auto at = offset(place);
      return at < of_place.size() ? of_place[at] : no_step;
    }
    std::uint32_t last() const { return static_cast<std::uint32_t>(places.size() - 1) * stride; }
    std::vector<std::uint32_t> of_place{};
    std::vector<std::uint32_t> places{};  // those that have one, as they were met
    std::uint32_t room = 0;  // for so many of them
    std::uint32_t stride = 1;  // from one to the next
  };

  std::uint32_t near_place(const Key& key) const {
    std::uint32_t at = 0;
    for (std::size_t i = 0; i < N; ++i) at += steps_[i].to(key[i]);
    return at;
  }
  bool is_near(std::uint32_t at) const { return at < near_.size() && near_[at] != none; }
  void keep_near(const Key& key, std::uint32_t group) {
    if (!is_small_) return;
    bool is_wider = false;
    for (std::size_t i = 0; i < N; ++i) is_wider |= meet(steps_[i], offset(key[i]));
    if (is_wider) widen();
    if (is_small_) near_[near_place(key)] = group;
  }
  // Whether there is no room for it.
  bool meet(Steps& steps, std::uint64_t place) {
    is_small_ = is_small_ && place < places_max;
    if (!is_small_) return false;
    if (place >= steps.of_place.size()) steps.of_place.resize(place + 1, no_step);
    if (steps.of_place[place] != no_step) return false;
    steps.places.push_back(static_cast<std::uint32_t>(place));
    if (steps.places.size() > steps.room) return true;
    steps.of_place[place] = steps.last();
    return false;
  }
  // Steps to all that was met, and room for some more; all groups have their places anew.
  void widen() {
    std::uint64_t size = 1;
    for (auto& steps : steps_) {
      if (steps.room < steps.places.size()) steps.room += steps.room / 4 + 1;
      steps.stride = static_cast<std::uint32_t>(size);
      for (std::uint32_t code = 0; code < steps.places.size(); ++code)
        steps.of_place[steps.places[code]] = code * steps.stride;
      size *= steps.room;
      if (size > near_max) is_small_ = false;
      if (!is_small_) return near_.clear();
    }
    near_.assign(size, none);
    for (std::uint32_t group = 0; group < keys_.size(); ++group)
      near_[near_place(keys_[group])] = group;
  }

  std::vector<Key> keys_{};
  std::vector<std::uint32_t> slots_{};
  bool is_small_ = true;
  std::array<Steps, N> steps_{};
  std::vector<std::uint32_t> near_{};
};

}  // namespace onward
