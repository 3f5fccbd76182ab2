#include <algorithm>
#include <array>

#include "interchange/directory_tables.hpp"

namespace onward {

namespace {

using enum FeedMeaning;
constexpr bool required = true;

// HSDS 3.0: schema/{organization,location,service}.json.
constexpr std::array hsds_organizations{
    FeedColumn{"id", external_id, {}, required},
    FeedColumn{"name", name, {}, required},
    FeedColumn{"alternate_name", alternate_name},
    FeedColumn{"website", website},
    FeedColumn{"description", description},
    FeedColumn{"email", email},
    FeedColumn{"tax_status"},
    FeedColumn{"tax_id"},
    FeedColumn{"year_incorporated", year_founded},
    FeedColumn{"legal_status"},
    FeedColumn{"logo"},
    FeedColumn{"uri"},
    FeedColumn{"parent_organization_id"},
    FeedColumn{"funding"},
    FeedColumn{"contacts", contacts},
    FeedColumn{"phones", phones},
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
    FeedColumn{"location_type", location_type},
    FeedColumn{"url"},
    FeedColumn{"alternate_name"},
    FeedColumn{"description"},
    FeedColumn{"transportation"},
    FeedColumn{"external_identifier"},
    FeedColumn{"external_identifier_type"},
    FeedColumn{"languages"},
    FeedColumn{"contacts", contacts},
    FeedColumn{"accessibility", accessibility},
    FeedColumn{"phones", phones},
    FeedColumn{"schedules", schedules},
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
    FeedColumn{"criteria", criteria},  // of the attributes of our own taxonomy
    FeedColumn{"service_at_locations", locations},
    FeedColumn{"program_id"},
    FeedColumn{"alternate_name"},
    FeedColumn{"description", description},
    FeedColumn{"url"},
    FeedColumn{"email"},
    FeedColumn{"interpretation_services"},
    FeedColumn{"application_process"},
    FeedColumn{"fees_description", fees_description},
    FeedColumn{"wait_time"},
    FeedColumn{"fees"},
    FeedColumn{"accreditations"},
    FeedColumn{"eligibility_description", eligibility_description},
    FeedColumn{"assured_date"},
    FeedColumn{"assurer_email"},
    FeedColumn{"licenses"},
    FeedColumn{"alert"},
    FeedColumn{"last_modified"},
    FeedColumn{"phones", phones},
    FeedColumn{"schedules", schedules},
    FeedColumn{"organization"},
    FeedColumn{"funding"},
    FeedColumn{"cost_options", costs},
    FeedColumn{"program"},
    FeedColumn{"required_documents", documents},
    FeedColumn{"capacities", capacities},  // as HSDS 3.1 has them
    FeedColumn{"contacts", contacts},
    FeedColumn{"metadata"},
};
constexpr std::array hsds_tables{
    FeedTable{FeedKind::organization, hsds_organizations},
    FeedTable{FeedKind::location, hsds_locations},
    FeedTable{FeedKind::service, hsds_services},
};

// HSDS 3.0: schema/*.json of its tables. No table that we read has an `id` and one of these.
constexpr std::array<std::string_view, 18> tabular_marks{"year_incorporated",
                                                         "assured_date",
                                                         "location_type",
                                                         "service_at_location_id",
                                                         "extent_type",
                                                         "address_type",
                                                         "document",
                                                         "phone_id",
                                                         "details",
                                                         "link_entity",
                                                         "link_type",
                                                         "term_uri",
                                                         "resource_type",
                                                         "amount_description",
                                                         "source",
                                                         "character_set",
                                                         "identifier_scheme",
                                                         "version"};
// And these have nothing of their own but how they are put together.
constexpr std::array<std::string_view, 5> tabular_program{"id", "organization_id", "name",
                                                          "alternate_name", "description"};
constexpr std::array<std::string_view, 4> tabular_link{"id", "service_id", "location_id",
                                                       "description"};

constexpr std::array<std::string_view, 6> issue_link_types{
    "", "issue", "service_type", "service type", "service_category", "service category"};

}  // namespace

const FeedTable& hsds_table(FeedKind kind) { return hsds_tables[static_cast<std::size_t>(kind)]; }

bool is_hsds_tabular(std::span<const std::string> names) {
  const auto holds = [](std::span<const std::string_view> some) {
    return [some](std::string_view name) { return std::ranges::find(some, name) != some.end(); };
  };
  const auto has = [&](std::string_view name) {
    return std::ranges::find(names, name) != names.end();
  };
  if (!has("id")) return false;
  if (std::ranges::any_of(names, holds(tabular_marks))) return true;
  return has("description") && (std::ranges::all_of(names, holds(tabular_program)) ||
                                std::ranges::all_of(names, holds(tabular_link)));
}

std::span<const std::string_view> hsds_issue_link_types() { return issue_link_types; }

}  // namespace onward
