// Directories of others, read into a practice's directory of providers.
#pragma once

#include "onward/operations/directory.hpp"
#include "onward/operations/referring_providers.hpp"

namespace onward {

struct ImportProviders {
  std::string source_system{};
  std::string blob_id{};
  ImportFormat format = ImportFormat::directory;
  std::vector<ImportColumn> mapping{};
  ImportId import_id{};
  std::int64_t limit = 1'000;
};
template <>
inline constexpr auto rows<ImportProviders> = std::array{
    row<&ImportProviders::source_system>(1, "source_system", "Name of the feed; begins an import.",
                                         may_be_absent),
    row<&ImportProviders::blob_id>(2, "blob_id", "The file, by its blob identifier.",
                                   may_be_absent),
    row<&ImportProviders::format>(3, "format", "nppes_csv, npi_json or csv.", may_be_absent),
    row<&ImportProviders::mapping>(
        4, "mapping",
        "Of csv: which column each member of a provider comes from; external_id is "
        "the provider's identifier there."),
    row<&ImportProviders::import_id>(5, "import_id", "An import to go on with; 0 begins one.",
                                     may_be_absent),
    row<&ImportProviders::limit>(
        6, "limit", "Most records in this slice, 1 to 10,000; it also ends after 50 ms.",
        may_be_absent),
};
ONWARD_RECORD(ImportProviders);
struct ImportedDuplicate {
  std::int64_t line = 0;
  ReferringProviderId referring_provider_id{};
  std::vector<ProviderDuplicate> duplicates{};
};
template <>
inline constexpr auto rows<ImportedDuplicate> = std::array{
    row<&ImportedDuplicate::line>(1, "line", "First line of the record, from 1."),
    row<&ImportedDuplicate::referring_provider_id>(2, "referring_provider_id",
                                                   "The provider it became."),
    row<&ImportedDuplicate::duplicates>(3, "duplicates", "Others who may be the same."),
};
ONWARD_RECORDS(ImportedDuplicate);
struct ProvidersImported {
  Import import{};
  std::vector<ImportedDuplicate> duplicates{};
};
template <>
inline constexpr auto rows<ProvidersImported> = std::array{
    row<&ProvidersImported::import>(1, "import", "Where the import stands, and its counts."),
    row<&ProvidersImported::duplicates>(
        2, "duplicates", "Of this slice, the first hundred; all are among the import's problems."),
};
ONWARD_RECORD(ProvidersImported);

namespace referring_provider {
using import = Tag<"referring_provider.import", ImportProviders, ProvidersImported>;
using imports = Tag<"referring_provider.imports", ListImports, ImportPage>;
using import_problems = Tag<"referring_provider.import_problems", ImportRef, ImportProblems>;
}  // namespace referring_provider

}  // namespace onward
