// Directories of others, read into a practice's directory of providers slice by slice.
#pragma once

#include "onward/operations/provider_import.hpp"
#include "operations/row.hpp"

namespace onward {

// Begins an import, or goes on with one, as import_directory does. A provider is found again by the
// feed's identifier, or else by their NPI: then they were entered by somebody else, what stands is
// kept, and only gaps are filled. What stays the same is not written; nobody is activated, and
// nobody is taken for absent.
//   refused  malformed_request, not_found, import_finished, blob_missing, import_unreadable,
//            import_changed
//   writes   the import, its problems; providers, and how they are found
//   source   docs/decisions/0025
Result<ProvidersImported> import_providers(Context&, const ImportProviders&);

//   refused  malformed_request (limit), cursor_invalid
Result<ImportPage> list_provider_imports(Context&, const ListImports&);

//   refused  not_found, cursor_invalid
Result<ImportProblems> provider_import_problems(Context&, const ImportRef&);

template <> struct Again<ProvidersImported> {
  static std::vector<std::int64_t> ids(const ProvidersImported& r) { return {r.import.id.value}; }
  static std::optional<ProvidersImported> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
