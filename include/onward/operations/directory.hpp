// Services, locations, imports and the search of the directory.
#pragma once

#include "onward/model/directory.hpp"
#include "onward/model/system.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

struct CreateLocation {
  OrganizationId organization_id{};
  std::string name{};
  std::string address{};
  std::string locality{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
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
};
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
};
struct ServiceRef {
  ServiceId service_id{};
};
template <>
inline constexpr auto rows<ServiceRef> = std::array{
    row<&ServiceRef::service_id>(1, "service_id", "The service meant."),
};
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
};
struct SearchDirectory {
  std::string text{};
  IssueId issue_id{};
  std::string locality{};
  std::string language{};
  bool accepting_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
};
template <>
inline constexpr auto rows<SearchDirectory> = std::array{
    row<&SearchDirectory::text>(
        1, "text", "Words, or beginnings of words, in the names of service and organisation.",
        may_be_absent),
    row<&SearchDirectory::issue_id>(2, "issue_id", "Type of help; 0 or absent for any.",
                                    may_be_absent),
    row<&SearchDirectory::locality>(3, "locality", "Area served, if any is named; absent for any.",
                                    may_be_absent),
    row<&SearchDirectory::language>(4, "language", "Language spoken; absent for any.",
                                    may_be_absent),
    row<&SearchDirectory::accepting_only>(5, "accepting_only", "Only what takes referrals now.",
                                          may_be_absent),
    row<&SearchDirectory::limit>(6, "limit", "Rows on a page, 1 to 500; 50 when absent.",
                                 may_be_absent),
    row<&SearchDirectory::cursor>(7, "cursor", "From the page before; absent for the first.",
                                  may_be_absent),
};
struct DirectoryEntry {
  Service service{};
  std::string organization{};
  CapacityState capacity = CapacityState::unlimited;
  std::int64_t held = 0;
};
template <>
inline constexpr auto rows<DirectoryEntry> = std::array{
    row<&DirectoryEntry::service>(1, "service", "The service."),
    row<&DirectoryEntry::organization>(2, "organization", "The name of who offers it."),
    row<&DirectoryEntry::capacity>(3, "capacity",
                                   "Whether there is a place; paused while it takes no referrals."),
    row<&DirectoryEntry::held>(4, "held", "Referrals that hold a place now."),
};
struct DirectoryPage {
  std::vector<DirectoryEntry> entries{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<DirectoryPage> = std::array{
    row<&DirectoryPage::entries>(1, "entries",
                                 "Organisation by organisation, in the order they were created."),
    row<&DirectoryPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};

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
    row<&ImportDirectory::limit>(4, "limit", "Records in this slice, 1 to 10,000.", may_be_absent),
};
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
struct ImportProblems {
  std::vector<ImportProblem> problems{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<ImportProblems> = std::array{
    row<&ImportProblems::problems>(1, "problems", "In the order they were met."),
    row<&ImportProblems::cursor>(2, "cursor", "For the next page; empty at the end."),
};

namespace location {
using create = Tag<"location.create", CreateLocation, Location>;
}
namespace service {
using create = Tag<"service.create", CreateService, Service>;
using update = Tag<"service.update", UpdateService, Service>;
using get = Tag<"service.get", ServiceRef, Service>;
}  // namespace service
namespace directory {
using search = Tag<"directory.search", SearchDirectory, DirectoryPage>;
using import = Tag<"directory.import", ImportDirectory, Import>;
using problems = Tag<"directory.problems", ImportRef, ImportProblems>;
}  // namespace directory

}  // namespace onward
