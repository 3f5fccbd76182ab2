#include "onward/engine_verify.hpp"

#include "engine_inside.hpp"
#include "operations/history.hpp"

namespace onward {

JournalVerified verify(Storage& storage, const Host& host) {
  const auto transaction = storage.begin(Mode::read);
  return verify_history(*transaction, with_defaults(host), true);
}

}  // namespace onward
