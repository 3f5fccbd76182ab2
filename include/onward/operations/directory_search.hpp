// The search of the directory, and its way out as a file.
#pragma once

#include "onward/model/directory.hpp"
#include "onward/operations/tag.hpp"

namespace onward {

enum class SearchOrder : std::uint8_t { organization, name, distance, wait };
template <>
inline constexpr auto names<SearchOrder> = std::array{
    Name{SearchOrder::organization, "organization",
         "Organisation by organisation, in the order they were created."},
    Name{SearchOrder::name, "name", "By the name of the service."},
    Name{SearchOrder::distance, "distance", "The nearest first; of no known place last."},
    Name{SearchOrder::wait, "wait", "The shortest usual wait first; unknown last."},
};

struct SearchDirectory {
  std::string text{};
  IssueId issue_id{};
  std::string locality{};
  std::string language{};
  bool accepting_only = false;
  std::int64_t limit = page_limit_default;
  std::string cursor{};
  std::optional<std::int64_t> latitude_microdegrees{};
  std::optional<std::int64_t> longitude_microdegrees{};
  std::optional<std::int64_t> distance_limit_meters{};
  bool available_only = false;
  std::vector<Weekday> open_on{};
  bool free_only = false;
  SearchOrder order = SearchOrder::organization;
  bool with_facets = false;
};
template <>
inline constexpr auto rows<SearchDirectory> = std::array{
    row<&SearchDirectory::text>(1, "text",
                                "Words, or beginnings of words, in the names and the description "
                                "of the service and the names of its organisation.",
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
    row<&SearchDirectory::cursor>(7, "cursor",
                                  "From the page before, of the same question; absent for the "
                                  "first.",
                                  may_be_absent),
    row<&SearchDirectory::latitude_microdegrees>(
        8, "latitude_microdegrees",
        "Where to measure distance from, WGS 84; whoever serves nobody so far away is left out."),
    row<&SearchDirectory::longitude_microdegrees>(9, "longitude_microdegrees",
                                                  "Where to measure distance from, WGS 84."),
    row<&SearchDirectory::distance_limit_meters>(10, "distance_limit_meters",
                                                 "Farthest distance, inclusive; absent is any."),
    row<&SearchDirectory::available_only>(11, "available_only",
                                          "Only where a place is free or people are put on a list, "
                                          "and the number is fresh.",
                                          may_be_absent),
    row<&SearchDirectory::open_on>(12, "open_on", "Open on one of these days; empty for any."),
    row<&SearchDirectory::free_only>(13, "free_only", "Only what is known to cost nothing.",
                                     may_be_absent),
    row<&SearchDirectory::order>(14, "order", "By organisation when absent.", may_be_absent),
    row<&SearchDirectory::with_facets>(15, "with_facets", "True to count what else could be asked.",
                                       may_be_absent),
};
ONWARD_RECORD(SearchDirectory);
struct DirectoryEntry {
  Service service{};
  std::string organization{};
  CapacityState capacity = CapacityState::unlimited;
  std::int64_t held = 0;
  std::optional<std::int64_t> distance_meters{};
};
template <>
inline constexpr auto rows<DirectoryEntry> = std::array{
    row<&DirectoryEntry::service>(1, "service", "The service."),
    row<&DirectoryEntry::organization>(2, "organization", "The name of who offers it."),
    row<&DirectoryEntry::capacity>(3, "capacity",
                                   "Whether there is a place; paused while it takes no referrals."),
    row<&DirectoryEntry::held>(4, "held", "Referrals that hold a place now."),
    row<&DirectoryEntry::distance_meters>(
        5, "distance_meters", "To the nearest of its places; absent where none is known."),
};
ONWARD_RECORDS(DirectoryEntry);
// How many services one would find, were this asked instead of what was asked of its kind.
struct FacetCount {
  std::string value{};
  std::int64_t services = 0;
};
template <>
inline constexpr auto rows<FacetCount> = std::array{
    row<&FacetCount::value>(1, "value", "A code of an issue, a language, a state or an area."),
    row<&FacetCount::services>(2, "services", "Services that would be found."),
};
ONWARD_RECORDS(FacetCount);
struct DirectoryFacets {
  std::int64_t total = 0;
  std::vector<FacetCount> issues{};
  std::vector<FacetCount> languages{};
  std::vector<FacetCount> availability{};
  std::vector<FacetCount> localities{};
};
template <>
inline constexpr auto rows<DirectoryFacets> = std::array{
    row<&DirectoryFacets::total>(1, "total", "Services that the question finds, on all pages."),
    row<&DirectoryFacets::issues>(2, "issues", "By code of the type of help."),
    row<&DirectoryFacets::languages>(3, "languages", "By ISO 639 code."),
    row<&DirectoryFacets::availability>(4, "availability", "By state of the places."),
    row<&DirectoryFacets::localities>(5, "localities",
                                      "By area served; empty stands for everywhere."),
};
ONWARD_RECORD(DirectoryFacets);
struct DirectoryPage {
  std::vector<DirectoryEntry> entries{};
  std::optional<DirectoryFacets> facets{};
  std::string cursor{};
};
template <>
inline constexpr auto rows<DirectoryPage> = std::array{
    row<&DirectoryPage::entries>(1, "entries", "In the order that was asked for."),
    row<&DirectoryPage::facets>(3, "facets", "When they were asked for; absent otherwise."),
    row<&DirectoryPage::cursor>(2, "cursor", "For the next page; empty at the end."),
};
ONWARD_RECORD(DirectoryPage);

struct ExportDirectory {
  std::string blob{};
  std::string source_system{};
  std::string cursor{};
  std::int64_t limit = 1'000;
};
template <>
inline constexpr auto rows<ExportDirectory> = std::array{
    row<&ExportDirectory::blob>(1, "blob", "Where the file is written; what stood there is gone."),
    row<&ExportDirectory::source_system>(2, "source_system",
                                         "Only what came from this feed, under its identifiers; "
                                         "absent for everything, under the store's own.",
                                         may_be_absent),
    row<&ExportDirectory::cursor>(3, "cursor", "From the slice before; absent for the first.",
                                  may_be_absent),
    row<&ExportDirectory::limit>(4, "limit", "Objects in this slice, 1 to 10,000.", may_be_absent),
};
ONWARD_RECORD(ExportDirectory);
struct ExportedSlice {
  std::int64_t objects = 0;
  std::int64_t size_bytes = 0;
  std::string cursor{};
};
template <>
inline constexpr auto rows<ExportedSlice> = std::array{
    row<&ExportedSlice::objects>(1, "objects", "Objects written in this slice."),
    row<&ExportedSlice::size_bytes>(2, "size_bytes", "Bytes of the file so far."),
    row<&ExportedSlice::cursor>(3, "cursor", "For the next slice; empty once the file is whole."),
};
ONWARD_RECORD(ExportedSlice);

namespace directory {
using search = Tag<"directory.search", SearchDirectory, DirectoryPage>;
using export_ = Tag<"directory.export", ExportDirectory, ExportedSlice>;
}  // namespace directory

}  // namespace onward
