// Arrow's arrays as text, for files and for people: CSV and JSON. It stands on the C interfaces
// alone, so the command line and the Python module write the same bytes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "onward_arrow.h"

namespace onward_arrow {

enum class TextFormat : std::uint8_t {
  csv,   // RFC 4180, with a line of names; nothing stands for null, and "" for an empty text
  json,  // an array of objects, one in a line
};

// A spreadsheet takes a cell that begins with = + - @, narrow or wide, with a tab or a line end for
// a formula. Such a text gets an apostrophe before it, and so does one that begins with an
// apostrophe: whoever takes one leading apostrophe off every text has what was there. Numbers and
// dates stay as they are.
void put_csv_text(std::string& out, std::string_view text);

class TextOf {
 public:
  // The schema outlives it.
  TextOf(TextFormat format, const ArrowSchema& schema) : format_(format), schema_(schema) {}

  // What to write before the first array, for each one, and behind the last one.
  void begin(std::string& out) const;
  void add(std::string& out, const ArrowArray& rows);
  void end(std::string& out) const;

 private:
  TextFormat format_;
  const ArrowSchema& schema_;
  bool has_rows_ = false;
};

}  // namespace onward_arrow
