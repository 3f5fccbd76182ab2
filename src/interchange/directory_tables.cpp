#include "interchange/directory_tables.hpp"

#include <array>

namespace onward {

namespace {

using enum FeedMeaning;
constexpr bool required = true;

// Florida legal aid (openreferral/hsds-transformer). Lists are separated by ';'.
constexpr std::array florida_services{
    FeedColumn{"service_uuid", external_id, {}, required},
    FeedColumn{"organization_uuid", organization, {}, required},
    FeedColumn{"organization_name", organization_name},
    FeedColumn{"service_name", name, {}, required},
    FeedColumn{"service_min_age", age_from_years, {}, required},
    FeedColumn{"service_max_age", age_through_years, {}, required},
    FeedColumn{"service_income_limit", income_percent, {}, required},
    FeedColumn{"service_problem_codes", issues, {}, required},
    FeedColumn{"service_require_veteran", flag, "veteran", required},
    FeedColumn{"service_military_status", choices, "military_status", required},
    FeedColumn{"service_immigration_status", choices, "immigration_status", required},
    FeedColumn{"service_incarceration_status", choices, "incarceration_status", required},
    FeedColumn{"service_areas", areas, {}, required},
    FeedColumn{"service_alternate_name"},
    FeedColumn{"service_program"},
    FeedColumn{"service_description"},
    FeedColumn{"service_email"},
    FeedColumn{"service_url"},
    FeedColumn{"service_additional_information"},
};
constexpr std::array florida_locations{
    FeedColumn{"location_uuid", external_id, {}, required},
    FeedColumn{"organization_uuid", organization, {}, required},
    FeedColumn{"organization_name", organization_name},
    FeedColumn{"location_name", name, {}, required},
    FeedColumn{"location_address", address, {}, required},
    FeedColumn{"location_url"},
    FeedColumn{"phones"},
};
constexpr std::array florida_organizations{
    FeedColumn{"organization_uuid", external_id, {}, required},
    FeedColumn{"organization_name", name, {}, required},
    FeedColumn{"organization_alternate_name", alternate_name},
    FeedColumn{"organization_url", website},
    FeedColumn{"organization_year_incorporated"},
    FeedColumn{"organization_tax_id"},
    FeedColumn{"organization_legal_status"},
    FeedColumn{"organization_email"},
    FeedColumn{"organization_description"},
};
constexpr std::array tables{
    CsvTable{"service_uuid", {FeedKind::service, florida_services}},
    CsvTable{"location_uuid", {FeedKind::location, florida_locations}},
    CsvTable{"organization_uuid", {FeedKind::organization, florida_organizations}},
};

// HSDS 3.0: schema/{organization,location,service}.json.
constexpr std::array hsds_organizations{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"alternate_name", alternate_name},
    FeedColumn{"website", website},
    FeedColumn{"description"},
    FeedColumn{"email"},
    FeedColumn{"tax_status"},
    FeedColumn{"tax_id"},
    FeedColumn{"year_incorporated"},
    FeedColumn{"legal_status"},
    FeedColumn{"logo"},
    FeedColumn{"uri"},
    FeedColumn{"parent_organization_id"},
    FeedColumn{"funding"},
    FeedColumn{"contacts"},
    FeedColumn{"phones"},
    FeedColumn{"locations"},
    FeedColumn{"programs"},
    FeedColumn{"organization_identifiers"},
    FeedColumn{"services"},
    FeedColumn{"attributes"},
    FeedColumn{"metadata"},
};
constexpr std::array hsds_locations{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"organization_id", organization},
    FeedColumn{"name", name},
    FeedColumn{"latitude", latitude},
    FeedColumn{"longitude", longitude},
    FeedColumn{"addresses", address},
    FeedColumn{"region", locality},  // of the address that is taken
    FeedColumn{"location_type"},
    FeedColumn{"url"},
    FeedColumn{"alternate_name"},
    FeedColumn{"description"},
    FeedColumn{"transportation"},
    FeedColumn{"external_identifier"},
    FeedColumn{"external_identifier_type"},
    FeedColumn{"languages"},
    FeedColumn{"contacts"},
    FeedColumn{"accessibility"},
    FeedColumn{"phones"},
    FeedColumn{"schedules"},
    FeedColumn{"attributes"},
    FeedColumn{"metadata"},
};
constexpr std::array hsds_services{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"organization_id", organization},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"status", status, {}, required},
    FeedColumn{"minimum_age", age_from_years},
    FeedColumn{"maximum_age", age_through_years},
    FeedColumn{"service_areas", areas},
    FeedColumn{"languages", languages},
    FeedColumn{"attributes", issues},
    FeedColumn{"service_at_locations", locations},
    FeedColumn{"program_id"},
    FeedColumn{"alternate_name"},
    FeedColumn{"description"},
    FeedColumn{"url"},
    FeedColumn{"email"},
    FeedColumn{"interpretation_services"},
    FeedColumn{"application_process"},
    FeedColumn{"fees_description"},
    FeedColumn{"wait_time"},
    FeedColumn{"fees"},
    FeedColumn{"accreditations"},
    FeedColumn{"eligibility_description"},
    FeedColumn{"assured_date"},
    FeedColumn{"assurer_email"},
    FeedColumn{"licenses"},
    FeedColumn{"alert"},
    FeedColumn{"last_modified"},
    FeedColumn{"phones"},
    FeedColumn{"schedules"},
    FeedColumn{"organization"},
    FeedColumn{"funding"},
    FeedColumn{"cost_options"},
    FeedColumn{"program"},
    FeedColumn{"required_documents"},
    FeedColumn{"contacts"},
    FeedColumn{"metadata"},
};
constexpr std::array hsds_tables{
    FeedTable{FeedKind::organization, hsds_organizations},
    FeedTable{FeedKind::location, hsds_locations},
    FeedTable{FeedKind::service, hsds_services},
};

constexpr std::array<std::string_view, 6> issue_link_types{
    "", "issue", "service_type", "service type", "service_category", "service category"};

}  // namespace

std::span<const CsvTable> csv_tables() { return tables; }
const FeedTable& hsds_table(FeedKind kind) { return hsds_tables[static_cast<std::size_t>(kind)]; }
std::span<const std::string_view> hsds_issue_link_types() { return issue_link_types; }

}  // namespace onward
