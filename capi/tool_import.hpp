// Reads a feed into the directory: puts its files into the store and imports them in slices.
#pragma once

#include "tool_screen.hpp"
#include "tool_store.hpp"

namespace onward_tool {

struct Feed {
  std::string name{};
  std::vector<std::string> files{};
  std::string stamp{};  // makes the blobs' identifiers new
};

// The answer is {"import", "problems"}; or the first answer that was no.
Answer import_feed(Store&, Bar&, const Feed&);
void print_import(const Screen&, const Value& report);

}  // namespace onward_tool
