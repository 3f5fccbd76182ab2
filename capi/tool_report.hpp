// Writes the report that a manager opens into a file.
#pragma once

#include "tool_store.hpp"

namespace onward_tool {

struct ReportFile {
  std::string html{};  // where it is written
  std::string from{}, until{}, profile{}, report{}, month{}, as_of{};
  std::vector<std::int64_t> referring_provider_ids{};
  std::optional<std::int64_t> suppress_below{};  // absent: as report.html hides them
  bool whole_store = false;
};

// The answer is report.html's without the page: {"html": its file, "bytes", "charts"}. The file is
// there whole, or as it was before.
Answer write_report(Store&, const ReportFile&);

}  // namespace onward_tool
