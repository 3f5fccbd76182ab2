// Lines of the sections of a report that lists answer.
#pragma once

#include "onward/operations/history.hpp"
#include "onward/operations/provider_history.hpp"
#include "onward/operations/relationship_costs.hpp"
#include "onward/operations/relationships.hpp"
#include "operations/report_sections.hpp"

namespace onward {

void fill_summary(ReportSection&, const Summary&);
void fill_relationships(ReportSection&, const RelationshipPage&);
void fill_relationship(ReportSection&, const Relationship&);
void fill_statistics(ReportSection&, const ProviderStatistics&);
// Those who came are numbers of leads and no names.
void fill_referrals(ReportSection&, const ProviderReferralPage&);
void fill_contacts(ReportSection&, const ProviderContactPage&);
void fill_costs(ReportSection&, const RelationshipCostPage&);

}  // namespace onward
