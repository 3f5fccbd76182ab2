// Lines of the sections of a report that lists answer.
#pragma once

#include "onward/operations/dashboard.hpp"
#include "onward/operations/history.hpp"
#include "onward/operations/provider_history.hpp"
#include "onward/operations/referrals.hpp"
#include "onward/operations/relationship_costs.hpp"
#include "onward/operations/relationships.hpp"
#include "operations/report_sections.hpp"

namespace onward {

void fill_overdue(ReportSection&, const ReferralPage&,
                  FunctionRef<std::string(OrganizationId)> name_of, Instant now, const TimeZone&);

void fill_summary(ReportSection&, const Summary&);
void fill_dashboard(ReportSection&, const DashboardCounts&);
void fill_relationships(ReportSection&, const RelationshipPage&);
void fill_relationship(ReportSection&, const Relationship&);
void fill_statistics(ReportSection&, const ProviderStatistics&);
// Of several providers, in whole people: the rates of each, and what lies between them.
struct ProviderRates {
  std::string name{};
  ProviderStatistics statistics{};
};
void fill_provider_rates(ReportSection&, const ReportSectionRow&, std::span<const ProviderRates>);
// Those who came are numbers of leads and no names.
// Days are the zone's.
void fill_referrals(ReportSection&, const ProviderReferralPage&, const TimeZone&);
void fill_contacts(ReportSection&, const ProviderContactPage&, const TimeZone&);
void fill_costs(ReportSection&, const RelationshipCostPage&);

}  // namespace onward
