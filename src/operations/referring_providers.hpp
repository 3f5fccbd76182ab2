// Enough of a practice's directory to refer to whom it names.
#pragma once

#include "onward/operations/referring_providers.hpp"
#include "operations/row.hpp"

namespace onward {

Result<ReferringProviderRecord> create_provider(Context&, const CreateReferringProvider&);
Result<ReferringProvider> deactivate_provider(Context&, const ReferringProviderSeen&);

template <> struct Again<ReferringProviderRecord> {
  static std::vector<std::int64_t> ids(const ReferringProviderRecord& r) {
    return {r.provider.id.value};
  }
  static std::optional<ReferringProviderRecord> load(Context& c,
                                                     std::span<const std::int64_t> ids) {
    return ReferringProviderRecord{c.tables.known<ReferringProvider>(ReferringProviderId(ids[0]))};
  }
};

}  // namespace onward
