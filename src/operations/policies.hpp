// The rows of policy that hold for somebody, found and folded.
#pragma once

#include "onward/rules/policy.hpp"
#include "operations/context.hpp"
#include "operations/shape.hpp"

namespace onward {

struct StandingPolicies {
  std::optional<Policy> of_store{};
  std::optional<Policy> of_sender{};
  std::optional<Policy> of_issue{};

  PolicyKnobs effective() const;
  FrozenPolicy freeze(Urgency) const;
};

// What holds for everybody, the store's first organisation says.
//   refused  permission_missing
Refused first_organization_only(Context&);

// What is wrong with the numbers of these knobs.
void knobs_in(Shape&, const PolicyKnobs&, const std::string& path);

// An id of 0 asks for no policy of that scope.
StandingPolicies standing_policies(Context&, OrganizationId sender, IssueId);

// The rows in the versions that a need froze: as they were when it was sent.
StandingPolicies policies_at(Context&, OrganizationId sender, IssueId, const FrozenPolicy&);

}  // namespace onward
