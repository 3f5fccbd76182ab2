// Binds onward.h and nothing else; Python's own types are made in onward/, from describe().
#include <memory>
#include <mutex>

#include "callbacks.hpp"

namespace {

using namespace onward_python;

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
  return py::make_tuple(status, py::str(onward_text_data(out), onward_text_size(out)),
                        status >= ONWARD_BROKEN && caused ? caused : py::none());
}

// The handle outlives close() for as long as another thread is in a call.
template <class H> struct Handle {
  std::shared_ptr<Host> host = std::make_shared<Host>();
  std::shared_ptr<std::mutex> mutex = std::make_shared<std::mutex>();
  std::shared_ptr<H> handle{};

  // Closing may wait for a thread that is in a callback, and so needs the interpreter.
  void own(H* opened, void (*close)(H*)) {
    if (opened)
      handle.reset(opened, [keep = host, close](H* h) {
        const py::gil_scoped_release free;
        close(h);
      });
  }
  template <class F> py::tuple use(F&& f) {
    if (!handle) throw py::value_error("it is closed");
    const auto self = *this;
    return run(*self.mutex, [&](onward_text** out) { return f(self.handle.get(), out); });
  }
};

struct Engine : Handle<onward_engine> {
  py::tuple open(std::string_view options, py::object clock, py::object random, py::object key,
                 py::object progress, py::object cancelled) {
    *host = {std::move(clock), std::move(random), std::move(key), std::move(progress),
             std::move(cancelled)};
    const onward_host callbacks = callbacks_of(*host);
    onward_engine* opened = nullptr;
    auto answer = run(*mutex, [&](onward_text** out) {
      return onward_open(options.data(), options.size(), &callbacks, &opened, out);
    });
    own(opened, onward_close);
    return answer;
  }
};

struct Session : Handle<onward_session> {
  py::tuple open(Engine& engine, std::string_view options) {
    onward_session* opened = nullptr;
    host = engine.host;
    auto answer = engine.use([&](onward_engine* e, onward_text** out) {
      return onward_session_open(e, options.data(), options.size(), &opened, out);
    });
    own(opened, onward_session_close);
    return answer;
  }
  py::tuple call(std::string_view operation, std::string_view request) {
    return use([&](onward_session* s, onward_text** out) {
      return onward_call(s, operation.data(), operation.size(), request.data(), request.size(),
                         out);
    });
  }
  py::tuple put(std::string_view id, std::int64_t offset, const py::buffer& bytes) {
    const py::buffer_info piece = bytes.request();
    return use([&](onward_session* s, onward_text** out) {
      return onward_blob_put(s, id.data(), id.size(), offset, piece.ptr,
                             static_cast<std::size_t>(piece.size * piece.itemsize), out);
    });
  }
  py::tuple get(std::string_view id, std::int64_t offset, std::size_t capacity) {
    std::string bytes(capacity, '\0');
    std::size_t copied = 0;
    auto answer = use([&](onward_session* s, onward_text** out) {
      return onward_blob_get(s, id.data(), id.size(), offset, bytes.data(), capacity, &copied, out);
    });
    return py::make_tuple(answer, py::bytes(bytes.data(), copied));
  }
  py::tuple erase(std::string_view id) {
    return use([&](onward_session* s, onward_text** out) {
      return onward_blob_erase(s, id.data(), id.size(), out);
    });
  }
};

}  // namespace

PYBIND11_MODULE(_onward, m) {
  py::class_<Engine>(m, "Engine")
      .def(py::init<>())
      .def("open", &Engine::open)
      .def("close", [](Engine& e) { e.handle.reset(); });
  py::class_<Session>(m, "Session")
      .def(py::init<>())
      .def("open", &Session::open)
      .def("call", &Session::call)
      .def("put", &Session::put)
      .def("get", &Session::get)
      .def("erase", &Session::erase)
      .def("close", [](Session& s) { s.handle.reset(); });
  m.def("describe", [] {
    std::mutex mutex;
    return run(mutex, [](onward_text** out) { return onward_describe(out); });
  });
  m.def("version", onward_version);
  m.def("build", onward_build);
}
