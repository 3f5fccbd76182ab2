// How often something personal was erased from the journal: every storage counts it, in a blob of a
// byte for each time. Whoever keeps what follows from the journal, as figures do, begins anew when
// it has changed.
#pragma once

#include "onward/storage.hpp"

namespace onward::storage {

// No organisation's blob: theirs begin with a number.
constexpr std::string_view erasures_blob = "erasures";

inline std::int64_t erasures(Transaction& t) { return t.blob_size(erasures_blob).value_or(0); }
inline void count_erasure(Transaction& t) {
  t.put_blob(erasures_blob, erasures(t), std::array{std::byte{}});
}

}  // namespace onward::storage
