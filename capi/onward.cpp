#include "onward.h"

#include <atomic>
#include <cstring>
#include <mutex>

#include "arrow_stream.hpp"
#include "json.hpp"
#include "onward/engine.hpp"
#include "onward/engine_verify.hpp"
#include "onward_answers.hpp"

// Handles may be ended in any order, as garbage collectors do: sessions keep the engine alive.
struct onward_engine {
  std::shared_ptr<onward::Engine> engine;
  onward::Host host;
};
struct onward_session {
  std::shared_ptr<onward::Engine> engine;
  onward::Session session;
};

namespace {

using namespace onward_capi;

onward_status answer_size(onward_text** out, std::int64_t size) {
  return answer(out, ONWARD_OK, "{\"size\":" + std::to_string(size) + '}');
}

struct HostFailed : std::exception {
  std::string text;
  explicit HostFailed(std::string what) : text("the host's " + std::move(what)) {}
  const char* what() const noexcept override { return text.c_str(); }
};
void must(const char* callback, std::int32_t status) {
  if (status != 0) throw HostFailed(callback + (" failed with " + std::to_string(status)));
}

// C callbacks cannot carry an exception: the first one waits here until the host has come back.
struct Work {
  const std::function<void(std::size_t)>& body;
  std::atomic<std::size_t> done{0};
  std::mutex mutex{};
  std::exception_ptr error{};

  static void run(void* work, std::size_t index) {
    auto& w = *static_cast<Work*>(work);
    try {
      w.body(index);
    } catch (...) {
      const std::lock_guard lock(w.mutex);
      if (!w.error) w.error = std::current_exception();
    }
    ++w.done;
  }
};

constexpr std::size_t options_bytes_max = std::size_t{65} << 20;  // an answer may stand in them
constexpr std::size_t locality_bytes_max = 100;  // a code's length

onward::Host host_of(const onward_host& c) {
  onward::Host host;
  if (c.clock)
    host.clock = [c] {
      std::int64_t microseconds = 0;
      must("clock", c.clock(c.user, &microseconds));
      return onward::Instant(std::chrono::microseconds(microseconds));
    };
  if (c.random)
    host.random = [c](std::span<std::byte> out) {
      must("random", c.random(c.user, reinterpret_cast<std::uint8_t*>(out.data()), out.size()));
    };
  if (c.key)
    host.key = [c](std::string_view purpose, std::span<std::byte, 32> out) {
      auto* bytes = reinterpret_cast<std::uint8_t*>(out.data());
      const auto status = c.key(c.user, purpose.data(), purpose.size(), bytes);
      if (status != ONWARD_NO_KEY) must("key", status);
      return status != ONWARD_NO_KEY;
    };
  if (c.progress)
    host.progress = [c](std::string_view what, std::int64_t done, std::int64_t total) {
      must("progress", c.progress(c.user, what.data(), what.size(), done, total));
    };
  if (c.cancelled) host.cancelled = [c] { return c.cancelled(c.user) != 0; };
  if (c.parallel_for)
    host.parallel_for = [c](std::size_t n, const std::function<void(std::size_t)>& body) {
      Work work{.body = body};
      const auto status = c.parallel_for(c.user, n, Work::run, &work);
      if (work.error) std::rethrow_exception(work.error);
      must("parallel_for", status);
      if (work.done != n) throw HostFailed("parallel_for left work undone");
    };
  if (c.locality_of)
    host.locality_of = [c](std::string_view address, std::string_view postcode) {
      std::string code(locality_bytes_max, '\0');
      std::size_t size = 0;
      must("locality_of", c.locality_of(c.user, address.data(), address.size(), postcode.data(),
                                        postcode.size(), code.data(), code.size(), &size));
      if (size > code.size()) throw HostFailed("locality_of answered more than there is room for");
      code.resize(size);
      return code;
    };
  return host;
}

}  // namespace

onward_status onward_open(const char* options, std::size_t size, const onward_host* host,
                          onward_engine** engine, onward_text** out) {
  if (engine) *engine = nullptr;
  return guarded(out, [&] {
    if (!engine) return answer(out, malformed("", "the place for the engine is NULL"));
    if (!readable(options, size)) return answer(out, malformed("", "the options are NULL"));
    onward_host known{};  // an older host knows fewer callbacks, a newer one more
    if (host && host->struct_size < offsetof(onward_host, clock))
      return answer(out, malformed("", "the host's struct_size is not set"));
    if (host) std::memcpy(&known, host, std::min(host->struct_size, sizeof known));
    auto read = onward::read_json<onward::Options>(text_of(options, size));
    if (!read) return answer(out, read.refusal());
    auto callbacks = host_of(known);
    auto opened = std::make_shared<onward::Engine>(read.value(), callbacks);
    auto handle = std::make_unique<onward_engine>(
        onward_engine{.engine = std::move(opened), .host = std::move(callbacks)});
    const auto status = answer(out, ONWARD_OK, "{}");
    *engine = handle.release();
    return status;
  });
}

void onward_close(onward_engine* engine) { delete engine; }

onward_status onward_backup(onward_engine* engine, const char* path, std::size_t path_size,
                            onward_text** out) {
  return guarded(out, [&] {
    if (!engine) return answer(out, malformed("", "the engine is NULL"));
    const std::string target(text_of(path, path_size));
    if (target.empty() || target.find('\0') != target.npos)
      return answer(out, malformed("/path", "is empty or has a zero in it"));
    engine->engine->storage().backup(target);
    return answer(out, ONWARD_OK, "{}");
  });
}

onward_status onward_verify(onward_engine* engine, onward_text** out) {
  return guarded(out, [&] {
    if (!engine) return answer(out, malformed("", "the engine is NULL"));
    const auto verified = onward::verify(engine->engine->storage(), engine->host);
    return answer(out, ONWARD_OK, onward::json_of(verified));
  });
}

onward_status onward_session_open(onward_engine* engine, const char* options, std::size_t size,
                                  onward_session** session, onward_text** out) {
  if (session) *session = nullptr;
  return guarded(out, [&] {
    if (!engine) return answer(out, malformed("", "the engine is NULL"));
    if (!session) return answer(out, malformed("", "the place for the session is NULL"));
    if (!readable(options, size)) return answer(out, malformed("", "the options are NULL"));
    auto read = onward::read_json<onward::SessionOptions>(text_of(options, size));
    if (!read) return answer(out, read.refusal());
    auto handle = std::make_unique<onward_session>(
        onward_session{engine->engine, engine->engine->session(std::move(read.value()))});
    const auto status = answer(out, ONWARD_OK, "{}");
    *session = handle.release();
    return status;
  });
}

void onward_session_close(onward_session* session) { delete session; }

onward_status onward_call(onward_session* session, const char* operation,
                          std::size_t operation_size, const char* request, std::size_t request_size,
                          onward_text** out) {
  return guarded(out, [&] {
    if (!session) return answer(out, malformed("", "the session is NULL"));
    if (!readable(operation, operation_size))
      return answer(out, malformed("", "the operation is NULL"));
    if (!readable(request, request_size)) return answer(out, malformed("", "the request is NULL"));
    auto called =
        session->session.call(text_of(operation, operation_size), text_of(request, request_size));
    return answer(out, called.refused ? ONWARD_REFUSED : ONWARD_OK, std::move(called.json));
  });
}

onward_status onward_blob_put(onward_session* session, const char* id, std::size_t id_size,
                              std::int64_t offset, const void* bytes, std::size_t size,
                              onward_text** out) {
  return guarded(out, [&] {
    if (!session) return answer(out, malformed("", "the session is NULL"));
    if (!readable(bytes, size)) return answer(out, malformed("/bytes", "is NULL"));
    auto put = session->session.put_blob(text_of(id, id_size), offset,
                                         {static_cast<const std::byte*>(bytes), size});
    return put ? answer_size(out, put.value()) : answer(out, put.refusal());
  });
}

onward_status onward_blob_get(onward_session* session, const char* id, std::size_t id_size,
                              std::int64_t offset, void* bytes, std::size_t capacity,
                              std::size_t* copied, onward_text** out) {
  if (copied) *copied = 0;
  return guarded(out, [&] {
    if (!session) return answer(out, malformed("", "the session is NULL"));
    if (!readable(bytes, capacity)) return answer(out, malformed("/bytes", "is NULL"));
    auto got = session->session.get_blob(text_of(id, id_size), offset,
                                         {static_cast<std::byte*>(bytes), capacity});
    if (!got) return answer(out, got.refusal());
    if (copied) *copied = got.value().copied;
    return answer_size(out, got.value().size);
  });
}

onward_status onward_blob_erase(onward_session* session, const char* id, std::size_t id_size,
                                onward_text** out) {
  return guarded(out, [&] {
    if (!session) return answer(out, malformed("", "the session is NULL"));
    auto refused = session->session.erase_blob(text_of(id, id_size));
    return refused ? answer(out, *refused) : answer(out, ONWARD_OK, "{}");
  });
}

onward_status onward_stream(onward_session* session, const char* table, std::size_t table_size,
                            const char* options, std::size_t options_size, ArrowArrayStream* stream,
                            onward_text** out) {
  if (stream) stream->release = nullptr;
  return guarded(out, [&] {
    if (!session) return answer(out, malformed("", "the session is NULL"));
    if (!stream) return answer(out, malformed("", "the place for the stream is NULL"));
    if (!readable(table, table_size)) return answer(out, malformed("", "the table is NULL"));
    if (!readable(options, options_size)) return answer(out, malformed("", "the options are NULL"));
    auto read = onward::read_json<onward::TableOptions>(text_of(options, options_size),
                                                        {.bytes = options_bytes_max});
    if (!read) return answer(out, read.refusal());
    auto source = session->session.table(text_of(table, table_size), read.value());
    if (!source) return answer(out, source.refusal());
    ArrowArrayStream made{};
    auto dictionary = onward_arrow::give_stream(std::move(source.value()), session->engine,
                                                read.value().batch_rows, &made);
    try {
      answer(out, ONWARD_OK, std::move(dictionary));
    } catch (...) {
      made.release(&made);
      throw;
    }
    *stream = made;
    return ONWARD_OK;
  });
}

onward_status onward_describe(onward_text** out) {
  return guarded(out, [&] { return answer(out, ONWARD_OK, onward::describe()); });
}

const char* onward_text_data(const onward_text* text) { return text ? text->text.c_str() : ""; }
std::size_t onward_text_size(const onward_text* text) { return text ? text->text.size() : 0; }
void onward_text_free(onward_text* text) { delete text; }

#if defined(__clang__)
#define ONWARD_COMPILER __VERSION__
#else
#define ONWARD_COMPILER "g++ " __VERSION__
#endif
#if defined(NDEBUG)
#define ONWARD_KIND "release"
#else
#define ONWARD_KIND "debug"
#endif
const char* onward_version(void) { return ONWARD_VERSION; }
const char* onward_build(void) {
  return "onward " ONWARD_VERSION ", " ONWARD_COMPILER ", " ONWARD_KIND;
}
