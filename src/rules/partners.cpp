#include "onward/rules/partners.hpp"

#include <algorithm>

namespace onward {

bool overlap(const Agreement& a, const Agreement& b) {
  return (!a.valid_until || b.valid_from < *a.valid_until) &&
         (!b.valid_until || a.valid_from < *b.valid_until);
}

bool is_in_force(const Agreement& a, IssueId issue, Date day) {
  return a.phase == AgreementPhase::agreed && day >= a.valid_from &&
         (!a.valid_until || day < *a.valid_until) &&
         (a.issues.empty() || std::ranges::find(a.issues, issue) != a.issues.end());
}

std::vector<OrganizationId> agreed_receivers(std::span<const Agreement> agreements, IssueId issue,
                                             Date day) {
  std::vector<OrganizationId> out;
  for (auto& a : agreements)
    if (is_in_force(a, issue, day)) out.push_back(a.receiver_id);
  std::ranges::sort(out);
  const auto repeated = std::ranges::unique(out);
  out.erase(repeated.begin(), repeated.end());
  return out;
}

AgreementStanding standing_on(const Agreement& a, Date proposed_on, Date day) {
  if (a.phase == AgreementPhase::ended || a.phase == AgreementPhase::expired) return {a.phase};
  const bool is_over = a.valid_until && day >= *a.valid_until;
  if (a.phase == AgreementPhase::proposed) {
    Date last = proposed_on + agreement_patience;
    if (a.valid_until) last = std::min(last, *a.valid_until);
    if (is_over || day >= last) return {AgreementPhase::expired};
    return {AgreementPhase::proposed, false, last};
  }
  if (is_over) return {AgreementPhase::expired};
  if (!a.valid_until) return {AgreementPhase::agreed};
  const Date warned = *a.valid_until - agreement_warning;
  const bool expiring = day >= warned;
  return {AgreementPhase::agreed, expiring, expiring ? *a.valid_until : warned};
}

}  // namespace onward
