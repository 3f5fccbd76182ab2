// Records as a stream of Arrow's: batch by batch, whoever reads it.
#pragma once

#include <memory>

#include "onward/records.hpp"
#include "onward_arrow.h"

namespace onward_arrow {

// The stream owns the source, and what keeps it alive. Answers the data dictionary of its columns.
std::string give_stream(std::unique_ptr<onward::RecordSource>, std::shared_ptr<void> keeps_alive,
                        std::int64_t batch_rows, ArrowArrayStream* out);

}  // namespace onward_arrow
