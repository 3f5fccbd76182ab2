// What a page of figures is made with: its style, its script, the charts, and the library that
// draws them. tools/report.cmake puts them into the library.
#pragma once

#include <string_view>

namespace onward {

// A file of src/operations/report, or of the library of charts: vega.js, vega-lite.js,
// vega-embed.js and licences.txt, which are empty in a build without it. Throws std::logic_error
// for any other name.
std::string_view report_asset(std::string_view name);

}  // namespace onward
