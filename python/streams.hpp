// Streams of columns for whoever reads them: pyarrow, polars, DuckDB, or our own writers of text.
#pragma once

#include <cerrno>
#include <memory>
#include <optional>

#include "arrow_text.hpp"
#include "callbacks.hpp"

namespace onward_python {

// Lets the interpreter go for as long as it lives, if this thread holds it: readers of a stream
// come with it or without.
class WithoutGil {
 public:
  WithoutGil() {
    if (PyGILState_Check()) free_.emplace();
  }

 private:
  std::optional<py::gil_scoped_release> free_{};
};

// The engine's stream, and the callbacks it may call. Readers know nothing of Python's exceptions:
// what a callback raised ends the stream, and an interrupt is raised when the reader has come back.
class Reading {
 public:
  Reading(ArrowArrayStream stream, Host host) : stream_(stream), host_(std::move(host)) {}
  ~Reading() {
    {
      const WithoutGil free;
      stream_.release(&stream_);
    }
    if (!Py_IsInitialized()) {
      static_cast<void>(host_.release());
    } else {
      const py::gil_scoped_acquire gil;
      host_ = Host();
    }
  }
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  int schema(ArrowSchema* out) {
    const WithoutGil free;
    return stream_.get_schema(&stream_, out);
  }
  int next(ArrowArray* out) {
    out->release = nullptr;
    if (is_calling()) return say(EBUSY, "a callback must not call the engine");
    error_.clear();
    int code = 0;
    {
      const WithoutGil free;
      is_calling() = true;
      code = stream_.get_next(&stream_, out);
      is_calling() = false;
    }
    if (!code) return 0;
    const char* why = stream_.get_last_error(&stream_);
    return say(code, why ? why : "the stream has ended");
  }
  const char* error() const { return error_.empty() ? nullptr : error_.c_str(); }

  // What a callback raised belongs to nobody here.
  static void give_interrupt_back() {
    if (!cause() && !interrupt()) return;
    const py::gil_scoped_acquire gil;
    take(cause());
    if (const py::object raised = take(interrupt())) PyErr_SetInterrupt();
  }

 private:
  int say(int code, std::string why) {
    error_ = std::move(why);
    give_interrupt_back();
    return code;
  }

  ArrowArrayStream stream_;
  Host host_;
  std::string error_{};
};

inline Reading& reading_of(ArrowArrayStream* stream) {
  return *static_cast<Reading*>(stream->private_data);
}

// The same again in Arrow's layout, in a capsule of the name that the protocol wants.
inline py::object capsule_of(std::unique_ptr<Reading> reading) {
  auto stream = std::make_unique<ArrowArrayStream>();
  stream->get_schema = [](ArrowArrayStream* s, ArrowSchema* out) {
    return reading_of(s).schema(out);
  };
  stream->get_next = [](ArrowArrayStream* s, ArrowArray* out) { return reading_of(s).next(out); };
  stream->get_last_error = [](ArrowArrayStream* s) { return reading_of(s).error(); };
  stream->release = [](ArrowArrayStream* s) {
    delete &reading_of(s);
    s->release = nullptr;
  };
  stream->private_data = reading.release();
  const auto end = [](PyObject* capsule) {
    auto* s = static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule, "arrow_array_stream"));
    if (s->release) s->release(s);
    delete s;
  };
  auto* capsule = PyCapsule_New(stream.get(), "arrow_array_stream", end);
  if (!capsule) {
    stream->release(stream.get());
    throw py::error_already_set();
  }
  static_cast<void>(stream.release());
  return py::reinterpret_steal<py::object>(capsule);
}

// The stream of a capsule that nobody has read.
inline ArrowArrayStream* stream_in(const py::object& capsule) {
  auto* s =
      static_cast<ArrowArrayStream*>(PyCapsule_GetPointer(capsule.ptr(), "arrow_array_stream"));
  if (!s) throw py::error_already_set();
  if (!s->release) throw py::value_error("the stream was read");
  return s;
}
inline Reading& reading_in(const py::object& capsule) { return reading_of(stream_in(capsule)); }
inline std::unique_ptr<Reading> taken_from(const py::object& capsule) {
  auto* s = stream_in(capsule);
  s->release = nullptr;
  return std::unique_ptr<Reading>(&reading_of(s));
}

[[noreturn]] inline void fail(const Reading& reading) {
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  throw std::runtime_error(reading.error() ? reading.error() : "the stream has ended");
}

inline py::object schema_capsule_of(Reading& reading) {
  auto schema = std::make_unique<ArrowSchema>();
  if (reading.schema(schema.get())) fail(reading);
  const auto end = [](PyObject* capsule) {
    auto* s = static_cast<ArrowSchema*>(PyCapsule_GetPointer(capsule, "arrow_schema"));
    if (s->release) s->release(s);
    delete s;
  };
  auto* capsule = PyCapsule_New(schema.get(), "arrow_schema", end);
  if (!capsule) {
    schema->release(schema.get());
    throw py::error_already_set();
  }
  static_cast<void>(schema.release());
  return py::reinterpret_steal<py::object>(capsule);
}

// A stream as text, piece by piece; None behind the last one.
class Text {
 public:
  Text(std::unique_ptr<Reading> reading, onward_arrow::TextFormat format)
      : reading_(std::move(reading)), format_(format) {
    if (reading_->schema(&schema_)) fail(*reading_);
    text_.emplace(format_, schema_);
    text_->begin(piece_);
  }
  ~Text() {
    if (schema_.release) schema_.release(&schema_);
  }
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;

  py::object next() {
    if (!reading_) return py::none();
    ArrowArray rows{};
    if (reading_->next(&rows)) fail(*reading_);
    rows_ += rows.release ? rows.length : 0;
    {
      const py::gil_scoped_release free;
      if (rows.release) {
        text_->add(piece_, rows);
        rows.release(&rows);
      } else {
        text_->end(piece_);
      }
    }
    const bool is_last = !rows.length;
    py::bytes out(piece_);
    piece_.clear();
    if (is_last) reading_.reset();
    return out;
  }
  std::int64_t rows() const { return rows_; }

 private:
  std::unique_ptr<Reading> reading_;
  onward_arrow::TextFormat format_;
  ArrowSchema schema_{};
  std::optional<onward_arrow::TextOf> text_{};
  std::string piece_{};
  std::int64_t rows_ = 0;
};

}  // namespace onward_python
