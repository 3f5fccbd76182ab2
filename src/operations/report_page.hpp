// A report as one page of HTML that needs nothing else.
#pragma once

#include "onward/operations/reports.hpp"

namespace onward {

// The same report gives the same page. Figures and their meaning are written here; a script draws
// the charts beside them from the sections' specifications.
ReportPage page_of(const Report&);

}  // namespace onward
