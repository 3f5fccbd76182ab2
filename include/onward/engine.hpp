// The whole library, from outside: open a store, start a session, call an operation.
#pragma once

#include <functional>

#include "onward/session.hpp"
#include "onward/storage.hpp"

namespace onward {

struct Options {
  std::string store{};
};
template <>
inline constexpr auto rows<Options> = std::array{
    row<&Options::store>(1, "store", "Path of the store; \":memory:\" keeps nothing."),
};

// Everything the engine wants of the world. Each may be left empty; then the default holds.
// An engine that is used from several threads calls them from any of these threads.
struct Host {
  std::function<Instant()> clock{};                     // default: the system's clock
  std::function<void(std::span<std::byte>)> random{};   // default: the system's
  // Fills the key for a purpose ("checkpoint": an Ed25519 seed); false: there is none. Default.
  std::function<bool(std::string_view purpose, std::span<std::byte, 32>)> key{};
  // done of total (0: unknown) units of long work.
  std::function<void(std::string_view what, std::int64_t done, std::int64_t total)> progress{};
  std::function<bool()> cancelled{};  // asked between slices of long work; default: never
  // Runs body(0) to body(n - 1), in any order, on the host's threads. Default: one after another.
  std::function<void(std::size_t n, const std::function<void(std::size_t)>& body)> parallel_for{};
};

struct Cancelled : std::exception {
  const char* what() const noexcept override { return "cancelled by the host"; }
};

// May be used from many threads; a session by one at a time. Calls that write at the same time
// share one commit. Throws StorageError when the store is broken, and CommitUnknown.
class Engine {
 public:
  explicit Engine(const Options&, Host = {});
  explicit Engine(std::unique_ptr<Storage>, Host = {});
  ~Engine();

  Session session(SessionOptions options = {}) { return Session(*this, std::move(options)); }

  // Bytes the host puts for imports and attachments; identified by the host, unique in the store.
  // offset is the blob's size so far: false when it is not, and then nothing is written.
  bool put_blob(std::string_view id, std::int64_t offset, std::span<const std::byte>);
  std::optional<std::int64_t> blob_size(std::string_view id);
  std::size_t get_blob(std::string_view id, std::int64_t offset, std::span<std::byte> out);

  Storage& storage();  // for maintain() and backup()

 private:
  friend class Session;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onward
