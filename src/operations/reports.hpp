// Reports: many figures at once, each with the operation that answers it, as data and as a page.
#pragma once

#include "onward/operations/reports.hpp"
#include "operations/row.hpp"

namespace onward {

// Sections ask other operations in this transaction, with their own checks; one that whoever asks
// may not call says so in its section.
//   refused  period_reversed, permission_missing at /whole_store
Result<Report> make_report(Context&, const AskReport&);

// The same as a page of HTML; it tells its progress, section by section.
//   refused  as make_report
Result<ReportPage> make_report_page(Context&, const AskReport&);

}  // namespace onward
