// The identifiers of nouns, each its own type; and the time that never comes.
#pragma once

#include "onward/schema.hpp"

namespace onward {

using OrganizationId = Id<struct OrganizationTag>;
using StaffId = Id<struct StaffTag>;
using RoleId = Id<struct RoleTag>;
using MembershipId = Id<struct MembershipTag>;
using IssueId = Id<struct IssueTag>;
using LocationId = Id<struct LocationTag>;
using ServiceId = Id<struct ServiceTag>;
using PolicyId = Id<struct PolicyTag>;
using ClientId = Id<struct ClientTag>;
using ConsentId = Id<struct ConsentTag>;
using NeedId = Id<struct NeedTag>;
using ReferralId = Id<struct ReferralTag>;
using NoteId = Id<struct NoteTag>;
using ImportId = Id<struct ImportTag>;
using AgreementId = Id<struct AgreementTag>;
using EnquiryId = Id<struct EnquiryTag>;
using CapacityAnswerId = Id<struct CapacityAnswerTag>;
using LocalityId = Id<struct LocalityTag>;
using CalendarId = Id<struct CalendarTag>;
using ReasonCodeId = Id<struct ReasonCodeTag>;
using ListedCodeId = Id<struct ListedCodeTag>;
using QuestionnaireId = Id<struct QuestionnaireTag>;
using QuestionnaireResponseId = Id<struct QuestionnaireResponseTag>;
using ReferringProviderId = Id<struct ReferringProviderTag>;
using ReferralSourceId = Id<struct ReferralSourceTag>;
using LeadId = Id<struct LeadTag>;
using RelationshipCostId = Id<struct RelationshipCostTag>;
using TouchpointId = Id<struct TouchpointTag>;
using AttributionId = Id<struct AttributionTag>;
using SpecialistReferralId = Id<struct SpecialistReferralTag>;

// No timer is set: the last second of the year 9999, since members of an index are never null.
constexpr Instant never{std::chrono::seconds{253'402'300'799}};

}  // namespace onward
