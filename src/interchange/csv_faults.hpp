// What is wrong with a table's text, as reports of feeds say it.
#pragma once

#include "csv.hpp"
#include "onward/rules/directory_feed.hpp"

namespace onward {

FeedReason reason_of(CsvFault);
bool is_of_quotes(CsvFault);

}  // namespace onward
