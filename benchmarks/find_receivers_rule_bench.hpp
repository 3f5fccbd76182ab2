// The eligibility index alone, without storage and access, against SQLite.
#pragma once

#include <cstdint>

#include "measure.hpp"

namespace onward::benchmarks {

// find_receivers_rule_us, _vs_sqlite, _explain_us, _build_s, _memory_mb. Throws when the two do not
// answer alike. A million services need about 2 GB of memory.
std::vector<Figure> find_receivers_rule_figures(const Plan&, std::int64_t services, int rounds);

}  // namespace onward::benchmarks
