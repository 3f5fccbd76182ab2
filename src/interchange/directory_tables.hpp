// How the directories that we read are laid out: columns and what they mean, as data.
#pragma once

#include "onward/rules/directory_details.hpp"

namespace onward {

// One table of a CSV feed. A header that has its key column is this table's.
struct CsvTable {
  std::string_view key{};
  FeedTable table{};
  std::optional<FeedDetailKind> detail{};  // its rows are no rows of ours
};
std::span<const CsvTable> csv_tables();  // a key may be a column of later tables, never of earlier

// HSDS 3.0 JSON, one table for each kind of object. Members that only hold other objects are
// ignored here and walked by the reader.
const FeedTable& hsds_table(FeedKind);

// Whether a header is one of HSDS's own tables, which have names in common with Ohana's.
bool is_hsds_tabular(std::span<const std::string> names);

// The attribute.link_type values by which a taxonomy term says what help a service gives. HSDS
// leaves the list open; what is not here (audience, eligibility, cost ...) is no issue.
std::span<const std::string_view> hsds_issue_link_types();

}  // namespace onward
