// Reports: many figures at once, each with the operation that answers it, as data and as a page.
#pragma once

#include "onward/operations/reports.hpp"
#include "operations/row.hpp"

namespace onward {

Result<ReportCatalogue> list_reports(Context&, const Empty&);

// Sections ask other operations in this transaction, with their own checks; one that whoever asks
// may not call says so in its section.
//   refused  malformed_request (a profile beside a name, a month that is none or stands beside a
//            period, a period of a monthly report, fewer or more providers than the report is of),
//            period_reversed, permission_missing at /whole_store, not_found (a provider); in this
//            order
Result<Report> make_report(Context&, const AskReport&);

// The same as a page of HTML; it tells its progress, section by section.
//   refused  as make_report
Result<ReportPage> make_report_page(Context&, const AskReport&);

}  // namespace onward
