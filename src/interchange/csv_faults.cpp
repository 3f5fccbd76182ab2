#include "interchange/csv_faults.hpp"

namespace onward {

FeedReason reason_of(CsvFault fault) {
  switch (fault) {
    case CsvFault::wrong_quoting:
    case CsvFault::unclosed_quote: return FeedReason::wrong_quoting;
    case CsvFault::nul: return FeedReason::nul_character;
    case CsvFault::not_utf8: return FeedReason::not_utf8;
    case CsvFault::field_too_long: return FeedReason::cell_too_long;
    case CsvFault::record_too_long: return FeedReason::row_too_long;
    case CsvFault::too_many_fields: return FeedReason::too_many_cells;
  }
  return FeedReason::wrong_quoting;
}

bool is_of_quotes(CsvFault fault) {
  return fault == CsvFault::wrong_quoting || fault == CsvFault::unclosed_quote;
}

}  // namespace onward
