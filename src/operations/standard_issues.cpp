#include "operations/standard_issues.hpp"

#include <algorithm>

#include "onward/rules/standard_issues.hpp"
#include "operations/policies.hpp"
#include "operations/shape.hpp"

namespace onward {

Result<StandardIssues> list_standard_issues(Context& c, const Empty&) {
  StandardIssues out;
  for (auto& [code, name] : standard_issues) {
    const auto standing = c.tables.first<Issue>(by::issue_code, code);
    out.issues.push_back(
        {std::string(code), std::string(name), standing ? standing->id : IssueId()});
  }
  return out;
}

Result<IssuesAdded> add_standard_issues(Context& c, const AddStandardIssues& in) {
  Shape shape;
  for (std::size_t i = 0; i < in.codes.size(); ++i)
    shape.require(std::ranges::count(standard_issues, in.codes[i], &StandardIssue::code) == 1,
                  Shape::at("/codes", i), "is not in the list");
  shape.no_repeats(in.codes, "/codes");
  if (auto refused = std::move(shape).refused()) return *std::move(refused);
  if (auto refused = first_organization_only(c)) return *std::move(refused);

  IssuesAdded out;
  for (auto& [code, name] : standard_issues) {
    if (!in.codes.empty() && std::ranges::find(in.codes, code) == in.codes.end()) continue;
    auto issue = c.tables.first<Issue>(by::issue_code, code);
    if (!issue) {
      issue = Issue{.code = std::string(code), .name = std::string(name)};
      c.tables.insert(*issue);
    }
    out.issues.push_back(*std::move(issue));
  }
  return out;
}

std::vector<std::int64_t> Again<IssuesAdded>::ids(const IssuesAdded& added) {
  std::vector<std::int64_t> out;
  for (auto& issue : added.issues) out.push_back(issue.id.value);
  return out;
}

std::optional<IssuesAdded> Again<IssuesAdded>::load(Context& c, std::span<const std::int64_t> ids) {
  IssuesAdded out;
  for (const auto id : ids) out.issues.push_back(c.tables.known<Issue>(IssueId(id)));
  return out;
}

}  // namespace onward
