#include "onward/rules/intake.hpp"

#include <set>

namespace onward {

namespace {

void look_at(const IntakeLine& line, const std::string& at, std::set<IssueId>& issues,
             std::vector<Problem>& problems) {
  if (!line.issue_id)
    problems.push_back({at + "/issue_id", "the type of help is to be chosen"});
  else if (!issues.insert(line.issue_id).second)
    problems.push_back({at + "/issue_id", "stands twice: one line for each type of help"});
}

}  // namespace

std::vector<Problem> missing(const IntakeDraft& draft, bool client_is_named) {
  std::vector<Problem> out;
  if (!client_is_named && !draft.client_id && !draft.client)
    out.push_back({"/draft/client", "the person is missing"});
  if (draft.client_id && draft.client)
    out.push_back({"/draft/client", "a known client and a new person are named"});
  if (draft.consent_id && draft.consent)
    out.push_back({"/draft/consent", "a recorded consent and a new one are named"});
  if (draft.lines.empty()) out.push_back({"/draft/lines", "at least one type of help is chosen"});
  std::set<IssueId> issues;
  for (std::size_t i = 0; i < draft.lines.size(); ++i)
    look_at(draft.lines[i], "/draft/lines/" + std::to_string(i), issues, out);
  return out;
}

}  // namespace onward
