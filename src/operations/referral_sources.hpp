// Managed sources of a practice, so that marketing is counted by campaign and not by spelling.
#pragma once

#include "onward/operations/referral_sources.hpp"
#include "operations/row.hpp"

namespace onward {

//   refused  malformed_request (code, name, type), name_taken (code)
//   writes   the source
Result<ReferralSource> add_referral_source(Context&, const AddReferralSource&);

// walk_in, found_us and unknown, as far as the practice has no sources of these codes.
//   writes   the sources that were not there
Result<ReferralSourcesAdded> add_standard_referral_sources(Context&, const Empty&);

// Code and type stay: touches were recorded by them.
//   refused  malformed_request (name), not_found, revision_changed; in this order
//   writes   the source, when anything differs
Result<ReferralSource> update_referral_source(Context&, const UpdateReferralSource&);

// It is named no more; what named it stays.
//   refused  not_found
//   writes   the source, when it was in use
Result<ReferralSource> retire_referral_source(Context&, const ReferralSourceRef&);

//   refused  malformed_request (limit), cursor_invalid
Result<ReferralSourcePage> list_referral_sources(Context&, const ListReferralSources&);

// A source of the active organisation.
//   refused  not_found
Result<ReferralSource> own_referral_source(Context&, ReferralSourceId, std::string path);
std::optional<ReferralSource> seen(Context&, ReferralSourceId);

template <> struct Again<ReferralSourcesAdded> {
  static std::vector<std::int64_t> ids(const ReferralSourcesAdded&);
  static std::optional<ReferralSourcesAdded> load(Context&, std::span<const std::int64_t> ids);
};

}  // namespace onward
