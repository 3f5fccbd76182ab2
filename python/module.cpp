// Binds onward.h and nothing else; Python's own types are made in onward/, from describe().
#include <memory>
#include <mutex>

#include "columns.hpp"
#include "streams.hpp"

namespace {

using namespace onward_python;

// Arguments come as objects and become here what they must be: pybind11's complaint of one of them
// would hold them all, and so a client's data. Surrogates are left for the engine to refuse.
class Utf8 {
 public:
  explicit Utf8(const py::object& text) {
    if (!py::isinstance<py::str>(text)) throw py::type_error("expected a text");
    auto* bytes = PyUnicode_AsEncodedString(text.ptr(), "utf-8", "surrogatepass");
    if (!bytes) throw py::error_already_set();
    bytes_ = py::reinterpret_steal<py::bytes>(bytes);
  }
  const char* data() const { return PyBytes_AS_STRING(bytes_.ptr()); }
  std::size_t size() const { return static_cast<std::size_t>(PyBytes_GET_SIZE(bytes_.ptr())); }

 private:
  py::bytes bytes_;
};
std::int64_t integer(const py::object& number) {
  const auto value = PyLong_AsLongLong(number.ptr());
  if (value == -1 && PyErr_Occurred()) throw py::error_already_set();
  return value;
}
py::buffer_info bytes_of(const py::object& piece) {
  if (!py::isinstance<py::buffer>(piece))
    throw py::type_error("expected bytes; a file must be opened in binary mode");
  return py::reinterpret_borrow<py::buffer>(piece).request();
}

// The answer's text. An exception of its encoding would hold all of it.
py::object text_of(const onward_text* answer) {
  const auto size = static_cast<py::ssize_t>(onward_text_size(answer));
  auto* text = PyUnicode_DecodeUTF8(onward_text_data(answer), size, "replace");
  if (!text) throw py::error_already_set();
  return py::reinterpret_steal<py::object>(text);
}

// Status, answer, and the exception of a callback or None.
template <class F> py::tuple run(std::mutex& mutex, F&& f) {
  if (is_calling()) throw std::runtime_error("a callback must not call the engine");
  onward_text* out = nullptr;
  onward_status status = ONWARD_BROKEN;
  {
    const py::gil_scoped_release free;
    const std::lock_guard lock(mutex);
    is_calling() = true;
    status = f(&out);
    is_calling() = false;
  }
  const std::unique_ptr<onward_text, decltype(&onward_text_free)> text(out, onward_text_free);
  const py::object caused = take(cause());
  if (const py::object raised = take(interrupt())) {
    PyErr_SetObject(reinterpret_cast<PyObject*>(Py_TYPE(raised.ptr())), raised.ptr());
    throw py::error_already_set();
  }
  return py::make_tuple(status, text_of(out),
                        status >= ONWARD_BROKEN && caused ? caused : py::none());
}

// The handle outlives close() for as long as another thread is in a call, and the callbacks outlive
// the handle: each copy keeps both.
template <class H> struct Handle {
  Host host{};
  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();
  std::shared_ptr<H> handle{};

  // Ending may wait for a thread that is in a callback, and so needs the interpreter.
  void own(H* opened, Host callbacks, void (*end)(H*)) {
    if (!opened) return;
    host = std::move(callbacks);
    handle.reset(opened, [end](H* h) {
      const py::gil_scoped_release free;
      end(h);
    });
  }
  template <class F> py::tuple use(F&& f) {
    if (!handle) throw py::value_error("it is closed");
    const auto self = *this;
    return run(*self.mutex, [&](onward_text** out) { return f(self.handle.get(), out); });
  }
  // The same beside other threads, of a handle that may be used by many at once.
  template <class F> py::tuple beside(F&& f) {
    if (!handle) throw py::value_error("it is closed");
    const auto self = *this;
    std::mutex alone;
    return run(alone, [&](onward_text** out) { return f(self.handle.get(), out); });
  }
  void close() { const auto closing = std::exchange(*this, {}); }
};

struct Engine : Handle<onward_engine> {
  py::tuple open(const py::object& options, const py::object& clock, const py::object& random,
                 const py::object& key, const py::object& progress, const py::object& cancelled,
                 const py::object& locality_of) {
    const Host asked = py::make_tuple(clock, random, key, progress, cancelled, locality_of);
    const onward_host callbacks = callbacks_of(asked);
    const Utf8 text(options);
    onward_engine* opened = nullptr;
    auto answer = run(*mutex, [&](onward_text** out) {
      return onward_open(text.data(), text.size(), &callbacks, &opened, out);
    });
    own(opened, asked, onward_close);
    return answer;
  }
  py::tuple backup(const py::object& path) {
    const Utf8 text(path);
    return beside([&](onward_engine* e, onward_text** out) {
      return onward_backup(e, text.data(), text.size(), out);
    });
  }
  py::tuple verify() {
    return beside([](onward_engine* e, onward_text** out) { return onward_verify(e, out); });
  }
};

struct Session : Handle<onward_session> {
  py::tuple open(const py::object& of, const py::object& options) {
    if (!py::isinstance<Engine>(of)) throw py::type_error("expected an engine");
    auto& engine = of.cast<Engine&>();
    const Host asked = engine.host;
    const Utf8 text(options);
    onward_session* opened = nullptr;
    auto answer = engine.use([&](onward_engine* e, onward_text** out) {
      return onward_session_open(e, text.data(), text.size(), &opened, out);
    });
    own(opened, asked, onward_session_close);
    return answer;
  }
  py::tuple call(const py::object& operation, const py::object& request) {
    const Utf8 name(operation), text(request);
    return use([&](onward_session* s, onward_text** out) {
      return onward_call(s, name.data(), name.size(), text.data(), text.size(), out);
    });
  }
  py::tuple put(const py::object& id, const py::object& offset, const py::object& bytes) {
    const Utf8 blob(id);
    const auto from = integer(offset);
    const auto piece = bytes_of(bytes);
    return use([&](onward_session* s, onward_text** out) {
      return onward_blob_put(s, blob.data(), blob.size(), from, piece.ptr,
                             static_cast<std::size_t>(piece.size * piece.itemsize), out);
    });
  }
  py::tuple get(const py::object& id, std::int64_t offset, std::size_t capacity) {
    const Utf8 blob(id);
    std::string bytes(capacity, '\0');
    std::size_t copied = 0;
    auto answer = use([&](onward_session* s, onward_text** out) {
      return onward_blob_get(s, blob.data(), blob.size(), offset, bytes.data(), capacity, &copied,
                             out);
    });
    return py::make_tuple(answer, py::bytes(bytes.data(), copied));
  }
  // The answer, and the stream; null when there is none.
  std::pair<py::tuple, std::unique_ptr<Reading>> read(const py::object& table,
                                                      const py::object& options) {
    const Utf8 name(table), text(options);
    ArrowArrayStream stream{};
    const Host callbacks = host;
    auto answer = use([&](onward_session* s, onward_text** out) {
      return onward_stream(s, name.data(), name.size(), text.data(), text.size(), &stream, out);
    });
    if (!stream.release) return {answer, nullptr};
    return {answer, std::make_unique<Reading>(stream, callbacks)};
  }
  py::tuple stream(const py::object& table, const py::object& options) {
    auto [answer, reading] = read(table, options);
    return py::make_tuple(answer, reading ? capsule_of(std::move(reading)) : py::none());
  }
  py::tuple schema(const py::object& table, const py::object& options) {
    auto [answer, reading] = read(table, options);
    return py::make_tuple(answer, reading ? schema_capsule_of(*reading) : py::none());
  }
  py::tuple erase(const py::object& id) {
    const Utf8 blob(id);
    return use([&](onward_session* s, onward_text** out) {
      return onward_blob_erase(s, blob.data(), blob.size(), out);
    });
  }
};

std::unique_ptr<Text> text(const py::object& stream, bool as_json) {
  const auto format = as_json ? onward_arrow::TextFormat::json : onward_arrow::TextFormat::csv;
  return std::make_unique<Text>(taken_from(stream), format);
}

// The answer, and the credit or None.
py::tuple attribute(const py::object& table, const py::object& options) {
  const Utf8 text(options);
  const Chunks paths(table);
  Columns credit;
  std::mutex mutex;
  const auto answer = run(mutex, [&](onward_text** out) {
    return onward_attribute(text.data(), text.size(), paths.schema(), paths.arrays().data(),
                            paths.arrays().size(), credit.schema(), credit.array(), out);
  });
  return py::make_tuple(answer, credit.is_there() ? py::cast(credit) : py::none());
}

// What the collector is told of, once the object has a T.
template <class T> T* made(PyObject* self) {
  auto& instance = *reinterpret_cast<py::detail::instance*>(self);
  const auto value = instance.get_value_and_holder();
  return value.holder_constructed() ? static_cast<T*>(value.value_ptr()) : nullptr;
}

// Shows a handle's callbacks to the garbage collector, which closes a handle that nobody else can.
template <class T> void collect(PyHeapTypeObject* heap) {
  auto& type = heap->ht_type;
  type.tp_flags |= Py_TPFLAGS_HAVE_GC;
  type.tp_traverse = [](PyObject* self, visitproc visit, void* arg) {
    Py_VISIT(Py_TYPE(self));
    if (const auto* handle = made<T>(self)) Py_VISIT(handle->host.ptr());
    return 0;
  };
  type.tp_clear = [](PyObject* self) {
    if (auto* handle = made<T>(self)) handle->close();
    return 0;
  };
}

}  // namespace

PYBIND11_MODULE(_onward, m) {
  py::class_<Engine>(m, "Engine", py::custom_type_setup(collect<Engine>))
      .def(py::init<>())
      .def("open", &Engine::open)
      .def("backup", &Engine::backup)
      .def("verify", &Engine::verify)
      .def("close", &Engine::close);
  py::class_<Session>(m, "Session", py::custom_type_setup(collect<Session>))
      .def(py::init<>())
      .def("open", &Session::open)
      .def("call", &Session::call)
      .def("put", &Session::put)
      .def("get", &Session::get)
      .def("erase", &Session::erase)
      .def("stream", &Session::stream)
      .def("schema", &Session::schema)
      .def("close", &Session::close);
  py::class_<Columns>(m, "Columns")
      .def("array", &Columns::array_capsules)
      .def("stream", &Columns::stream_capsule)
      .def("names", &Columns::names)
      .def("__len__", &Columns::size);
  m.def("attribute", attribute);
  m.def("text", text);
  m.def("schema", [](const py::object& stream) { return schema_capsule_of(reading_in(stream)); });
  py::class_<Text>(m, "Text").def("next", &Text::next).def("rows", &Text::rows);
  m.def("describe", [] {
    std::mutex mutex;
    return run(mutex, [](onward_text** out) { return onward_describe(out); });
  });
  m.def("version", onward_version);
  m.def("build", onward_build);
}
