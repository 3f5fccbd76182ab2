// The directory of a practice: who refers to it, and whom it refers to.
#pragma once

#include "onward/operations/referring_providers.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request (name, NPI, addresses for mail, start of the relationship),
//            name_taken (NPI)
//   writes   the provider, and how they are found
//   source   the mission's practice document, 8.3.1; docs/decisions/0025
Result<ReferringProviderRecord> create_provider(Context&, const CreateReferringProvider&);

// Absent members stay. An inactive provider may be corrected, too.
//   refused  malformed_request (as create), not_found, provider_merged, revision_changed,
//   name_taken
//            (NPI); in this order
//   writes   the provider and how they are found, when anything differs
Result<ReferringProviderRecord> update_provider(Context&, const UpdateReferringProvider&);

// Who was merged into another is answered too, with who stands in their place.
//   refused  not_found
Result<ReferringProvider> get_provider(Context&, const ReferringProviderRef&);

// Without those who were merged into another.
//   refused  malformed_request (limit), cursor_invalid
Result<ReferringProviderPage> list_providers(Context&, const ListReferringProviders&);

// Instead of deleting: what they sent stays theirs, and they are offered no more.
//   refused  not_found, provider_merged, revision_changed, phase_forbids
//   writes   the provider, and how they are found
//   source   lifecycles A.8, delete provider
Result<ReferringProvider> deactivate_provider(Context&, const ReferringProviderSeen&);
Result<ReferringProvider> reactivate_provider(Context&, const ReferringProviderSeen&);

// One of two entries of a person goes into the other: what stood under it stands under the one that
// stays, which takes over what it does not say itself; credit is shared anew by the terms it was
// shared by, and the portal that was open by the one that goes is closed. Its details are read
// still.
//   refused  malformed_request (because, one provider), not_found, provider_merged,
//   revision_changed,
//            referrer_inactive (who stays), providers_of_two_people; in this order
//   writes   both providers, touches, contacts, costs, referrals to specialists; leads that have
//            converted, their attributions and credit
//   source   docs/decisions/0025
Result<ProvidersMerged> merge_providers(Context&, const MergeReferringProviders&);
// What stood under the one that went goes back to it, and what was taken over of its details is
// taken back unless somebody changed it; what came since stays.
//   refused  malformed_request (because), not_found, revision_changed, phase_forbids (not merged),
//            name_taken (somebody else has the NPI by now); in this order
//   writes   as merge_providers
Result<ProvidersMerged> unmerge_provider(Context&, const UnmergeReferringProvider&);

// While somebody types. However many fit, a few thousand keys and a few hundred rows are looked at:
// who fits best is found first, and the answer says whether others may fit.
//   refused  malformed_request (text, limit)
Result<ProvidersFound> search_providers(Context&, const SearchReferringProviders&);

// The same for every practice.
Result<ProviderTypes> list_provider_types(Context&, const Empty&);

// What is wrong with a provider's details; the NPI is put in its normal form.
//   refused  malformed_request, below /details
Refused complete(Context&, ReferringProviderDetails&,
                 const ReferringProviderDetails* standing = nullptr);
// Keeps a provider whose details are complete, and the keys under which they are found.
void keep_provider(Context&, ReferringProvider&, const ReferringProvider* before);
// Keeps what is said otherwise of one who was merged, also by those who took it over from them.
void hand_on(Context&, ReferringProvider before, ReferringProvider after);
// Who stands for the one that has it.
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
// Both, and how many rows changed hands, which no row tells.
template <> struct Again<ProvidersMerged> {
  static std::vector<std::int64_t> ids(const ProvidersMerged&);
  static std::optional<ProvidersMerged> load(Context&, std::span<const std::int64_t> ids);
};
template <> struct Again<ReferringProviderPage> {
  static std::vector<std::int64_t> ids(const ReferringProviderPage&);
};
template <> struct Again<ProvidersFound> {
  static std::vector<std::int64_t> ids(const ProvidersFound&);
};

}  // namespace onward
