// Arrow columns in and out of Python, by the capsules that pyarrow, polars and pandas understand.
//   source   arrow.apache.org/docs/format/CDataInterface/PyCapsuleInterface.html
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "callbacks.hpp"

namespace onward_python {

// Released when it goes, unless somebody took it.
template <class T> struct Owned {
  T it{};
  Owned() = default;
  Owned(const Owned&) = delete;
  ~Owned() {
    if (it.release) it.release(&it);
  }
};

// The chunks of a table that has __arrow_c_stream__ or __arrow_c_array__, while this lives.
class Chunks {
 public:
  explicit Chunks(const py::object& table);

  const ArrowSchema* schema() const { return schema_; }
  const std::vector<const ArrowArray*>& arrays() const { return arrays_; }

 private:
  void read(ArrowArrayStream&);

  py::object capsules_{};  // they own what a single array is
  Owned<ArrowSchema> own_schema_{};
  std::deque<Owned<ArrowArray>> own_arrays_{};
  const ArrowSchema* schema_ = nullptr;
  std::vector<const ArrowArray*> arrays_{};
};

// A table of the library's, which may be given to Python as often as it asks.
class Columns {
 public:
  ArrowSchema* schema() { return &kept_->schema.it; }
  ArrowArray* array() { return &kept_->array.it; }
  bool is_there() const { return kept_->array.it.release; }
  std::int64_t size() const { return kept_->array.it.length; }
  py::list names() const;

  py::tuple array_capsules() const;
  py::object stream_capsule() const;

 private:
  struct Kept {
    Owned<ArrowSchema> schema{};
    Owned<ArrowArray> array{};
  };
  template <class T> struct View;
  struct Stream;
  std::shared_ptr<Kept> kept_ = std::make_shared<Kept>();
};

}  // namespace onward_python
