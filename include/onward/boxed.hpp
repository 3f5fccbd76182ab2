// An optional record that lies elsewhere: in a list of thousands, of which few have one, it takes a
// pointer. Copying copies it.
#pragma once

#include <memory>
#include <utility>

#include "onward/schema.hpp"

namespace onward {

template <class T> class Boxed {
 public:
  Boxed() = default;
  Boxed(T value) : value_(std::make_unique<T>(std::move(value))) {}
  Boxed(const Boxed& other) : value_(other ? std::make_unique<T>(*other) : nullptr) {}
  Boxed(Boxed&&) noexcept = default;
  Boxed& operator=(Boxed other) noexcept {
    value_ = std::move(other.value_);
    return *this;
  }
  ~Boxed() = default;

  explicit operator bool() const { return value_ != nullptr; }
  T& operator*() { return *value_; }
  const T& operator*() const { return *value_; }
  T* operator->() { return value_.get(); }
  const T* operator->() const { return value_.get(); }
  void reset() { value_.reset(); }
  T& emplace() { return *(value_ = std::make_unique<T>()); }

 private:
  std::unique_ptr<T> value_{};
};

// On the wire it is an optional.
template <class T> struct Kind<Boxed<T>> : Kind<std::optional<T>> {
  static void write(Writer& w, const void* p) {
    auto& v = *static_cast<const Boxed<T>*>(p);
    v ? Kind<T>::write(w, &*v) : w.null();
  }
  static void read(Reader& r, void* p, const Row& row, const Path& path,
                   std::vector<Problem>& out) {
    auto& v = *static_cast<Boxed<T>*>(p);
    if (r.is_null())
      v.reset();
    else
      Kind<T>::read(r, &v.emplace(), row, path, out);
  }
};

}  // namespace onward
