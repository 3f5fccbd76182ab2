// The types of help that a network may begin with.
#pragma once

#include "onward/model/directory.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct StandardIssueLine {
  std::string code{};
  std::string name{};
  IssueId issue_id{};
};
template <>
inline constexpr auto rows<StandardIssueLine> = std::array{
    row<&StandardIssueLine::code>(1, "code", "Short and stable, for example food."),
    row<&StandardIssueLine::name>(2, "name", "The type of help, as caseworkers say it."),
    row<&StandardIssueLine::issue_id>(3, "issue_id", "The store's issue of this code; 0 is none."),
};
ONWARD_RECORDS(StandardIssueLine);
struct StandardIssues {
  std::vector<StandardIssueLine> issues{};
};
template <>
inline constexpr auto rows<StandardIssues> = std::array{
    row<&StandardIssues::issues>(1, "issues", "In the order in which people choose."),
};
ONWARD_RECORD(StandardIssues);

struct AddStandardIssues {
  std::vector<std::string> codes{};
};
template <>
inline constexpr auto rows<AddStandardIssues> = std::array{
    row<&AddStandardIssues::codes>(1, "codes", "Which of them; empty is all."),
};
ONWARD_RECORD(AddStandardIssues);
struct IssuesAdded {
  std::vector<Issue> issues{};
};
template <>
inline constexpr auto rows<IssuesAdded> = std::array{
    row<&IssuesAdded::issues>(
        1, "issues", "Those asked for, as they stand now: those that were there stay as they are."),
};
ONWARD_RECORD(IssuesAdded);

namespace issue {
using list_standard = Tag<"issue.list_standard", Empty, StandardIssues>;
using add_standard = Tag<"issue.add_standard", AddStandardIssues, IssuesAdded>;
}  // namespace issue

}  // namespace onward
