// What the engine asks of the host, asked of Python. The only file that includes pybind11.
#pragma once

#include <pybind11/pybind11.h>

#include "onward.h"

namespace onward_python {

namespace py = pybind11;

// All of these belong to the thread that is in a call. What ends a program, such as
// KeyboardInterrupt, is raised when the call has ended, whatever its answer.
inline PyObject*& interrupt() {
  thread_local PyObject* raised = nullptr;
  return raised;
}
// What else a callback raised: the cause of a broken call.
inline PyObject*& cause() {
  thread_local PyObject* raised = nullptr;
  return raised;
}
inline void keep(PyObject*& place, py::object raised) {
  Py_XDECREF(place);
  place = raised.release().ptr();
}
inline py::object take(PyObject*& place) {
  return py::reinterpret_steal<py::object>(std::exchange(place, nullptr));
}
inline bool& is_calling() {
  thread_local bool calling = false;
  return calling;
}

// The callbacks, None for the default; in a tuple, so that the garbage collector sees them: who is
// called back may own the engine. `user` is the tuple, borrowed.
using Host = py::tuple;
constexpr std::size_t clock_at = 0, random_at = 1, key_at = 2, progress_at = 3, cancelled_at = 4,
                      locality_of_at = 5;

template <class F> std::int32_t ask(void* user, F&& f) {
  const py::gil_scoped_acquire gil;
  const auto host = py::reinterpret_borrow<Host>(static_cast<PyObject*>(user));
  try {
    return f(host);
  } catch (py::error_already_set& e) {
    keep(e.matches(PyExc_Exception) ? cause() : interrupt(), e.value());
  } catch (const std::exception& e) {  // the callback's answer has another type
    keep(cause(), py::module_::import("builtins").attr("TypeError")(e.what()));
  }
  return -1;
}

inline void fill(std::uint8_t* bytes, std::size_t size, const py::object& given) {
  const auto text = static_cast<std::string>(given.cast<py::bytes>());
  if (text.size() != size) throw std::length_error("expected " + std::to_string(size) + " bytes");
  std::copy(text.begin(), text.end(), bytes);
}

inline std::int32_t clock_of(void* user, std::int64_t* microseconds) {
  return ask(user,
             [&](const Host& h) { return *microseconds = h[clock_at]().cast<std::int64_t>(), 0; });
}
inline std::int32_t random_of(void* user, std::uint8_t* bytes, std::size_t size) {
  return ask(user, [&](const Host& h) { return fill(bytes, size, h[random_at](size)), 0; });
}
inline std::int32_t key_of(void* user, const char* purpose, std::size_t size, std::uint8_t* key) {
  return ask(user, [&](const Host& h) {
    const py::object given = h[key_at](py::str(purpose, size));
    return given.is_none() ? ONWARD_NO_KEY : (fill(key, 32, given), 0);
  });
}
inline std::int32_t progress_of(void* user, const char* what, std::size_t size, std::int64_t done,
                                std::int64_t total) {
  return ask(user,
             [&](const Host& h) { return h[progress_at](py::str(what, size), done, total), 0; });
}
inline std::int32_t cancelled_of(void* user) {
  return ask(user, [](const Host& h) {
    if (PyErr_CheckSignals() != 0) {
      keep(interrupt(), py::error_already_set().value());
      return 1;
    }
    return h[cancelled_at].is_none() ? 0 : static_cast<int>(h[cancelled_at]().cast<bool>());
  });
}

inline std::int32_t locality_of(void* user, const char* address, std::size_t address_size,
                                const char* postcode, std::size_t postcode_size, char* code,
                                std::size_t capacity, std::size_t* code_size) {
  return ask(user, [&](const Host& h) {
    const py::object given =
        h[locality_of_at](py::str(address, address_size), py::str(postcode, postcode_size));
    const auto text = given.is_none() ? std::string() : given.cast<std::string>();
    if (text.size() > capacity) throw std::length_error("expected a short code");
    std::copy(text.begin(), text.end(), code);
    *code_size = text.size();
    return 0;
  });
}

inline onward_host callbacks_of(const Host& host) {
  return {sizeof(onward_host),
          host.ptr(),
          host[clock_at].is_none() ? nullptr : clock_of,
          host[random_at].is_none() ? nullptr : random_of,
          host[key_at].is_none() ? nullptr : key_of,
          host[progress_at].is_none() ? nullptr : progress_of,
          cancelled_of,
          nullptr,
          host[locality_of_at].is_none() ? nullptr : locality_of};
}

}  // namespace onward_python
