// Reads a feed into the directory: puts its files into the store, imports them in slices, and
// erases them when the import has finished.
#pragma once

#include "tool_screen.hpp"
#include "tool_store.hpp"

namespace onward_tool {

struct Feed {
  std::string name{};
  std::vector<std::string> files{};
  std::string stamp{};         // makes the blobs' identifiers new
  std::int64_t import_id = 0;  // to go on with; of a new import once it has begun
};

// The answer is {"import", "problems"}; or the first answer that was no. An import that has begun
// keeps its files then, so that it can go on.
Answer import_feed(Store&, Bar&, Feed&);
void print_import(const Screen&, const Value& report);

}  // namespace onward_tool
