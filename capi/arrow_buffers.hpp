// The buffers of Arrow's arrays: what is kept behind one that was given away, bits, and ends.
#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <stdexcept>
#include <utility>
#include <vector>

#include "onward_arrow.h"

namespace onward_arrow {

// What stands behind an array that was given away.
struct OwnedArray {
  std::vector<std::shared_ptr<const void>> kept{};
  std::vector<const void*> buffers{};
  std::vector<ArrowArray> parts{};
  std::vector<ArrowArray*> places{};
  ArrowArray dictionary{};

  static void release(ArrowArray* array) {
    const std::unique_ptr<OwnedArray> owned(static_cast<OwnedArray*>(array->private_data));
    for (auto& part : owned->parts)
      if (part.release) part.release(&part);
    if (owned->dictionary.release) owned->dictionary.release(&owned->dictionary);
    array->release = nullptr;
  }

  template <class T> void keep(std::vector<T>&& values) {
    auto kept_values = std::make_shared<std::vector<T>>(std::move(values));
    if (kept_values->empty()) kept_values->reserve(1);  // a buffer is never null
    buffers.push_back(kept_values->data());
    kept.push_back(std::move(kept_values));
    values = {};
  }
};

inline OwnedArray& begin_array(ArrowArray* out) {
  *out = {};
  auto owned = std::make_unique<OwnedArray>();
  OwnedArray& o = *owned;
  out->release = OwnedArray::release;
  out->private_data = owned.release();
  return o;
}
inline void end_array(ArrowArray* out, OwnedArray& o, std::int64_t length, std::int64_t nulls) {
  out->length = length;
  out->null_count = nulls;
  out->n_buffers = std::ssize(o.buffers);
  out->buffers = o.buffers.data();
  out->n_children = std::ssize(o.parts);
  out->children = o.places.empty() ? nullptr : o.places.data();
}

// A bit for each value.
class Bits {
 public:
  void push(std::size_t at, bool set) {
    if (at % 8 == 0) bytes_.push_back(0);
    if (set) bytes_.back() = static_cast<std::uint8_t>(bytes_.back() | 1U << at % 8);
  }
  void fill(std::size_t size) {  // as many that are set
    bytes_.assign((size + 7) / 8, 0xff);
    if (size % 8) bytes_.back() = static_cast<std::uint8_t>((1U << size % 8) - 1);
  }
  std::vector<std::uint8_t>&& take() { return std::move(bytes_); }

 private:
  std::vector<std::uint8_t> bytes_{};
};

// What holds several bytes, or several values, has where each one ends.
class Ends {
 public:
  void push(std::size_t end) {
    if (end > std::size_t(std::numeric_limits<std::int32_t>::max()))
      throw std::length_error("a batch of so many rows holds too much text");
    offsets_.push_back(static_cast<std::int32_t>(end));
  }
  std::vector<std::int32_t> take() {
    auto out = std::exchange(offsets_, {0});
    offsets_.reserve(out.size());
    return out;
  }

 private:
  std::vector<std::int32_t> offsets_{0};
};

}  // namespace onward_arrow
