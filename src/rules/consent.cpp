#include "onward/rules/consent.hpp"

#include <algorithm>

namespace onward {

std::optional<Reason> consent_forbids(const Consent& consent, IssueId issue,
                                      OrganizationId receiver, Date day) {
  if (consent.withdrawn_at) return Reason::consent_withdrawn;
  if (consent.expires_on && day >= *consent.expires_on) return Reason::consent_expired;
  const auto covers = [](auto& scope, auto id) {
    return scope.empty() || !id || std::ranges::find(scope, id) != scope.end();
  };
  if (!covers(consent.issues, issue) || !covers(consent.receivers, receiver))
    return Reason::consent_out_of_scope;
  return std::nullopt;
}

}  // namespace onward
