// The whole library, from outside: open a store, start a session, call an operation.
#pragma once

#include "onward/host.hpp"
#include "onward/session.hpp"
#include "onward/storage.hpp"

namespace onward {

struct Options {
  std::string store{};
  bool clock_may_jump = false;
};
template <>
inline constexpr auto rows<Options> = std::array{
    row<&Options::store>(1, "store", "Path of the store; \":memory:\" keeps nothing."),
    row<&Options::clock_may_jump>(2, "clock_may_jump",
                                  "True to go on where nobody wrote for more than 400 days; else a "
                                  "clock that is so far ahead "
                                  "of the journal is taken for wrong. False when absent.",
                                  may_be_absent),
};
ONWARD_RECORD(Options);

// May be used from many threads; a session by one at a time. Calls that write at the same time
// share one commit. Throws StorageError when the store is broken, and CommitUnknown.
class Engine {
 public:
  explicit Engine(const Options&, Host = {});
  explicit Engine(std::unique_ptr<Storage>, Host = {});
  ~Engine();

  Session session(SessionOptions options = {}) { return Session(*this, std::move(options)); }

  Storage& storage();  // for maintain() and backup()

 private:
  friend class Session;
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace onward
