// The directory of a practice: who refers to it, and whom it refers to.
#pragma once

#include "onward/operations/referring_providers.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request (name, NPI, start of the relationship), name_taken (NPI)
//   writes   the provider, and how they are found
//   source   the mission's practice document, 8.3.1; docs/decisions/0025
Result<ReferringProviderRecord> create_provider(Context&, const CreateReferringProvider&);

// Absent members stay. An inactive provider may be corrected, too.
//   refused  malformed_request (as create), not_found, revision_changed, name_taken (NPI); in this
//            order
//   writes   the provider and how they are found, when anything differs
Result<ReferringProviderRecord> update_provider(Context&, const UpdateReferringProvider&);

//   refused  not_found
Result<ReferringProvider> get_provider(Context&, const ReferringProviderRef&);

//   refused  malformed_request (limit), cursor_invalid
Result<ReferringProviderPage> list_providers(Context&, const ListReferringProviders&);

// Instead of deleting: what they sent stays theirs, and they are offered no more.
//   refused  not_found, revision_changed, phase_forbids
//   writes   the provider, and how they are found
//   source   lifecycles A.8, delete provider
Result<ReferringProvider> deactivate_provider(Context&, const ReferringProviderSeen&);
Result<ReferringProvider> reactivate_provider(Context&, const ReferringProviderSeen&);

// While somebody types. However many fit, a few thousand keys and a few hundred rows are looked at:
// who fits best is found first, and the answer says whether others may fit.
//   refused  malformed_request (text, limit)
Result<ProvidersFound> search_providers(Context&, const SearchReferringProviders&);

// The same for every practice.
Result<ProviderTypes> list_provider_types(Context&, const Empty&);

// What is wrong with a provider's details; the NPI is put in its normal form.
//   refused  malformed_request, below /details
Refused complete(Context&, ReferringProviderDetails&);
// Keeps a provider whose details are complete, and the keys under which they are found.
void keep_provider(Context&, ReferringProvider&, const ReferringProvider* before);
std::optional<ReferringProvider> provider_with_npi(Context&, std::string_view npi);
// Others of the practice with the same name, and something else that is the same.
std::vector<ProviderDuplicate> duplicates_of(Context&, const ReferringProvider&);

// Keys that begin with `start` and those behind them, in order, read from the index alone; at most
// so many. `each` answers whether to go on, and so does the whole: false when it was stopped.
bool each_key_from(Context&, std::string_view start, std::int64_t most,
                   FunctionRef<bool(const ReferringProviderKey&)> each);

template <> struct Again<ReferringProviderRecord> {
  static std::vector<std::int64_t> ids(const ReferringProviderRecord& r) {
    return {r.provider.id.value};
  }
  static std::optional<ReferringProviderRecord> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<ReferringProviderPage> {
  static std::vector<std::int64_t> ids(const ReferringProviderPage&);
};
template <> struct Again<ProvidersFound> {
  static std::vector<std::int64_t> ids(const ProvidersFound&);
};

}  // namespace onward
