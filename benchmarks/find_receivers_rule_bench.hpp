// The eligibility index alone, without storage and access, against SQLite in memory.
#pragma once

#include <cstdint>

#include "figure.hpp"

namespace onward::benchmarks {

// find_receivers_rule_us, _vs_sqlite, _explain_us, _build_s, _memory_mb. Throws when the two do not
// answer alike. A million services need about 2 GB of memory.
std::vector<Figure> find_receivers_rule_figures(std::int64_t services = 1'000'000, int rounds = 5);

}  // namespace onward::benchmarks
