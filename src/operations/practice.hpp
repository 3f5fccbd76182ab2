// What all that a practice does stands on: its own rules, and the providers of its directory.
#pragma once

#include "onward/operations/practice.hpp"
#include "onward/rules/practice.hpp"
#include "operations/context.hpp"

namespace onward {

//   refused  malformed_request, revision_changed
//   writes   the practice's policy
Result<PracticePolicy> set_practice_policy(Context&, const SetPracticePolicy&);
// The row as it stands, id 0 and all defaults before it was ever set; what is absent is filled in.
Result<PracticePolicy> practice_policy(Context&, const Empty&);

PracticeRules practice_rules_of(Context&, OrganizationId);

// A provider of the active organisation's own directory; no other is known to it.
//   refused  not_found
Result<ReferringProvider> known_provider(Context&, ReferringProviderId, std::string path);
// One who stands: who was merged into another is asked for under the other's number.
//   refused  not_found, provider_merged; in this order
Result<ReferringProvider> own_provider(Context&, ReferringProviderId, std::string path);
// Somebody else changed them after they were read.
//   refused  revision_changed at /revision
Refused has_changed(const ReferringProvider&, std::optional<std::int64_t> seen);
// Who stands in a provider's place; themselves unless they were merged.
ReferringProvider standing_provider(Context&, ReferringProvider);
// A provider, and all who were merged into them or into one of those.
std::vector<ReferringProvider> records_of_provider(Context&, const ReferringProvider&);

}  // namespace onward
