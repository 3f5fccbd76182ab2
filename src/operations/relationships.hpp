// How a practice stands with those who refer to it: the rows that rules judge.
#pragma once

#include "onward/operations/relationships.hpp"
#include "operations/paging.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  not_found
Result<Relationship> get_relationship(Context&, const RelationshipRef&);
//   refused  not_found
Result<ProviderHandling> get_handling(Context&, const RelationshipRef&);
// Of one standing: those that stood so when tick looked and still do, by an index of their own.
//   refused  malformed_request (limit), cursor_invalid
Result<RelationshipPage> list_relationships(Context&, const ListRelationships&);

// A practice's providers by last name, of one standing or all.
Paging::List providers_by_name(OrganizationId practice, std::string_view operation,
                               const std::optional<RelationshipStanding>&);

// Sets the time at which tick looks: at once, since somebody came or did not, or the provider is in
// use again; never while they are not. What the practice was told of them and holds no more is
// settled.
void look_soon(Context&, ReferringProvider&);
// What the practice was told of how they stand, and is not so now, calls for nothing any more.
//   writes   unread items of its inbox
void settle_alerts(Context&, ReferringProvider&);

// How it stands now is written down, and when to look again; of a change that rules name the
// practice is told.
//   source   docs/decisions/0032
void look_at_standing(Context&, ReferringProvider);

// The practice counts days and months otherwise: who stands otherwise by it is looked at.
void look_at_all_soon(Context&, OrganizationId practice);

// Whom somebody looked at.
template <> struct Again<Relationship> {
  static std::vector<std::int64_t> ids(const Relationship&);
};
template <> struct Again<ProviderHandling> {
  static std::vector<std::int64_t> ids(const ProviderHandling&);
};
template <> struct Again<RelationshipPage> {
  static std::vector<std::int64_t> ids(const RelationshipPage&);
};

}  // namespace onward
