#include "columns.hpp"

#include <cerrno>
#include <cstring>

namespace onward_python {

namespace {

template <class T> T* held_by(const py::object& capsule, const char* name) {
  auto* held = static_cast<T*>(PyCapsule_GetPointer(capsule.ptr(), name));
  if (!held) throw py::error_already_set();
  if (!held->release) throw py::value_error("its columns were taken already");
  return held;
}

// The consumer may take the structure out of its capsule; what is left there is released with it.
template <class T> py::object capsule_of(std::unique_ptr<Owned<T>> structure, const char* name) {
  static_assert(offsetof(Owned<T>, it) == 0, "the capsule holds what its name says");
  auto* capsule = PyCapsule_New(structure.get(), name, [](PyObject* self) {
    delete static_cast<Owned<T>*>(PyCapsule_GetPointer(self, PyCapsule_GetName(self)));
  });
  if (!capsule) throw py::error_already_set();
  static_cast<void>(structure.release());
  return py::reinterpret_steal<py::object>(capsule);
}

}  // namespace

Chunks::Chunks(const py::object& table) {
  if (py::hasattr(table, "__arrow_c_stream__")) {
    const py::object capsule = table.attr("__arrow_c_stream__")();
    auto* held = held_by<ArrowArrayStream>(capsule, "arrow_array_stream");
    Owned<ArrowArrayStream> stream;
    stream.it = std::exchange(*held, {});
    read(stream.it);
    return;
  }
  if (!py::hasattr(table, "__arrow_c_array__"))
    throw py::type_error(
        "expected a table of pyarrow, polars or pandas, or another with "
        "__arrow_c_stream__ or __arrow_c_array__");
  capsules_ = table.attr("__arrow_c_array__")();
  const py::tuple pair(capsules_);
  if (pair.size() != 2) throw py::type_error("__arrow_c_array__ answers two capsules");
  schema_ = held_by<ArrowSchema>(pair[0], "arrow_schema");
  arrays_.push_back(held_by<ArrowArray>(pair[1], "arrow_array"));
}

void Chunks::read(ArrowArrayStream& stream) {
  const auto must = [&](int error) {
    if (error == 0) return;
    const char* why = stream.get_last_error(&stream);
    throw std::runtime_error(std::string("the table cannot be read: ") +
                             (why ? why : std::strerror(error)));
  };
  must(stream.get_schema(&stream, &own_schema_.it));
  schema_ = &own_schema_.it;
  while (true) {
    auto& next = own_arrays_.emplace_back().it;
    must(stream.get_next(&stream, &next));
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    if (!next.release) return;
    arrays_.push_back(&next);
  }
}

py::list Columns::names() const {
  py::list out;
  const ArrowSchema& schema = kept_->schema.it;
  for (std::int64_t i = 0; i < schema.n_children; ++i) out.append(schema.children[i]->name);
  return out;
}

// A structure whose buffers are those of the table, and which keeps the table. It has the same
// members for schemas and for arrays.
template <class T> struct Columns::View {
  std::shared_ptr<const Kept> kept;
  std::deque<Owned<T>> children{};
  std::vector<T*> places{};

  static void make(const T& from, const std::shared_ptr<const Kept>& kept, T* out) {
    auto view = std::make_unique<View>();
    view->kept = kept;
    for (std::int64_t i = 0; i < from.n_children; ++i) {
      auto& child = view->children.emplace_back().it;
      make(*from.children[i], kept, &child);
      view->places.push_back(&child);
    }
    *out = from;
    out->children = view->places.data();
    out->release = [](T* t) {
      delete static_cast<View*>(t->private_data);
      t->release = nullptr;
    };
    out->private_data = view.release();
  }
  static std::unique_ptr<Owned<T>> made(const T& from, const std::shared_ptr<const Kept>& kept) {
    auto out = std::make_unique<Owned<T>>();
    make(from, kept, &out->it);
    return out;
  }
};

py::tuple Columns::array_capsules() const {
  auto schema = capsule_of(View<ArrowSchema>::made(kept_->schema.it, kept_), "arrow_schema");
  auto array = capsule_of(View<ArrowArray>::made(kept_->array.it, kept_), "arrow_array");
  return py::make_tuple(schema, array);
}

// One chunk, and then the end.
struct Columns::Stream {
  std::shared_ptr<const Kept> kept;
  bool ended = false;

  template <class F> static int guarded(F&& f) {
    try {
      f();
      return 0;
    } catch (const std::bad_alloc&) { return ENOMEM; }
  }
  static Stream& of(ArrowArrayStream* s) { return *static_cast<Stream*>(s->private_data); }
  static int get_schema(ArrowArrayStream* s, ArrowSchema* out) {
    auto& kept = of(s).kept;
    return guarded([&] { View<ArrowSchema>::make(kept->schema.it, kept, out); });
  }
  static int get_next(ArrowArrayStream* s, ArrowArray* out) {
    *out = {};
    if (std::exchange(of(s).ended, true)) return 0;
    auto& kept = of(s).kept;
    return guarded([&] { View<ArrowArray>::make(kept->array.it, kept, out); });
  }
  static const char* get_last_error(ArrowArrayStream*) { return nullptr; }
  static void end(ArrowArrayStream* s) {
    delete &of(s);
    s->release = nullptr;
  }
};

py::object Columns::stream_capsule() const {
  auto stream = std::make_unique<Stream>();
  stream->kept = kept_;
  auto out = std::make_unique<Owned<ArrowArrayStream>>();
  out->it = {Stream::get_schema, Stream::get_next, Stream::get_last_error, Stream::end,
             stream.release()};
  return capsule_of(std::move(out), "arrow_array_stream");
}

}  // namespace onward_python
