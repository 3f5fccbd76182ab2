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

// Ohana (codeforamerica/ohana-api), its CSV set. Lists are separated by ','.
constexpr std::array ohana_organizations{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"date_incorporated", date_founded, {}, required},
    FeedColumn{"alternate_name", alternate_name, {}, required},
    FeedColumn{"description", description, {}, required},
    FeedColumn{"email", email, {}, required},
    FeedColumn{"website", website, {}, required},
    FeedColumn{"accreditations"},
    FeedColumn{"funding_sources"},
    FeedColumn{"legal_status"},
    FeedColumn{"licenses"},
    FeedColumn{"tax_id"},
    FeedColumn{"tax_status"},
};
constexpr std::array ohana_locations{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"organization_id", organization, {}, required},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"latitude", latitude, {}, required},
    FeedColumn{"longitude", longitude, {}, required},
    FeedColumn{"accessibility", accessibility, {}, required},
    FeedColumn{"virtual", virtual_flag, {}, required},
    FeedColumn{"transportation"},
    FeedColumn{"admin_emails"},
    FeedColumn{"alternate_name"},
    FeedColumn{"description"},
    FeedColumn{"short_desc"},
    FeedColumn{"email"},
    FeedColumn{"languages"},
    FeedColumn{"website"},
};
constexpr std::array ohana_services{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"location_id", location, {}, required},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"status", status, {}, required},
    FeedColumn{"description", description, {}, required},
    FeedColumn{"eligibility", eligibility_description, {}, required},
    FeedColumn{"fees", fees_description, {}, required},
    FeedColumn{"languages", languages, {}, required},
    FeedColumn{"required_documents", documents, {}, required},
    FeedColumn{"service_areas", areas, {}, required},
    FeedColumn{"taxonomy_ids", categories},
    FeedColumn{"program_id"},
    FeedColumn{"accepted_payments"},
    FeedColumn{"alternate_name"},
    FeedColumn{"audience"},
    FeedColumn{"email"},
    FeedColumn{"funding_sources"},
    FeedColumn{"application_process"},
    FeedColumn{"interpretation_services"},
    FeedColumn{"keywords"},
    FeedColumn{"wait_time"},
    FeedColumn{"website"},
};
// Of the tables below a rule reads the cells (rules/directory_details.hpp).
constexpr std::array ohana_phones{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"contact_id", ignored, {}, required},
    FeedColumn{"location_id", ignored, {}, required},
    FeedColumn{"organization_id", ignored, {}, required},
    FeedColumn{"service_id", ignored, {}, required},
    FeedColumn{"number", ignored, {}, required},
    FeedColumn{"extension", ignored, {}, required},
    FeedColumn{"number_type", ignored, {}, required},
    FeedColumn{"department"},
    FeedColumn{"vanity_number"},
    FeedColumn{"country_prefix"},
};
constexpr std::array ohana_addresses{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"location_id", ignored, {}, required},
    FeedColumn{"address_1", ignored, {}, required},
    FeedColumn{"address_2", ignored, {}, required},
    FeedColumn{"city", ignored, {}, required},
    FeedColumn{"state_province", ignored, {}, required},
    FeedColumn{"postal_code", ignored, {}, required},
    FeedColumn{"country", ignored, {}, required},
    FeedColumn{"attention"},  // of the addresses for mail
};
constexpr std::array ohana_weekly_hours{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"location_id", ignored, {}, required},
    FeedColumn{"service_id", ignored, {}, required},
    FeedColumn{"weekday", ignored, {}, required},
    FeedColumn{"opens_at", ignored, {}, required},
    FeedColumn{"closes_at", ignored, {}, required},
};
constexpr std::array ohana_holiday_hours{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"location_id", ignored, {}, required},
    FeedColumn{"service_id", ignored, {}, required},
    FeedColumn{"start_date", ignored, {}, required},
    FeedColumn{"end_date", ignored, {}, required},
    FeedColumn{"closed", ignored, {}, required},
    FeedColumn{"opens_at", ignored, {}, required},
    FeedColumn{"closes_at", ignored, {}, required},
};
constexpr std::array ohana_categories{
    FeedColumn{"taxonomy_id", ignored, {}, required},
    FeedColumn{"name", ignored, {}, required},
    FeedColumn{"parent_id", ignored, {}, required},
    FeedColumn{"parent_name", ignored, {}, required},
};
constexpr std::array ohana_contacts{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"location_id", ignored, {}, required},
    FeedColumn{"organization_id", ignored, {}, required},
    FeedColumn{"service_id", ignored, {}, required},
    FeedColumn{"name", ignored, {}, required},
    FeedColumn{"title", ignored, {}, required},
    FeedColumn{"email", ignored, {}, required},
    FeedColumn{"department", ignored, {}, required},
};
constexpr std::array ohana_programs{
    FeedColumn{"id", ignored, {}, required},
    FeedColumn{"organization_id", ignored, {}, required},
    FeedColumn{"name", ignored, {}, required},
    FeedColumn{"alternate_name", ignored, {}, required},
};
constexpr std::array tables{
    CsvTable{"service_uuid", {FeedKind::service, florida_services}},
    CsvTable{"location_uuid", {FeedKind::location, florida_locations}},
    CsvTable{"organization_uuid", {FeedKind::organization, florida_organizations}},
    CsvTable{"date_incorporated", {FeedKind::organization, ohana_organizations, ','}},
    CsvTable{"transportation", {FeedKind::location, ohana_locations, ','}},
    CsvTable{"program_id", {FeedKind::service, ohana_services, ','}},
    CsvTable{"contact_id", {{}, ohana_phones}, FeedDetailKind::phone},
    CsvTable{"attention", {{}, ohana_addresses}, FeedDetailKind::mail_address},
    CsvTable{"address_1", {{}, ohana_addresses}, FeedDetailKind::address},
    CsvTable{"weekday", {{}, ohana_weekly_hours}, FeedDetailKind::weekly_hours},
    CsvTable{"start_date", {{}, ohana_holiday_hours}, FeedDetailKind::holiday_hours},
    CsvTable{"taxonomy_id", {{}, ohana_categories}, FeedDetailKind::category},
    CsvTable{"title", {{}, ohana_contacts}, FeedDetailKind::contact},
    CsvTable{"organization_id", {{}, ohana_programs}, FeedDetailKind::program},
};

}  // namespace

std::span<const CsvTable> csv_tables() { return tables; }

}  // namespace onward
