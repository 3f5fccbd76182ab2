// How a practice stands with those who refer to it: the rows that rules judge.
#pragma once

#include "onward/operations/relationships.hpp"
#include "operations/context.hpp"

namespace onward {

//   refused  not_found
Result<Relationship> get_relationship(Context&, const RelationshipRef&);
//   refused  malformed_request (limit), cursor_invalid
Result<RelationshipPage> list_relationships(Context&, const ListRelationships&);

// Nobody came from them for long: the practice is told once, until somebody comes again.
void become_dormant(Context&, ReferringProvider);

// When that is going to be, if nobody else comes; called whenever the last referral is another one.
Instant dormancy_due(Context&, const ReferringProvider&);

// The practice waits for another number of months: every provider's day is counted anew.
void count_dormancy_anew(Context&, OrganizationId practice);

}  // namespace onward
