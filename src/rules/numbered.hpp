// A table whose rows are numbered as their identifiers come, and found by them.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace onward {

using Slot = std::uint32_t;
constexpr Slot no_slot = std::numeric_limits<Slot>::max();

// Rows have a member `id`. A slot stays its identifier's for ever.
template <class Row> class Numbered {
 public:
  Row& operator[](Slot slot) { return rows_[slot]; }
  const Row& operator[](Slot slot) const { return rows_[slot]; }
  auto begin() { return rows_.begin(); }
  auto end() { return rows_.end(); }
  auto begin() const { return rows_.begin(); }
  auto end() const { return rows_.end(); }
  std::size_t size() const { return rows_.size(); }

  Slot find(std::int64_t id) const { return places_.empty() ? no_slot : places_[place(id)]; }

  Slot insert(std::int64_t id) {
    if (2 * (rows_.size() + 1) > places_.size())
      rehash(std::max<std::size_t>(16, 2 * places_.size()));
    Slot& slot = places_[place(id)];
    if (slot == no_slot) {
      slot = static_cast<Slot>(rows_.size());
      rows_.emplace_back().id = id;
    }
    return slot;
  }

  // Numbers them in this order. Where two are the same: false, and the table is empty.
  bool assign(std::span<const std::int64_t> ids) {
    rows_.assign(ids.size(), {});
    for (Slot slot = 0; slot < ids.size(); ++slot) rows_[slot].id = ids[slot];
    places_.assign(std::bit_ceil(std::max<std::size_t>(16, 2 * ids.size())), no_slot);
    for (Slot slot = 0; slot < ids.size(); ++slot) {
      Slot& there = places_[place(ids[slot])];
      if (there == no_slot) {
        there = slot;
        continue;
      }
      rows_.clear();
      places_.clear();
      return false;
    }
    return true;
  }
  void trim() { rows_.shrink_to_fit(); }
  std::size_t memory_bytes() const {
    return rows_.capacity() * sizeof(Row) + places_.capacity() * sizeof(Slot);
  }

 private:
  // Where the identifier stands, or would. A store gives identifiers one after the other, so
  // neighbours stay neighbours; the higher bits are mixed, so that no other pattern falls on one
  // place (2^64 / the golden ratio; Knuth 6.4).
  std::size_t place(std::int64_t id) const {
    constexpr std::uint64_t golden = 0x9e3779b97f4a7c15;
    const auto bits = static_cast<std::uint64_t>(id);
    const std::size_t mask = places_.size() - 1;
    std::size_t at = (bits ^ ((bits >> 20) * golden >> 24)) & mask;
    while (places_[at] != no_slot && rows_[places_[at]].id != id) at = (at + 1) & mask;
    return at;
  }
  void rehash(std::size_t places) {
    places_.assign(places, no_slot);
    for (Slot slot = 0; slot < rows_.size(); ++slot) places_[place(rows_[slot].id)] = slot;
  }

  std::vector<Row> rows_;
  std::vector<Slot> places_;  // open addressing; a power of two, at most half full
};

}  // namespace onward
