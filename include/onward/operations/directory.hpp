// Services, locations and imports of directories.
#pragma once

#include "onward/model/directory.hpp"
#include "onward/model/system.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

constexpr RowOptions long_and_absent{.limit = text_limit_long, .may_be_absent = true};

struct CreateLocation {
  OrganizationId organization_id{};
  std::string name{};
  std::string address{};
  std::string locality{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
  bool is_virtual = false;
  std::vector<std::string> accessibility{};
  std::vector<Schedule> schedules{};
  std::vector<Contact> contacts{};
};
template <>
inline constexpr auto rows<CreateLocation> = std::array{
    row<&CreateLocation::organization_id>(1, "organization_id", "Whose location it is."),
    row<&CreateLocation::name>(2, "name", "The name on the door."),
    row<&CreateLocation::address>(3, "address", "One line.", may_be_absent),
    row<&CreateLocation::locality>(4, "locality", "County, district or other area code.",
                                   may_be_absent),
    row<&CreateLocation::latitude_microdegrees>(5, "latitude_microdegrees",
                                                "WGS 84, millionths of a degree."),
    row<&CreateLocation::longitude_microdegrees>(6, "longitude_microdegrees",
                                                 "WGS 84, millionths of a degree."),
    row<&CreateLocation::is_virtual>(7, "is_virtual", "False when absent.", may_be_absent),
    row<&CreateLocation::accessibility>(8, "accessibility", "Help for people with disabilities."),
    row<&CreateLocation::schedules>(9, "schedules", "When it is open."),
    row<&CreateLocation::contacts>(10, "contacts", "Whom to ask there.", is_personal),
};
ONWARD_RECORD(CreateLocation);
// Absent members stay as they are.
struct UpdateLocation {
  LocationId location_id{};
  std::optional<std::string> name{};
  std::optional<bool> active{};
  std::optional<std::string> address{};
  std::optional<std::string> locality{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
  std::optional<bool> is_virtual{};
  std::optional<std::vector<std::string>> accessibility{};
  std::optional<std::vector<Schedule>> schedules{};
  std::optional<std::vector<Contact>> contacts{};
  bool place_unknown = false;
};
template <>
inline constexpr auto rows<UpdateLocation> = std::array{
    row<&UpdateLocation::location_id>(1, "location_id", "The location meant."),
    row<&UpdateLocation::name>(2, "name", "The name on the door."),
    row<&UpdateLocation::active>(3, "active", "False once it has closed."),
    row<&UpdateLocation::address>(4, "address", "One line."),
    row<&UpdateLocation::locality>(5, "locality", "County, district or other area code."),
    row<&UpdateLocation::latitude_microdegrees>(6, "latitude_microdegrees",
                                                "WGS 84, millionths of a degree."),
    row<&UpdateLocation::longitude_microdegrees>(7, "longitude_microdegrees",
                                                 "WGS 84, millionths of a degree."),
    row<&UpdateLocation::is_virtual>(8, "is_virtual", "True of a place that is only on line."),
    row<&UpdateLocation::accessibility>(9, "accessibility", "Help for people with disabilities."),
    row<&UpdateLocation::schedules>(10, "schedules", "When it is open."),
    row<&UpdateLocation::contacts>(11, "contacts", "Whom to ask there.", is_personal),
    row<&UpdateLocation::place_unknown>(12, "place_unknown",
                                        "True to take latitude and longitude away.", may_be_absent),
};
ONWARD_RECORD(UpdateLocation);
struct LocationRef {
  LocationId location_id{};
};
template <>
inline constexpr auto rows<LocationRef> = std::array{
    row<&LocationRef::location_id>(1, "location_id", "The location meant."),
};
ONWARD_RECORD(LocationRef);
struct CreateService {
  OrganizationId organization_id{};
  std::string name{};
  std::vector<IssueId> issues{};
  bool accepting = true;
  std::optional<std::int64_t> age_from_months{};
  std::optional<std::int64_t> age_below_months{};
  std::vector<Gender> genders{};
  std::vector<std::string> localities{};
  std::vector<std::string> languages{};
  std::optional<std::int64_t> income_percent_limit{};
  std::vector<std::string> populations{};
  std::vector<AttributeCriterion> attributes{};
  std::optional<std::int64_t> capacity_limit{};
  bool waitlist = false;
  std::optional<std::int64_t> wait_days{};
  std::vector<LocationId> locations{};
  std::string description{};
  std::string eligibility_description{};
  std::vector<std::string> required_documents{};
  std::string fees_description{};
  std::vector<CostOption> costs{};
  std::vector<Schedule> schedules{};
  std::vector<Contact> contacts{};
  std::optional<std::int64_t> radius_meters{};
};
template <>
inline constexpr auto rows<CreateService> = std::array{
    row<&CreateService::organization_id>(1, "organization_id", "Who offers it."),
    row<&CreateService::name>(2, "name", "The name people know it by."),
    row<&CreateService::issues>(3, "issues", "Types of help it gives."),
    row<&CreateService::accepting>(4, "accepting", "True when absent.", may_be_absent),
    row<&CreateService::age_from_months>(5, "age_from_months", "Youngest age, inclusive."),
    row<&CreateService::age_below_months>(6, "age_below_months", "First age that is too old."),
    row<&CreateService::genders>(7, "genders", "Genders it serves; empty is all."),
    row<&CreateService::localities>(8, "localities", "Areas it serves; empty is everywhere."),
    row<&CreateService::languages>(9, "languages", "Languages spoken, ISO 639 codes."),
    row<&CreateService::income_percent_limit>(10, "income_percent_limit",
                                              "In percent of the poverty standard."),
    row<&CreateService::populations>(11, "populations", "Groups it is meant for; empty is all."),
    row<&CreateService::attributes>(12, "attributes", "Further criteria; all must hold."),
    row<&CreateService::capacity_limit>(13, "capacity_limit",
                                        "Referrals it can hold at once; absent is unlimited."),
    row<&CreateService::waitlist>(14, "waitlist", "False when absent.", may_be_absent),
    row<&CreateService::wait_days>(15, "wait_days", "Usual wait in days."),
    row<&CreateService::locations>(16, "locations", "Where it is given."),
    row<&CreateService::description>(17, "description", "What is done for people.",
                                     long_and_absent),
    row<&CreateService::eligibility_description>(18, "eligibility_description",
                                                 "Whom it is for, in words.", long_and_absent),
    row<&CreateService::required_documents>(19, "required_documents",
                                            "Papers that people must bring."),
    row<&CreateService::fees_description>(20, "fees_description", "What it costs, in words.",
                                          long_and_absent),
    row<&CreateService::costs>(21, "costs", "What it costs, one by one."),
    row<&CreateService::schedules>(22, "schedules", "When it is given."),
    row<&CreateService::contacts>(23, "contacts", "Whom to ask about it.", is_personal),
    row<&CreateService::radius_meters>(
        24, "radius_meters",
        "Farthest that people may live from the nearest of its locations; absent is any."),
};
ONWARD_RECORD(CreateService);
struct ServiceRef {
  ServiceId service_id{};
};
template <>
inline constexpr auto rows<ServiceRef> = std::array{
    row<&ServiceRef::service_id>(1, "service_id", "The service meant."),
};
ONWARD_RECORD(ServiceRef);
// Absent members stay as they are.
struct UpdateService {
  ServiceId service_id{};
  std::optional<std::string> name{};
  std::optional<bool> active{};
  std::optional<bool> accepting{};
  std::optional<std::vector<IssueId>> issues{};
  std::optional<std::vector<std::string>> localities{};
  std::optional<std::int64_t> capacity_limit{};
  bool capacity_unlimited = false;
  std::optional<bool> waitlist{};
  std::optional<std::int64_t> wait_days{};
  std::optional<std::string> description{};
  std::optional<std::string> eligibility_description{};
  std::optional<std::vector<std::string>> required_documents{};
  std::optional<std::string> fees_description{};
  std::optional<std::vector<CostOption>> costs{};
  std::optional<std::vector<Schedule>> schedules{};
  std::optional<std::vector<Contact>> contacts{};
  std::optional<std::vector<std::string>> languages{};
  std::optional<std::vector<LocationId>> locations{};
  std::optional<std::int64_t> radius_meters{};
  bool radius_unlimited = false;
  std::optional<std::int64_t> age_from_months{};
  bool age_from_unlimited = false;
  std::optional<std::int64_t> age_below_months{};
  bool age_below_unlimited = false;
  std::optional<std::vector<Gender>> genders{};
  std::optional<std::int64_t> income_percent_limit{};
  bool income_unlimited = false;
  std::optional<std::vector<std::string>> populations{};
  std::optional<std::vector<AttributeCriterion>> attributes{};
  bool wait_unknown = false;
};
template <>
inline constexpr auto rows<UpdateService> = std::array{
    row<&UpdateService::service_id>(1, "service_id", "The service meant."),
    row<&UpdateService::name>(2, "name", "The name people know it by."),
    row<&UpdateService::active>(3, "active", "False once it is not offered any more."),
    row<&UpdateService::accepting>(4, "accepting", "False while it takes no referrals."),
    row<&UpdateService::issues>(5, "issues", "Types of help it gives."),
    row<&UpdateService::localities>(6, "localities", "Areas it serves; empty is everywhere."),
    row<&UpdateService::capacity_limit>(7, "capacity_limit",
                                        "Referrals it can hold at once; 0 is full."),
    row<&UpdateService::capacity_unlimited>(8, "capacity_unlimited", "True to take the limit away.",
                                            may_be_absent),
    row<&UpdateService::waitlist>(9, "waitlist", "Whether people are put on a list."),
    row<&UpdateService::wait_days>(10, "wait_days", "Usual wait in days."),
    row<&UpdateService::description>(11, "description", "What is done for people.", long_text),
    row<&UpdateService::eligibility_description>(12, "eligibility_description",
                                                 "Whom it is for, in words.", long_text),
    row<&UpdateService::required_documents>(13, "required_documents",
                                            "Papers that people must bring."),
    row<&UpdateService::fees_description>(14, "fees_description", "What it costs, in words.",
                                          long_text),
    row<&UpdateService::costs>(15, "costs", "What it costs, one by one."),
    row<&UpdateService::schedules>(16, "schedules", "When it is given."),
    row<&UpdateService::contacts>(17, "contacts", "Whom to ask about it.", is_personal),
    row<&UpdateService::languages>(18, "languages", "Languages spoken, ISO 639 codes."),
    row<&UpdateService::locations>(19, "locations", "Where it is given."),
    row<&UpdateService::radius_meters>(
        20, "radius_meters", "Farthest that people may live from the nearest of its locations."),
    row<&UpdateService::radius_unlimited>(21, "radius_unlimited", "True to take the radius away.",
                                          may_be_absent),
    row<&UpdateService::age_from_months>(22, "age_from_months", "Youngest age, inclusive."),
    row<&UpdateService::age_from_unlimited>(23, "age_from_unlimited",
                                            "True to take the youngest age away.", may_be_absent),
    row<&UpdateService::age_below_months>(24, "age_below_months", "First age that is too old."),
    row<&UpdateService::age_below_unlimited>(25, "age_below_unlimited",
                                             "True to take the first age that is too old away.",
                                             may_be_absent),
    row<&UpdateService::genders>(26, "genders", "Genders it serves; empty is all."),
    row<&UpdateService::income_percent_limit>(27, "income_percent_limit",
                                              "In percent of the poverty standard."),
    row<&UpdateService::income_unlimited>(28, "income_unlimited",
                                          "True to take the limit of income away.", may_be_absent),
    row<&UpdateService::populations>(29, "populations", "Groups it is meant for; empty is all."),
    row<&UpdateService::attributes>(30, "attributes", "Further criteria; all must hold."),
    row<&UpdateService::wait_unknown>(31, "wait_unknown", "True to take the usual wait away.",
                                      may_be_absent),
};
ONWARD_RECORD(UpdateService);
struct ImportDirectory {
  std::string source_system{};
  std::vector<std::string> blobs{};
  ImportId import_id{};
  std::int64_t limit = 1'000;
};
template <>
inline constexpr auto rows<ImportDirectory> = std::array{
    row<&ImportDirectory::source_system>(1, "source_system", "Name of the feed; begins an import.",
                                         may_be_absent),
    row<&ImportDirectory::blobs>(2, "blobs", "The feed's files, by blob identifier."),
    row<&ImportDirectory::import_id>(3, "import_id", "An import to go on with; 0 begins one.",
                                     may_be_absent),
    row<&ImportDirectory::limit>(
        4, "limit", "Most records in this slice, 1 to 10,000; it also ends after 50 ms.",
        may_be_absent),
};
ONWARD_RECORD(ImportDirectory);
struct ImportRef {
  ImportId import_id{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ImportRef> = std::array{
    row<&ImportRef::import_id>(1, "import_id", "The import meant."),
    row<&ImportRef::cursor>(2, "cursor", "From the page before; absent for the first.",
                            may_be_absent),
};
ONWARD_RECORD(ImportRef);
struct ImportProblems {
  std::vector<ImportProblem> problems{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ImportProblems> = std::array{
    row<&ImportProblems::problems>(1, "problems", "In the order they were met."),
    row<&ImportProblems::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ImportProblems);
struct ListImports {
  std::int64_t limit = 50;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListImports> = std::array{
    row<&ListImports::limit>(1, "limit", "Rows of a page, 1 to 1,000.", may_be_absent),
    row<&ListImports::cursor>(2, "cursor", "From the page before; absent for the first.",
                              may_be_absent),
};
ONWARD_RECORD(ListImports);
struct ImportPage {
  std::vector<Import> imports{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ImportPage> = std::array{
    row<&ImportPage::imports>(1, "imports", "The newest first; one that runs can be gone on with."),
    row<&ImportPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ImportPage);
struct ListLocations {
  OrganizationId organization_id{};
  bool active_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListLocations> = std::array{
    row<&ListLocations::organization_id>(
        1, "organization_id", "Whose; 0 or absent for the active organisation.", may_be_absent),
    row<&ListLocations::active_only>(2, "active_only", "Only those that have not closed.",
                                     may_be_absent),
    row<&ListLocations::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                               may_be_absent),
    row<&ListLocations::cursor>(4, "cursor", "From the page before; absent for the first.",
                                may_be_absent),
};
ONWARD_RECORD(ListLocations);
struct LocationPage {
  std::vector<Location> locations{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<LocationPage> = std::array{
    row<&LocationPage::locations>(1, "locations", "In the order of their numbers.", is_personal),
    row<&LocationPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(LocationPage);
struct ListServices {
  OrganizationId organization_id{};
  bool active_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ListServices> = std::array{
    row<&ListServices::organization_id>(
        1, "organization_id", "Whose; 0 or absent for the active organisation.", may_be_absent),
    row<&ListServices::active_only>(2, "active_only", "Only those that are given now.",
                                    may_be_absent),
    row<&ListServices::limit>(3, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                              may_be_absent),
    row<&ListServices::cursor>(4, "cursor", "From the page before; absent for the first.",
                               may_be_absent),
};
ONWARD_RECORD(ListServices);
struct ServicePage {
  std::vector<Service> services{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ServicePage> = std::array{
    row<&ServicePage::services>(1, "services", "In the order of their numbers.", is_personal),
    row<&ServicePage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(ServicePage);

namespace location {
using create = Tag<"location.create", CreateLocation, Location>;
using update = Tag<"location.update", UpdateLocation, Location>;
using get = Tag<"location.get", LocationRef, Location>;
using list = Tag<"location.list", ListLocations, LocationPage>;
}  // namespace location
namespace service {
using create = Tag<"service.create", CreateService, Service>;
using update = Tag<"service.update", UpdateService, Service>;
using get = Tag<"service.get", ServiceRef, Service>;
using list = Tag<"service.list", ListServices, ServicePage>;
}  // namespace service
namespace directory {
using import = Tag<"directory.import", ImportDirectory, Import>;
using imports = Tag<"directory.imports", ListImports, ImportPage>;
using problems = Tag<"directory.problems", ImportRef, ImportProblems>;
}  // namespace directory

}  // namespace onward
