// The types of help that a network may begin with.
#pragma once

#include "onward/operations/standard_issues.hpp"
#include "operations/row.hpp"

namespace onward {

// Ten types of help, in the order in which the mission lists them.
Result<StandardIssues> list_standard_issues(Context&, const Empty&);

// Adds those that the store has not. What was there stays as somebody made it.
//   refused  malformed_request (codes that are not in the list, or stand twice), permission_missing
//            (only the store's first organisation)
//   writes   the issues that were not there
Result<IssuesAdded> add_standard_issues(Context&, const AddStandardIssues&);

template <> struct Again<IssuesAdded> {
  static std::vector<std::int64_t> ids(const IssuesAdded&);
  static std::optional<IssuesAdded> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
